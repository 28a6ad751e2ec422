"""Which level of its path does a ticket reach next that nobody claims or tends, and when?

Read from the ticket's events. The event that begins a run keeps the path as it was then, so that a
changed path is for later runs. A run ends with the ticket's claim; what is left of it then says
when a silent owner is reminded, and loses the ticket.

An owner is silent from the claim, or from the requester's first words that are not answered, until
anybody has written to the requester or the owner a note.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile

from desk import business_hours
from desk.errors import NoBusinessHoursError
from desk.events import Event, EventKind
from desk.people import Address, Identity
from desk.policy import DeskPolicy, EscalationPath, Level, Priority, Status, Tier
from desk.ticket import Ticket

STARTS = frozenset(
    {
        EventKind.OPENED,
        EventKind.ESCALATED,
        EventKind.RETURNED,
        EventKind.RELEASED,
        EventKind.REOPENED,
        EventKind.UNMERGED,
    }
)
"""What begins a run; a tier that a path itself moves the ticket to is still of the same run."""

_HANDED_OVER = frozenset({EventKind.ESCALATED, EventKind.RETURNED})
_TAKEN = frozenset({EventKind.CLAIMED, EventKind.TAKEN_OVER, EventKind.TRANSFERRED})
_ANSWERED = frozenset({EventKind.REPLIED, EventKind.ASKED_REQUESTER})
_WAITING = frozenset({Status.PENDING, Status.ON_HOLD})
_OVER = frozenset({Status.RESOLVED, Status.CLOSED})


class StepKind(StrEnum):
    """What a path does."""

    PAGE = "page"
    REMIND = "remind"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that a path does at a moment; `number` counts reminders from 1."""

    kind: StepKind
    at: datetime
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A level in its round, both counted from 1."""

    round: int
    number: int
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a path, as far as it has come.

    `id` is the event that began it. `called` is the level that was said last, at `called_at`, and
    `came_at` when the ticket came to the tier that has it now. `silent` is the event since which
    nothing was said, None where somebody has spoken; `resumed_at` when the ticket last stopped
    waiting for somebody outside.
    """

    path: EscalationPath
    id: int
    began_at: datetime
    tier: str
    priority: Priority
    status: Status
    came_at: datetime
    called: tuple[int, int] | None = None
    called_at: datetime | None = None
    silent: Event | None = None
    reminded: int = 0
    reminded_at: datetime | None = None
    resumed_at: datetime | None = None
    snoozed_until: datetime | None = None

    @property
    def pages(self) -> bool:
        """Whether it is urgent enough to wait for nobody's hours."""
        return self.priority in self.path.page


def encode(path: EscalationPath) -> str:
    """Write a path down for the event that begins a run."""
    return json.dumps(
        {
            "tier": path.tier,
            "repeat": path.repeat,
            "page": sorted(path.page),
            "remind": [one.total_seconds() for one in path.remind],
            "release": path.release.total_seconds() if path.release else None,
            "levels": [
                {
                    "tier": level.tier,
                    "calendar": level.calendar,
                    "claim": level.claim.total_seconds(),
                    "on_call": level.on_call,
                    "people": [str(one) for one in level.people],
                    "channel": str(level.channel) if level.channel else None,
                }
                for level in path.levels
            ],
        },
        separators=(",", ":"),
    )


@lru_cache(maxsize=64)
def decode(text: str) -> EscalationPath:
    """Read a path that was written down."""
    tree = json.loads(text)
    return EscalationPath(
        tier=tree["tier"],
        repeat=tree["repeat"],
        page=frozenset(Priority(one) for one in tree["page"]),
        remind=tuple(timedelta(seconds=one) for one in tree["remind"]),
        release=timedelta(seconds=tree["release"]) if tree["release"] else None,
        levels=tuple(
            Level(
                tier=level["tier"],
                calendar=level["calendar"],
                claim=timedelta(seconds=level["claim"]),
                on_call=level["on_call"],
                people=tuple(Identity.parse(one) for one in level["people"]),
                channel=Address.parse(level["channel"]) if level["channel"] else None,
            )
            for level in tree["levels"]
        ),
    )


