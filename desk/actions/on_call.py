"""Who is on call now, and who will be next?"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from desk.actions.deed import Deed
from desk.actions.telling import Telling
from desk.errors import NotAllowedError
from desk.notice import Json, Notice, NoticeKind
from desk.oncall import INSTANT, Shift, gaps, joined
from desk.outcome import Outcome, Show
from desk.people import Role
from desk.policy import Rotation
from desk.ports import UnitOfWork

AHEAD = timedelta(days=14)
"""How far is looked for the next one, at least."""

_TOLD = frozenset({Role.ENGINEER, Role.MANAGER, Role.ADMIN, Role.OPERATOR})


async def on_call(work: UnitOfWork, deed: Deed) -> Outcome:
    """Show who is on call for each tier, until when, and who comes then; to the desk's own people.

    Raises NotAllowedError for requesters: they ask the desk, and not the one who has the night.
    """
    if not deed.actor.roles & _TOLD:
        raise NotAllowedError(verb="oncall")
    rows: list[Json] = []
    covers: list[Json] = []
    for rotation in work.policy.rotations:
        rows.append(await _row(work, rotation, deed.now))
        covers += await _covers(work, rotation, deed.now)
    return Show(notice=Notice(kind=NoticeKind.ON_CALL, facts={"rows": rows, "covers": covers}))


async def _row(work: UnitOfWork, rotation: Rotation, now: datetime) -> Json:
    until = now + max(AHEAD, 2 * rotation.every)
    shifts = joined(await work.duty.shifts(rotation, now, until))
    here = next((shift for shift in shifts if shift.span.start <= now), None)
    later = [shift for shift in shifts if shift.span.start > now]
    change = next((one for one in later if here is None or one.people != here.people), None)
    missing = await _missing(work, rotation, shifts, now)
    return {
        "tier": work.policy.tier(rotation.tier).title,
        "rotation": rotation.key,
        "now": await _people(work, here),
        "until": here.span.end.isoformat() if here and here.span.end < until else None,
        "next": await _people(work, change),
        "next_at": change.span.start.isoformat() if change else None,
        "is_gap": missing,
    }


async def _missing(
    work: UnitOfWork, rotation: Rotation, shifts: Sequence[Shift], now: datetime
) -> bool:
    """Whether somebody should be on call at this moment and nobody is."""
    hours = None if rotation.hours is None else work.policy.calendar(rotation.hours)
    return bool(gaps(shifts, [hours], now, now + INSTANT))


async def _covers(work: UnitOfWork, rotation: Rotation, now: datetime) -> list[Json]:
    telling = Telling(work=work, now=now)
    return [
        {
            "id": cover.id,
            "rotation": rotation.key,
            "person": await telling.person(cover.person),
            "start": cover.span.start.isoformat(),
            "end": cover.span.end.isoformat(),
        }
        for cover in await work.duty.covers(rotation.key, now, now + 10 * AHEAD)
    ]


async def _people(work: UnitOfWork, shift: Shift | None) -> list[Json]:
    telling = Telling(work=work, now=shift.span.start) if shift else None
    return [await telling.person(one) for one in shift.people] if shift and telling else []
