"""How much do these notices ask of an engineer, and how much would they without grouping?

Counted where a team reads first, its home channel. Before grouping means a message for each
warning, and two for each breach: in the thread and at the top.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from statistics import mean

from tests.clock.messages import Message
from tests.clock.plan import Plan


@dataclass
class Fatigue:
    """Messages by team and day, mentions by person and day."""

    before: Counter[tuple[str, date]] = field(default_factory=Counter)
    after: Counter[tuple[str, date]] = field(default_factory=Counter)
    mentions: Counter[tuple[int, date]] = field(default_factory=Counter)

    def note(self, plan: Plan, now: int, messages: Iterable[Message]) -> None:
        """Count what was said at a tick."""
        day = datetime.fromtimestamp(now, UTC).date()
        home = {team.channels[0]: team.key for team in plan.teams}
        for message in messages:
            team = home.get(message.place)
            if team is None:
                continue
            self.after[team, day] += 1
            if message.thread or len(message.tickets) > 1:
                breaches = sum(is_breach for _, _, is_breach in message.calls)
                self.before[team, day] += len(message.calls) + breaches
                self.mentions.update((person, day) for person in message.mentions)

    def report(self, plan: Plan, days: int) -> str:
        """Say it in one line, each a mean over all engineers and days."""
        sizes = {team.key: len(team.people) for team in plan.teams}
        people = sum(sizes.values())

        def read(counted: Counter[tuple[str, date]]) -> float:
            return sum(many * sizes[team] for (team, _), many in counted.items()) / people / days

        called = sum(self.mentions.values()) / people / days
        worst = max(self.after.values(), default=0)
        often = mean(self.mentions.values()) if self.mentions else 0.0
        return (
            f"an engineer and day: {read(self.before):.1f} messages before grouping, "
            f"{read(self.after):.1f} after (most in a team on one day: {worst}); "
            f"mentioned {called:.2f} times ({often:.1f} on a day with any)"
        )
