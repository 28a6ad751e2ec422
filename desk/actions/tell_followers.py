"""How do those who follow an incident hear that it is over, and what do they answer?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.merged import is_bot
from desk.actions.one_by_one import page_by_page
from desk.actions.same import incident_facts
from desk.actions.stand_alone import stand_alone
from desk.actions.telling import Telling
from desk.errors import NotFoundError
from desk.events import EventKind
from desk.incidents import Follower, Incident
from desk.notice import Json, Notice, NoticeKind, Offer, Op, Saying, Weight
from desk.outcome import Done, Outcome, Show
from desk.policy import Status
from desk.ports import Begin, UnitOfWork
from desk.ticket import Ticket, Verb

AT_ONCE = 50
"""So many are told in one transaction: others want to write too."""

OFFERS = (Offer(verb=Verb.WORKS), Offer(verb=Verb.STILL_BROKEN))


class CountFollowers:
    """The tick's verb: show on each incident's card how many follow it, now and then."""

    async def __call__(self, begin: Begin, *, now: datetime) -> int:
        """Redraw the cards whose number is old and say how many."""

        async def page(_: int) -> Sequence[int]:
            async with begin() as work:
                return await work.incidents.to_count(now)

        async def count(number: int) -> int:
            async with begin() as work:
                await work.incidents.counted(number)
                ticket = await work.tickets.get(number)
                history = await work.events.of_ticket(number)
                cause = f"incident:{number}:counted:{now.isoformat()}"
                telling = Telling(work=work, now=now, cause=cause)
                if ticket.is_open:
                    await telling.redraw_card(ticket, history[-1])
                await work.commit(Done())
            return 1

        return await page_by_page(page, count)


class TellFollowers:
    """The tick's verb: tell whoever follows an incident that it is over, once, where they asked."""

    async def __call__(self, begin: Begin, *, now: datetime) -> int:
        """Tell them and say how many, some in a transaction."""

        async def page(_: int) -> Sequence[int]:
            async with begin() as work:
                return await work.incidents.to_tell(now)

        async def tell(number: int) -> int:
            told = 0
            while some := await self._tell_some(begin, number, now):
                told += some
            return told

        return await page_by_page(page, tell)

    async def _tell_some(self, begin: Begin, number: int, now: datetime) -> int:
        async with begin() as work:
            incident = await work.incidents.of_ticket(number)
            if incident is None or incident.is_open:
                return 0
            waiting = await work.incidents.waiting(number, AT_ONCE)
            if not waiting:
                await work.incidents.told(number)
            ticket = await work.tickets.get(number)
            people = {ticket.requester}
            for follower in waiting:
                people.add(await self._tell(work, follower, incident, ticket, people, now))
            await work.commit(Done())
        return len(waiting)

    async def _tell(  # noqa: PLR0917 - what is told has this many sides
        self,
        work: UnitOfWork,
        follower: Follower,
        incident: Incident,
        ticket: Ticket,
        people: set[int],
        now: datetime,
    ) -> int:
        """Tell one of them; whoever follows with two tickets is told of the first."""
        own = await work.tickets.get(follower.ticket)
        # Told of this end: two replicas give the card the same name, so that it is said once.
        told = replace(follower, told_at=incident.over_at or now)
        if not await work.incidents.save_told(follower.ticket, told.told_at or now):
            return own.requester  # somebody was faster, or they said that it works
        again = await work.incidents.is_told(follower.incident, own.requester, but_for=own.id)
        if own.requester not in people and not again and not await is_bot(work, own.requester):
            await _say(work, told, own, await _over(work, incident, ticket, own), now)
        return own.requester


async def works(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Keep that it works for them again; a second tap changes nothing."""
    follower = await _follower(work, ticket)
    if follower.works_at is not None:
        return Done(facts={"ticket": ticket.id})
    await keep(work, deed, ticket, EventKind.CONFIRMED)
    await work.incidents.save_follower(replace(follower, works_at=deed.now))
    return await _answer(work, deed, ticket, follower, "works")


async def still_broken(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Open their own ticket again; where the incident goes on again anyway, say so instead."""
    if ticket.is_open:
        return Done(facts={"ticket": ticket.id})
    follower = await _follower(work, ticket)
    incident = await work.tickets.get(follower.incident)
    if incident.is_open:
        return await _answer(work, deed, ticket, replace(follower, told_at=None), "again")
    alone, _ = await stand_alone(work, deed, ticket, follower)
    return await _answer(work, deed, alone, follower, "broken")


async def _follower(work: UnitOfWork, ticket: Ticket) -> Follower:
    follower = await work.incidents.follower(ticket.id)
    if follower is None:
        raise NotFoundError(noun="ticket", id=ticket.id)
    return follower


async def _answer(
    work: UnitOfWork, deed: Deed, ticket: Ticket, follower: Follower, state: str
) -> Outcome:
    """Show on the card what was answered; where there is none any more, to them alone."""
    known = await work.incidents.of_ticket(follower.incident)
    facts: dict[str, Json] = {"state": state}
    if known is not None:
        facts["incident"] = incident_facts(work, known)
    if follower.told_at is None:
        shown: dict[str, Json] = {"ticket": _named(work, ticket), **facts}
        notice = Notice(kind=NoticeKind.INCIDENT_OVER, facts=shown, ticket=ticket.id)
        return Show(notice=notice)
    await _say(work, follower, ticket, facts, deed.now, op=Op.EDIT)
    return Done(facts={"ticket": ticket.id})


def _named(work: UnitOfWork, ticket: Ticket) -> Json:
    """Give no more of the ticket than the card says: hundreds of them are told."""
    return {"id": ticket.id, "number": work.policy.number(ticket.id)}


async def _over(
    work: UnitOfWork, incident: Incident, ticket: Ticket, own: Ticket
) -> dict[str, Json]:
    """Give what one of them reads: the answer only where it was written for their own house.

    What nobody asked for was written for all.
    """
    is_solved = ticket.status in {Status.RESOLVED, Status.CLOSED} and ticket.resolved_at is not None
    is_for_all = await is_bot(work, ticket.requester)
    is_theirs = is_for_all or own.organisation == ticket.organisation
    return {
        "incident": incident_facts(work, incident),
        "how": "solved" if is_solved else "dropped",
        "text": ticket.resolution if is_solved and is_theirs else None,
        "state": "open",
    }


async def _say(
    work: UnitOfWork,
    follower: Follower,
    ticket: Ticket,
    facts: dict[str, Json],
    now: datetime,
    *,
    op: Op = Op.POST,
) -> None:
    told_at = follower.told_at or now
    name = f"ticket:{ticket.id}:over:{told_at:%Y%m%d%H%M%S}"
    await work.say(
        Saying(
            cause=f"{name}:{facts['state']}",
            address=ticket.origin,
            notice=Notice(
                kind=NoticeKind.INCIDENT_OVER,
                facts={"ticket": _named(work, ticket), **facts},
                offers=OFFERS if facts["state"] == "open" else (),
                ticket=ticket.id,
                version=ticket.version,
            ),
            op=op,
            weight=Weight.CRITICAL,
            language=(await work.people.get(ticket.requester)).language,
            card=name,
        )
    )
