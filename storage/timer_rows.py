"""How do a ticket's promises become rows that its page shows?"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from desk import promises
from desk.events import Event, EventKind
from desk.policy import DeskPolicy, working_day
from desk.promises import Promises
from desk.timers import OF_A_STAY, Timer
from desk.views import TimerRow


def timer_rows(policy: DeskPolicy, history: Sequence[Event]) -> tuple[TimerRow, ...]:
    """Give each promise as it stands after a ticket's whole history, the contract's first."""
    if not history or history[0].kind is not EventKind.OPENED:
        return ()
    made = promises.fold(policy, history)
    used = {_named(event): str(event.data.get("shares") or "") for event in _breaches(history)}
    rows = [_row(made, timer, used.get(timer.promise, "")) for timer in made.newest]
    return tuple(sorted(rows, key=lambda row: (row.tier is not None, row.stint)))


def _row(made: Promises, timer: Timer, used: str) -> TimerRow:
    clock, is_of_stay = timer.clock, timer.metric in OF_A_STAY
    return TimerRow(
        metric=timer.metric.value,
        tier=next(one.tier for one in made.stays if one.stint == timer.stint)
        if is_of_stay
        else None,
        stint=timer.stint,
        target=clock.target,
        day=working_day(clock.calendar.hours),
        due_at=timer.due_at,
        kept_at=clock.ended_at,
        is_dropped=clock.cancelled_at is not None,
        is_broken=timer.is_broken,
        is_warned=bool(timer.warned),
        shares=_shares(used),
    )


def _breaches(history: Sequence[Event]) -> Iterator[Event]:
    return (event for event in history if event.kind is EventKind.BREACHED)


def _named(event: Event) -> tuple[object, ...]:
    return event.data["stay"], event.data["metric"], event.data["turn"]


def _shares(used: str) -> tuple[tuple[str, timedelta], ...]:
    """Read what an event wrote down: `L1=7200 L2=600`; a tier's name may hold anything but that."""
    parts = (part.rpartition("=") for part in used.split())
    return tuple((tier, timedelta(seconds=int(seconds))) for tier, _, seconds in parts)
