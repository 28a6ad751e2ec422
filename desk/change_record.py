"""How is a change planned, approved, made and looked back at?

    draft ─► waiting ─► approved ─► scheduled ─► implemented ─► reviewed
      ▲         │           └──────────────────────▲
      └─declined┘        (and until it is implemented: withdrawn)

A standard change is approved from the start. An urgent one waits for approval like any other, but
may be made at once: approval then comes afterwards, and the review waits for it. Whoever plans
anew what was approved needs a new approval, for it is another plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from desk.change_policy import Risk
from desk.errors import BadChangeError


class ChangeState(StrEnum):
    """Where a change stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    IMPLEMENTED = "implemented"
    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"


class ChangeResult(StrEnum):
    """What came of making it."""

    WORKED = "worked"
    PARTLY = "partly"
    ROLLED_BACK = "rolled_back"


PENDING = frozenset(
    {ChangeState.DRAFT, ChangeState.WAITING, ChangeState.APPROVED, ChangeState.SCHEDULED}
)
"""What is still to be made."""

_MADE = frozenset({ChangeState.IMPLEMENTED, ChangeState.REVIEWED})
_PLANNABLE = PENDING | {ChangeState.WITHDRAWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRecord:
    """What is known of a ticket of type change beside the ticket itself.

    `plan` is empty until somebody planned it. `standard` is the key of the standard change that it
    is. `is_approved` is None until somebody decided. `window` is the maintenance in which it is
    made. `requested_at` is when it was asked for, from which its age counts.
    """

    ticket: int
    requested_at: datetime
    state: ChangeState = ChangeState.DRAFT
    risk: Risk = Risk.MEDIUM
    is_urgent: bool = False
    plan: str = ""
    rollback: str = ""
    check: str | None = None
    services: tuple[str, ...] = ()
    standard: str | None = None
    planned_by: int | None = None
    planned_at: datetime | None = None
    is_approved: bool | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None
    window: int | None = None
    result: ChangeResult | None = None
    implemented_by: int | None = None
    implemented_at: datetime | None = None
    review: str | None = None
    reviewed_by: int | None = None
    reviewed_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def is_pending(self) -> bool:
        """Whether it is still to be made."""
        return self.state in PENDING

    @property
    def is_planned(self) -> bool:
        """Whether it has a plan."""
        return bool(self.plan)

    @property
    def is_cleared(self) -> bool:
        """Whether it may be made: approved, or standard, or so urgent that approval follows."""
        return self.standard is not None or self.is_approved is True or self._hurries

    @property
    def is_asked(self) -> bool:
        """Whether somebody has been asked to approve it, and has not answered."""
        is_urgent = self.is_urgent and self.is_approved is None and self.standard is None
        is_over = self.state in {ChangeState.DRAFT, ChangeState.WITHDRAWN}
        return self.state is ChangeState.WAITING or (is_urgent and not is_over)

    @property
    def lacks_approval(self) -> bool:
        """Whether it was made and nobody has decided yet whether that was right."""
        return self.state in _MADE and self.standard is None and self.is_approved is None

    def plan_anew(self, told: "ChangeRecord", by: int, now: datetime) -> "ChangeRecord":
        """Take risk, plan and the like from `told`; what was decided before is not any more.

        A standard one is approved by that, an urgent one asks for approval, any other is a draft.
        """
        self._check(_PLANNABLE, "made")
        state = ChangeState.WAITING if told.is_urgent else ChangeState.DRAFT
        return ChangeRecord(
            ticket=self.ticket,
            requested_at=self.requested_at,
            state=ChangeState.APPROVED if told.standard else state,
            risk=told.risk,
            is_urgent=told.is_urgent,
            plan=told.plan,
            rollback=told.rollback,
            check=told.check,
            services=told.services,
            standard=told.standard,
            planned_by=by,
            planned_at=now,
        )

    def submit(self) -> "ChangeRecord":
        """Ask for approval; what was declined before stays declined until somebody decides."""
        self._need_plan()
        self._check(frozenset({ChangeState.DRAFT}), "no_draft")
        return replace(self, state=ChangeState.WAITING)

    def decide(self, by: int, now: datetime, *, is_approved: bool) -> "ChangeRecord":
        """Note what was decided; where it was made already, that alone changes.

        A declined one is a draft again, and leaves the window that it was in.
        """
        state = self.state
        if state is ChangeState.WAITING:
            state = ChangeState.APPROVED if is_approved else ChangeState.DRAFT
        elif state is ChangeState.SCHEDULED and not is_approved:
            state = ChangeState.DRAFT
        window = self.window if state is not ChangeState.DRAFT else None
        return replace(
            self,
            state=state,
            window=window,
            is_approved=is_approved,
            decided_by=by,
            decided_at=now,
        )

    def schedule(self, window: int) -> "ChangeRecord":
        """Make it in a maintenance window; another one takes the place of the first."""
        self._need_clearance()
        return replace(self, state=ChangeState.SCHEDULED, window=window)

    def unschedule(self) -> "ChangeRecord":
        """Wait for another window: the one that it was in is called off."""
        state = ChangeState.APPROVED
        if self.standard is None and self.is_approved is None:
            state = ChangeState.WAITING
        return replace(self, state=state, window=None)

    def implement(self, result: ChangeResult, by: int, now: datetime) -> "ChangeRecord":
        """Note that it was made, and what came of it."""
        self._need_clearance()
        return replace(
            self,
            state=ChangeState.IMPLEMENTED,
            result=result,
            implemented_by=by,
            implemented_at=now,
        )

    def reviewed(self, text: str, by: int, now: datetime) -> "ChangeRecord":
        """Look back at it; with that it is over."""
        self._check(frozenset({ChangeState.IMPLEMENTED}), "not_made")
        if self.lacks_approval:
            raise BadChangeError(why="approval_missing", state=self.state.value)
        return replace(
            self, state=ChangeState.REVIEWED, review=text, reviewed_by=by, reviewed_at=now
        )

    def withdraw(self, now: datetime) -> "ChangeRecord":
        """Give it up; what is made cannot be."""
        self._check(PENDING, "made")
        return replace(self, state=ChangeState.WITHDRAWN, window=None, withdrawn_at=now)

    @property
    def _hurries(self) -> bool:
        return self.is_urgent and self.is_approved is not False

    def _need_clearance(self) -> None:
        """Refuse unless it is planned, still to be made, and nobody has to be asked any more."""
        self._need_plan()
        self._check(PENDING, "made")
        if not self.is_cleared:
            why = "no_approval" if self.state is ChangeState.WAITING else "not_submitted"
            raise BadChangeError(why=why, state=self.state.value)

    def _need_plan(self) -> None:
        if not self.is_planned:
            raise BadChangeError(why="no_plan", state=self.state.value)

    def _check(self, states: frozenset[ChangeState], why: str) -> None:
        if self.state in states:
            return
        withdrawn = self.state is ChangeState.WITHDRAWN
        raise BadChangeError(why="withdrawn" if withdrawn else why, state=self.state.value)


class Changes(Protocol):
    """The changes of a desk, inside one transaction."""

    async def put(self, change: ChangeRecord) -> None:
        """Store one, new or changed: a ticket has one at most."""

    async def of(self, ticket: int) -> ChangeRecord | None:
        """Give that of a ticket, held until the transaction ends; None where it has none."""

    async def pending(self) -> Sequence[ChangeRecord]:
        """Give all that are still to be made, the oldest request first."""

    async def within(self, window: int) -> Sequence[ChangeRecord]:
        """Give those that are made in a maintenance window, by number."""