def kept(policy: DeskPolicy, ticket: Ticket, kind: EventKind, by: int | None) -> dict[str, str]:
    """Give what an event keeps that begins a run: the path as it is now, if there is one.

    What a person hands to a tier without a path calls whoever is on call there, once.
    """
    is_own_move = kind is EventKind.ESCALATED and by is None
    is_let_go = kind is EventKind.APPROVAL_GIVEN and ticket.status is Status.NEW
    is_held = kind is EventKind.OPENED and ticket.status is Status.ON_HOLD
    if is_own_move or is_held or not (kind in STARTS or is_let_go):
        return {}
    path = policy.path_of(ticket.tier, ticket.priority)
    if path is None and kind in _HANDED_OVER and policy.rotations_of(ticket.tier):
        path = _of_one_call(policy.tier(ticket.tier))
    return {} if path is None else {"path": encode(path)}


def _of_one_call(tier: Tier) -> EscalationPath:
    level = Level(tier=tier.key, calendar=tier.calendar, claim=timedelta(), on_call=tier.key)
    return EscalationPath(tier=tier.key, levels=(level,), remind=())


def fold(history: Sequence[Event], assignee: int | None) -> Run | None:
    """Follow a ticket's whole history to the run that it is in; None where no path holds.

    `assignee` is who has the ticket now.
    """
    untrue = set(_untrue(history))
    run: Run | None = None
    for event in history:
        before = run
        if _begins(event) and not _is_own_move(event):
            run = _begun(run, event, history)
        elif run is not None and event.id not in untrue:
            run = _after(run, event, assignee)
        if run is not None:
            run = _with_status(run, event, before)
    return run


def next_at(policy: DeskPolicy, history: Sequence[Event], assignee: int | None) -> datetime | None:
    """Say when the path has something to do next; None when it has nothing more to do."""
    run = fold(history, assignee)
    return None if run is None else later(policy, run, assignee)


def later(
    policy: DeskPolicy, run: Run, assignee: int | None, now: datetime | None = None
) -> datetime | None:
    """Say when there is something to do next; what is late is done `now`, but in the hours."""
    return min((step.at for step in _ahead(policy, run, assignee, now)), default=None)


def due(policy: DeskPolicy, run: Run, assignee: int | None, now: datetime) -> Step | None:
    """Choose what is to be done now: of several reminders that are late only the last one."""
    late = [step for step in _ahead(policy, run, assignee, now) if step.at <= now]
    return late[-1] if late else None


def calls(policy: DeskPolicy, run: Run) -> Iterator[Call]:
    """Yield the levels that are still to be said, in their order.

    Those of a tier below the one that has the ticket are left out, for nobody there could claim it;
    so are those of a tier that is gone, or has no channel.
    """
    tiers = [tier.key for tier in policy.tiers]
    heard = {tier.key for tier in policy.tiers if tier.channels}
    said = run.called or _said_by_card(policy, run) or (0, 0)
    for lap in range(1, run.path.repeat + 2):
        for number, level in enumerate(run.path.levels, start=1):
            is_known = level.tier in heard and run.tier in tiers
            if (lap, number) <= said or not is_known:
                continue
            if tiers.index(level.tier) >= tiers.index(run.tier):
                yield Call(round=lap, number=number, level=level)


def held(policy: DeskPolicy, run: Run, level: Level, at: datetime) -> datetime | None:
    """Say from when on a level may be said: at once, or at the opening of its calendar."""
    return at if run.pages else _opening(policy, _calendar(policy, run, level), at)


def releases_at(policy: DeskPolicy, run: Run) -> datetime | None:
    """Say when a silent owner loses the ticket; None for never.

    After the last reminder there is always as much time left as the path says.
    """
    path, silent_from = run.path, _silent_from(run)
    if path.release is None or silent_from is None:
        return None
    planned = _working(policy, run.tier, silent_from, path.release)
    if run.reminded_at is None or planned is None:
        return planned
    least = _working(policy, run.tier, run.reminded_at, path.release - path.remind[-1])
    return None if least is None else max(planned, least)


