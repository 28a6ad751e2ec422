"""Which addresses does the page answer?"""

from collections.abc import Awaitable, Callable

import structlog
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from handlers.web.assets import Assets, read_assets
from handlers.web.doors import Doors
from handlers.web.live import Stream, Watch
from handlers.web.pages.desk import DeskPages
from handlers.web.pages.duty import DutyPage
from handlers.web.pages.feed import FeedDoor
from handlers.web.pages.finding import SearchPage
from handlers.web.pages.loop import Loop
from handlers.web.pages.maintenance import MaintenanceDoor
from handlers.web.pages.saved import FileDoors
from handlers.web.pages.status import StatusDoor
from handlers.web.security import Guard
from handlers.web.services import Check, WebServices
from handlers.web.site import Site, renderer_of

_FOR_EVER = "public, max-age=31536000, immutable"

_log = structlog.get_logger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(services: WebServices) -> Starlette:
    """Make the page's application; it holds no state but what it is handed."""
    assets = read_assets()
    site = Site(services, assets)
    loop = Loop(site)
    doors = Doors(site, loop)
    return Starlette(
        routes=[
            *_health(services),
            Route("/static/{name}", _static(assets)),
            *_pages(site, loop),
            *_forms(doors),
            *_maintenance(MaintenanceDoor(site, doors)),
        ],
        middleware=[Middleware(Guard, options=services.options)],
        exception_handlers={HTTPException: _refusal(site), Exception: _apology(site)},
    )


def _health(services: WebServices) -> list[Route]:
    return [
        Route("/livez", _health_of(services.is_live)),
        Route("/readyz", _health_of(services.is_ready)),
    ]


def _pages(site: Site, loop: Loop) -> list[Route]:
    pages, files = DeskPages(site), FileDoors(site)
    return [
        Route("/", _start(site, loop)),
        Route("/stream", _stream(site, loop)),
        Route("/board", pages.board),
        Route("/search", SearchPage(site).search),
        Route("/tickets/{number:int}", pages.ticket),
        Route("/files/{number:int}", files.download),
        Route("/files/{number:int}/picture", files.picture),
        Route("/agreement", pages.agreement),
        Route("/status", StatusDoor(site).status),
        Route("/oncall", DutyPage(site).on_call),
        Route("/oncall/{name}.ics", FeedDoor(site.services).calendar),
        Route("/kb", pages.shelf),
        Route("/kb/{id}", pages.article),
        Route("/sign-in/{token}", pages.sign_in),
    ]


def _forms(doors: Doors) -> list[Route]:
    return [
        Route("/say", doors.say, methods=["POST"]),
        Route("/press", doors.press, methods=["POST"]),
        Route("/press/sure", doors.sure, methods=["POST"]),
        Route("/submit", doors.submit, methods=["POST"]),
        Route("/edit", doors.edit, methods=["POST"]),
        Route("/edit/ask", doors.ask_edit, methods=["POST"]),
        Route("/take-back", doors.take_back, methods=["POST"]),
        Route("/take-back/ask", doors.ask_take_back, methods=["POST"]),
        Route("/demo/clock", doors.clock, methods=["POST"]),
        Route("/sign-in/{token}", doors.sign_in, methods=["POST"]),
        Route("/sign-out", doors.sign_out, methods=["POST"]),
    ]


def _maintenance(door: MaintenanceDoor) -> list[Route]:
    return [
        Route("/maintenance", door.show),
        Route("/maintenance", door.take, methods=["POST"]),
        Route("/maintenance/{done:str}", door.take, methods=["POST"]),
    ]


def _start(site: Site, loop: Loop) -> Endpoint:
    async def start(request: Request) -> Response:
        """Show both sides of the loop."""
        visit = await site.visit(request)
        if visit.viewer is None:
            return site.stranger(visit)
        seating = await loop.seating(visit, request.query_params)
        return await loop.answer(visit, seating)

    return start


def _stream(site: Site, loop: Loop) -> Endpoint:
    async def stream(request: Request) -> Response:
        """Tell an open page what changes."""
        query = request.query_params
        visit = await site.visit(request, query.get("as"))
        if visit.viewer is None:
            return PlainTextResponse("", status_code=401)
        seating = None if query.get("show") == "board" else await loop.seating(visit, query)
        watch = Watch(
            visit=visit,
            viewer=seating.viewer if seating else visit.viewer,
            seating=seating,
            after=request.headers.get("last-event-id") or query.get("after", ""),
            more=query.get("more"),
        )
        return EventSourceResponse(Stream(site, loop, watch).events(), ping=15)

    return stream


def _static(assets: Assets) -> Endpoint:
    async def static(request: Request) -> Response:
        """Give a file of ours; its name changes with its content."""
        asset = assets.by_name.get(request.path_params["name"])
        if asset is None:
            return PlainTextResponse("", status_code=404)
        headers = {"cache-control": _FOR_EVER}
        return Response(asset.content, media_type=asset.type, headers=headers)

    return static


def _health_of(check: Check) -> Endpoint:
    async def health(_: Request) -> Response:
        """Say ok, or 503."""
        is_well = await check()
        return PlainTextResponse("ok" if is_well else "not ok", 200 if is_well else 503)

    return health


def _refusal(site: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def refuse(request: Request, error: Exception) -> Response:
        """Say that there is no such page."""
        status = error.status_code if isinstance(error, HTTPException) else 404
        visit = await site.visit(request, request.query_params.get("as"))
        if visit.viewer is None:
            return site.stranger(visit)
        say = visit.renderer.words.say
        return site.told(
            visit, say("web.missing"), status=status, text=say("web.missing.text"), back="/"
        )

    return refuse


def _apology(site: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def apologise(request: Request, error: Exception) -> Response:
        """Say that it is our fault; one of the five edges where anything may be caught."""
        _log.error("page_failed", path=request.url.path, exc_info=error)
        say = renderer_of(site.language(request)).words.say
        return PlainTextResponse(say("web.apology"), status_code=500)

    return apologise
