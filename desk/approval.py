"""Who has to say yes to a ticket, and has somebody said it?

    waiting ─► approved | declined      by one of those who may, once
            └► withdrawn                because nobody needs the answer any more

Whoever asked never approves what is their own, unless the house has nobody else and says so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from desk.errors import ApprovalError
from desk.people import Actor, Identity, Role

MANAGERS = Role.MANAGER.value
ADMINS = Role.ADMIN.value
ROLES = frozenset({MANAGERS, ADMINS})
"""The roles that may be named; all else that decides is a tier's key, or an account."""

REMINDED = (timedelta(days=1), timedelta(days=3))
"""So long after the asking those who may decide are reminded, each once."""


class Decision(StrEnum):
    """What came of the asking."""

    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Somebody's yes that a ticket waits for; `id` is 0 until it is stored.

    `what` is what is asked for, in a line that whoever decides reads. Each of `deciders` is a role
    (`manager`, `admin`), the key of a tier, whose engineers may decide, or an account like
    `slack:U0MAYA0001`; one of them is enough. `note` is why, which a no always has. `is_own_fine`
    lets whoever asked decide. `reminded` counts how often the deciders were reminded.
    """

    id: int
    ticket: int
    what: str
    deciders: tuple[str, ...]
    asked_by: int
    asked_at: datetime
    is_own_fine: bool = False
    reminded: int = 0
    decision: Decision | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None
    note: str | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.decision is None

    @property
    def remind_at(self) -> datetime | None:
        """When those who may decide are to be reminded next; None when no more."""
        if not self.is_waiting or self.reminded >= len(REMINDED):
            return None
        return self.asked_at + REMINDED[self.reminded]


def may_decide(approval: Approval, actor: Actor, accounts: Collection[Identity]) -> bool:
    """Whether the actor, who has these accounts, is one of those who may decide.

    Being the one who asked is another question, which `decide` answers.
    """
    named = {str(account) for account in accounts}
    return any(
        decider in named
        or (decider in ROLES and Role(decider) in actor.roles)
        or (decider not in ROLES and actor.is_engineer_of(decider))
        for decider in approval.deciders
    )


def approve(approval: Approval, by: int, note: str, now: datetime) -> Approval:
    """Say yes; raises ApprovalError when it is decided already, or asked by the same person."""
    return _decided(approval, Decision.APPROVED, by, note, now)


def decline(approval: Approval, by: int, note: str, now: datetime) -> Approval:
    """Say no and why; raises ApprovalError as `approve` does, and for a no without a reason."""
    if not note.strip():
        raise ApprovalError(why="reason")
    return _decided(approval, Decision.DECLINED, by, note, now)


def withdraw(approval: Approval, by: int | None, now: datetime) -> Approval:
    """Ask no more; raises ApprovalError when it is decided already. None is nobody's deed."""
    _check_waiting(approval)
    return replace(approval, decision=Decision.WITHDRAWN, decided_by=by, decided_at=now)


def remind(approval: Approval, now: datetime) -> Approval:
    """Count a reminder, and with it those that a downtime let pass: one is enough for all."""
    due = sum(approval.asked_at + after <= now for after in REMINDED)
    return replace(approval, reminded=max(approval.reminded, due))


def _decided(approval: Approval, decision: Decision, by: int, note: str, now: datetime) -> Approval:
    _check_waiting(approval)
    if by == approval.asked_by and not approval.is_own_fine:
        raise ApprovalError(why="own")
    said = note.strip() or None
    return replace(approval, decision=decision, decided_by=by, decided_at=now, note=said)


def _check_waiting(approval: Approval) -> None:
    if approval.decision is not None:
        raise ApprovalError(why="decided", decision=approval.decision.value)


class Approvals(Protocol):
    """The approvals of a desk, inside one transaction."""

    async def add(self, approval: Approval) -> Approval:
        """Store a new one (its id 0) and give it back with its id.

        Raises StaleError where its ticket waits for one already.
        """

    async def get(self, id: int) -> Approval:  # noqa: A002
        """Give one, held until the transaction ends; raises NotFoundError."""

    async def save(self, approval: Approval) -> None:
        """Store a reminder or a decision; raises StaleError when it was decided meanwhile."""

    async def waiting(self) -> Sequence[Approval]:
        """Give those that nobody has decided, the oldest first."""

    async def waiting_of(self, ticket: int) -> Approval | None:
        """Give the one that a ticket waits for, held until the transaction ends."""

    async def of_ticket(self, ticket: int) -> Sequence[Approval]:
        """Give all that were ever asked for a ticket, the oldest first."""

    async def to_remind(self, now: datetime) -> Sequence[int]:
        """Numbers of those of which to remind by now, the longest due first."""
