"""What does the desk need from the outside? Protocols only; storage and bot provide them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from desk.alerts import Firings
from desk.approval import Approvals
from desk.attachment import Attachment
from desk.change_record import Changes
from desk.events import Event
from desk.facts import FigureFact
from desk.form import Form
from desk.inbound import Author
from desk.incidents import Incidents
from desk.maintenance import Windows
from desk.notice import Offered, Saying
from desk.oncall import Cover, Shift
from desk.outages import Outages
from desk.outcome import Outcome
from desk.people import Actor, Address, Identity, LinkCode, Person
from desk.policy import DeskPolicy, Rotation
from desk.question import Question
from desk.runbooks import Checklists
from desk.standing import Standings
from desk.subscriptions import Subscriptions
from desk.ticket import Ticket
from desk.views import ChatFile
from knowledge.article import Article
from knowledge.findings import Findings
from knowledge.macros import Macro
from knowledge.runbook import Runbook


class Side(StrEnum):
    """Whose side of a ticket a message stands on."""

    REQUESTER = "requester"
    DESK = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A message that the desk knows: what it belongs to, and on whose side.

    `event` is the event whose words it carries, so that edits, deletions and undo find it. `by` is
    the person who wrote it (None: the bot). `relays` is set on a message of the bot that carries a
    requester's words to engineers: a reply to it is addressed to the requester.
    """

    channel: Address
    message: str
    side: Side
    ticket: int | None = None
    question: int | None = None
    event: int | None = None
    by: int | None = None
    relays: bool = False


class Shelf(Protocol):
    """The articles, as they are now."""

    async def search(self, text: str) -> Findings:
        """Find what answers the text; never raises, whatever the text is."""

    def article(self, id: str) -> Article | None:  # noqa: A002 - the field's own name
        """Give an article by its id, or None when it is gone."""

    @property
    def macros(self) -> Sequence[Macro]:
        """The texts that engineers send, as they are now."""

    @property
    def version(self) -> str:
        """The state of the knowledge base that answers now."""

    @property
    def runbooks(self) -> Sequence[Runbook]:
        """What engineers do, step by step; no requester may ever be given one."""

    async def search_runbooks(self, text: str) -> Mapping[str, float]:
        """Say of each runbook that may fit the text, by its id, how sure that is, from 0 to 1."""


class People(Protocol):
    """Persons, their accounts, and who sits in which channel."""

    async def meet(self, author: Author) -> Person:
        """Give the person of an account, made on first sight; a newer name is kept."""

    async def get(self, id: int) -> Person:  # noqa: A002
        """Give a person; raises NotFoundError."""

    async def identities(self, person: int) -> Sequence[Identity]:
        """All accounts of a person."""

    async def teams(self, person: int) -> frozenset[str]:
        """The workspaces that the person's accounts are of, on platforms that have such."""

    async def called(self, name: str) -> Sequence[Person]:
        """Give who has this name, account or handle; else whose name begins with it as a word."""

    async def actor(self, person: Person, *, is_trusted: bool = True) -> Actor:
        """Give the person with the roles that the roster and the policy say at this moment.

        An untrusted account is never more than a requester.
        """

    async def join(self, channel: Address, person: int) -> None:
        """Note that the person is in the channel; again is fine."""

    async def leave(self, channel: Address, identity: Identity) -> None:
        """Note that the account's person is not in the channel any more."""

    async def members(self, channels: Sequence[Address]) -> Sequence[Person]:
        """Give everybody who sits in one of the channels, by name."""

    async def keep_only(self, channel: Address, people: Sequence[int]) -> None:
        """Make these the whole roster of the channel."""

    async def direct_address(self, person: int, platform: str | None = None) -> Address | None:
        """Where the person was last spoken to directly, or None when they never wrote directly."""

    async def spoke_directly(self, person: int, channel: Address) -> None:
        """Remember the direct chat for `direct_address`."""

    async def choose_language(self, person: int, language: str) -> None:
        """Keep the person's language, whatever platforms tell from now on."""


