"""Which messages carry a tick's notices, to which place, and whom do they call?

A ticket's notices of one tick are one message in its thread in each channel of the tier that has
it; a breach stands at the top of the channel besides. Where more than five tickets have something
to say in one tick and channel, one message at the top lists them all instead.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.clock.books import Said
from tests.clock.calls import URGENT, Call, Watch

MANY = 5


@dataclass(frozen=True, kw_only=True, order=True)
class Message:
    """One message in a thread, or at the top of its place; `tickets` are those it speaks of.

    `calls` are the notices it carries: ticket, metric, and whether it is a breach. `mentions` are
    numbers of persons.
    """

    place: str
    thread: str
    tickets: tuple[int, ...]
    calls: tuple[tuple[int, str, bool], ...]
    mentions: tuple[int, ...]


def wanted_messages(
    watches: Mapping[int, Watch],
    taken: Mapping[int, Sequence[Call]],
    numbers: Mapping[str, int],
    now: int,
) -> list[Message]:
    """Give all messages to engineers that a whole tick has to say."""
    spoken = {
        ticket: loud
        for ticket in taken
        if (loud := [one for one in taken[ticket] if one.is_spoken])
    }
    by_place: dict[str, list[int]] = {}
    for ticket in spoken:
        for place in _channels(watches[ticket]):
            by_place.setdefault(place, []).append(ticket)
    made: list[Message] = []
    for place, tickets in by_place.items():
        each = {one: _about(place, watches[one], spoken[one], numbers, now) for one in tickets}
        made += [_together(place, each.values())] if len(tickets) > MANY else _apart(each, spoken)
    return sorted(made)


def _channels(watch: Watch) -> tuple[str, ...]:
    return watch.plan.team(watch.now.tier).channels


def _apart(each: Mapping[int, Message], spoken: Mapping[int, Sequence[Call]]) -> Iterator[Message]:
    for ticket, message in each.items():
        yield message
        if any(call.threshold is None for call in spoken[ticket]):
            yield Message(
                place=message.place,
                thread="",
                tickets=message.tickets,
                calls=message.calls,
                mentions=message.mentions,
            )


def _together(place: str, each: Iterable[Message]) -> Message:
    known = list(each)
    return Message(
        place=place,
        thread="",
        tickets=tuple(sorted(ticket for one in known for ticket in one.tickets)),
        calls=tuple(sorted(call for one in known for call in one.calls)),
        mentions=tuple(sorted(person for one in known for person in one.mentions)),
    )


def _about(
    place: str, watch: Watch, calls: Sequence[Call], numbers: Mapping[str, int], now: int
) -> Message:
    return Message(
        place=place,
        thread=f"ticket:{watch.now.ticket}:stay:{watch.now.stint}",
        tickets=(watch.now.ticket,),
        calls=tuple(sorted((one.ticket, one.metric, one.threshold is None) for one in calls)),
        mentions=tuple(called(watch, calls, numbers, now)),
    )


def called(
    watch: Watch, calls: Sequence[Call], numbers: Mapping[str, int], now: int
) -> Iterator[int]:
    """Who must act: the owner, else who is on call; nobody of a breach after hours."""
    is_breach = any(call.threshold is None for call in calls)
    is_off = not watch.hours.is_open(now) and watch.now.priority != URGENT
    if is_breach and is_off:
        return
    if watch.now.assignee is not None:
        yield watch.now.assignee
        return
    name = watch.plan.team(watch.now.tier).on_duty(now)
    if name is not None:
        yield numbers[name]


def heard(said: Said, numbers: Mapping[str, int]) -> Message:
    """Read a row of the outbox as such a message."""
    rows = said.facts.get("rows") or [{**said.facts, "id": said.ticket}]
    calls = [(row["id"], one["metric"], one["is_breach"]) for row in rows for one in row["items"]]
    return Message(
        place=said.place,
        thread=said.under or "",
        tickets=tuple(sorted(row["id"] for row in rows)),
        calls=tuple(sorted(calls)),
        mentions=tuple(sorted(numbers[one["ids"]["slack"]] for row in rows for one in row["to"])),
    )
