"""Who is told that a promise is about to be broken, or is, and where?

Engineers in the ticket's thread, of a breach besides at the top of their channel; the requester
where they asked. Where there is something to say of many tickets at once, it is one message.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.actions.telling import Telling
from desk.events import Event
from desk.notice import Json, Notice, NoticeKind, Offer, Saying, Weight
from desk.overdue import Finding
from desk.policy import Tier
from desk.ports import UnitOfWork
from desk.sla import Metric
from desk.ticket import Ticket, Verb

_PROMISED_TO_REQUESTER = frozenset({Metric.FIRST_RESPONSE, Metric.RESOLUTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is to be said of one ticket, and the first of the events that say so.

    `findings` are those that are not over yet; `may_call` is false at hours in which nobody of the
    tier should be called.
    """

    ticket: Ticket
    event: Event
    findings: tuple[Finding, ...]
    may_call: bool

    @property
    def is_breach(self) -> bool:
        """Whether a promise is broken."""
        return any(finding.is_breach for finding in self.findings)


async def tell_engineers(work: UnitOfWork, told: Told, now: datetime) -> None:
    """Say it in the ticket's thread, in one message; a breach also at the top of the channel."""
    telling, ticket = Telling(work=work, now=now), told.ticket
    items, to, at = _items(work, told), await _called(work, told, now), now.isoformat()
    kind = NoticeKind.SLA_BREACH if told.is_breach else NoticeKind.SLA_WARNING
    claim = (Offer(verb=Verb.CLAIM),) if ticket.is_waiting_in_queue else ()
    offers = (*claim, Offer(verb=Verb.EXPLAIN)) if told.is_breach else claim
    await telling.to_engineers(ticket, kind, told.event, offers=offers, items=items, to=to, at=at)
    if told.is_breach:
        notice = Notice(
            kind=kind,
            facts={
                "ticket": await telling.facts(ticket),
                "items": items,
                "to": to,
                "at": at,
                "is_top": True,
                "url": work.policy.ticket_url(ticket.id),
            },
            ticket=ticket.id,
            version=ticket.version,
            event=told.event.id,
        )
        await _say_on_top(work, work.policy.tier(ticket.tier), notice, told.event)


async def tell_together(
    work: UnitOfWork, tier: Tier, all_told: Sequence[Told], now: datetime
) -> None:
    """Say of many tickets what there is to say, in one message at the top of each channel."""
    rows: list[Json] = [
        {
            "id": told.ticket.id,
            "number": work.policy.number(told.ticket.id),
            "title": told.ticket.title,
            "items": _items(work, told),
            "to": await _called(work, told, now),
        }
        for told in all_told
    ]
    notice = Notice(kind=NoticeKind.PROMISES_GROUPED, facts={"rows": rows, "at": now.isoformat()})
    await _say_on_top(work, tier, notice, all_told[0].event)


async def tell_requester(work: UnitOfWork, told: Told, now: datetime) -> None:
    """Tell who asked of a broken promise that was made to them, once, whatever else is broken."""
    broken = [
        finding
        for finding in told.findings
        if finding.is_breach and finding.timer.metric in _PROMISED_TO_REQUESTER
    ]
    if broken:
        await Telling(work=work, now=now).to_requester(
            told.ticket,
            NoticeKind.PROMISE_MISSED,
            told.event,
            metric=broken[0].timer.metric.value,
            due=broken[0].due.isoformat(),
        )


async def _say_on_top(work: UnitOfWork, tier: Tier, notice: Notice, event: Event) -> None:
    for channel in tier.channels:
        await work.say(
            Saying(
                cause=f"event:{event.id}",
                address=channel.address,
                notice=notice,
                weight=Weight.CRITICAL,
                language=work.policy.languages[0],
            )
        )


def _items(work: UnitOfWork, told: Told) -> list[Json]:
    title = work.policy.tier(told.ticket.tier).title
    return [
        {
            "metric": finding.timer.metric.value,
            "is_breach": finding.is_breach,
            "due": finding.due.isoformat(),
            "tier": title,
        }
        for finding in told.findings
    ]


async def _called(work: UnitOfWork, told: Told, now: datetime) -> list[Json]:
    """Name who must act: the owner, else who is on call; nobody at hours that are not theirs."""
    if not told.may_call:
        return []
    owner = told.ticket.assignee
    on_duty = (owner,) if owner is not None else await work.duty.on_duty(told.ticket.tier, now)
    telling = Telling(work=work, now=now)
    return [await telling.person(person) for person in on_duty or ()]
