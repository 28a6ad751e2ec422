"""Which desks are judged? Three teams in two zones, round the clock and in office hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from tests.clock.plan import DAY, Hours, Plan, Promise, Step, Team

CLIMBS = 0.5
"""The share of houses that have paths."""

WEEKDAYS = 5
MINUTES = {
    "P1": {"claim": 8, "first_response": 12, "next_reply": 20, "resolution": 120},
    "P2": {"claim": 16, "first_response": 28, "next_reply": 40, "resolution": 240},
    "P3": {"claim": 32, "first_response": 60, "next_reply": 80, "resolution": 480},
    "P4": {"claim": 60, "first_response": 240, "next_reply": 240, "resolution": 960},
}
WARNS: dict[str, tuple[float | int, ...]] = {
    "P1": (0.5, 0.75),
    "P2": (0.75,),
    "P3": (0.75, 10),
    "P4": (0.5, 0.75, 30),
}


def _office(key: str, zone: str, *slots: tuple[int, int], days: int = WEEKDAYS) -> Hours:
    week = tuple(tuple(slots) if day < days else () for day in range(7))
    off = frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 25)})
    return Hours(key=key, zone=zone, week=week, off=off)


ALWAYS = Hours(key="always", zone="UTC", week=(((0, DAY),),) * 7)
OFFICE = _office("office", "Europe/Berlin", (9 * 60, 12 * 60), (13 * 60, 17 * 60))
COAST = _office("coast", "America/New_York", (8 * 60, 18 * 60 + 30), days=6)
LATE = _office("late", "Europe/Berlin", (6 * 60, DAY))


def house(rng: Random) -> Plan:
    """Draw a house: the first team round the clock or not, its contract on whichever hours."""
    first = rng.choice(("always", "late", "office"))
    contract = rng.choice(("always", first, "office"))
    never = frozenset[str]()
    promises = [
        Promise(hours=contract, priority=priority, minutes=minutes, warn=WARNS[priority])
        for priority, minutes in MINUTES.items()
    ]
    promises += [
        Promise(
            hours="office",
            tier=tier,
            priority=priority,
            minutes={metric: 2 * many for metric, many in minutes.items()},
            warn=WARNS[priority],
            pauses=never if priority == "P1" else frozenset({"pending"}),
        )
        for tier in ("L2", "L3")
        for priority, minutes in MINUTES.items()
    ]
    promises.append(
        Promise(hours=contract, tier="L1", priority="P3", type="incident", minutes=MINUTES["P2"])
    )
    teams = (
        _team("L1", first, ("slack:C0L1",), 8, duty=3),
        _team("L2", "office", ("slack:C0L2", "telegram:-100200"), 4, duty=2, days=7),
        _team("L3", "coast", ("telegram:-100300",), 3),
    )
    levels = ("L1", 15), ("L1", 10), ("L2", 30), ("L3", 45)
    path = tuple(Step(tier=tier, claim=claim) for tier, claim in levels)
    return Plan(
        teams=teams,
        hours=(ALWAYS, OFFICE, COAST, LATE),
        promises=tuple(promises),
        paths={"L1": path, "L2": path[2:]} if rng.random() < CLIMBS else {},
        repeat=rng.choice((0, 1)),
    )


def _team(
    key: str, hours: str, channels: tuple[str, ...], many: int, duty: int = 0, days: int = 1
) -> Team:
    people = tuple(f"{key}E{one}" for one in range(many))
    return Team(key=key, hours=hours, channels=channels, people=people, duty=duty, days=days)


def edited(plan: Plan, at: int, rng: Random) -> Plan:
    """Change what people change: a day off, longer or shorter hours, other targets."""
    drawn = rng.choice(("day off", "hours", "targets"))
    if drawn == "targets":
        return replace(plan, promises=tuple(_other_target(one, rng) for one in plan.promises))
    key = rng.choice(("office", "coast"))
    day = datetime.fromtimestamp(at, UTC).date() + timedelta(days=rng.randint(0, 4))
    return replace(
        plan,
        hours=tuple(
            _other_hours(one, drawn, day, rng) if one.key == key else one for one in plan.hours
        ),
    )


def _other_target(promise: Promise, rng: Random) -> Promise:
    factor = rng.choice((1, 1, 1, 1.5, 2))
    return replace(
        promise, minutes={name: int(many * factor) for name, many in promise.minutes.items()}
    )


def _other_hours(hours: Hours, drawn: str, day: date, rng: Random) -> Hours:
    if drawn == "day off":
        return replace(hours, off=hours.off | {day})
    opens = rng.choice((7, 8, 9, 10)) * 60
    week = tuple(
        tuple((opens if number == 0 else start, end) for number, (start, end) in enumerate(slots))
        for slots in hours.week
    )
    return replace(hours, week=week)
