"""What do pages and reports read? Frozen read models, and a protocol for each.

Pages never use the unit of work; storage fills these with queries of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from desk.attachment import Attachment
from desk.errors import Fact
from desk.events import EventKind
from desk.intervals import Interval
from desk.owed import Owed
from desk.people import Actor, Identity, Person
from desk.policy import DeskPolicy, Priority, Status
from desk.search import TicketSearch


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """A ticket as the board shows it.

    `owed` is what is promised and still owed, or broken, as far as the reader may know: a
    requester sees the first response, then the resolution. `due_at` is when the next of it falls
    due that is not broken; where all is broken, when the first of it fell due.
    """

    ticket: int
    title: str
    tier: str
    status: Status
    priority: Priority
    requester: str
    owner: str | None
    asked_at: datetime
    due_at: datetime | None
    due_metric: str | None
    is_paused: bool
    owed: tuple[Owed, ...] = ()
    organisation: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardColumn:
    """One column: its first rows, and how many there are in all."""

    key: str
    rows: tuple[BoardRow, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The whole board: columns in order, and the three numbers above it.

    Columns: `new` (unassigned at the first tier), `in_progress` (assigned at the first tier),
    `with:<tier>` for each further tier that has open tickets, `resolved` (newest first).
    """

    columns: tuple[BoardColumn, ...]
    open: int
    unassigned: int
    resolved: int


