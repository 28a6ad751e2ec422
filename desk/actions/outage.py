"""What does the desk do when a service goes down, and when it works again?

Monitoring goes on during maintenance, and nobody is alarmed: what is still down at its end is
alarmed then. An outage has one incident, whatever many things say that the service fails.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.actions.declare import declare
from desk.actions.merged import living
from desk.actions.telling import Telling
from desk.alerts import Firing
from desk.errors import Fact
from desk.events import Event, EventKind
from desk.incidents import Source
from desk.maintenance import Phase, phase
from desk.notice import Json, NoticeKind, Offer
from desk.outages import Outage, OutageSource, ended
from desk.ports import UnitOfWork
from desk.services import Service
from desk.standing import Standing
from desk.ticket import Ticket, Verb

_SOURCES = {OutageSource.ALERT: Source.ALERT}

Cause = Standing | Firing
"""What says that a service is down."""


async def went_down(
    work: UnitOfWork, service: str, cause: Cause, source: OutageSource, now: datetime
) -> None:
    """Begin an outage and alarm; where one goes on, say what fails besides."""
    outage = await work.outages.open_of(service)
    if outage is None:
        since = cause.since if isinstance(cause, Standing) else cause.starts_at
        fresh = Outage(id=0, service=service, starts_at=min(since, now), source=source)
        await alarm(work, await work.outages.add(fresh), now)
    elif outage.ticket is not None:
        await _tell_down(work, outage, [cause], now)


async def alarm(work: UnitOfWork, outage: Outage, now: datetime) -> bool:
    """Declare the outage's incident and say what fails; False while that is held back."""
    service = work.policy.service(outage.service)
    if service is None or await is_worked_on(work, outage.service, now):
        return False
    causes = await causes_of(work, outage.service)
    incident = await declare(
        work,
        outage.service,
        ticket=None,
        text=_text(work, service, causes),
        source=_SOURCES.get(outage.source, Source.PROBE),
        now=now,
    )
    alarmed = replace(outage, ticket=incident.ticket)
    await work.outages.save(alarmed)
    await _tell_down(work, alarmed, causes, now)
    return True


async def came_up(work: UnitOfWork, service: str, at: datetime, now: datetime) -> bool:
    """End the outage once nothing fails any more, and offer to resolve its incident."""
    outage = await work.outages.open_of(service)
    if outage is None or await causes_of(work, service):
        return False
    over = ended(outage, at)
    await work.outages.save(over)
    if over.ticket is not None:
        await _tell_up(work, over, now)
    return True


async def causes_of(work: UnitOfWork, service: str) -> Sequence[Cause]:
    """Give all that says that a service is down, of what still watches it."""
    policy = work.policy
    known = {*policy.probes, *policy.heartbeats}
    standings = [one for one in await work.standings.down(service) if one.key in known]
    return [*standings, *await work.firings.down(service)]


async def is_worked_on(work: UnitOfWork, service: str, now: datetime) -> bool:
    """Whether it is in maintenance at this moment, so that alarms are held back."""
    coming = await work.windows.coming(now)
    return any(service in one.services and phase(one, now) is Phase.ACTIVE for one in coming)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What works again, or is over: a service, or an alert by its `name`."""

    until: datetime
    lasted: timedelta
    service: str | None = None
    name: str | None = None


async def tell_recovered(
    work: UnitOfWork, ticket: Ticket, event: Event, recovery: Recovery, now: datetime
) -> None:
    """Say in the engineers' threads that it works again, and offer to resolve the ticket."""
    await Telling(work=work, now=now).to_engineers(
        ticket,
        NoticeKind.RECOVERED,
        event,
        offers=(Offer(verb=Verb.RESOLVE),) if ticket.may(Verb.RESOLVE) else (),
        service=recovery.service,
        name=recovery.name,
        until=recovery.until.isoformat(),
        seconds=round(recovery.lasted.total_seconds()),
    )


async def kept_event(
    work: UnitOfWork, ticket: Ticket, kind: EventKind, now: datetime, **data: Fact
) -> Event:
    """Write down what became of a ticket's service or alert."""
    return await work.events.add(
        Event(kind=kind, at=now, ticket=ticket.id, stint=ticket.stint, data=data)
    )


async def _tell_down(
    work: UnitOfWork, outage: Outage, causes: Sequence[Cause], now: datetime
) -> None:
    ticket = await living(work, await work.tickets.get(outage.ticket or 0))
    rows: list[Json] = [_row(work, cause) for cause in causes]
    first = causes[0] if causes else None
    event = await kept_event(
        work,
        ticket,
        EventKind.SERVICE_DOWN,
        now,
        service=outage.service,
        since=outage.starts_at.isoformat(),
        what=", ".join(_name(cause) for cause in causes),
        fault=first.fault.code.value if isinstance(first, Standing) and first.fault else None,
    )
    await Telling(work=work, now=now).to_engineers(
        ticket,
        NoticeKind.SERVICE_DOWN,
        event,
        service=_title(work, outage.service),
        since=outage.starts_at.isoformat(),
        rows=rows,
    )


async def _tell_up(work: UnitOfWork, outage: Outage, now: datetime) -> None:
    ticket = await living(work, await work.tickets.get(outage.ticket or 0))
    until = outage.ends_at or now
    recovery = Recovery(
        service=_title(work, outage.service), until=until, lasted=until - outage.starts_at
    )
    event = await kept_event(
        work,
        ticket,
        EventKind.SERVICE_UP,
        now,
        service=outage.service,
        since=outage.starts_at.isoformat(),
        until=until.isoformat(),
        seconds=round(recovery.lasted.total_seconds()),
    )
    await tell_recovered(work, ticket, event, recovery, now)


def _text(work: UnitOfWork, service: Service, causes: Sequence[Cause]) -> str:
    """Name what fails: the first line becomes the ticket's title, in no language at all."""
    lines = [f"{service.title}: {_target(work, cause)}" for cause in causes]
    said = [cause.text for cause in causes if isinstance(cause, Firing) and cause.text]
    return "\n".join([*(lines or [service.title]), *said])


def _row(work: UnitOfWork, cause: Cause) -> dict[str, Json]:
    if isinstance(cause, Firing):
        return {"name": cause.name, "target": cause.text, "since": cause.starts_at.isoformat()}
    fault = cause.fault
    return {
        "name": _name(cause),
        "target": _target(work, cause),
        "since": cause.since.isoformat(),
        "fault": fault.code.value if fault else None,
        **(fault.facts if fault else {}),
    }


def _name(cause: Cause) -> str:
    return cause.name if isinstance(cause, Firing) else cause.key.removeprefix("beat:")


def _target(work: UnitOfWork, cause: Cause) -> str:
    if isinstance(cause, Firing):
        return cause.name
    known = work.policy.probes.get(cause.key) or work.policy.heartbeats.get(cause.key)
    return known.target if known else cause.key


def _title(work: UnitOfWork, service: str) -> str:
    known = work.policy.service(service)
    return known.title if known else service