def stands(history: Sequence[Event], event: Event, assignee: int | None) -> bool:
    """Whether what a path said by an event still holds: not claimed since, or still silent."""
    run = fold(history, assignee)
    if run is None or run.status in _OVER or run.status in _WAITING or run.id > event.id:
        return False
    if run.snoozed_until is not None and run.snoozed_until > event.at:
        return False
    if event.kind is EventKind.PAGED:
        return assignee is None
    return assignee is not None and run.silent is not None and run.silent.id < event.id


def _is_own_move(event: Event) -> bool:
    return event.kind is EventKind.ESCALATED and event.by is None


def _untrue(history: Sequence[Event]) -> Iterator[object]:
    """Name words that were taken back, or turned out to be about something else."""
    for event in history:
        if event.kind in {EventKind.UNDONE, EventKind.MOVED}:
            yield event.data["event"]


def _begins(event: Event) -> bool:
    """Whether a run begins; a yes begins one where the ticket had waited for it."""
    is_yes = event.kind is EventKind.APPROVAL_GIVEN
    return event.kind in STARTS or (is_yes and "path" in event.data)


def _begun(run: Run | None, event: Event, history: Sequence[Event]) -> Run | None:
    text = event.data.get("path")
    if not text:
        return None
    tier, priority = _terms_at(history, event)
    return Run(
        path=decode(str(text)),
        id=event.id,
        began_at=event.at,
        tier=tier,
        priority=priority,
        status=Status(str(event.data["status"])),
        came_at=event.at,
        silent=event if event.kind is EventKind.REOPENED else None,
        resumed_at=run.resumed_at if run else None,
    )


def _terms_at(history: Sequence[Event], until: Event) -> tuple[str, Priority]:
    """Say at which tier, and how urgent, the ticket was after an event."""
    tier, priority = "", Priority.P3
    for event in takewhile(lambda one: one.id <= until.id, history):
        tier = str(event.data.get("tier") or tier) if event.kind in STARTS else tier
        told = event.data.get("priority") if event.kind in _TERMS else None
        priority = Priority(str(told)) if told else priority
    return tier, priority


_TERMS = frozenset({*STARTS, EventKind.CHANGED})


def _after(run: Run, event: Event, assignee: int | None) -> Run:
    match event.kind:
        case EventKind.ESCALATED:
            return replace(run, tier=str(event.data["tier"]), came_at=event.at)
        case EventKind.CHANGED:
            return replace(run, priority=Priority(str(event.data["priority"])))
        case EventKind.PAGED | EventKind.OWNER_REMINDED | EventKind.SNOOZED:
            return _said(run, event)
    return _heard(run, event, assignee)


def _said(run: Run, event: Event) -> Run:
    """Follow what the path has said, and for how long it is to be quiet."""
    if event.kind is EventKind.PAGED:
        place = int(event.data["round"] or 0), int(event.data["level"] or 0)
        return replace(run, called=place, called_at=event.at)
    if event.kind is EventKind.OWNER_REMINDED:
        return replace(run, reminded=int(event.data["step"] or 0), reminded_at=event.at)
    return replace(run, snoozed_until=datetime.fromisoformat(str(event.data["until"])))


def _heard(run: Run, event: Event, assignee: int | None) -> Run:
    """Follow who is silent, and since when."""
    if event.kind in _TAKEN:
        return _silent_since(run, event)
    if event.kind in _ANSWERED or (event.kind is EventKind.NOTED and event.by == assignee):
        return replace(run, silent=None, reminded=0, reminded_at=None)
    if event.kind is EventKind.WROTE and run.silent is None:
        return _silent_since(run, event)
    return run


def _silent_since(run: Run, event: Event) -> Run:
    return replace(run, silent=event, reminded=0, reminded_at=None)


def _with_status(run: Run, event: Event, before: Run | None) -> Run:
    """Follow the status; whoever was waited for has answered when the waiting ends."""
    status = Status(str(event.data.get("status") or run.status.value))
    was = before.status if before is not None else status
    run = replace(run, status=status)
    if was in _WAITING and status not in _WAITING:
        run = replace(run, resumed_at=event.at)
        return _silent_since(run, event) if run.silent is not None else run
    return run


