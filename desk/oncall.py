"""Who is on call at a moment, and when does nobody have it though somebody should?

A rotation's hand-overs are times on the wall, turned into UTC instants one by one: a shift is an
hour shorter or longer when clocks change, and the next one still begins at nine. Whoever covers is
on call instead of everybody else, whatever the hours; of several covers the newest counts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from desk.business_hours import instant, slots
from desk.intervals import Interval, union, without
from desk.people import Identity
from desk.policy import Calendar, DeskPolicy, Rotation

INSTANT = timedelta.resolution
"""The length of a window that holds one moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A stretch for which a rotation names somebody, before hours and covers are looked at."""

    span: Interval
    person: Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Somebody who is on call instead, for a while; `by` is who said so, None on a command line."""

    id: int
    rotation: str
    person: int
    span: Interval
    by: int | None
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A stretch in which the same people are on call; `cover` is the cover's id where it is one."""

    span: Interval
    people: tuple[int, ...]
    cover: int | None = None


def turns(rotation: Rotation, start: datetime, end: datetime) -> Iterator[Turn]:
    """Yield the turns that touch [start, end), whole and in order; none before the first one."""
    if not rotation.people or end <= start:
        return
    number = _turn_at(rotation, start.astimezone(UTC))
    while (begin := _begins(rotation, number)) < end:
        span = Interval(start=begin, end=_begins(rotation, number + 1))
        if span.end > span.start:  # none when a zone skips all of it
            yield Turn(span=span, person=rotation.people[number % len(rotation.people)])
        number += 1


def schedule(
    turns: Iterable[Turn],
    covers: Iterable[Cover],
    hours: Calendar | None,
    who: Callable[[Identity], int],
) -> tuple[Shift, ...]:
    """Put together who is on call when: turns within the hours, and covers in their place.

    Turns may overlap, as they do in a schedule that is kept elsewhere: then all of them are on
    call.
    """
    shifts = tuple(_within(_side_by_side(tuple(turns), who), hours))
    for cover in sorted(covers, key=lambda cover: (cover.made_at, cover.id)):
        taken = Shift(span=cover.span, people=(cover.person,), cover=cover.id)
        shifts = (*_outside(shifts, cover.span), taken)
    return tuple(sorted(shifts, key=lambda shift: shift.span.start))


def joined(shifts: Iterable[Shift]) -> tuple[Shift, ...]:
    """Make one of shifts that go on without a break for the same people."""
    runs: list[Shift] = []
    for shift in shifts:
        last = runs[-1] if runs else None
        if last and last.span.end == shift.span.start and _same(last, shift):
            runs[-1] = replace(last, span=Interval(start=last.span.start, end=shift.span.end))
        else:
            runs.append(shift)
    return tuple(runs)


def people_at(shifts: Iterable[Shift], at: datetime) -> tuple[int, ...]:
    """Say who is on call at this moment; nobody where no shift holds it."""
    return tuple(
        person
        for shift in shifts
        if shift.span.start <= at < shift.span.end
        for person in shift.people
    )


def gaps(
    shifts: Iterable[Shift], hours: Iterable[Calendar | None], start: datetime, end: datetime
) -> tuple[Interval, ...]:
    """Find when in [start, end) nobody is on call, though one of these hours wants somebody."""
    whole = Interval(start=start.astimezone(UTC), end=end.astimezone(UTC))
    wanted = union(
        span
        for calendar in hours
        for span in ([whole] if calendar is None else slots(calendar, whole.start, whole.end))
    )
    return tuple(without(wanted, union(shift.span for shift in shifts if shift.people)))


def foreseen(policy: DeskPolicy, tier: str, start: datetime, end: datetime) -> tuple[Interval, ...]:
    """Find the gaps that a tier's rotations have of themselves, before anybody covers.

    Of one that is kept elsewhere nothing is foreseen.
    """
    rotations = policy.rotations_of(tier)
    if any(rotation.source is not None for rotation in rotations):
        return ()
    hours = [_hours(policy, rotation) for rotation in rotations]
    shifts = [
        shift
        for rotation, calendar in zip(rotations, hours, strict=True)
        for shift in schedule(turns(rotation, start, end), (), calendar, rotation.people.index)
    ]
    return gaps(shifts, hours, start, end)


def unwatched(
    policy: DeskPolicy, tier: str, start: datetime, end: datetime
) -> tuple[Interval, ...]:
    """Find when a tier works and the hours of none of its rotations hold."""
    hours = [_hours(policy, rotation) for rotation in policy.rotations_of(tier)]
    if not hours or None in hours:
        return ()
    watched = union(span for one in hours if one for span in slots(one, start, end))
    working = slots(policy.calendar(policy.tier(tier).calendar), start, end)
    return tuple(without(union(working), watched))


def _hours(policy: DeskPolicy, rotation: Rotation) -> Calendar | None:
    return None if rotation.hours is None else policy.calendar(rotation.hours)


def _begins(rotation: Rotation, number: int) -> datetime:
    """Work out when the turn of this number begins."""
    wall = datetime.combine(rotation.starts, rotation.handover) + number * rotation.every
    return instant(wall.date(), wall.time(), ZoneInfo(rotation.timezone))


def _turn_at(rotation: Rotation, at: datetime) -> int:
    """Find the number of the turn that holds the moment; 0 before the first.

    The wall tells it but for the hours around a change of clocks, where it may be one too many.
    """
    wall = at.astimezone(ZoneInfo(rotation.timezone)).replace(tzinfo=None)
    number = (wall - datetime.combine(rotation.starts, rotation.handover)) // rotation.every + 1
    while number > 0 and _begins(rotation, number) > at:
        number -= 1
    return max(number, 0)


def _side_by_side(turns: Sequence[Turn], who: Callable[[Identity], int]) -> Iterator[Shift]:
    """Cut turns where another begins or ends, so that each piece has its people."""
    cuts = sorted({moment for turn in turns for moment in (turn.span.start, turn.span.end)})
    for start, end in pairwise(cuts):
        there = [turn for turn in turns if turn.span.start <= start and end <= turn.span.end]
        if there:
            people = dict.fromkeys(who(turn.person) for turn in there)
            yield Shift(span=Interval(start=start, end=end), people=tuple(people))


def _same(one: Shift, other: Shift) -> bool:
    return (one.people, one.cover) == (other.people, other.cover)


def _within(shifts: Iterable[Shift], hours: Calendar | None) -> Iterator[Shift]:
    for shift in shifts:
        if hours is None:
            yield shift
        else:
            for span in union(slots(hours, shift.span.start, shift.span.end)):
                yield replace(shift, span=span)


def _outside(shifts: Iterable[Shift], hole: Interval) -> Iterator[Shift]:
    for shift in shifts:
        for span in without([shift.span], union([hole])):
            yield replace(shift, span=span)
