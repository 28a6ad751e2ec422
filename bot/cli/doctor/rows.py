"""Can the database be reached and written, is it this release's, who works on it, what waits?"""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot import demo
from bot.audit import HEARTBEAT, LIMITS, Alarm, waiting
from bot.cli.doctor import clock
from bot.cli.doctor.line import Line, Part, fault, ok, warning
from bot.cli.doctor.scene import Scene
from bot.config import Config
from bot.databases import mend, name_of, reason, words_of
from bot.wiring import machine_now
from handlers.texts import Texts
from storage import migrate
from storage.engine import address, sqlite_file
from storage.migrate import Standing
from storage.store import Store
from storage.worker_lock import lock_holder

_LEAST_FREE = 200 * 1024 * 1024
"""With less room on the disk than this, a desk with attachments is full within days."""

_SILENT = timedelta(minutes=3)
"""A running desk whose heartbeat is older than this found something, or does not look."""

_MONTH = timedelta(days=30)
"""How far is looked for times at which nobody is on call."""


def look(scene: Scene) -> list[Line]:
    """Look at the database from outside in; what cannot be reached is not looked into."""
    url, times = scene.url, clock.look(scene.config) if scene.config else []
    if url is None:
        return times
    try:
        file = sqlite_file(address(url))
    except (SQLAlchemyError, ValueError):
        mend = "Write postgresql://... in DATABASE_URL, or leave it out for a file here."
        return [fault(Part.DATABASE, "DATABASE_URL names neither PostgreSQL nor SQLite.", mend)]
    room = [] if file is None else list(_room(file))
    if file is not None and not file.exists():
        return [*room, ok(Part.DATABASE, f"{file} comes with the first start."), *times]
    return [*room, *_tables(scene, url, times)]


def _room(file: Path) -> Iterator[Line]:
    folder = file.absolute().parent
    if not folder.is_dir():
        yield fault(Part.DATABASE, f"There is no folder {folder}.", f"Make it: mkdir -p {folder}.")
        return
    free = shutil.disk_usage(folder).free
    if free < _LEAST_FREE:
        yield warning(
            Part.DATABASE,
            f"Only {free // 1024**2} MB are free on the disk of {folder}.",
            "Make room, or move the desk: name another place in DATABASE_URL.",
        )


def _tables(scene: Scene, url: str, times: list[Line]) -> list[Line]:
    name = name_of(url)
    try:
        standing = migrate.standing(url)
    except SQLAlchemyError as error:
        return [_unusable(url, f"{name}: {reason(error)}."), *times]
    if standing is not Standing.CURRENT:
        said, wanted = words_of(standing)
        return [fault(Part.DATABASE, f"{name}: {said}", f"{wanted}."), *times]
    fine = ok(Part.DATABASE, f"{name} can be read, and its tables are those of this release.")
    if scene.config is None:
        return [fine]
    return [fine, *asyncio.run(_inside(url, scene.config, is_demo=scene.is_demo))]


def _unusable(url: str, said: str) -> Line:
    return fault(Part.DATABASE, said, f"{mend(url)}.")


async def _inside(url: str, config: Config, *, is_demo: bool) -> list[Line]:
    store = Store.open(url, config.policy(machine_now().date()), clock=machine_now)
    try:
        return [
            *await _written(store, config, is_demo=is_demo),
            *await _running(store, url),
            *await _backlog(store),
            *await clock.compare(store, config),
            *([] if is_demo else await _on_call(store)),
        ]
    except SQLAlchemyError as error:
        return [_unusable(url, f"It cannot be written: {reason(error)}.")]
    finally:
        await store.close()


async def _on_call(store: Store) -> list[Line]:
    """Name the gaps of the next month, and who would be called in vain."""
    now = machine_now()
    plans = await store.duty.plans(now, now + _MONTH)
    found = [
        warning(
            Part.DATABASE,
            f"Nobody is on call for {plan.tier} from {_when(gap.start.isoformat())} "
            f"until {_when(gap.end.isoformat())}.",
            "Let somebody cover, or change [oncall]: firstline oncall check names all gaps.",
        )
        for plan in plans
        for gap in plan.gaps[:1]
    ]
    strangers = {
        plan.tier: [who for part in plan.rotations for who in part.strangers] for plan in plans
    }
    outside = [
        warning(
            Part.DATABASE,
            f"On call for {tier} and not in its channels: {', '.join(who)}.",
            "Invite them there, or take them out of [oncall].",
        )
        for tier, who in strangers.items()
        if who
    ]
    unread = [
        warning(
            Part.DATABASE,
            f"The calendar of {part.rotation} cannot be read: {part.fault}.",
            "Look at ics of that table of [oncall]; firstline oncall read tries it out.",
        )
        for plan in plans
        for part in plan.rotations
        if part.fault
    ]
    return [*found, *outside, *unread]


async def _written(store: Store, config: Config, *, is_demo: bool) -> list[Line]:
    await store.marks.set("doctor", machine_now().isoformat())
    found = [ok(Part.DATABASE, "It can be written.")]
    if not is_demo and await store.marks.get(demo.DEMO) is not None:
        told = "It is a demo's: anybody may be anybody there."
        instead = "Set DATABASE_URL, or work in another folder."
        found.append(fault(Part.DATABASE, told, instead))
    others = await store.audits.other_desks()
    if others and not await store.audits.last_ticket():
        mine = config.desk.id
        found.append(
            warning(
                Part.DATABASE,
                f'It holds the tickets of the desk "{others[0]}", and none of "{mine}".',
                f'If they are yours, write id = "{others[0]}" in [desk].',
            )
        )
    return found


async def _running(store: Store, url: str) -> list[Line]:
    """Say who works on it, and whether that desk found itself in order lately."""
    holder = lock_holder(url)
    beat = await store.marks.get(HEARTBEAT)
    if holder is None:
        return [ok(Part.DATABASE, "No desk works on it now.")] * store.database.is_sqlite
    found = [ok(Part.DATABASE, f"A desk works on it (process {holder}).")]
    if beat is not None and machine_now() - datetime.fromisoformat(beat) > _SILENT:
        told = f"That desk was last in order at {_when(beat)}."
        found.append(warning(Part.DATABASE, told, "Look at what waits, and at its log."))
    return found


async def _backlog(store: Store) -> list[Line]:
    now = machine_now()
    backlog = await store.audits.backlog(dead_since=now - LIMITS.dead, before=now - LIMITS.other)
    texts = Texts()
    alarms = list(waiting(backlog, now))
    look_there = "Start the desk with firstline run; where it runs, its log says why."
    if alarms:
        return [
            warning(
                Part.DATABASE, f"{texts.code('alert', alarm.code)} ({_facts(alarm)}).", look_there
            )
            for alarm in alarms
        ]
    counts = f"Waiting to be worked on: {backlog.inbox}; to be sent: {backlog.outbox}."
    return [ok(Part.DATABASE, counts)]


def _facts(alarm: Alarm) -> str:
    return ", ".join(f"{value} {name}" for name, value in alarm.facts.items())


def _when(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%d %b %H:%M")