class BoardView(Protocol):
    """The board, as one person may see it."""

    async def board(self, actor: Actor, *, limit: int = 50, more: str | None = None) -> Board:
        """Give all columns with `limit` rows each; the column `more` gets ten times as many.

        Someone who is only a requester sees their own tickets.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A change of words: when it was, and what they were before; `is_gone` when taken back."""

    at: datetime
    before: str
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One event of a ticket with the person's name.

    Its words are those that were read last; `amended` says how they came to be, and a requester
    is not told what they were before. `called` names whom a path called.
    """

    event: int
    kind: EventKind
    at: datetime
    by: str | None
    data: Mapping[str, Fact]
    is_internal: bool
    called: tuple[str, ...] = ()
    amended: tuple[Amended, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerRow:
    """One promise of a ticket as it stands; `tier` is None where it was made to the requester.

    `day` is how long a day of its calendar is. `due_at` is None while it stands still. `shares` is
    how much of the time each tier had used when it was broken.
    """

    metric: str
    tier: str | None
    stint: int
    target: timedelta
    due_at: datetime | None
    day: timedelta = timedelta(days=1)
    kept_at: datetime | None = None
    is_dropped: bool = False
    is_broken: bool = False
    is_warned: bool = False
    shares: tuple[tuple[str, timedelta], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step of a checklist, with the name of who has done it; `at` is None while nobody has."""

    number: int
    text: str
    detail: str
    by: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistRow:
    """A runbook as it was when it was started on the ticket."""

    title: str
    by: str
    at: datetime
    steps: tuple[StepRow, ...]

    @property
    def done(self) -> int:
        """How many steps are ticked."""
        return sum(step.at is not None for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    """A ticket with its history and files; a requester gets no internal ones.

    `duplicates` and `related` are for engineers: they may be other people's tickets. So are the
    `timers`: a tier's own promises are none to the requester; and the `checklists`.
    """

    row: BoardRow
    text: str
    category: str | None
    resolution: str | None
    rating: int | None
    first_response_due: datetime | None
    first_response_at: datetime | None
    resolution_due: datetime | None
    resolved_at: datetime | None
    follows: int | None
    history: tuple[HistoryRow, ...]
    merged_into: int | None = None
    duplicates: tuple[int, ...] = ()
    related: tuple[int, ...] = ()
    files: tuple[Attachment, ...] = ()
    timers: tuple[TimerRow, ...] = ()
    checklists: tuple[ChecklistRow, ...] = ()


class TicketView(Protocol):
    """One ticket, or a list, as one person may see it."""

    async def page(self, actor: Actor, ticket: int) -> TicketPage:
        """Give the page; raises NotFoundError, NotAllowedError for somebody else's ticket."""

    async def rows(
        self,
        actor: Actor,
        *,
        statuses: Sequence[Status] = (),
        tier: str | None = None,
        limit: int = 200,
    ) -> tuple[BoardRow, ...]:
        """List tickets, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTickets:
    """One page of what a search found, the newest first."""

    rows: tuple[BoardRow, ...] = ()
    has_more: bool = False


class SearchView(Protocol):
    """Tickets by what they say, as far as one person may see it."""

    @property
    def policy(self) -> DeskPolicy:
        """The desk whose tickets they are."""

    async def search(self, actor: Actor, wanted: TicketSearch, *, limit: int = 50) -> FoundTickets:
        """Give a page of `limit` rows.

        Somebody who is only a requester finds own tickets, by words that they may read.
        """

    async def search_as(
        self, account: Identity, wanted: TicketSearch, *, is_trusted: bool = True, limit: int = 50
    ) -> FoundTickets:
        """Do the same for whoever has the account; an untrusted one is only a requester."""


class PeopleView(Protocol):
    """People as pages and the command line need them, outside any transaction."""

    async def actor(self, identity: Identity) -> Actor | None:
        """The person of an account with the present roles, or None when nobody has met it."""

    async def named(self, name: str) -> Actor | None:
        """Find by `platform:id`, by id or by name; None when nobody or more than one matches."""

    async def person(self, id: int) -> Person | None:  # noqa: A002
        """Give a person by id."""

    async def identities(self, person: int) -> Sequence[Identity]:
        """All accounts of a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatFile:
    """A file of a message of the web chat; `is_picture` where the page may show it."""

    id: int
    name: str
    size: int
    is_picture: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """A message of the web chat, drawn or said; `revision` grows when it changes.

    `card` is the stored drawing of a card of the bot (HTML is made from it, never stored), None
    for words of a person. `only` hides it from all but one person.
    """

    id: int
    revision: int
    channel: str
    thread: int | None
    author: str | None
    author_name: str
    text: str
    card: str | None
    at: datetime
    only: str | None = None
    reactions: tuple[str, ...] = ()
    is_deleted: bool = False
    files: tuple[ChatFile, ...] = ()


class ChatView(Protocol):
    """The web platform's own history: what Slack and Telegram keep on their servers."""

    async def messages(
        self, channel: str, *, viewer: str, limit: int = 50
    ) -> tuple[ChatMessage, ...]:
        """The newest messages of a channel with their threads, oldest first."""

    async def message(self, id: int, *, viewer: str) -> ChatMessage | None:  # noqa: A002
        """One message, as it is now; None where the viewer may not see it or it is not there."""

    async def since(
        self, revision: int, *, viewer: str, limit: int = 500
    ) -> tuple[ChatMessage, ...]:
        """What is new or changed after a revision, in its order, in channels the viewer is in."""

    async def revision(self) -> int:
        """The newest revision of all."""

    async def channels(self, viewer: str) -> tuple[str, ...]:
        """The channels that the viewer is in."""

    async def unread(self, viewer: str) -> Mapping[str, int]:
        """How many messages are unread, a channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyShift:
    """A stretch in which the same people are on call, by name; `cover` numbers a cover."""

    span: Interval
    people: tuple[str, ...]
    cover: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationPlan:
    """The shifts of one rotation that touch a window, whole and in order.

    `strangers` are accounts of the rotation that do not sit in the tier's channels: they would be
    called, and could do nothing. Of one that is kept elsewhere, `unknown` are titles of events that
    name nobody whom we know, and `fault` why it cannot be read now.
    """

    rotation: str
    timezone: str
    shifts: tuple[DutyShift, ...]
    strangers: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPlan:
    """Who is on call for a tier in a window, and when nobody is though somebody should be."""

    tier: str
    title: str
    rotations: tuple[RotationPlan, ...]
    gaps: tuple[Interval, ...]


class DutyView(Protocol):
    """Who is on call, for whoever may know."""

    async def plans(self, start: datetime, end: datetime) -> tuple[DutyPlan, ...]:
        """Give the plan of each tier that has a rotation, in the order of the tiers."""
