"""What has happened? Past tense, appended once, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desk.errors import Fact


class EventKind(StrEnum):
    """What happened to a question, a ticket or a person."""

    QUESTION_ANSWERED = "question.answered"
    QUESTION_SUGGESTED = "question.suggested"
    QUESTION_SOLVED = "question.solved"
    QUESTION_REJECTED = "question.rejected"
    QUESTION_OFFERED = "question.offered"
    ARTICLE_PICKED = "question.picked"
    OPENED = "ticket.opened"
    WROTE = "ticket.wrote"
    MOVED = "ticket.moved"
    CLAIMED = "ticket.claimed"
    TAKEN_OVER = "ticket.taken_over"
    RELEASED = "ticket.released"
    REPLIED = "ticket.replied"
    UNDONE = "ticket.undone"
    REWORDED = "ticket.reworded"
    WITHDRAWN = "ticket.withdrawn"
    ASKED_REQUESTER = "ticket.asked_requester"
    NOTED = "ticket.noted"
    ESCALATED = "ticket.escalated"
    RETURNED = "ticket.returned"
    TRANSFERRED = "ticket.transferred"
    CHANGED = "ticket.changed"
    PROMISED = "ticket.promised"
    MERGED = "ticket.merged"
    MERGED_IN = "ticket.merged_in"
    UNMERGED = "ticket.unmerged"
    UNMERGED_FROM = "ticket.unmerged_from"
    SPLIT = "ticket.split"
    SPLIT_UP = "ticket.split_up"
    DECLARED = "ticket.declared"
    LINKED = "ticket.linked"
    UNLINKED = "ticket.unlinked"
    FOLLOWED = "ticket.followed"
    UNFOLLOWED = "ticket.unfollowed"
    RESOLVED = "ticket.resolved"
    REOPENED = "ticket.reopened"
    CANCELLED = "ticket.cancelled"
    CLOSED = "ticket.closed"
    REMINDED = "ticket.reminded"
    WARNED = "ticket.warned"
    BREACHED = "ticket.breached"
    STOOD_STILL = "ticket.stood_still"
    WENT_ON = "ticket.went_on"
    EXPLAINED = "ticket.explained"
    PAGED = "ticket.paged"
    OWNER_REMINDED = "ticket.owner_reminded"
    SNOOZED = "ticket.snoozed"
    CONFIRMED = "ticket.confirmed"
    RATED = "ticket.rated"
    COMMENTED = "ticket.commented"
    UNDELIVERED = "ticket.undelivered"
    RUNBOOK_SUGGESTED = "ticket.runbook_suggested"
    RUNBOOK_STARTED = "ticket.runbook_started"
    STEP_TICKED = "ticket.step_ticked"
    STEP_UNTICKED = "ticket.step_unticked"
    CHANGE_PLANNED = "ticket.change_planned"
    CHANGE_SUBMITTED = "ticket.change_submitted"
    CHANGE_APPROVED = "ticket.change_approved"
    CHANGE_DECLINED = "ticket.change_declined"
    CHANGE_SCHEDULED = "ticket.change_scheduled"
    CHANGE_UNSCHEDULED = "ticket.change_unscheduled"
    CHANGE_IMPLEMENTED = "ticket.change_implemented"
    CHANGE_REVIEWED = "ticket.change_reviewed"
    CHANGE_WITHDRAWN = "ticket.change_withdrawn"
    APPROVAL_ASKED = "approval.asked"
    APPROVAL_GIVEN = "approval.given"
    APPROVAL_DECLINED = "approval.declined"
    MAINTENANCE_PLANNED = "maintenance.planned"
    MAINTENANCE_CANCELLED = "maintenance.cancelled"
    MAINTENANCE_ENDED = "maintenance.ended"
    SERVICE_DOWN = "service.down"
    SERVICE_UP = "service.up"
    ALERT_FIRED = "alert.fired"
    ALERT_OVER = "alert.over"
    DUTY_COVERED = "duty.covered"
    DUTY_TAKEN_BACK = "duty.taken_back"
    ACCOUNT_LINKED = "person.account_linked"
    ACCOUNT_UNLINKED = "person.account_unlinked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened; `id` is 0 until the log gives it one.

    `at` is when the person acted (for words: the platform's message time). `cause` is set on what
    time caused, unique in the log. `data` holds codes, numbers and the words of people.
    """

    kind: EventKind
    at: datetime
    id: int = 0
    ticket: int | None = None
    question: int | None = None
    by: int | None = None
    stint: int | None = None
    cause: str | None = None
    data: Mapping[str, Fact] = field(default_factory=dict)
