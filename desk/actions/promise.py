"""How does a ticket get promises of its own, and how does it lose them again?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from desk import promises
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling
from desk.errors import BadPromiseError, Fact
from desk.events import EventKind
from desk.lengths import read_length, write_length
from desk.notice import Json, NoticeKind
from desk.outcome import Done, Outcome
from desk.overrides import override_facts
from desk.policy import DeskPolicy, SlaPolicy, working_day
from desk.ports import UnitOfWork
from desk.ticket import Ticket

PROMISED = ("resolution", "first_response", "next_reply")
"""What may be promised for one ticket, in the order in which it is asked."""


async def promise(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Promise for this ticket what was filled in; with nothing filled in, what holds for all.

    New targets count on from what has elapsed, on the calendar of the contract. Raises
    BadPromiseError where nobody ever promised anything, so that no calendar would count.
    """
    made = promises.fold(work.policy, await work.events.of_ticket(ticket.id))
    plain = promises.chosen_policy(work.policy, replace(made.terms, override=None), made.tier)
    if plain is None:
        raise BadPromiseError(ticket=ticket.id)
    day = _day(work.policy, plain)
    own = _filled(plain, deed.values, day)
    override = None if own == plain else _for_one(own)
    if override == made.terms.override:
        return Done(facts={"ticket": ticket.id})
    reason = deed.values["reason"]
    facts: dict[str, Fact] = {**override_facts(override), "reason": reason}
    stored, event = await keep(work, deed, ticket, EventKind.PROMISED, **facts)
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(stored, event)
    await telling.redraw_opened(stored, event)
    told: list[Json] = [
        {"name": name, "length": write_length(length, day)} for name, length in _told(own)
    ]
    await telling.to_engineers(
        stored,
        NoticeKind.HAPPENED,
        event,
        what="promised" if override else "promised_as_all",
        by=await telling.person(deed.by),
        promised=told,
        text=reason,
    )
    return Done(facts={"ticket": ticket.id})


def _filled(plain: SlaPolicy, values: Mapping[str, str], day: timedelta) -> SlaPolicy:
    """Put what was filled in where it belongs; what was left out stays as it is for all."""
    resolution, first_response, next_reply = (
        read_length(values.get(name) or "", day) or getattr(plain, name) for name in PROMISED
    )
    return replace(
        plain, resolution=resolution, first_response=first_response, next_reply=next_reply
    )


def _for_one(own: SlaPolicy) -> SlaPolicy:
    """Leave out for which tickets it was: it is for this one."""
    return replace(own, tier=None, priority=None, type=None, organisation=None)


def promised_now(policy: DeskPolicy, made: promises.Promises) -> dict[str, str]:
    """Say what is promised now, as it would be filled in."""
    chosen = promises.chosen_policy(policy, made.terms, made.tier)
    if chosen is None:
        return {}
    day = _day(policy, chosen)
    return {name: write_length(length, day) for name, length in _told(chosen)}


def _told(chosen: SlaPolicy) -> list[tuple[str, timedelta]]:
    lengths = ((name, getattr(chosen, name)) for name in PROMISED)
    return [(name, length) for name, length in lengths if length is not None]


def _day(policy: DeskPolicy, chosen: SlaPolicy) -> timedelta:
    return working_day(policy.calendar(chosen.calendar).hours)
