"""What is a ticket, and what may happen to it next?

The table `TRANSITIONS` is the state machine: a verb that is not in it for a status is refused.
Changes return a new ticket; nothing here writes anything down.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk.errors import AlreadyClaimedError, WrongStatusError
from desk.owed import Owed
from desk.people import Address
from desk.policy import Priority, Status, TicketType


class ClosedAs(StrEnum):
    """Why a ticket is closed."""

    DONE = "done"
    CANCELLED = "cancelled"
    MERGED = "merged"
    SPLIT = "split"


class Verb(StrEnum):
    """What a person or the clock can do to a question or a ticket."""

    ASK = "ask"
    OPEN_FOR = "open_for"
    SOLVED = "solved"
    NOT_IT = "not_it"
    PERSON = "person"
    PICK = "pick"
    WRITE = "write"
    SOMETHING_NEW = "something_new"
    CANCEL = "cancel"
    REOPEN = "reopen"
    RATE = "rate"
    COMMENT = "comment"
    CLAIM = "claim"
    TAKE_OVER = "take_over"
    RELEASE = "release"
    REPLY = "reply"
    UNDO = "undo"
    ASK_REQUESTER = "ask_requester"
    NOTE = "note"
    ESCALATE = "escalate"
    RETURN = "return"
    RESOLVE = "resolve"
    TRANSFER = "transfer"
    CHANGE = "change"
    SNOOZE = "snooze"
    PROMISE = "promise"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    LINK = "link"
    UNLINK = "unlink"
    DECLARE = "declare"
    SAME = "same"
    ME_TOO = "me_too"
    SOMETHING_ELSE = "something_else"
    WORKS = "works"
    STILL_BROKEN = "still_broken"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    URGENT = "urgent"
    CLOSE = "close"
    REMIND = "remind"
    LAPSE = "lapse"
    WARN = "warn"
    BREACH = "breach"
    EXPLAIN = "explain"
    CLIMB = "climb"
    FILL = "fill"
    FORGET = "forget"
    SEND = "send"
    DO = "do"
    MAINTAIN = "maintain"
    COVER = "cover"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    RUNBOOK = "runbook"
    TICK = "tick"
    PLAN_CHANGE = "plan_change"
    STANDARD_CHANGE = "standard_change"
    SUBMIT_CHANGE = "submit_change"
    APPROVE_CHANGE = "approve_change"
    DECLINE_CHANGE = "decline_change"
    SCHEDULE_CHANGE = "schedule_change"
    IMPLEMENT_CHANGE = "implement_change"
    REVIEW_CHANGE = "review_change"
    WITHDRAW_CHANGE = "withdraw_change"
    REQUEST = "request"
    APPROVE = "approve"
    DECLINE = "decline"


_WORKED_ON = frozenset({Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD})

TRANSITIONS: dict[Verb, dict[Status, Status]] = {
    Verb.CLAIM: {
        Status.NEW: Status.OPEN,
        Status.OPEN: Status.OPEN,
        Status.PENDING: Status.PENDING,
        Status.ON_HOLD: Status.ON_HOLD,
    },
    Verb.TAKE_OVER: {
        Status.OPEN: Status.OPEN,
        Status.PENDING: Status.PENDING,
        Status.ON_HOLD: Status.ON_HOLD,
    },
    Verb.RELEASE: {
        Status.OPEN: Status.OPEN,
        Status.PENDING: Status.PENDING,
        Status.ON_HOLD: Status.ON_HOLD,
    },
    Verb.REPLY: {
        Status.NEW: Status.OPEN,
        Status.OPEN: Status.OPEN,
        Status.PENDING: Status.PENDING,
        Status.ON_HOLD: Status.ON_HOLD,
        Status.RESOLVED: Status.RESOLVED,
    },
    Verb.ASK_REQUESTER: dict.fromkeys(_WORKED_ON, Status.PENDING),
    Verb.WRITE: {
        Status.NEW: Status.NEW,
        Status.OPEN: Status.OPEN,
        Status.PENDING: Status.OPEN,
        Status.ON_HOLD: Status.ON_HOLD,
    },
    Verb.NOTE: {status: status for status in Status},
    Verb.ESCALATE: dict.fromkeys(_WORKED_ON, Status.OPEN),
    Verb.RETURN: dict.fromkeys(_WORKED_ON, Status.OPEN),
    Verb.RESOLVE: dict.fromkeys(_WORKED_ON, Status.RESOLVED),
    Verb.TRANSFER: {
        Status.NEW: Status.OPEN,
        Status.OPEN: Status.OPEN,
        Status.PENDING: Status.PENDING,
        Status.ON_HOLD: Status.ON_HOLD,
    },
    Verb.CHANGE: {status: status for status in _WORKED_ON},
    Verb.PROMISE: {status: status for status in _WORKED_ON},
    Verb.URGENT: {status: status for status in _WORKED_ON},
    Verb.SNOOZE: {status: status for status in _WORKED_ON},
    Verb.RUNBOOK: {status: status for status in _WORKED_ON},
    Verb.TICK: {status: status for status in _WORKED_ON},
    Verb.CLIMB: {status: status for status in _WORKED_ON},
    Verb.PLAN_CHANGE: {status: status for status in _WORKED_ON},
    Verb.STANDARD_CHANGE: {status: status for status in _WORKED_ON},
    Verb.SUBMIT_CHANGE: {status: status for status in _WORKED_ON},
    Verb.SCHEDULE_CHANGE: {status: status for status in _WORKED_ON},
    Verb.WITHDRAW_CHANGE: {status: status for status in _WORKED_ON},
    Verb.APPROVE_CHANGE: {status: status for status in Status},
    Verb.DECLINE_CHANGE: {status: status for status in Status},
    Verb.IMPLEMENT_CHANGE: {status: status for status in (*_WORKED_ON, Status.RESOLVED)},
    Verb.REVIEW_CHANGE: {status: status for status in (*_WORKED_ON, Status.RESOLVED)},
    Verb.MERGE: dict.fromkeys(_WORKED_ON, Status.CLOSED),
    Verb.UNMERGE: {Status.CLOSED: Status.OPEN},
    Verb.SPLIT: {status: status for status in _WORKED_ON},
    Verb.DECLARE: {status: status for status in _WORKED_ON},
    Verb.SAME: dict.fromkeys(_WORKED_ON, Status.CLOSED),
    Verb.LINK: {status: status for status in Status},
    Verb.EXPLAIN: {status: status for status in Status},
    Verb.UNLINK: {status: status for status in Status},
    Verb.FOLLOW: {status: status for status in (*_WORKED_ON, Status.RESOLVED)},
    Verb.UNFOLLOW: {status: status for status in Status},
    Verb.REOPEN: {Status.RESOLVED: Status.OPEN},
    Verb.CANCEL: dict.fromkeys(_WORKED_ON, Status.CLOSED),
    Verb.APPROVE: {
        Status.NEW: Status.NEW,
        Status.OPEN: Status.OPEN,
        Status.PENDING: Status.PENDING,
        Status.ON_HOLD: Status.NEW,
    },
    Verb.DECLINE: {
        Status.NEW: Status.NEW,
        Status.OPEN: Status.OPEN,
        Status.PENDING: Status.PENDING,
        Status.ON_HOLD: Status.CLOSED,
    },
    Verb.CLOSE: {Status.RESOLVED: Status.CLOSED},
    Verb.REMIND: {Status.PENDING: Status.PENDING},
    Verb.LAPSE: {Status.PENDING: Status.RESOLVED},
    Verb.RATE: {Status.RESOLVED: Status.RESOLVED, Status.CLOSED: Status.CLOSED},
    Verb.COMMENT: {Status.RESOLVED: Status.RESOLVED, Status.CLOSED: Status.CLOSED},
}
"""What each verb makes of each status; a pair that is missing is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One request for help, from the first message to closing.

    `asked_at` is the requester's message time, from which promises count; `stint` numbers the
    stays at tiers from 1; `version` grows with every stored change. `origin` is where the
    requester reads, `asked_in` the id of the message that asked. `organisation` is the customer
    whose requester it is, None for the house's own people; `service` is the key of what it is
    about, where that is known.

    `owed` is what is promised as it stood at the last change or breach; None before it was ever
    reckoned, for a ticket from an older release. What falls due first comes first.

    One that is merged lives on in the ticket `merged_into`, which counts it among its
    `duplicates`. `related` are numbers of tickets that it has to do with, `followers` the people
    who are told what becomes of it.
    """

    id: int
    version: int
    title: str
    text: str
    requester: int
    origin: Address
    tier: str
    status: Status
    priority: Priority
    type: TicketType
    asked_at: datetime
    created_at: datetime
    stint: int = 1
    category: str | None = None
    organisation: str | None = None
    service: str | None = None
    question: int | None = None
    follows: int | None = None
    assignee: int | None = None
    claimed_at: datetime | None = None
    first_response_at: datetime | None = None
    first_response_due: datetime | None = None
    resolution_due: datetime | None = None
    spoken_at: datetime | None = None
    nudge_at: datetime | None = None
    timer_at: datetime | None = None
    path_at: datetime | None = None
    owed: tuple[Owed, ...] | None = None
    resolved_at: datetime | None = None
    resolved_by: int | None = None
    resolution: str | None = None
    closed_at: datetime | None = None
    closed_as: ClosedAs | None = None
    reopen_count: int = 0
    rating: int | None = None
    rating_comment: str | None = None
    merged_into: int | None = None
    duplicates: tuple[int, ...] = ()
    related: tuple[int, ...] = ()
    followers: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in _WORKED_ON

    @property
    def is_waiting_in_queue(self) -> bool:
        """Whether it stands unassigned in its tier's queue."""
        return self.is_open and self.assignee is None

    @property
    def may_be_reopened(self) -> bool:
        """Whether it is resolved and not closed yet."""
        return self.status is Status.RESOLVED

    def may(self, verb: Verb) -> bool:
        """Whether the status allows the verb; roles are another question.

        A merged ticket allows nothing but to be taken out again: all goes on in the other.
        """
        is_merged = self.merged_into is not None
        return is_merged is (verb is Verb.UNMERGE) and self.status in TRANSITIONS.get(verb, {})

    def is_within_reopen(self, reopen: timedelta, now: datetime) -> bool:
        """Whether a reply still re-opens it instead of opening a new ticket."""
        return (
            self.status is Status.RESOLVED
            and self.resolved_at is not None
            and now < self.resolved_at + reopen
        )

    def claim(self, person: int, now: datetime) -> "Ticket":
        """Give it to `person`; raises AlreadyClaimedError when another has it (compare and set)."""
        status = self._after(Verb.CLAIM)
        if self.assignee is not None:
            raise AlreadyClaimedError(
                ticket=self.id, by=self.assignee, at=(self.claimed_at or now).isoformat()
            )
        return replace(self, status=status, assignee=person, claimed_at=now)

    def take_over(self, person: int, now: datetime) -> "Ticket":
        """Give it to `person`, whoever had it."""
        return replace(self, status=self._after(Verb.TAKE_OVER), assignee=person, claimed_at=now)

    def transfer(self, person: int, now: datetime) -> "Ticket":
        """Give it to another engineer, whether somebody had it or not."""
        return replace(self, status=self._after(Verb.TRANSFER), assignee=person, claimed_at=now)

    def release(self) -> "Ticket":
        """Put it back into its tier's queue."""
        return replace(self, status=self._after(Verb.RELEASE), assignee=None, claimed_at=None)

    def reply(self, person: int, said_at: datetime) -> "Ticket":
        """Note words of an engineer to the requester; the first public words are a claim as well.

        The first response is the first words a person writes, not the claim.
        """
        status = self._after(Verb.REPLY)
        claimed = self if self.assignee is not None else self._taken_by(person, said_at)
        return replace(
            claimed,
            status=status,
            spoken_at=said_at,
            first_response_at=self.first_response_at or said_at,
        )

    def ask_requester(self, person: int, said_at: datetime) -> "Ticket":
        """Wait for the requester; asking is words to the requester too."""
        status = self._after(Verb.ASK_REQUESTER)
        return replace(self.reply(person, said_at), status=status)

    def write(self, said_at: datetime) -> "Ticket":
        """Note words of the requester; they end the waiting for them."""
        return replace(self, status=self._after(Verb.WRITE), spoken_at=said_at)

    def wait_again(self) -> "Ticket":
        """Go back to waiting for the requester, where words that were not for it had ended that."""
        return replace(self, status=Status.PENDING) if self.status is Status.OPEN else self

    def hand_over(self, tier: str, *, up: bool) -> "Ticket":
        """Move it to another tier's queue; a new stay begins, and whoever had it follows."""
        status = self._after(Verb.ESCALATE if up else Verb.RETURN)
        former = () if self.assignee is None else (self.assignee,)
        return replace(
            self,
            status=status,
            tier=tier,
            assignee=None,
            claimed_at=None,
            stint=self.stint + 1,
            followers=_with(self.followers, *former),
        )

    def resolve(self, person: int, text: str, category: str, now: datetime) -> "Ticket":
        """Call it solved, with the cause and the words that the requester reads.

        They are words to the requester: where none were written before, they are the first.
        """
        return replace(
            self,
            status=self._after(Verb.RESOLVE),
            assignee=self.assignee if self.assignee is not None else person,
            claimed_at=self.claimed_at or now,
            first_response_at=self.first_response_at or now,
            spoken_at=now,
            resolved_at=now,
            resolved_by=person,
            resolution=text,
            category=category,
        )

    def reopen(self) -> "Ticket":
        """Take the resolution back; the clock goes on and the owner stays."""
        return replace(
            self,
            status=self._after(Verb.REOPEN),
            resolved_at=None,
            resolved_by=None,
            reopen_count=self.reopen_count + 1,
        )

    def cancel(self, now: datetime) -> "Ticket":
        """Close it because nobody needs it any more."""
        return replace(
            self,
            status=self._after(Verb.CANCEL),
            closed_at=now,
            closed_as=ClosedAs.CANCELLED,
        )

    def approve(self) -> "Ticket":
        """Let it be worked on, where it waited for a yes; else the yes changes nothing here."""
        status = self._after(Verb.APPROVE)
        is_tended = status is Status.NEW and self.assignee is not None
        return replace(self, status=Status.OPEN if is_tended else status)

    def decline(self, now: datetime) -> "Ticket":
        """Close it, where it waited for a yes; else the no changes nothing here."""
        status = self._after(Verb.DECLINE)
        if status is not Status.CLOSED:
            return self
        return replace(self, status=status, closed_at=now, closed_as=ClosedAs.CANCELLED)

    def merge(self, into: int, now: datetime) -> "Ticket":
        """Close it because it is the same as another, in which it goes on."""
        return replace(
            self,
            status=self._after(Verb.MERGE),
            closed_at=now,
            closed_as=ClosedAs.MERGED,
            merged_into=into,
            duplicates=(),
            followers=(),
        )

    def merged_anew(self, into: int) -> "Ticket":
        """Name the ticket in which the one goes on now that this was merged into."""
        return replace(self, merged_into=into)

    def unmerge(self, status: Status) -> "Ticket":
        """Stand on its own again, as it stood before it was merged."""
        self._after(Verb.UNMERGE)
        return replace(self, status=status, closed_at=None, closed_as=None, merged_into=None)

    def let_go(self, other: int) -> "Ticket":
        """Go on without one that was merged into it."""
        return replace(self, duplicates=tuple(one for one in self.duplicates if one != other))

    def split_up(self, now: datetime) -> "Ticket":
        """Close it because all of it goes on in tickets of their own."""
        self._after(Verb.SPLIT)
        return replace(self, status=Status.CLOSED, closed_at=now, closed_as=ClosedAs.SPLIT)

    def take_in(self, other: "Ticket") -> "Ticket":
        """Go on for another ticket too, for all that were merged into that one, and its followers.

        What was merged never names a ticket that is merged itself: one step leads to the living.
        """
        return replace(
            self,
            duplicates=_with(self.duplicates, other.id, *other.duplicates),
            followers=_with(self.followers, *other.followers),
        )

    def seen_from(self, other: "Ticket") -> "Ticket":
        """Show how this ticket stands to the requester of one that was merged into it.

        They read their own words under their own number, and nothing of the other requester's; nor
        the answer, where that was written for another organisation.
        """
        return replace(
            self,
            id=other.id,
            version=other.version,
            title=other.title,
            text=other.text,
            requester=other.requester,
            origin=other.origin,
            organisation=other.organisation,
            resolution=self.resolution if other.organisation == self.organisation else None,
            question=other.question,
            follows=other.follows,
            asked_at=other.asked_at,
            created_at=other.created_at,
            rating=other.rating,
            rating_comment=other.rating_comment,
            duplicates=(),
            related=(),
            followers=(),
        )

    def link(self, other: int) -> "Ticket":
        """Note that it has to do with another; the other needs the same note.

        A reply that comes late links even one that is merged.
        """
        return replace(self, related=_with(self.related, other))

    def unlink(self, other: int) -> "Ticket":
        """Note that it has nothing to do with another after all."""
        return replace(self, related=tuple(one for one in self.related if one != other))

    def follow(self, person: int) -> "Ticket":
        """Tell somebody, from now on, what becomes of it."""
        self._after(Verb.FOLLOW)
        return replace(self, followers=_with(self.followers, person))

    def unfollow(self, person: int) -> "Ticket":
        """Tell somebody nothing any more."""
        self._after(Verb.UNFOLLOW)
        return replace(self, followers=tuple(one for one in self.followers if one != person))

    def close(self, now: datetime) -> "Ticket":
        """Close it for good once nobody re-opened it."""
        return replace(self, status=self._after(Verb.CLOSE), closed_at=now, closed_as=ClosedAs.DONE)

    def remind(self) -> "Ticket":
        """Go on waiting, after the requester was reminded."""
        return replace(self, status=self._after(Verb.REMIND))

    def lapse(self, now: datetime) -> "Ticket":
        """Call it solved because the requester does not answer: nobody's words, nobody's deed."""
        return replace(
            self,
            status=self._after(Verb.LAPSE),
            resolved_at=now,
            resolved_by=None,
            resolution=None,
        )

    def rate(self, rating: int) -> "Ticket":
        """Keep the requester's mark, 1 to 5; a later one replaces it."""
        self._after(Verb.RATE)
        return replace(self, rating=rating)

    def comment(self, text: str) -> "Ticket":
        """Keep the words behind a mark."""
        self._after(Verb.COMMENT)
        return replace(self, rating_comment=text)

    def without_first_response(self) -> "Ticket":
        """Owe the first response again, after the only words were taken back."""
        return replace(self, first_response_at=None)

    def _taken_by(self, person: int, at: datetime) -> "Ticket":
        return replace(self, assignee=person, claimed_at=at)

    def _after(self, verb: Verb) -> Status:
        after = TRANSITIONS[verb].get(self.status)
        if after is None or not self.may(verb):
            raise WrongStatusError(ticket=self.id, verb=verb.value, status=self.status.value)
        return after


def _with(known: tuple[int, ...], *more: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*known, *more)))