class Accounts(Protocol):
    """Which accounts are one person's, and the codes by which they become so."""

    async def code(self, code_hash: str) -> LinkCode | None:
        """Give the code of this hash, held until the transaction ends."""

    async def use(self, code_hash: str, now: datetime) -> None:
        """Note that the code is used up."""

    async def wrong_codes(self, person: int, now: datetime) -> int:
        """How many wrong codes the person has said lately."""

    async def note_wrong(self, person: int, now: datetime, until: datetime) -> None:
        """Count one more; counting begins anew after `until`."""

    async def join(self, kept: int, gone: int) -> int:
        """Move all that names `gone` to `kept`, forget `gone`, and say how many tickets moved."""

    async def part(self, person: Person, account: Identity) -> tuple[Person, int]:
        """Give the account a person of its own, and say how many tickets went along.

        What was asked on its platform goes with it, and so does the work of an engineer who is
        one by that platform's channels alone. Sessions on the page end.
        """


class Tickets(Protocol):
    """Tickets by number; a change is refused when somebody else changed it meanwhile."""

    async def add(self, ticket: Ticket) -> Ticket:
        """Store a new one (its id 0) and give it back with its number."""

    async def get(self, id: int) -> Ticket:  # noqa: A002
        """Give a ticket; raises NotFoundError."""

    async def save(self, ticket: Ticket) -> Ticket:
        """Store a change, one version up; raises StaleError when `ticket.version` has passed."""

    async def open_of(self, requester: int) -> Sequence[Ticket]:
        """The requester's tickets that are open or resolved, newest first.

        One that was merged stands as the ticket in which it goes on, seen from it.
        """

    async def open_titles(self, limit: int) -> Mapping[int, str]:
        """The titles of the newest open tickets by number, whoever has asked."""

    async def some(self, numbers: Collection[int]) -> Sequence[Ticket]:
        """Give these tickets, in the order of their numbers; those that are not there are left."""

    async def to_work_on(self, engineer: int, tiers: Sequence[str]) -> Sequence[Ticket]:
        """Tickets in work that the engineer has, and those of the tiers that nobody has."""

    async def open_about(self, services: Collection[str]) -> Sequence[Ticket]:
        """Tickets in work that are tied to one of these services."""

    async def asked_about(self, service: str, since: datetime) -> Sequence[Ticket]:
        """Tickets in work that are tied to the service and were asked since then, oldest first."""

    async def to_close(self, resolved_before: datetime) -> Sequence[Ticket]:
        """Resolved tickets whose resolution is older than that."""

    async def to_nudge(self, now: datetime) -> Sequence[int]:
        """Numbers of waiting tickets about which time has something to do by now, oldest first."""

    async def time_anew(self, now: datetime) -> None:
        """Let the next ticks look at promises and path of every ticket that is not closed."""

    async def time_about(self, services: Collection[str], now: datetime) -> None:
        """Let the next ticks look at the promises of what is in work about these services."""

    async def to_time(self, now: datetime, limit: int, skipped: int = 0) -> Sequence[int]:
        """Numbers of tickets of whose promises there is something to say by now, oldest first.

        The `skipped` oldest are left out: what failed must not hide what is behind it.
        """

    async def to_climb(self, now: datetime, limit: int, skipped: int = 0) -> Sequence[int]:
        """Numbers of tickets whose path has something to say by now; see `to_time`."""


class Questions(Protocol):
    """The log of what was asked."""

    async def add(self, question: Question) -> Question:
        """Store a new one (its id 0) and give it back with its id."""

    async def get(self, id: int) -> Question:  # noqa: A002
        """Give a question; raises NotFoundError."""

    async def save(self, question: Question) -> None:
        """Store what came of it."""


class EventLog(Protocol):
    """What happened, appended once."""

    async def add(self, event: Event) -> Event:
        """Append, and give it back with its id; raises StaleError when its cause stands already."""

    async def of_ticket(self, ticket: int) -> Sequence[Event]:
        """A ticket's whole history, oldest first."""

    async def read_ahead(self, numbers: Collection[int]) -> None:
        """Read the histories of several at once, for who asks for each of them next."""

    async def get(self, id: int) -> Event:  # noqa: A002
        """Give one event; raises NotFoundError."""


