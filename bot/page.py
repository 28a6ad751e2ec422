"""What does the page get to work with, and who else is answered on its port?"""

import asyncio
from collections.abc import Mapping

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from bot.duty_feed import DutyFeed
from bot.wiring import Desk
from handlers.hooks.doors import HookDoors
from handlers.web.app import create_app
from handlers.web.live import Signal
from handlers.web.options import WebOptions
from handlers.web.services import DemoControls, WebServices


def make_page(
    desk: Desk,
    changes: Signal,
    stop: asyncio.Event,
    base_url: str,
    *,
    demo: DemoControls | None = None,
    tokens: Mapping[str, SecretStr] | None = None,
) -> Starlette:
    """Hand the page its services; `demo` is given only for a database that is marked as one.

    `tokens` are those of the senders of alerts. Their paths, and those of platforms that are spoken
    to by requests, are beside it, not inside: what guards the page from foreign sites would turn
    them away.
    """
    page = create_app(
        WebServices(
            inbox=desk.store.inbox,
            handles=desk.handles,
            store=desk.store.chat,
            chat=desk.store.chat_pages,
            board=desk.store.board,
            tickets=desk.store.tickets,
            finder=desk.store.finder,
            people=desk.store.people,
            policy=desk.policy,
            sessions=desk.sign_in,
            desk_now=desk.clocks.desk,
            machine_now=desk.clocks.machine,
            changes=changes,
            stop=stop,
            is_live=desk.health.is_live,
            is_ready=desk.health.is_ready,
            shelf=desk.librarian,
            articles=lambda: desk.librarian.articles,
            demo=demo,
            duty=desk.store.duty,
            status=desk.store.status,
            feed=DutyFeed(desk.store, desk.policy, desk.clocks).read,
            files=desk.store.files,
            options=WebOptions(base_url=base_url, bot_name=desk.policy.name),
            language=desk.policy.languages[0],
        )
    )
    return _beside(page, desk, tokens or {})


def _beside(page: Starlette, desk: Desk, tokens: Mapping[str, SecretStr]) -> Starlette:
    """Open the doors of platforms and senders, where there are any."""
    paths = {path: one for platform in desk.platforms for path, one in platform.endpoints().items()}
    doors = [Route(path, endpoint, methods=["POST"]) for path, endpoint in paths.items()]
    doors += _hooks(desk, tokens).routes()
    return Starlette(routes=[*doors, Mount("/", app=page)]) if doors else page


def _hooks(desk: Desk, tokens: Mapping[str, SecretStr]) -> HookDoors:
    beats = [beat.name for beat in desk.policy.heartbeats.values()]
    plain = {name: token.get_secret_value() for name, token in tokens.items()}
    return HookDoors(desk.store.inbox, plain, beats, desk.clocks.desk)
