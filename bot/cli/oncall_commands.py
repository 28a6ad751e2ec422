"""Who is on call, where is nobody, and who covers? `firstline oncall`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer

from bot.cli.groups import group
from bot.cli.output import Json, note, progress, say, table, tell
from bot.errors import Exit, ProgramError, UsageError

if TYPE_CHECKING:
    from bot.cli.place import Place
    from desk.views import DutyPlan, DutyShift
    from handlers.ics.read import Read

Found = TypeVar("Found")

As = Annotated[
    str | None,
    typer.Option("--as", help="Act as this person: a name or slack:U0123ABCD."),
]

_SHOWN = 50
"""Turns of a calendar that are listed."""

_LONGEST = timedelta(days=183)
"""Later than this no cover is likely to begin."""

_AHEAD = timedelta(days=60)
"""How far is looked for who comes next."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "oncall", "On call: who it is now and next, gaps, covers.")
    commands.command("now")(now)
    commands.command("next")(upcoming)
    commands.command("check")(check)
    commands.command("override")(override)
    commands.command("read")(read)
    commands.command("feed")(feed)


def now(*, as_json: Json = False) -> None:
    """Say who is on call at this moment, and until when."""

    def is_wanted(shifts: "Sequence[DutyShift]", at: datetime) -> "list[DutyShift]":
        return [shift for shift in shifts if shift.span.start <= at]

    _list(is_wanted, as_json=as_json)


def upcoming(*, as_json: Json = False) -> None:
    """Say who is on call next, and from when."""

    def is_wanted(shifts: "Sequence[DutyShift]", at: datetime) -> "list[DutyShift]":
        here = {shift.people for shift in shifts if shift.span.start <= at}
        later = (one for one in shifts if one.span.start > at and one.people not in here)
        return list(later)[:1]

    _list(is_wanted, as_json=as_json)


def check(
    *,
    days: Annotated[int, typer.Option(min=1, max=90, help="How far to look.")] = 30,
    as_json: Json = False,
) -> None:
    """Name the gaps to come: when somebody should be on call and nobody is.

    Leaves with 1 when there is one, when somebody on call does not sit in the tier's channels, or
    when a schedule that is kept elsewhere cannot be read or names somebody unknown.
    """

    async def read(place: "Place") -> "tuple[DutyPlan, ...]":
        at = await _desk_now(place)
        return await place.store.duty.plans(at, at + timedelta(days=days))

    plans, zone = _on_place("Reading the rotations", read)
    found = [line for plan in plans for line in _faults(plan, zone)]
    if as_json:
        tell([{"tier": plan.tier, **_wrong(plan)} for plan in plans])
    elif not plans:
        note("There is no rotation: write one in [oncall.NAME] of firstline.toml.")
    else:
        for line in found or [f"Somebody is on call whenever it is wanted, for {days} days."]:
            say(line)
    if found:
        raise typer.Exit(Exit.CHECK_FAILED)


def override(
    name: Annotated[str, typer.Argument(help="The rotation, or its tier.")],
    *,
    person: Annotated[str, typer.Option(help="Who covers: a name or slack:U0123ABCD.")] = "",
    start: Annotated[
        str, typer.Option("--from", help='Else now: "mon 09:00" or "2026-12-01 09:00".')
    ] = "",
    end: Annotated[str, typer.Option("--to", help='"tomorrow 09:00" or "2026-12-02 09:00".')] = "",
    back: Annotated[
        int | None, typer.Option(help="Take back the cover of this number instead.")
    ] = None,
    by: As = None,
    as_json: Json = False,
) -> None:
    """Put somebody on call for a while, or take that back."""
    values = {"rotation": name, "person": person, "start": start, "end": end}
    words = "" if back is None else f"back {back}"

    async def act(place: "Place") -> int | None:
        from bot.inner import Order
        from bot.orders import give, who

        identity, called = await who(place.store, by)
        told = values if back is None else {}
        order = Order(identity=identity, by=called, name="cover", words=words, values=told)
        await give(place, order)
        return back or await _newest_cover(place)

    cover, _ = _on_place("Waiting for the desk", act)
    done = "covered" if back is None else "taken back"
    if as_json:
        tell({"rotation": name, "done": done, "cover": cover})
    else:
        say(f"{name}: {done} (cover {cover}). See: firstline oncall now, firstline oncall next.")


async def _newest_cover(place: "Place") -> int | None:
    """Give the number of the cover that was made last, of all that are to come."""
    at = await _desk_now(place)
    plans = await place.store.duty.plans(at, at + 2 * _LONGEST)
    shifts = [shift for plan in plans for part in plan.rotations for shift in part.shifts]
    return max((shift.cover for shift in shifts if shift.cover), default=None)


def read(
    name: Annotated[str, typer.Argument(help="The rotation.")],
    *,
    as_json: Json = False,
) -> None:
    """Read a rotation's calendar now, and say whom its events mean; nothing is kept of it."""
    from handlers.ics.read import CalendarError

    async def act(place: "Place") -> "tuple[Read, datetime]":
        from bot.duty_reader import fetched, understood

        rotation = place.policy.rotation(_known(place, name))
        if rotation.source is None:
            raise UsageError([f"{name} has no ics in [oncall]: its people take turns."])
        at, path = await _desk_now(place), place.config.path
        may = place.config.oncall[name].ics_private
        folder = Path() if path is None else path.parent
        body = await fetched(rotation.source, folder, may_be_private=may)
        return await understood(rotation, body, at), at

    try:
        (found, at), zone = _on_place("Reading the calendar", act)
    except CalendarError as error:
        raise ProgramError([f"It cannot be read: {error}."]) from error
    later = [turn for turn in found.turns if turn.span.end > at]
    if as_json:
        turns = [{"person": str(turn.person), **asdict(turn.span)} for turn in later]
        tell({"turns": turns, "unknown": list(found.unknown)})
        return
    for turn in later[:_SHOWN]:
        span = [_when(moment, zone) for moment in (turn.span.start, turn.span.end)]
        say(f"{span[0]} - {span[1]}  {turn.person}")
    note(f"{len(later)} turns to come; {len(found.unknown)} titles that name nobody.")
    for title in found.unknown:
        note(f'"{title}" names nobody: write names = {{...}} in [oncall.{name}].')


