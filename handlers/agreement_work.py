"""What else does the agreement say: what is looked after, who is called, and what is left out?"""

from collections.abc import Iterator
from datetime import timedelta

from babel.dates import get_day_names

from desk.policy import DeskPolicy, EscalationPath, Level, Rotation
from desk.services import Service
from handlers.texts import Texts


class Work:
    """The parts of the agreement about services, calls and exclusions; each may be empty."""

    def __init__(self, policy: DeskPolicy, texts: Texts) -> None:
        self._policy = policy
        self._texts = texts

    def services(self) -> Iterator[str]:
        """List what is looked after and by whom."""
        for service in self._policy.services:
            yield f"- **{service.title}**: {self._team(service)}"

    def customers(self) -> Iterator[str]:
        """List who else is served."""
        for organisation in self._policy.organisations:
            has_own = any(one.organisation == organisation.name for one in self._policy.slas)
            yield f"- **{organisation.name}**: {self._say('own' if has_own else 'as_all')}"

    def paths(self) -> Iterator[str]:
        """Say what happens to a ticket that nobody claims, level by level."""
        for path in self._policy.paths:
            yield f"- {self._path(path)}"
            for number, level in enumerate(path.levels, 1):
                yield f"    {number}. {self._level(level)}"
            yield from (f"    - {line}" for line in self._rest(path))

    def duties(self) -> Iterator[str]:
        """Say for which teams somebody is on call."""
        for rotation in self._policy.rotations:
            yield f"- **{self._title(rotation.tier)}**: {self._duty(rotation)}"

    def exclusions(self) -> Iterator[str]:
        """Say what the times do not count, and what the house does not do at all."""
        yield f"- {self._say('outside.hours')}"
        if any(promise.pauses for promise in self._policy.slas):
            yield f"- {self._say('outside.pauses')}"
        yield f"- {self._say('outside.answers')}"
        yield from (f"- {line}" for line in self._policy.exclusions)

    def _team(self, service: Service) -> str:
        return self._title(service.tier or self._policy.first_tier)

    def _path(self, path: EscalationPath) -> str:
        title = self._title(path.tier)
        if path.priority is None:
            return f"**{title}**"
        return f"**{title}, {self._texts.code('priority', path.priority.value)}**"

    def _level(self, level: Level) -> str:
        called = [] if level.on_call is None else [self._title(level.on_call)]
        who = "on_call" if called else "people" if level.people else "nobody"
        return self._say(
            f"level.{who}",
            tier=self._title(level.tier),
            called="".join(called),
            n=len(level.people),
            length=self._texts.duration(level.claim),
            calendar=level.calendar,
        )

    def _rest(self, path: EscalationPath) -> Iterator[str]:
        if path.repeat:
            yield self._say("repeat", n=path.repeat)
        if path.remind:
            lengths = [self._texts.duration(one) for one in path.remind]
            yield self._say("remind", lengths=self._texts.listed(lengths))
        if path.release is not None:
            yield self._say("release", length=self._texts.duration(path.release))

    def _duty(self, rotation: Rotation) -> str:
        if rotation.source is not None:
            return self._say("duty.elsewhere")
        hours = rotation.hours or self._say("duty.always")
        if len(rotation.people) == 1:
            return self._say("duty.alone", hours=hours)
        days = get_day_names("wide", locale=self._texts.language)
        is_weekly = not rotation.every % timedelta(days=7)
        return self._say(
            "duty.weekly" if is_weekly else "duty",
            n=len(rotation.people),
            length=self._texts.duration(rotation.every),
            day=days[rotation.starts.weekday()],
            clock=f"{rotation.handover:%H:%M}",
            zone=rotation.timezone,
            hours=hours,
        )

    def _title(self, tier: str) -> str:
        return next((one.title for one in self._policy.tiers if one.key == tier), tier)

    def _say(self, name: str, **facts: str | int) -> str:
        return self._texts.say(f"agreement.{name}", **facts)
