"""Who subscribed to a service is found, once, and goes along when accounts are joined."""

import pytest

from desk.people import Identity
from storage.store import Store
from tests.nouns import NOON


@pytest.fixture
async def two(meet):
    return (await meet()).id, (await meet(Identity(platform="telegram", id="11"), "Ivy")).id


async def test_who_subscribed_is_found_until_they_do_not_want_it_any_more(store: Store, two):
    maya, ivy = two
    async with store.begin() as work:
        wishes = work.subscriptions
        assert await wishes.add("erp", maya, NOON)
        assert not await wishes.add("erp", maya, NOON)
        assert await wishes.add("mail", maya, NOON)
        assert await wishes.add("mail", ivy, NOON)
        assert await wishes.of(maya) == ["erp", "mail"]
        assert await wishes.to({"erp"}) == [maya]
        assert await wishes.to({"erp", "mail"}) == [maya, ivy]
        assert await wishes.to({"gate"}) == []
        assert await wishes.remove("erp", maya)
        assert not await wishes.remove("erp", maya)
        assert await wishes.of(maya) == ["mail"]


async def test_who_is_joined_is_told_once(store: Store, two):
    maya, ivy = two
    async with store.begin() as work:
        for service, person in (("erp", ivy), ("mail", ivy), ("mail", maya)):
            await work.subscriptions.add(service, person, NOON)
        await work.accounts.join(maya, ivy)
        assert await work.subscriptions.of(maya) == ["erp", "mail"]
        assert await work.subscriptions.to({"mail", "erp"}) == [maya]
