"""What does the desk make of a probe's look, of a report, and of one that does not come?"""

from dataclasses import replace
from datetime import datetime

from desk.actions.alert import raise_held, take_alert
from desk.actions.one_by_one import one_by_one
from desk.actions.outage import alarm, came_up, causes_of, went_down
from desk.alerts import Alert, Firing
from desk.errors import NotFoundError
from desk.inbound import Beaten
from desk.monitors import Probe, ProbeKind, Sender
from desk.outages import Outage, OutageSource
from desk.outcome import Done, Outcome
from desk.ports import Begin, UnitOfWork
from desk.standing import Fault, Look, Standing, beaten, judged, missed

OURSELVES = Sender(name="firstline")
"""Who reports what a probe sees and is no outage, such as a certificate that runs out."""


class TakeLook:
    """A look of a probe: kept, judged, and acted upon when it changes how the probe stands."""

    async def __call__(self, look: Look, begin: Begin, *, now: datetime) -> Standing | None:
        """Give how the probe stands now; None for one that the desk does not know any more."""
        async with begin() as work:
            probe = work.policy.probes.get(look.key)
            after = None if probe is None else await _judge(work, probe, look, now)
            await work.commit(Done())
        return after


class TakeBeat:
    """A report of something that lives, as it came in."""

    async def __call__(self, beat: Beaten, begin: Begin, *, now: datetime) -> Outcome:
        """Note it; raises NotFoundError for a name that is not expected (any more)."""
        async with begin() as work:
            heartbeat = work.policy.heartbeats.get(f"beat:{beat.name}")
            if heartbeat is None:
                raise NotFoundError(noun="heartbeat", key=beat.name)
            before = await work.standings.get(heartbeat.key)
            after = beaten(heartbeat, before, beat.beaten_at)
            await work.standings.save(after)
            if before is not None and before.is_down:
                await came_up(work, heartbeat.service, after.since, now)
            return await work.commit(Done())


class WatchServices:
    """The tick's verb for services: reports that are missing, alarms that were held back."""

    async def __call__(self, begin: Begin, *, now: datetime) -> int:
        """Do what is due and say how much, one transaction a cause; see `page_by_page`."""
        async with begin() as work:
            late = await work.standings.overdue(now)
            outages = await work.outages.open()
            held = await work.firings.held()
        all_due: list[str | Outage | Firing] = [*late, *outages, *held]

        async def act(due: str | Outage | Firing) -> int:
            async with begin() as work:
                await _tend(work, due, now)
                await work.commit(Done())
            return 1

        return await one_by_one(all_due, act)


async def _tend(work: UnitOfWork, due: str | Outage | Firing, now: datetime) -> None:
    if isinstance(due, Outage):
        await _go_on(work, due, now)
    elif isinstance(due, Firing):
        await raise_held(work, due, now)
    else:
        await miss(work, due, now)


async def _judge(work: UnitOfWork, probe: Probe, look: Look, now: datetime) -> Standing | None:
    await work.standings.add_look(look)
    before = await work.standings.get(probe.key)
    changed = before.changed_at if before else None
    looks = await work.standings.looks(probe.key, changed, probe.of)
    if not looks:
        return before  # a clock was put back: what is older than the last change says nothing
    after = judged(probe, before, looks)
    await work.standings.save(after)
    was_down = before is not None and before.is_down
    if after.is_down and not was_down:
        await went_down(work, after.service, after, OutageSource.PROBE, now)
    elif was_down and not after.is_down:
        await came_up(work, probe.service, after.since, now)
    if probe.kind is ProbeKind.TLS and not look.has_failed:
        await take_alert(work, OURSELVES, _running_out(work, probe, look.fault, now), now)
    return after


def _running_out(work: UnitOfWork, probe: Probe, fault: Fault | None, now: datetime) -> Alert:
    """Report a certificate that has to be renewed, or was; in no language, for it is a title."""
    service = work.policy.service(probe.service)
    day = str(fault.facts.get("ends_at", ""))[:10] if fault else ""
    return Alert(
        fingerprint=probe.key,
        group=probe.key,
        name=f"TLS {probe.target}",
        is_firing=fault is not None,
        starts_at=now,
        service=probe.service,
        text=f"{service.title if service else probe.service}: TLS {probe.target}, {day}",
    )


async def miss(work: UnitOfWork, key: str, now: datetime) -> None:
    """Let a heartbeat be overdue; one that is not expected any more is let go."""
    standing = await work.standings.get(key)
    if standing is None or standing.due_at is None or standing.due_at > now:
        return  # it came meanwhile
    if key not in work.policy.heartbeats:
        await work.standings.save(replace(standing, due_at=None))
        return
    late = missed(standing, now)
    await work.standings.save(late)
    await went_down(work, late.service, late, OutageSource.HEARTBEAT, now)


async def _go_on(work: UnitOfWork, outage: Outage, now: datetime) -> None:
    """Raise an alarm that was held back; end an outage of which nothing speaks any more."""
    if not await causes_of(work, outage.service):
        await came_up(work, outage.service, now, now)
    elif outage.ticket is None:
        await alarm(work, outage, now)