class Figures(Protocol):
    """Facts that figures are made of, decided once."""

    async def add(self, facts: Sequence[FigureFact]) -> None:
        """Keep those that are not there yet."""

    async def withdraw(self, event: int) -> None:
        """Take back what was decided by an event that was undone."""


class Buttons(Protocol):
    """What drawn buttons refer to; rows are made with the saying that offers them."""

    async def get(self, id: int) -> Offered:  # noqa: A002
        """Give what was offered; raises NotFoundError when there is no such row."""


class Forms(Protocol):
    """Forms that wait to be filled."""

    async def add(self, form: Form) -> Form:
        """Store a new one; any older one of this person at this place is forgotten."""

    async def get(self, id: int) -> Form:  # noqa: A002
        """Give a form; raises NotFoundError when it was filled, forgotten or never there."""

    async def save(self, form: Form) -> None:
        """Keep what was filled in so far."""

    async def remove(self, id: int) -> None:  # noqa: A002
        """Forget it: it is filled, or not wanted any more."""

    async def waiting(self, person: int, channel: Address, now: datetime) -> Form | None:
        """The unexpired form that this person was asked at this channel, if any."""


class Links(Protocol):
    """Which message belongs to what."""

    async def add(self, link: Link) -> None:
        """Remember a message; again replaces."""

    async def find(self, channel: Address, messages: Sequence[str]) -> Link | None:
        """The link of the first of these messages that is known (the thread is not looked at)."""

    async def of_event(self, event: int) -> Sequence[Link]:
        """Every message that carries the words of an event."""


class Files(Protocol):
    """What came with messages; the bytes themselves are fetched and read outside."""

    async def add(self, file: Attachment) -> Attachment:
        """Keep a new one (its id 0) and give it back with its id; a known key changes nothing."""

    async def get(self, id: int) -> Attachment:  # noqa: A002
        """Give a file, held until the transaction ends; raises NotFoundError."""

    async def save(self, file: Attachment) -> None:
        """Keep what it belongs to now, and what became of it."""

    async def of_question(self, question: int) -> Sequence[Attachment]:
        """Files that came with a question, in their order, held until the transaction ends."""

    async def of_ticket(self, ticket: int) -> Sequence[Attachment]:
        """Files of a ticket, in their order."""

    async def of_event(self, event: int) -> Sequence[Attachment]:
        """Files that came with an event's words, held until the transaction ends."""


class Duty(Protocol):
    """Who is on call, and who covers for whom."""

    async def on_duty(self, tier: str, at: datetime) -> tuple[int, ...] | None:
        """Give the people on call for a tier; None when no rotation says, () in a gap.

        Whoever is named by the configuration and was never met is met now.
        """

    async def shifts(self, rotation: Rotation, start: datetime, end: datetime) -> Sequence[Shift]:
        """Give the shifts of a rotation that touch [start, end), whole and in order."""

    async def covers(self, rotation: str, start: datetime, end: datetime) -> Sequence[Cover]:
        """Give the covers of a rotation that touch [start, end), oldest first."""

    async def add_cover(self, cover: Cover) -> Cover:
        """Store a new one (its id 0) and give it back with its id."""

    async def take_back(self, cover: int, at: datetime) -> None:
        """End a cover at this moment; one that has not begun yet is as if it never was."""


