"""How is the plan handed to the desk? As the nouns that its rules read."""

from datetime import time, timedelta
from typing import Any

from desk.people import Address, Identity
from desk.policy import (
    Calendar,
    DeskPolicy,
    EscalationPath,
    Level,
    Priority,
    Rotation,
    SlaPolicy,
    Slot,
    Status,
    TicketType,
    Tier,
    TierChannel,
)
from tests.clock.plan import (
    DAY,
    DUTY_HOUR,
    DUTY_STARTS,
    DUTY_ZONE,
    Hours,
    Plan,
    Promise,
    Team,
)


def address(channel: str) -> Address:
    return Address.parse(channel)


def desk_policy(plan: Plan, **more: Any) -> DeskPolicy:
    """Make what the desk reads."""
    return DeskPolicy(
        workspace="judged",
        name="Judged",
        prefix="SUP",
        timezone="Europe/Berlin",
        tiers=tuple(
            Tier(
                key=team.key,
                title=team.key,
                calendar=team.hours,
                channels=tuple(TierChannel(address=address(one)) for one in team.channels),
            )
            for team in plan.teams
        ),
        first_tier=plan.teams[0].key,
        calendars=tuple(_calendar(hours) for hours in plan.hours),
        paths=tuple(_path(plan, tier) for tier in plan.paths),
        rotations=tuple(_rotation(team) for team in plan.teams if team.duty),
        slas=tuple(_sla(promise) for promise in plan.promises),
        **more,
    )


def _path(plan: Plan, tier: str) -> EscalationPath:
    return EscalationPath(
        tier=tier,
        levels=tuple(
            Level(
                tier=step.tier,
                calendar=plan.team(step.tier).hours,
                claim=timedelta(minutes=step.claim),
                on_call=step.tier,
            )
            for step in plan.paths[tier]
        ),
        repeat=plan.repeat,
        remind=(),
    )


def _rotation(team: Team) -> Rotation:
    return Rotation(
        key=team.key,
        tier=team.key,
        people=tuple(Identity(platform="slack", id=one) for one in team.people[: team.duty]),
        starts=DUTY_STARTS,
        timezone=DUTY_ZONE,
        every=timedelta(days=team.days),
        handover=time(DUTY_HOUR),
    )


def _calendar(hours: Hours) -> Calendar:
    return Calendar(
        key=hours.key,
        timezone=hours.zone,
        hours=tuple(
            tuple(Slot(start=_clock(start), end=_clock(end)) for start, end in day)
            for day in hours.week
        ),
        holidays=hours.off,
    )


def _clock(minute: int) -> time:
    hour, rest = divmod(minute % DAY, 60)
    return time(hour, rest)


def _sla(promise: Promise) -> SlaPolicy:
    targets: dict[str, Any] = {
        metric: timedelta(minutes=many) for metric, many in promise.minutes.items()
    }
    return SlaPolicy(
        calendar=promise.hours,
        tier=promise.tier,
        priority=Priority(promise.priority) if promise.priority else None,
        type=TicketType(promise.type) if promise.type else None,
        warn_at=tuple(_warn(one) for one in promise.warn),
        pauses=frozenset(Status(one) for one in promise.pauses),
        **targets,
    )


def _warn(threshold: float | int) -> Any:
    return threshold if isinstance(threshold, float) else timedelta(minutes=threshold)
