"""Does a second tap on the same mark count once, and another mark as a new one?"""

import pytest

from desk.actions.deed import Deed, Place
from desk.actions.perform import perform
from desk.events import EventKind
from desk.facts import FigureMetric
from desk.inbound import Author, Said
from desk.people import Address, Identity
from desk.ticket import Verb
from tests.nouns import NOON

QUESTION = "The invoices page shows error 500 since this morning"


@pytest.fixture
def do(desk, meet):
    """Let somebody do a verb to the ticket."""

    async def do(name, verb, **more):
        account = Author(identity=Identity(platform="web", id=name), name=name.title())
        async with desk.store.begin() as work:
            actor = await work.people.actor(await work.people.meet(account))
            here = Place(channel=Address(platform="web", channel=f"dm:{name}"), is_direct=True)
            deed = Deed(verb=verb, actor=actor, place=here, at=NOON, now=NOON, ticket=101, **more)
            await work.commit(await perform(work, deed))

    return do


@pytest.fixture
async def rate(desk, meet, do):
    """Let Maya give a mark to the ticket that was resolved for her."""
    await meet("maya")
    await meet("sam", "l1")
    asked = Said(
        author=Author(identity=Identity(platform="web", id="maya"), name="Maya"),
        channel=Address(platform="web", channel="dm:maya"),
        message="m1",
        text=QUESTION,
        said_at=NOON,
        is_direct=True,
    )
    await desk.doors.open(asked, desk.store.begin, now=NOON)
    await do("sam", Verb.CLAIM)
    await do("sam", Verb.RESOLVE, values={"text": "Fixed", "category": "defect"})
    return lambda mark: do("maya", Verb.RATE, words=str(mark))


async def marks(desk):
    facts = await desk.store.figures.all()
    return [fact.value for fact in facts if fact.metric is FigureMetric.RATING]


async def test_the_same_mark_twice_is_one_mark(desk, rate):
    await rate(5)
    await rate(5)
    assert await marks(desk) == [5]
    [(ticket, history)] = [pair async for pair in desk.store.histories.tickets_with_history()]
    assert ticket.rating == 5
    assert [event.kind for event in history].count(EventKind.RATED) == 1


async def test_another_mark_replaces_the_first(desk, rate):
    for mark in (5, 3, 5):
        await rate(mark)
    assert await marks(desk) == [5, 3, 5]


async def test_the_same_mark_after_a_second_answer_is_a_new_one(desk, do, rate):
    await rate(5)
    await do("maya", Verb.REOPEN)
    await do("sam", Verb.CLAIM)
    await do("sam", Verb.RESOLVE, values={"text": "Fixed again", "category": "defect"})
    await rate(5)
    assert await marks(desk) == [5, 5]
