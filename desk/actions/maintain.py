"""How is maintenance planned and called off, and how do people hear of it?"""

from dataclasses import replace
from datetime import datetime

from desk import maintenance
from desk.actions.changing import leave_window
from desk.actions.deed import Deed
from desk.actions.merged import is_bot
from desk.actions.one_by_one import one_by_one
from desk.actions.subscribe import tell_subscribers
from desk.errors import BadWindowError, Fact, NotAllowedError
from desk.events import Event, EventKind
from desk.maintenance import Announcement, Phase, Window
from desk.notice import Json, Notice, NoticeKind, Saying
from desk.outcome import Done, Outcome, Show
from desk.people import Address
from desk.planning import CANCEL, END, Plan, read_plan
from desk.policy import DeskPolicy
from desk.ports import Begin, UnitOfWork
from desk.roles import MAY
from desk.ticket import Verb

_LONGEST_NUMBER = 10

_TIMED = frozenset({Announcement.BEGUN, Announcement.OVER})
"""Then clocks may stand still or go on."""


async def maintain(work: UnitOfWork, deed: Deed, words: str) -> Outcome:
    """Show what is planned, or plan, call off or end one, as the words say.

    Everybody may look. Raises NotAllowedError for requesters who plan, BadWindowError for words
    that are no plan, NotFoundError for a number that is none.
    """
    first, _, rest = words.partition(" ")
    if not words:
        return await _show(work, deed)
    if not MAY[Verb.MAINTAIN] & deed.actor.roles:
        raise NotAllowedError(verb=Verb.MAINTAIN.value)
    if first.lower() in CANCEL:
        return await _cancel(work, deed, rest)
    if first.lower() in END:
        return await _end(work, deed, rest)
    return await _plan(work, deed, words)


class AnnounceMaintenance:
    """The tick's verb: say what is due about each window, one transaction a window."""

    async def __call__(self, begin: Begin, *, now: datetime) -> int:
        """Say it and give how many were told; a series gets its next one when one is over.

        Raises what went wrong when all had their turn.
        """
        async with begin() as work:
            due = await work.windows.to_tell(now)

        async def announce(number: int) -> int:
            async with begin() as work:
                told = await _announce(work, await work.windows.get(number), now)
                await work.commit(Done())
            return told

        return await one_by_one(due, announce)


async def _announce(work: UnitOfWork, window: Window, now: datetime) -> int:
    step = maintenance.due(window, now)
    if step is None:
        return 0  # somebody was faster
    await work.windows.save(replace(window, told=step))
    await _tell(work, window, step.value, f"maintenance:{window.id}:{step.value}")
    if step in _TIMED:
        await work.tickets.time_about(window.services, now)
    if step is Announcement.OVER:
        await _plan_following(work, window, now)
    return 1


async def _plan_following(work: UnitOfWork, window: Window, now: datetime) -> None:
    """Plan the next of the series; those that a downtime let pass are left out."""
    coming = maintenance.following(window)
    while coming is not None and coming.ends_at <= now:
        coming = maintenance.following(coming)
    if coming is not None:
        await work.windows.add(coming)


async def _show(work: UnitOfWork, deed: Deed) -> Outcome:
    rows: list[Json] = [
        await _with_changes(work, window, facts(work.policy, window, deed.now))
        for window in await work.windows.coming(deed.now)
    ]
    return Show(notice=Notice(kind=NoticeKind.MAINTENANCES, facts={"rows": rows}))


async def _plan(work: UnitOfWork, deed: Deed, words: str) -> Outcome:
    await plan_window(work, deed, read_plan(words, work.policy, deed.now))
    return await _show(work, deed)


async def plan_window(work: UnitOfWork, deed: Deed, plan: Plan) -> Window:
    """Plan a window; one that is nearer than two days is told of by that."""
    window = Window(
        id=0,
        services=plan.services,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        text=plan.text,
        timezone=work.policy.timezone,
        planned_by=deed.by or None,
        planned_at=deed.now,
        every=plan.every,
    )
    stored = await work.windows.add(window)
    await _note(work, deed, stored, EventKind.MAINTENANCE_PLANNED)
    step = maintenance.due(stored, deed.now)
    if step is not None:  # nearer than two days: the planning itself tells of it
        stored = replace(stored, told=step)
        await work.windows.save(stored)
        await _tell(work, stored, step.value, f"maintenance:{stored.id}:{step.value}")
        if step in _TIMED:
            await work.tickets.time_about(stored.services, deed.now)
    return stored