def _ahead(
    policy: DeskPolicy, run: Run, assignee: int | None, now: datetime | None
) -> tuple[Step, ...]:
    """List what is to be done, soonest first; nothing while somebody outside is waited for."""
    tiers = {tier.key for tier in policy.tiers}
    if run.status in _OVER or run.status in _WAITING or run.tier not in tiers:
        return ()
    steps = _silent_steps(policy, run, now) if assignee is not None else _page(policy, run, now)
    return tuple(steps)


def _page(policy: DeskPolicy, run: Run, now: datetime | None) -> Iterator[Step]:
    call = next(calls(policy, run), None)
    ready = None if call is None else _ready_at(policy, run)
    if call is None or ready is None:
        return
    moments = (ready, run.resumed_at, run.snoozed_until, now)
    at = held(policy, run, call.level, max(one for one in moments if one is not None))
    if at is not None:
        yield Step(kind=StepKind.PAGE, at=at)


def _ready_at(policy: DeskPolicy, run: Run) -> datetime | None:
    """Say when the time to claim of the level before is over, from when that was said."""
    place, since = run.called, run.called_at or run.began_at
    if place is None:
        place = _said_by_card(policy, run)
    if place is None:
        return since
    level = run.path.levels[place[1] - 1]
    if run.pages:
        return since + level.claim
    return _counted(policy, _calendar(policy, run, level), since, level.claim)


def _said_by_card(policy: DeskPolicy, run: Run) -> tuple[int, int] | None:
    """Whether the card itself says the first level: it is of this tier, and calls nobody."""
    first = run.path.levels[0]
    calls_nobody = not first.people and (
        first.on_call is None or not policy.rotations_of(first.on_call)
    )
    return (1, 1) if calls_nobody and first.tier == run.path.tier else None


def _silent_steps(policy: DeskPolicy, run: Run, now: datetime | None) -> Iterator[Step]:
    """Yield the reminders that were not said; only after the last one is a ticket released."""
    silent_from = _silent_from(run)
    if silent_from is None:
        return
    ahead = list(enumerate(run.path.remind, start=1))[run.reminded :]
    for number, after in ahead:
        at = _within(policy, run.tier, _working(policy, run.tier, silent_from, after), now)
        if at is not None:
            yield Step(kind=StepKind.REMIND, at=at, number=number)
    end = None if ahead else _within(policy, run.tier, releases_at(policy, run), now)
    if end is not None:
        yield Step(kind=StepKind.RELEASE, at=end)


def _silent_from(run: Run) -> datetime | None:
    """Say from when on silence counts; a snooze is a word of its own."""
    if run.silent is None:
        return None
    return max(run.silent.at, run.snoozed_until or run.silent.at)


def _within(
    policy: DeskPolicy, tier: str, at: datetime | None, now: datetime | None
) -> datetime | None:
    if at is None:
        return None
    return _opening(policy, policy.tier(tier).calendar, max(at, now or at))


def _working(policy: DeskPolicy, tier: str, since: datetime, length: timedelta) -> datetime | None:
    return _counted(policy, policy.tier(tier).calendar, since, length)


def _calendar(policy: DeskPolicy, run: Run, level: Level) -> str:
    """Give the level's calendar; where the file has lost it, its tier's, or who has the ticket."""
    if level.calendar in {calendar.key for calendar in policy.calendars}:
        return level.calendar
    tiers = {tier.key: tier for tier in policy.tiers}
    return tiers.get(level.tier, tiers[run.tier]).calendar


def _counted(
    policy: DeskPolicy, calendar: str, since: datetime, length: timedelta
) -> datetime | None:
    try:
        return business_hours.due(policy.calendar(calendar), since, length)
    except NoBusinessHoursError:
        return None


def _opening(policy: DeskPolicy, calendar: str, at: datetime) -> datetime | None:
    try:
        return business_hours.next_open(policy.calendar(calendar), at)
    except NoBusinessHoursError:
        return None
