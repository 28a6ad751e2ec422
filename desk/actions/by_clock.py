"""Who does what time does, and how is such a deed written down?"""

from datetime import datetime

from desk.actions.deed import Deed, Place
from desk.people import Actor, Address, Person, Role
from desk.ticket import Verb

CLOCK = Actor(person=Person(id=0, name="Firstline"), roles=frozenset({Role.OPERATOR}))
"""The desk itself: it has no account, and may do whatever the tick does."""


def by_clock(verb: Verb, ticket: int, now: datetime, *, cause: str | None = None) -> Deed:
    """Make the deed of a tick; `cause` is unique in the event log, so that it is done once."""
    return Deed(
        verb=verb,
        actor=CLOCK,
        place=Place(channel=Address(platform="clock", channel="tick")),
        at=now,
        now=now,
        ticket=ticket,
        cause=cause,
    )
