"""Incidents and their followers come back as they were, and are found when they are due."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from desk.errors import StaleError
from desk.incidents import Follower, Incident, Source, end, resume
from desk.outcome import Done
from desk.people import Identity
from storage.incidents import DAMPED
from storage.store import Store
from tests.nouns import NOON

MINUTE = timedelta(minutes=1)


def incident(ticket: int, **more) -> Incident:
    told = {"service": "erp", "declared_at": NOON, "source": Source.STORM}
    return Incident(ticket=ticket, **{**told, **more})


async def test_every_field_of_an_incident_and_of_a_follower_comes_back(store: Store, open_ticket):
    first, second = await open_ticket(), await open_ticket()
    whole = incident(first.id, over_at=NOON + MINUTE)
    follower = Follower(
        ticket=second.id, incident=first.id, joined_at=NOON, told_at=NOON, works_at=NOON + MINUTE
    )
    for noun in (whole, follower):
        assert [field.name for field in fields(noun) if getattr(noun, field.name) is None] == []
    async with store.begin() as work:
        await work.incidents.add(whole)
        await work.incidents.follow(follower)
        assert await work.incidents.of_ticket(first.id) == whole
        assert await work.incidents.of_ticket(second.id) is None
        assert await work.incidents.follower(second.id) == follower
        untold = replace(follower, told_at=None, works_at=None)
        await work.incidents.save_follower(untold)
        assert await work.incidents.follower(second.id) == untold
        await work.incidents.let_go(second.id, NOON)
        await work.incidents.let_go(second.id, NOON)
        assert await work.incidents.follower(second.id) is None


async def test_a_service_has_one_that_is_not_over(store: Store, open_ticket):
    first, second, third = [await open_ticket() for _ in range(3)]
    async with store.begin() as work:
        one, other = incident(first.id), incident(third.id, service="mail", declared_at=NOON)
        await work.incidents.add(one)
        await work.incidents.add(other)
        with pytest.raises(StaleError):
            await work.incidents.add(incident(second.id))
        assert await work.incidents.open() == [one, other]
        assert await work.incidents.open_of("erp") == one
        over = end(one, NOON + 2 * MINUTE)
        await work.incidents.save(over)
        assert await work.incidents.open_of("erp") is None
        later = incident(second.id, declared_at=NOON + 3 * MINUTE)
        await work.incidents.add(later)
        between = work.incidents.between
        assert await between(NOON, NOON + MINUTE) == [over, other]
        assert await between(NOON + 2 * MINUTE, NOON + 3 * MINUTE) == [other]
        assert await between(NOON + 2 * MINUTE, NOON + 4 * MINUTE) == [other, later]


async def test_followers_are_counted_by_person_and_not_too_often(store: Store, open_ticket, meet):
    tom = await meet(Identity(platform="slack", id="U0TOM"), "Tom")
    declared = await open_ticket()
    mine = [await open_ticket(text=f"words {n}") for n in range(2)]
    his = await open_ticket(requester=tom.id, text="his")
    async with store.begin() as work:
        await work.incidents.add(incident(declared.id))
        for number, one in enumerate((*mine, his)):
            joined = NOON + number * MINUTE
            await work.incidents.follow(
                Follower(ticket=one.id, incident=declared.id, joined_at=joined)
            )
        assert await work.incidents.count(declared.id) == 2
        assert await work.incidents.newest_texts(declared.id, 2) == ["his", "words 1"]
        assert await work.incidents.to_count(NOON) == []
        assert await work.incidents.to_count(NOON + DAMPED) == [declared.id]
        await work.incidents.counted(declared.id)
        assert await work.incidents.to_count(NOON + DAMPED) == []
        await work.incidents.let_go(his.id, NOON + MINUTE)
        assert await work.incidents.to_count(NOON + MINUTE + DAMPED) == [declared.id]
        assert await work.incidents.count(declared.id) == 1
        await work.commit(Done())
    assert await store.due.next_at(NOON) == NOON + MINUTE + DAMPED


async def test_the_end_is_told_to_those_who_wait_and_told_anew_if_it_was_none(
    store: Store, open_ticket
):
    declared, first, second = [await open_ticket() for _ in range(3)]
    async with store.begin() as work:
        one = incident(declared.id)
        await work.incidents.add(one)
        waits = [
            Follower(ticket=ticket.id, incident=declared.id, joined_at=NOON)
            for ticket in (first, second)
        ]
        for follower in waits:
            await work.incidents.follow(follower)
        assert await work.incidents.to_tell(NOON + MINUTE) == []
        await work.incidents.save(end(one, NOON + MINUTE))
        assert await work.incidents.to_tell(NOON + MINUTE) == [declared.id]
        assert await work.incidents.waiting(declared.id, 1) == waits[:1]
        told = [replace(one, told_at=NOON + MINUTE) for one in waits]
        await work.incidents.save_follower(replace(told[0], works_at=NOON + 2 * MINUTE))
        await work.incidents.save_follower(told[1])
        assert await work.incidents.waiting(declared.id, 5) == []
        await work.incidents.told(declared.id)
        assert await work.incidents.to_tell(NOON + MINUTE) == []
        await work.incidents.save(resume(end(one, NOON + MINUTE)))
        assert await work.incidents.waiting(declared.id, 5) == waits[1:]
        assert await work.incidents.to_tell(NOON + 9 * MINUTE) == []
