"""What is the web platform given to work with? Everything is handed over by wiring."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from desk.events import EventKind
from desk.people import Identity
from desk.policy import DeskPolicy
from desk.ports import ChatStore, Inbox, Shelf
from desk.status_page import StatusView
from desk.views import BoardView, ChatView, DutyView, PeopleView, SearchView, TicketView
from handlers.handles import Handles
from handlers.web.files import FileShelf
from handlers.web.options import DEFAULTS, WebOptions
from knowledge.article import Article


class Sessions(Protocol):
    """Who is signed in. Secrets are kept as hashes only; `now` is the machine's clock."""

    async def redeem(self, token: str, now: datetime) -> str | None:
        """Use up a one-time link and give the secret of a new session.

        None when the link is unknown, used already, or over its time.
        """

    async def account(self, session: str, now: datetime) -> Identity | None:
        """Give the web account of a session, or None when it is over or was never there."""

    async def close(self, session: str) -> None:
        """Sign out; a session that is not there is fine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePerson:
    """Somebody of the demo whom one may play; `id` is the web account."""

    id: str
    name: str
    is_engineer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What time did while a demo's clock was moved; `left` fell due and waits for another move."""

    happened: Sequence[tuple[int, EventKind]] = ()
    left: int = 0


class DemoControls(Protocol):
    """What exists only in a database that is marked a demo."""

    async def people(self) -> Sequence[SamplePerson]:
        """Name the sample people, requesters first."""

    async def move(self, by: timedelta) -> Passed:
        """Move the desk's clock on."""

    async def move_to_next(self) -> Passed:
        """Move the desk's clock to where something falls due next, if anything does."""


class Changes(Protocol):
    """Tells an open page that something may have changed, in this process or another."""

    async def wait(self, after: int) -> int:
        """Return a number greater than `after` as soon as something changed since it.

        0 is before everything, so that the first wait returns at once.
        """


Check = Callable[[], Awaitable[bool]]
Feed = Callable[[str, str], Awaitable[bytes | None]]
"""Gives the calendar of a rotation to who has its key, and nothing to others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebServices:
    """All that the pages use. `desk_now` decides what is due, `machine_now` runs sessions.

    `demo` is None unless the database is marked a demo. Pages show nothing but what a view gives to
    the person who looks.
    """

    inbox: Inbox
    handles: Handles
    store: ChatStore
    chat: ChatView
    board: BoardView
    tickets: TicketView
    finder: SearchView
    people: PeopleView
    policy: DeskPolicy
    sessions: Sessions
    desk_now: Callable[[], datetime]
    machine_now: Callable[[], datetime]
    changes: Changes
    stop: asyncio.Event
    is_live: Check
    is_ready: Check
    shelf: Shelf | None = None
    files: FileShelf | None = None
    articles: Callable[[], Sequence[Article]] | None = None
    duty: DutyView | None = None
    feed: Feed | None = None
    status: StatusView | None = None
    demo: DemoControls | None = None
    options: WebOptions = DEFAULTS
    language: str = "en"