def feed(
    name: Annotated[str, typer.Argument(help="The rotation.")],
    *,
    is_off: Annotated[bool, typer.Option("--off", help="Let the address open nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Give an address at which a calendar may subscribe to who is on call.

    It holds a key, shown this once; the one before opens nothing any more.
    """

    async def act(place: "Place") -> str | None:
        from bot.clocks import machine_now
        from bot.duty_feed import hash_of, new_key

        _known(place, name)
        if is_off:
            await place.store.duty_feeds.remove(name)
            return None
        key, page = new_key(), place.config.desk.page or "http://127.0.0.1:8080"
        await place.store.duty_feeds.keep(name, hash_of(key), machine_now())
        return f"{page}/oncall/{name}.ics?key={key}"

    address, _ = _on_place("Making the address", act)
    if as_json:
        tell({"rotation": name, "address": address})
    elif address is None:
        say(f"{name}: the address opens nothing any more.")
    else:
        say(address)
        note("Whoever has it reads who is on call: keep it as you keep a password.")


def _known(place: "Place", name: str) -> str:
    """Give the name of a rotation back; raises UsageError where there is none of that name."""
    known = [rotation.key for rotation in place.policy.rotations]
    if name not in known:
        there = ", ".join(known) or "none"
        raise UsageError([f"There is no rotation {name}. There is {there}."])
    return name


def _list(
    wanted: "Callable[[Sequence[DutyShift], datetime], list[DutyShift]]", *, as_json: bool
) -> None:
    async def read(place: "Place") -> "tuple[tuple[DutyPlan, ...], datetime]":
        at = await _desk_now(place)
        return await place.store.duty.plans(at, at + _AHEAD), at

    (plans, at), zone = _on_place("Reading the rotations", read)
    found = [
        (plan, part.rotation, shift)
        for plan in plans
        for part in plan.rotations
        for shift in _or_nobody(wanted(part.shifts, at))
    ]
    if as_json:
        tell([_told(plan, rotation, shift) for plan, rotation, shift in found])
    elif not found:
        note("There is no rotation: write one in [oncall.NAME] of firstline.toml.")
    else:
        rows = [_row(plan, rotation, shift, zone) for plan, rotation, shift in found]
        table(["tier", "rotation", "on call", "from", "until"], rows)


def _or_nobody(found: "list[DutyShift]") -> "Sequence[DutyShift | None]":
    return found or [None]


def _row(plan: "DutyPlan", rotation: str, shift: "DutyShift | None", zone: str) -> list[str]:
    if shift is None:
        return [plan.tier, rotation, "nobody", "", ""]
    people = ", ".join(shift.people)
    covers = f" (cover {shift.cover})" if shift.cover else ""
    span = [_when(moment, zone) for moment in (shift.span.start, shift.span.end)]
    return [plan.tier, rotation, f"{people}{covers}", *span]


def _told(plan: "DutyPlan", rotation: str, shift: "DutyShift | None") -> Mapping[str, object]:
    return {
        "tier": plan.tier,
        "rotation": rotation,
        "people": list(shift.people) if shift else [],
        "start": shift.span.start if shift else None,
        "end": shift.span.end if shift else None,
        "cover": shift.cover if shift else None,
    }


def _faults(plan: "DutyPlan", zone: str) -> list[str]:
    spans = [(_when(gap.start, zone), _when(gap.end, zone)) for gap in plan.gaps]
    missing = [f"{plan.tier}: nobody is on call from {one} until {two}." for one, two in spans]
    outside = [
        f"{plan.tier}: {who} of {part.rotation} does not sit in the tier's channels."
        for part in plan.rotations
        for who in part.strangers
    ]
    unread = [
        f"{plan.tier}: the calendar of {part.rotation} cannot be read: {part.fault}."
        for part in plan.rotations
        if part.fault
    ]
    unknown = [
        f'{plan.tier}: "{title}" in the calendar of {part.rotation} names nobody; write names = '
        "{...} in [oncall]."
        for part in plan.rotations
        for title in part.unknown
    ]
    return [*missing, *outside, *unread, *unknown]


def _wrong(plan: "DutyPlan") -> Mapping[str, object]:
    strangers = [who for part in plan.rotations for who in part.strangers]
    unknown = [title for part in plan.rotations for title in part.unknown]
    faults = {part.rotation: part.fault for part in plan.rotations if part.fault}
    gaps = [asdict(gap) for gap in plan.gaps]
    return {"gaps": gaps, "strangers": strangers, "unknown": unknown, "faults": faults}


def _when(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %d %b %H:%M")


async def _desk_now(place: "Place") -> datetime:
    """Read the desk's clock, which may have been moved in a demo."""
    from bot.clocks import OFFSET, machine_now

    moved = await place.store.marks.get(OFFSET)
    return machine_now() + timedelta(seconds=float(moved or 0))


def _on_place(doing: str, work: "Callable[[Place], Awaitable[Found]]") -> tuple[Found, str]:
    """Open the desk of this folder (else the demo's), do the work, and give its zone too."""
    from bot.cli.place import on_place

    async def both(place: "Place") -> tuple[Found, str]:
        return await work(place), place.policy.timezone

    with progress(doing):
        return asyncio.run(on_place(both))