class UnitOfWork(Protocol):
    """One short transaction: all of it or none of it.

    Leaving the block without `commit` rolls back. Nothing slow is done inside.
    """

    @property
    def people(self) -> People:
        """Persons and rosters."""

    @property
    def accounts(self) -> Accounts:
        """Accounts of one person."""

    @property
    def tickets(self) -> Tickets:
        """The tickets."""

    @property
    def questions(self) -> Questions:
        """What was asked."""

    @property
    def events(self) -> EventLog:
        """What happened."""

    @property
    def figures(self) -> Figures:
        """What figures rest on."""

    @property
    def buttons(self) -> Buttons:
        """What was offered."""

    @property
    def forms(self) -> Forms:
        """What waits to be filled."""

    @property
    def links(self) -> Links:
        """Which message belongs where."""

    @property
    def files(self) -> Files:
        """What came with messages."""

    @property
    def windows(self) -> Windows:
        """Maintenance."""

    @property
    def approvals(self) -> Approvals:
        """What waits for somebody's yes."""

    @property
    def checklists(self) -> Checklists:
        """Runbooks that run on tickets."""

    @property
    def changes(self) -> Changes:
        """What is planned, approved and made of changes."""

    @property
    def outages(self) -> Outages:
        """When services were down."""

    @property
    def subscriptions(self) -> Subscriptions:
        """Who wants to hear of a service."""

    @property
    def standings(self) -> Standings:
        """What probes and heartbeats say."""

    @property
    def firings(self) -> Firings:
        """What other programs report."""

    @property
    def incidents(self) -> Incidents:
        """Incidents and who follows them."""

    @property
    def duty(self) -> Duty:
        """Who is on call."""

    @property
    def policy(self) -> DeskPolicy:
        """What the desk has been told to do."""

    async def say(self, saying: Saying) -> None:
        """Put one saying into the outbox; a second one of the same key changes nothing.

        Where it has offers, the row of its buttons is made too. An EDIT takes the place of a
        waiting EDIT of the same card at the same address.
        """

    async def card_at(self, channel: Address, message: str) -> str | None:
        """The name of the card that stands there as this message, if it is one."""

    async def cards(self, name: str) -> Sequence[Address]:
        """The addresses at which a card of this name was said (sent or still waiting)."""

    async def commit(self, outcome: Outcome) -> Outcome:
        """Write all of it, with the outcome of the inbox row that caused it, and give that back."""


Begin = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Opens the transaction that finishes the inbox row (or the tick's cause) being worked on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A stored inbound row: the raw body as the platform sent it, ASCII JSON.

    `key` is the platform's own name of the happening, unique; `conversation` is what order is kept
    in; `has_handle` puts it on the quick lane because somebody's screen waits.
    """

    key: str
    platform: str
    conversation: str
    sort_at: datetime
    body: str
    has_handle: bool = False


class NotStoredError(Exception):
    """Nothing was stored, so nothing may be acknowledged; the platform will send it again."""


class Inbox(Protocol):
    """What came in, stored before it is acknowledged."""

    async def put(self, letter: Letter) -> bool:
        """Store and commit (in a group with others); False when the key stood there already.

        Raises NotStoredError when it could not be stored: then nothing may be acknowledged.
        """

    async def outcome(self, key: str) -> Outcome | None:
        """The outcome of a row that is done, or None while it is not."""


class ChatStore(Protocol):
    """The web platform's own history, as Slack and Telegram keep theirs on their servers."""

    async def put(
        self,
        key: str,
        *,
        channel: str,
        text: str,
        at: datetime,
        thread: int | None = None,
        author: str | None = None,
        author_name: str = "",
        card: str | None = None,
        only: str | None = None,
        files: Sequence[ChatFile] = (),
    ) -> int:
        """Add a message and give its id; the same key again gives the same id."""

    async def change(
        self, message: int, *, text: str | None = None, card: str | None = None
    ) -> bool:
        """Redraw a message; False when it is not there."""

    async def react(self, message: int, sign: str) -> bool:
        """Put a sign on a message, once; False when it is not there."""

    async def remove(self, message: int) -> bool:
        """Take a message away for everyone; False when it is not there."""

    async def find(self, key: str) -> int | None:
        """The id of the message of this key, if it was put."""

    async def seat(self, channel: str, people: Sequence[str], *, title: str = "") -> None:
        """Make a channel, if need be, and put people (web ids) into it."""

    async def read(self, viewer: str, channel: str) -> None:
        """Note that the viewer has read the channel up to now."""
