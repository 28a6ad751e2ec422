"""How is a change put into a window, made, looked back at, or given up?"""

from desk.actions.changing import check_begun, keep_change, record_of
from desk.actions.deed import Deed
from desk.actions.maintain import plan_window
from desk.change_record import ChangeRecord, ChangeResult
from desk.errors import BadChangeError, BadWindowError, NotFoundError
from desk.events import EventKind
from desk.maintenance import Phase, Window, phase
from desk.outcome import Done, Outcome
from desk.planning import read_plan
from desk.ports import UnitOfWork
from desk.ticket import Ticket

_LONGEST_NUMBER = 10


async def schedule_change(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Put it into a maintenance window: one that is planned (`#7`), or a new one.

    Who is told of maintenance is told of the new one as ever. Raises BadChangeError where it may
    not be made yet, BadWindowError for words that are no window.
    """
    change = await record_of(work, ticket)
    change.schedule(0)  # refused before a window is planned for nothing
    window = await _window(work, deed, change, deed.values["at"])
    await keep_change(
        work,
        deed,
        ticket,
        change.schedule(window.id),
        EventKind.CHANGE_SCHEDULED,
        window=window.id,
        start=window.starts_at.isoformat(),
        end=window.ends_at.isoformat(),
    )
    return Done(facts={"ticket": ticket.id})


async def implement_change(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Note that it was made, and what came of it.

    Raises BadChangeError where nobody has approved it, and before its window begins.
    """
    result = ChangeResult(deed.values["result"])
    change = await record_of(work, ticket)
    made = change.implement(result, deed.by, deed.now)
    await check_begun(work, deed, change)
    await keep_change(
        work,
        deed,
        ticket,
        made,
        EventKind.CHANGE_IMPLEMENTED,
        result=result.value,
        text=deed.values.get("text") or None,
    )
    return Done(facts={"ticket": ticket.id})


async def review_change(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Look back at it; raises BadChangeError before it is made and approved."""
    text = deed.values["text"]
    change = (await record_of(work, ticket)).reviewed(text, deed.by, deed.now)
    await keep_change(work, deed, ticket, change, EventKind.CHANGE_REVIEWED, text=text)
    return Done(facts={"ticket": ticket.id})


async def withdraw_change(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Give it up; raises BadChangeError for one that is made."""
    reason = deed.values["reason"]
    change = (await record_of(work, ticket)).withdraw(deed.now)
    await keep_change(work, deed, ticket, change, EventKind.CHANGE_WITHDRAWN, reason=reason)
    return Done(facts={"ticket": ticket.id})


async def _window(work: UnitOfWork, deed: Deed, change: ChangeRecord, words: str) -> Window:
    number = words.strip().lstrip("#")
    if number.isdecimal() and len(number) < _LONGEST_NUMBER:
        return await _planned(work, deed, int(number), words)
    if not change.services:
        raise BadChangeError(why="no_services")
    plan = read_plan(f"{', '.join(change.services)} {words.strip()}", work.policy, deed.now)
    return await plan_window(work, deed, plan)


async def _planned(work: UnitOfWork, deed: Deed, number: int, words: str) -> Window:
    try:
        window = await work.windows.get(number)
    except NotFoundError:
        raise BadWindowError(why="number", given=words) from None
    if phase(window, deed.now) in {Phase.DONE, Phase.CANCELLED}:
        raise BadWindowError(why="over", given=words)
    return window
