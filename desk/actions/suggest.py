"""Which runbooks does the desk suggest to a ticket's engineers, by itself and once each?

Searching is slow, so it is no part of what people do: a ticket that is new, that moves, or of which
there is more to read is noted, and the next tick looks.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from desk.actions.one_by_one import one_by_one
from desk.actions.telling import Telling
from desk.events import Event, EventKind
from desk.notice import Json, NoticeKind, Offer, Weight
from desk.outcome import Done
from desk.ports import Begin, Shelf, UnitOfWork
from desk.runbooks import suggested, worth_suggesting
from desk.ticket import Ticket, Verb
from knowledge.runbook import Runbook

AT_ONCE = 50
"""Tickets that one tick looks at; the next goes on with the rest."""

_SAID = frozenset({EventKind.WROTE, EventKind.REWORDED})

_LATEST = 3
"""So many of the requester's further messages are read; older ones were, when they came."""


class SuggestRunbooks:
    """The tick's verb for runbooks: a look at each ticket that waits for one."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def __call__(self, begin: Begin, *, now: datetime) -> int:
        """Look at what waits and say of how many tickets something was suggested.

        One that changed meanwhile is looked at by the next tick; raises what else went wrong when
        all had their turn.
        """
        async with begin() as work:
            due = await work.checklists.to_look_at(now, AT_ONCE)
        return await one_by_one(due, lambda number: self._look(begin, number, now))

    async def _look(self, begin: Begin, number: int, now: datetime) -> bool:
        async with begin() as work:
            texts = await _words(work, number)
        found = await self._search(texts)
        async with begin() as work:
            if not await work.checklists.looked_at(number):
                return False  # another ticker was faster
            ticket = await work.tickets.get(number)
            is_said = await _suggest(work, ticket, self._shelf.runbooks, found, now)
            await work.commit(Done())
        return is_said

    async def _search(self, texts: Sequence[str]) -> Mapping[str, float]:
        best: dict[str, float] = {}
        for text in texts:
            for key, sure in (await self._shelf.search_runbooks(text)).items():
                best[key] = max(sure, best.get(key, 0.0))
        return best


async def _words(work: UnitOfWork, number: int) -> list[str]:
    """Give what the requester said of it: each message says its own thing."""
    ticket = await work.tickets.get(number)
    history = await work.events.of_ticket(number)
    further = [str(one.data.get("text", "")) for one in history if one.kind in _SAID]
    return [ticket.text, *further[-_LATEST:]]


async def _suggest(
    work: UnitOfWork,
    ticket: Ticket,
    runbooks: Sequence[Runbook],
    found: Mapping[str, float],
    now: datetime,
) -> bool:
    if not ticket.is_open:
        return False
    service = work.policy.service(ticket.service) if ticket.service else None
    known = suggested(await work.events.of_ticket(ticket.id))
    known |= {one.runbook for one in await work.checklists.of_ticket(ticket.id)}
    fitting = {one.id: one for one in runbooks if one.is_for(ticket.tier) and one.id not in known}
    chosen = worth_suggesting(found, service.runbooks if service else (), fitting)
    if not chosen:
        return False
    event = await work.events.add(_event(ticket, chosen, now))
    rows: list[Json] = [{"id": key, "title": fitting[key].title} for key in chosen]
    await Telling(work=work, now=now).to_engineers(
        ticket,
        NoticeKind.RUNBOOKS,
        event,
        offers=tuple(Offer(verb=Verb.RUNBOOK, words=key) for key in chosen),
        weight=Weight.NORMAL,
        rows=rows,
        is_suggested=True,
    )
    return True


def _event(ticket: Ticket, chosen: Sequence[str], now: datetime) -> Event:
    keys = " ".join(chosen)
    return Event(
        kind=EventKind.RUNBOOK_SUGGESTED,
        at=now,
        ticket=ticket.id,
        stint=ticket.stint,
        cause=f"runbooks:{ticket.id}:{keys}",
        data={"status": ticket.status.value, "runbooks": keys},
    )
