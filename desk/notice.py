"""What is said, to which place, under which key, and how hard must it arrive?

A notice holds codes and values, never sentences: `handlers/cards` turns it into a card, each
platform draws the card, and the words are those of the reader's language at delivery.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desk.people import Address, Identity
from desk.ticket import Verb

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
"""What a stored notice may hold."""

VERSION = 1
"""Of the stored form of a notice; a row that waits over an upgrade is still drawn."""


class NoticeKind(StrEnum):
    """What there is to say. The comment names the facts beside those of the ticket.

    Every notice about a ticket carries the fact `ticket`, made by `desk.actions.telling`.
    People are `{"name": str, "ids": {platform: id}}`, moments ISO 8601 with an offset.
    """

    WELCOME = "welcome"  # name
    ANSWER = "answer"  # article title body state(open|solved|not_it) quote
    SUGGESTIONS = "suggestions"  # quote choices=[{article title}] state(open|closed)
    TICKET_OPENED = (
        "ticket.opened"  # to the requester; closest=[titles] by (who opened it for them)
    )
    TICKET_CARD = "ticket.card"  # to engineers, edited in place; handoff, closest
    BELONGS = "ticket.belongs"  # receipt: these words went to that ticket
    RELAYED = "ticket.relayed"  # the requester's words, for engineers; text by is_edited
    REPLY = "ticket.reply"  # an engineer's words, for the requester; text by is_edited
    ASKED_REQUESTER = "ticket.asked"  # an engineer's question; text by is_edited
    RECEIPT = "ticket.receipt"  # to the engineer whose words were carried; text to
    CONFIRM_RELAY = "ticket.confirm_relay"  # "Send to Maya or do it?"; text to command
    FILE = "file"  # one file; file={id name size state link} by; what became of it
    NOTE = "ticket.note"  # an internal note; text by
    HAPPENED = "ticket.happened"  # a line in the engineers' thread; what by and its facts
    HANDED_OVER = "ticket.handed_over"  # to the requester: another team has it; tier
    SLA_WARNING = "sla.warning"  # to engineers; items=[{metric is_breach due tier}] to=[people] at
    SLA_BREACH = "sla.breach"  # as a warning; at the top of a channel is_top url
    PROMISES_GROUPED = "sla.grouped"  # rows=[{number title items to}] at
    PROMISE_MISSED = "sla.missed"  # to the requester, in kind words; metric due
    URGENT = "ticket.urgent"  # to the requester who said so; is_raised
    RESOLVED = "ticket.resolved"  # to the requester, with the five marks; rated comment is_silent
    REMINDED = "ticket.reminded"  # to a requester who is waited for; step text by ends_at
    PAGED = "ticket.paged"  # nobody claims it; people=[person] since round is_first
    OWNER_REMINDED = "ticket.owner_reminded"  # to an owner who is silent; since ends_at
    CANCELLED = "ticket.cancelled"  # to the requester
    REOPENED = "ticket.reopened"  # to the requester
    MERGED = "ticket.merged"  # to the requester of the one that was merged; into
    FOLLOWED = "ticket.followed"  # to a follower: what became of it; what by
    FOLLOWING = "ticket.following"  # to whoever said so; is_following
    RECEIVED = "received"  # a sign on a person's message: it was delivered
    SECRET = "secret"  # a secret was masked; kinds  # noqa: S105
    REFUSED = "refused"  # code and facts of a DeskError
    TICKETS = "tickets"  # a person's own open tickets; rows=[ticket facts]
    FOUND = "found"  # what a search found; rows words has_more page
    STATUS = "status"  # one ticket, for its requester or an engineer
    HOME = "home"  # one's own page; own mine free={rows more}
    MACROS = "macros"  # the texts that engineers may send; rows=[{id title}]
    ON_CALL = "on_call"  # who is on call now and next; rows covers
    COVERED = "covered"  # somebody covers, or not any more; person instead start end is_back
    RUNBOOKS = "runbooks"  # those that may help, each with a start; rows=[{id title done total}]
    CHECKLIST = "checklist"  # checklist={title intro outro by at steps=[…]} moved_to
    HELP = "help"  # the commands; engineer
    FORM_WAITS = "form.waits"  # a form that could not be shown at once; verb number
    FORM_FIELD = "form.field"  # one field of a form, asked in chat; form field fault step steps
    SIGN_IN = "sign_in"  # a one-time link to the page; person, and when drawn url minutes
    LINK_CODE = "link_code"  # a code to say from another account; person, drawn: code minutes
    LINKED = "linked"  # accounts are one person's now, or not any more; state platform tickets
    LANGUAGE = "language"  # which language one reads; is_changed choices=[codes]
    MAINTENANCE = "maintenance"  # window={id services starts_at ends_at text every}; state
    SERVICE_STATE = "service_state"  # what is known where a state was asked for; rows state
    MAINTENANCES = "maintenances"  # what is planned; rows=[window]
    SUBSCRIBED = "subscribed"  # news of a service are wanted or not; state service services known
    SERVICE_NEWS = "service.news"  # to who subscribed; service state(down|works) since until
    SERVICE_DOWN = "service.down"  # to engineers; service since rows=[{name target fault since}]
    RECOVERED = "service.recovered"  # to engineers; service or name, until seconds
    SAME_TROUBLE = "incident.same"  # is it this? number service since quote; state
    INCIDENT_FOLLOWED = "incident.followed"  # an engineer said it is the same; other service since
    INCIDENT_OVER = "incident.over"  # other service text how; state(open|works|broken|again)
    CHANGE_APPROVAL = "change.approval"  # plan rollback check by; decided_by reason
    REQUESTS = "requests"  # what may be asked for by a form; rows=[{key title needs_approval}]
    APPROVAL = "approval"  # to who may decide; state what deciders=[codes] asked_by by text
    APPROVAL_TOLD = "approval.told"  # to the requester; as an approval
    ALERT = "alert"  # to admins; code and facts


class Op(StrEnum):
    """What is done at the address; FETCH brings a file from there and leaves nothing behind.

    RENAME lets a room's title say how its ticket stands now, and shuts or opens it.
    """

    POST = "post"
    EDIT = "edit"
    DELETE = "delete"
    REACT = "react"
    ROOM = "room"
    RENAME = "rename"
    UPLOAD = "upload"
    FETCH = "fetch"


class Weight(StrEnum):
    """How hard it must arrive: what happens when nobody knows whether it did.

    CRITICAL is sent again and never expires, NORMAL is sent again until it expires, FYI is not
    sent again.
    """

    CRITICAL = "critical"
    NORMAL = "normal"
    FYI = "fyi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something that a button of the card would do; `words` are what the verb needs besides."""

    verb: Verb
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What happened, in codes and values, and what one may do about it.

    The n-th offer is the n-th button of the drawn card. `version` is the ticket's at the time.
    """

    kind: NoticeKind
    facts: Mapping[str, Json] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    ticket: int | None = None
    question: int | None = None
    version: int = 0
    event: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One notice for one address, ready for the outbox.

    `cause` and `address` make the unique key. `card` is the name under which the sent message is
    remembered, so that it can be edited, deleted, or answered under; `under` is the name of a card
    in whose thread this belongs (its message need not be sent yet); `on` is the id of a person's
    message to react to or to answer. `only` shows it to one person where the platform can. `after`
    is the key of another saying without whose delivery this one would be a lie.
    """

    cause: str
    address: Address
    notice: Notice
    op: Op = Op.POST
    weight: Weight = Weight.NORMAL
    language: str = "en"
    card: str | None = None
    under: str | None = None
    on: str | None = None
    only: Identity | None = None
    after: str | None = None
    expires_at: datetime | None = None

    @property
    def key(self) -> str:
        """Cause + address, with what tells two sayings of one cause at one address apart."""
        place = f"{self.address}/{self.under}" if self.under else str(self.address)
        return f"{self.cause}:{self.op.value}:{self.notice.kind.value}@{place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The buttons of one drawn card, as they were offered: what a tap refers to.

    `only` is the person who alone may tap (an undo belongs to who wrote the words).
    """

    id: int
    offers: tuple[Offer, ...]
    ticket: int | None
    question: int | None
    version: int
    event: int | None
    address: Address
    expires_at: datetime
    only: int | None = None