async def _cancel(work: UnitOfWork, deed: Deed, number: str) -> Outcome:
    window = await _meant(work, deed, number)
    if maintenance.phase(window, deed.now) is Phase.ACTIVE:
        raise BadWindowError(why="begun", given=number)
    off = maintenance.cancel(window, deed.now)
    await work.windows.save(off)
    await _note(work, deed, off, EventKind.MAINTENANCE_CANCELLED)
    await leave_window(work, deed, window.id)
    if window.told is not None:
        await _tell(work, off, "cancelled", f"maintenance:{window.id}:cancelled")
    return await _show(work, deed)


async def _end(work: UnitOfWork, deed: Deed, number: str) -> Outcome:
    """Let an active one be over now; the tick then says so, and a series goes on at full length."""
    window = await _meant(work, deed, number)
    if maintenance.phase(window, deed.now) is not Phase.ACTIVE:
        raise BadWindowError(why="not_begun", given=number)
    over = maintenance.end(window, deed.now)
    await work.windows.save(over)
    await _plan_following(work, window, deed.now)
    await _note(work, deed, over, EventKind.MAINTENANCE_ENDED)
    return await _show(work, deed)


async def _note(work: UnitOfWork, deed: Deed, window: Window, kind: EventKind) -> None:
    data: dict[str, Fact] = {
        "window": window.id,
        "services": ", ".join(window.services),
        "start": window.starts_at.isoformat(),
        "end": window.ends_at.isoformat(),
    }
    await work.events.add(Event(kind=kind, at=deed.at, by=deed.by or None, data=data))


async def _meant(work: UnitOfWork, deed: Deed, number: str) -> Window:
    given = number.strip().lstrip("#")
    if not (given.isdecimal() and len(given) < _LONGEST_NUMBER):
        raise BadWindowError(why="number", given=number)
    window = await work.windows.get(int(given))
    if maintenance.phase(window, deed.now) in {Phase.DONE, Phase.CANCELLED}:
        raise BadWindowError(why="over", given=number)
    return window


async def _tell(work: UnitOfWork, window: Window, state: str, cause: str) -> None:
    """Tell the services' channels, their tiers', who waits for a ticket, and who subscribed."""
    shown = await _with_changes(work, window, facts(work.policy, window, None))
    told: dict[str, Json] = {"window": shown, "state": state}
    language = work.policy.languages[0]
    for channel in _channels(work.policy, window):
        notice = Notice(kind=NoticeKind.MAINTENANCE, facts=told)
        await work.say(Saying(cause=cause, address=channel, notice=notice, language=language))
    waiting: set[int] = set()
    for ticket in await work.tickets.open_about(window.services):
        if await is_bot(work, ticket.requester):
            continue
        waiting.add(ticket.requester)
        reader = await work.people.get(ticket.requester)
        notice = Notice(kind=NoticeKind.MAINTENANCE, facts=told, ticket=ticket.id)
        await work.say(
            Saying(cause=cause, address=ticket.origin, notice=notice, language=reader.language)
        )
    await tell_subscribers(
        work, window.services, NoticeKind.MAINTENANCE, told, cause=cause, but_not=waiting
    )


def _channels(policy: DeskPolicy, window: Window) -> tuple[Address, ...]:
    """Where a service's users are told, and the home of the tier that looks after it."""
    named = (policy.service(key) for key in window.services)
    found: list[Address] = []
    for service in named:
        if service is not None:
            found += service.channels
            home = policy.tier(service.tier or policy.first_tier).channels[:1]
            found += [channel.address for channel in home]
    return tuple(dict.fromkeys(found))


async def _with_changes(work: UnitOfWork, window: Window, told: dict[str, Json]) -> dict[str, Json]:
    """Name the changes that are made in the window, by their numbers alone: others read this."""
    made = await work.changes.within(window.id)
    return {**told, "changes": [work.policy.number(change.ticket) for change in made]}


def facts(policy: DeskPolicy, window: Window, now: datetime | None) -> dict[str, Json]:
    """Give a window as cards show one; its phase only where a moment is given."""
    known = {key: policy.service(key) for key in window.services}
    titles: list[Json] = [one.title if one else key for key, one in known.items()]
    return {
        "id": window.id,
        "services": titles,
        "starts_at": window.starts_at.isoformat(),
        "ends_at": window.ends_at.isoformat(),
        "text": window.text,
        "every": window.every,
        "phase": maintenance.phase(window, now).value if now else None,
    }
