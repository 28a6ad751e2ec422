"""What does a loop leave behind, and is it what an undisturbed one leaves?

Looked at are the fakes' own records, that is what they accepted, and the database at the end.
"""

import asyncio
import re
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from desk.notice import Weight
from storage.store import Store
from tests.kills.desk import config_of
from tests.kills.people import ANSWER, QUESTION, REPLY, RESOLUTION

REPEAT = "(repeat) "

EVENTS = ["opened", "claimed", "replied", "wrote", "resolved", "rated"]

FACTS = {
    ("created", "none", None),
    ("claim", "none", None),
    ("first_response", "met", None),
    ("resolution", "met", None),
    ("rating", "none", 5),
}

POSTED = {
    "desk": ("Ticket SUP-101 created", REPLY, RESOLUTION),
    "room": (QUESTION, ANSWER, "5 of 5"),
}
"""What is said to each side, each of it once."""

READ = {
    "desk": ("Ticket SUP-101 created", REPLY, "Thanks, 5 of 5"),
    "room": ("SUP-101 resolved by", ANSWER, "5 of 5"),
}
"""What people read in the end: cards have been redrawn."""

MAY_VARY = re.compile(
    r"What can be done here|Sent to Maya|Resolve SUP-101 · \d of 2|This form has expired|It is resolved already"
    r"|Added to SUP-101|^SUP-101 · [^\n]*$"
)
"""Hints, the questions of a form, and the title that stands where no topic could be opened: a lost
one is no loss, and asking again doubles nothing."""


def _now():
    return datetime.now(UTC)  # noqa: TID251 - a test looks with a clock of its own


@asynccontextmanager
async def opened(url, address):
    policy = config_of(address).policy(_now().date(), None)
    store = Store.open(url, policy, clock=_now)
    try:
        yield store
    finally:
        await store.close()


async def settled(store, patience=30.0):
    """Wait until nothing is left to be done or said."""
    ends = asyncio.get_running_loop().time() + patience
    while True:
        undone, live = await store.inbox.undone(), await store.outbox.live()
        if not undone[0] and not live[0]:
            return
        assert asyncio.get_running_loop().time() < ends, f"left: {undone}, {live}"
        await asyncio.sleep(0.1)


async def check_kept(store):
    """Hold what is kept to what an undisturbed loop keeps."""
    told = [pair async for pair in store.histories.tickets_with_history()]
    assert [ticket.id for ticket, _ in told] == [101]
    ticket, history = told[0]
    events = [event.kind.value.removeprefix("ticket.") for event in history]
    assert events == EVENTS, events
    assert (ticket.text, ticket.resolution, ticket.rating) == (QUESTION, RESOLUTION, 5)
    facts = [
        (fact.metric.value, fact.result.value, fact.value) for fact in await store.figures.all()
    ]
    assert sorted(facts, key=str) == sorted(FACTS, key=str), facts
    assert [job for job in await store.outbox.untold() if job.saying.weight is not Weight.FYI] == []


def check_said(people):
    """Hold what was posted, and what is read now, to what an undisturbed loop leaves there.

    Only what may have been said already is said again, with the mark, and only on Telegram.
    """
    for side, phrases in POSTED.items():
        place = getattr(people, side)
        posted = [words for words in people.posted(place) if not MAY_VARY.search(words)]
        for phrase in phrases:
            said = [words for words in posted if phrase in words]
            assert _is_right(said, people), f"{phrase!r} in {posted}\n{people.describe()}"
        strange = [words for words in posted if not any(phrase in words for phrase in phrases)]
        assert not strange, f"{strange}\n{people.describe()}"
        read = "\n".join(people.told_to(place))
        assert all(phrase in read for phrase in READ[side]), people.describe()
    assert people.doubles() == {}, people.describe()


def _is_right(said, people):
    """Once; or, where the platform cannot be asked, once and then only with the mark."""
    fresh = [words for words in said if not words.startswith(REPEAT)]
    return len(said) == 1 or (people.repeats and len(said) > 1 >= len(fresh))
