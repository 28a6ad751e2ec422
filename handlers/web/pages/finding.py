"""Which tickets does somebody find on the page?"""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from desk.errors import BadSearchError
from desk.search import STATES, narrowed, read_search
from desk.views import FoundTickets
from handlers.cards.refusals import refusal_words
from handlers.web.identity import Viewer
from handlers.web.site import Site, Visit

_SHOWN = 50
_LONGEST = 500
_FILTERS = ("state", "from", "owner", "since", "until", "page")


class SearchPage:
    """The board's search: one line as in chat, and the same filters as fields beside it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._services = site.services

    async def search(self, request: Request) -> Response:
        """Show a page of what fits; a filter that is none is named, and what was typed stays."""
        visit = await self._site.visit(request, request.query_params.get("as"))
        if visit.viewer is None:
            return self._site.stranger(visit)
        asked = {
            name: request.query_params.get(name, "")[:_LONGEST].strip() for name in ("q", *_FILTERS)
        }
        try:
            found, fault = await self._found(visit.viewer, asked), ""
        except BadSearchError as error:
            language = visit.renderer.words.language
            found, fault = FoundTickets(), refusal_words(error.code, dict(error.facts), language)
        return self._answer(visit, visit.viewer, asked, found, fault)

    async def _found(self, viewer: Viewer, asked: Mapping[str, str]) -> FoundTickets:
        policy = self._services.policy
        filters = {name: asked[name] for name in _FILTERS}
        wanted = narrowed(read_search(asked["q"], policy), filters, policy)
        return await self._services.finder.search(viewer.actor, wanted, limit=_SHOWN)

    def _answer(
        self,
        visit: Visit,
        viewer: Viewer,
        asked: Mapping[str, str],
        found: FoundTickets,
        fault: str,
    ) -> Response:
        pages = self._site.pages(viewer)
        return self._site.page(
            visit,
            "found.html",
            here="board",
            status=422 if fault else 200,
            title=visit.renderer.words.say("web.search.title"),
            asked=asked,
            found=found,
            fault=fault,
            states=tuple(STATES),
            pages=pages,
            more=_next(asked, pages.and_who) if found.has_more else "",
        )


def _next(asked: Mapping[str, str], and_who: str) -> str:
    kept = {name: value for name, value in asked.items() if value}
    turned = {**kept, "page": str(int(asked["page"] or 1) + 1)}
    return f"/search?{urlencode(turned)}{and_who}"
