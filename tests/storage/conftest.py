"""A store on both engines, with a clock that stands until it is moved."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from desk.outcome import Done
from desk.people import Identity, Person
from desk.ticket import Ticket
from storage.store import Store
from tests import nouns
from tests.nouns import MovableClock

Meet = Callable[..., Awaitable[Person]]
Opened = Callable[..., Awaitable[Ticket]]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def store(database_url: str, clock: MovableClock) -> AsyncIterator[Store]:
    opened = Store.open(database_url, nouns.POLICY, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def replica(database_url: str, clock: MovableClock) -> AsyncIterator[Store]:
    """A second door to the same database, as another process has it."""
    opened = Store.open(database_url, nouns.POLICY, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
def meet(store: Store) -> Meet:
    async def meet(identity: Identity = nouns.MAYA, name: str = "Maya Lopez") -> Person:
        async with store.begin() as work:
            person = await work.people.meet(nouns.author(identity, name))
            await work.commit(Done())
        return person

    return meet


@pytest.fixture
def open_ticket(store: Store, meet: Meet) -> Opened:
    async def open_ticket(**more: object) -> Ticket:
        requester = more.pop("requester", None) or (await meet()).id
        async with store.begin() as work:
            ticket = await work.tickets.add(nouns.ticket(requester, **more))
            await work.commit(Done())
        return ticket

    return open_ticket
