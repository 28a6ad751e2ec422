"""What does the desk make of an alert that another program sends?

An alert that fires is one and the same however often it is sent. What belongs to one group goes on
one ticket; what means that a service is down goes on the service's incident.
"""

from dataclasses import replace
from datetime import datetime

from desk.actions.ask import flood_of
from desk.actions.merged import living
from desk.actions.open_ticket import Opening, open_ticket
from desk.actions.outage import (
    Recovery,
    came_up,
    is_worked_on,
    kept_event,
    tell_recovered,
    went_down,
)
from desk.actions.telling import Telling
from desk.alerts import Alert, Firing
from desk.errors import NotFoundError
from desk.events import EventKind
from desk.inbound import Alerted, Author
from desk.monitors import Sender
from desk.notice import NoticeKind
from desk.outages import OutageSource
from desk.outcome import Done, Outcome
from desk.people import BOT, Address, Identity
from desk.ports import Begin, UnitOfWork
from desk.redaction import redact
from desk.services import service_called
from desk.ticket import Ticket

PLATFORM = "desk"
"""Where programs have their accounts that only report."""


class TakeAlerts:
    """Alerts of one sender, as they came in together."""

    async def __call__(self, alerted: Alerted, begin: Begin, *, now: datetime) -> Outcome:
        """Take each; raises NotFoundError for a sender that the file does not name any more."""
        async with begin() as work:
            named = {sender.name: sender for sender in work.policy.senders}
            if alerted.sender not in named:
                raise NotFoundError(noun="sender", key=alerted.sender)
            for alert in alerted.alerts:
                await take_alert(work, named[alerted.sender], alert, now)
            return await work.commit(Done())


async def take_alert(work: UnitOfWork, sender: Sender, alert: Alert, now: datetime) -> None:
    """Raise one that is new, let one be over that fired; all else was known."""
    known = await work.firings.get(sender.name, alert.fingerprint)
    is_on = known is not None and known.ends_at is None
    if alert.is_firing and not is_on and not _is_late(known, alert):
        last = known.ticket if known else None
        await _begin(work, _firing(work, sender, alert), last, now)
    elif known is not None and is_on and not alert.is_firing:
        await _over(work, replace(known, ends_at=alert.ends_at or now), now)


async def raise_held(work: UnitOfWork, firing: Firing, now: datetime) -> None:
    """Raise an alert that was held back, once its service is not worked on any more."""
    kept = await work.firings.get(firing.sender, firing.fingerprint)
    if kept != firing:
        return  # it is over, or somebody was faster
    if not firing.is_down:
        await _raise(work, firing, now)
        return
    outage = await work.outages.open_of(firing.service or "")
    if outage is not None and outage.ticket is not None:
        await work.firings.save(replace(firing, ticket=outage.ticket))


async def _begin(work: UnitOfWork, firing: Firing, last: int | None, now: datetime) -> None:
    await work.firings.save(firing)
    if firing.is_down and firing.service:
        await went_down(work, firing.service, firing, OutageSource.ALERT, now)
        await raise_held(work, firing, now)
    else:
        await _raise(work, firing, now, last)


async def _raise(work: UnitOfWork, firing: Firing, now: datetime, last: int | None = None) -> None:
    """Put it on a ticket, the `last` that it was on first, unless its service is in maintenance."""
    if firing.service and await is_worked_on(work, firing.service, now):
        return
    going = await _going(work, firing, last, now)
    ticket = going or await _opened(work, firing, now)
    await work.firings.save(replace(firing, ticket=ticket.id))
    event = await kept_event(
        work, ticket, EventKind.ALERT_FIRED, now, sender=firing.sender, name=firing.name
    )
    if going is not None:
        await Telling(work=work, now=now).to_engineers(
            ticket,
            NoticeKind.HAPPENED,
            event,
            what="alert_fired",
            name=firing.name,
            text=firing.text,
        )


async def _over(work: UnitOfWork, firing: Firing, now: datetime) -> None:
    await work.firings.save(firing)
    until = firing.ends_at or now
    is_told = firing.is_down and await came_up(work, firing.service or "", until, now)
    if is_told or firing.ticket is None:
        return
    ticket = await living(work, await work.tickets.get(firing.ticket))
    event = await kept_event(
        work, ticket, EventKind.ALERT_OVER, now, sender=firing.sender, name=firing.name
    )
    outage = await work.outages.open_of(firing.service or "")
    if await work.firings.of_ticket(firing.ticket) or outage is not None:
        await Telling(work=work, now=now).to_engineers(
            ticket, NoticeKind.HAPPENED, event, what="alert_over", name=firing.name
        )
        return
    recovery = Recovery(name=firing.name, until=until, lasted=until - firing.starts_at)
    await tell_recovered(work, ticket, event, recovery, now)


async def _going(
    work: UnitOfWork, firing: Firing, last: int | None, now: datetime
) -> Ticket | None:
    """Give the ticket that goes on: of the group, the service's incident, or that of a flood."""
    incident = await work.incidents.open_of(firing.service) if firing.service else None
    numbers = (
        last,
        await work.firings.ticket_of(firing.sender, firing.group),
        incident.ticket if incident else None,
    )
    for number in filter(None, numbers):
        ticket = await living(work, await work.tickets.get(number))
        if ticket.is_open:
            return ticket
    person = await work.people.meet(_author(firing.sender))
    return await flood_of(work, person.id, now)


async def _opened(work: UnitOfWork, firing: Firing, now: datetime) -> Ticket:
    person = await work.people.meet(_author(firing.sender))
    service = work.policy.service(firing.service or "")
    tier = work.policy.tier((service and service.tier) or work.policy.first_tier)
    home = tier.channels[0].address if tier.channels else None
    opening = Opening(
        requester=person.id,
        text=firing.text or firing.name,
        origin=home or Address(platform=PLATFORM, channel="alerts"),
        asked_at=now,
        service=firing.service,
    )
    return await open_ticket(work, opening, now)


def _firing(work: UnitOfWork, sender: Sender, alert: Alert) -> Firing:
    service = service_called(work.policy.services, alert.service) if alert.service else None
    return Firing(
        sender=sender.name,
        fingerprint=alert.fingerprint,
        group=alert.group,
        name=redact(alert.name).text,
        text=redact(alert.text).text,
        is_down=service is not None and alert.name in sender.down,
        starts_at=alert.starts_at,
        service=service.key if service else None,
    )


def _is_late(known: Firing | None, alert: Alert) -> bool:
    """Whether it tells again what has ended since: messages may overtake one another."""
    return known is not None and known.ends_at is not None and alert.starts_at <= known.starts_at


def _author(sender: str) -> Author:
    return Author(identity=Identity(platform=PLATFORM, id=f"{BOT}{sender}"), name=sender)
