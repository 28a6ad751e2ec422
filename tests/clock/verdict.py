"""Was every notice that rule 10 calls for said exactly once, and no other?

Compares what the judge's model calls for at a tick with the events that the desk wrote at it, and
those with what was said; keeps every disagreement with its facts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.clock.books import seconds
from tests.clock.calls import TICK, Call
from tests.clock.messages import Message
from tests.clock.paths import Climb
from tests.clock.story import CONTRACT, Row

Heard = Message | int
"""A message to engineers, or the ticket whose requester was told."""

CONTRACTS = frozenset({"first_response", "next_reply", "resolution"})


@dataclass
class Verdict:
    """What was found, and how late what was said came."""

    faults: list[str] = field(default_factory=list)
    lateness: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def p99(self) -> int:
        """How late all but the latest hundredth came, in seconds."""
        ordered = sorted(self.lateness) or [0]
        return ordered[len(ordered) * 99 // 100]

    def report(self) -> str:
        """Say in a line what was said, and how late."""
        late = sorted(self.lateness) or [0]
        return (
            f"{self.counts['warnings']} warnings, {self.counts['breaches']} breaches, "
            f"{self.counts['levels']} levels, {self.counts['messages']} messages; late by {late[len(late) // 2]} s (median), "
            f"{self.p99} s (p99), {late[-1]} s at most; {len(self.faults)} faults"
        )

    def fault(self, at: int, what: str) -> None:
        self.faults.append(f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} {what}")

    def hear(
        self,
        now: int,
        wanted: Mapping[int, Sequence[Call]],
        rows: Sequence[Row],
        *,
        was_killed: bool,
    ) -> dict[int, list[Call]]:
        """Compare a tick's events with the calls, and give what is said now, ticket by ticket."""
        written: dict[int, list[Row]] = {}
        for row in rows:
            written.setdefault(row.ticket, []).append(row)
        said = {}
        for ticket in sorted({*wanted, *written}):
            if was_killed and ticket not in written:
                continue  # nothing of it was committed: the next tick has to say it
            calls = list(wanted.get(ticket, ()))
            self._compare(now, ticket, calls, written.get(ticket, ()))
            self._note(now, calls)
            said[ticket] = calls
        return said

    def _compare(
        self, now: int, ticket: int, calls: Sequence[Call], written: Iterable[Row]
    ) -> None:
        expected = Counter(call.key for call in calls)
        found = Counter(key_of(row) for row in written)
        for key in expected - found:
            self.fault(now, f"missing {key}")
        for key in found - expected:
            self.fault(now, f"not called for {key}")
        by_key = {call.key: call for call in calls}
        for row in written:
            call = by_key.get(key_of(row))
            if call is not None:
                self._compare_facts(now, call, row)

    def _compare_facts(self, now: int, call: Call, row: Row) -> None:
        wanted: dict[str, Any] = {
            "at": now,
            "by": None,
            "target": call.target,
            "generation": call.generation,
        }
        if call.threshold is None:
            wanted["tier"] = call.holder
        found = {"at": row.at, "by": row.by, **row.data}
        for name, value in wanted.items():
            if found[name] != value:
                self.fault(now, f"{call.key}: {name} is {found[name]}, not {value}")

    def hear_calls(
        self,
        now: int,
        wanted: Mapping[int, Climb],
        duty: Mapping[int, int | None],
        rows: Sequence[Row],
    ) -> None:
        """Compare the levels that were said at a tick with those that were to be, and whom each calls."""
        called = Counter(
            (ticket, one.round, one.level, one.tier, _number(duty[ticket]))
            for ticket, one in wanted.items()
        )
        told = ("round", "level", "tier", "mentioned")
        found = Counter((row.ticket, *(row.data.get(name) for name in told)) for row in rows)
        for level in called - found:
            self.fault(now, f"level not called {level}")
        for level in found - called:
            self.fault(now, f"level called too soon, late or in vain {level}")
        for ticket, climb in wanted.items():
            self._note_late(now, climb.allowed, f"level {climb.round}.{climb.level} of {ticket}")
            self.counts["levels"] += 1

    def hear_words(
        self, now: int, wanted: Sequence[Message], told: Sequence[int], said: Sequence[Heard]
    ) -> None:
        """Compare a tick's messages: to engineers, and kind words to the requesters `told`."""
        found = Counter(one for one in said if isinstance(one, Message))
        for message in Counter(wanted) - found:
            self.fault(now, f"never said: {message}")
        for message in found - Counter(wanted):
            self.fault(now, f"said uncalled for: {message}")
        kind = Counter(one for one in said if isinstance(one, int))
        for ticket in Counter(told) - kind:
            self.fault(now, f"the requester of {ticket} was not told")
        for ticket in kind - Counter(told):
            self.fault(now, f"the requester of {ticket} was told uncalled for")

    def _note(self, now: int, calls: Iterable[Call]) -> None:
        for call in calls:
            self._note_late(now, call.allowed, call.key)
            self.counts["breaches" if call.threshold is None else "warnings"] += 1

    def _note_late(self, now: int, allowed: int, what: object) -> None:
        self.lateness.append(now - allowed)
        if now - allowed > TICK:
            self.fault(now, f"{now - allowed} s late: {what}")


def key_of(row: Row) -> tuple[Any, ...]:
    """What an event says of itself, as `Call.key` does."""
    data = row.data
    return (
        row.ticket,
        data["metric"],
        CONTRACT if data["metric"] in CONTRACTS else data["stay"],
        data.get("turn") or 0,
        _threshold(data.get("threshold")),
        seconds(data["due"]),
    )


def _number(person: int | None) -> str | None:
    return None if person is None else str(person)


def _threshold(said: str | None) -> float | int | None:
    """Read a share, or minutes before due."""
    if said is None:
        return None
    return int(said.removesuffix("m")) if said.endswith("m") else float(said)
