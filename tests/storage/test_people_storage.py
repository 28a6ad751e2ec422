"""Who is known, by which accounts, in which channels, with which roles."""

import asyncio
from dataclasses import replace

import pytest

from desk.errors import NotFoundError
from desk.outcome import Done
from desk.people import Address, Identity, Role
from desk.policy import Roles
from storage.store import Store
from tests import nouns


async def test_an_account_is_met_once_and_its_newer_name_is_kept(store: Store):
    async with store.begin() as work:
        first = await work.people.meet(nouns.author(name="maya", language="de"))
        again = await work.people.meet(nouns.author(name="Maya Lopez", timezone="Europe/Berlin"))
        assert (first.name, first.language, first.timezone) == ("maya", "de", "UTC")
        assert again == replace(first, name="Maya Lopez", timezone="Europe/Berlin")
        assert await work.people.get(first.id) == again
        assert await work.people.identities(first.id) == [nouns.MAYA]
        with pytest.raises(NotFoundError):
            await work.people.get(first.id + 1)


async def test_two_replicas_that_meet_an_account_at_once_make_one_person(
    store: Store, replica: Store
):
    async def meet(door: Store) -> int:
        async with door.begin() as work:
            person = await work.people.meet(nouns.author())
            await asyncio.sleep(0.02)
            await work.commit(Done())
        return person.id

    assert len(set(await asyncio.gather(*(meet(door) for door in (store, replica) * 3)))) == 1


async def test_tiers_follow_the_roster_of_their_channels(store: Store):
    tom_on_telegram = Identity(platform="telegram", id="77")
    async with store.begin() as work:
        people = work.people
        maya = await people.meet(nouns.author())
        tom = await people.meet(nouns.author(nouns.TOM, "Tom"))
        await people.meet(nouns.author(tom_on_telegram, "Tom T"))
        await people.join(Address(platform="slack", channel="C0L1", thread="1.2"), tom.id)
        await people.join(nouns.L1_ROOM, tom.id)
        actor = await people.actor(tom)
        assert actor.tiers == {"L1"}
        assert actor.roles == {Role.REQUESTER, Role.ENGINEER, Role.MANAGER}
        assert (await people.actor(maya)).roles == {Role.REQUESTER}
        untrusted = await people.actor(tom, is_trusted=False)
        assert (untrusted.roles, untrusted.tiers) == ({Role.REQUESTER}, frozenset())
        await people.leave(nouns.L1_ROOM, nouns.TOM)
        await people.leave(nouns.L1_ROOM, Identity(platform="slack", id="nobody"))
        assert (await people.actor(tom)).tiers == frozenset()


async def test_a_whole_roster_replaces_the_old_one(store: Store):
    async with store.begin() as work:
        people = work.people
        maya = await people.meet(nouns.author())
        tom = await people.meet(nouns.author(nouns.TOM, "Tom"))
        await people.join(nouns.L1_ROOM, maya.id)
        await people.join(nouns.L2_ROOM, maya.id)
        await people.keep_only(nouns.L1_ROOM, [tom.id])
        assert (await people.actor(maya)).tiers == {"L2"}
        assert (await people.actor(tom)).tiers == {"L1"}
        await people.keep_only(nouns.L2_ROOM, [])
        assert (await people.actor(maya)).tiers == frozenset()


async def test_members_of_several_channels_are_named_once_and_by_name(store: Store):
    async with store.begin() as work:
        people = work.people
        tom = await people.meet(nouns.author(nouns.TOM, "Tom"))
        maya = await people.meet(nouns.author())
        for channel in (nouns.L1_ROOM, nouns.L2_ROOM):
            await people.join(channel, tom.id)
        await people.join(nouns.L1_ROOM, maya.id)
        assert await people.members([nouns.L1_ROOM, nouns.L2_ROOM]) == [maya, tom]
        assert await people.members([nouns.L2_ROOM]) == [tom]
        assert await people.members([]) == []


async def test_the_direct_address_is_where_the_person_last_spoke(store: Store):
    telegram = Address(platform="telegram", channel="4711")
    other = Address(platform="slack", channel="D0OTHER")
    async with store.begin() as work:
        people = work.people
        maya = (await people.meet(nouns.author())).id
        assert await people.direct_address(maya) is None
        await people.spoke_directly(maya, nouns.DIRECT)
        await people.spoke_directly(maya, telegram)
        await people.spoke_directly(maya, telegram)
        assert await people.direct_address(maya) == telegram
        assert await people.direct_address(maya, "slack") == nouns.DIRECT
        await people.spoke_directly(maya, other)
        assert await people.direct_address(maya) == other
        assert await people.direct_address(maya, "web") is None


async def test_pages_find_people_by_account_number_and_name(store: Store, meet):
    maya = await meet()
    await meet(nouns.TOM, "Tom")
    await meet(Identity(platform="web", id="tom2"), "Tom")
    for name in ("slack:U0MAYA", "U0MAYA", "maya lopez", str(maya.id)):
        actor = await store.people.named(name)
        assert actor is not None
        assert actor.person == maya
    assert await store.people.named("Tom") is None
    assert await store.people.named("nobody") is None
    assert await store.people.named("slack:nobody") is None
    assert await store.people.named("99999999999999999999") is None
    assert await store.people.person(maya.id) == maya
    assert await store.people.person(maya.id + 99) is None
    assert await store.people.identities(maya.id) == [nouns.MAYA]


async def test_pages_see_the_present_roles(store: Store, database_url: str, clock, meet):
    maya = await meet()
    async with store.begin() as work:
        await work.people.join(nouns.L2_ROOM, maya.id)
        await work.commit(Done())
    policy = replace(nouns.POLICY, roles=Roles(admins=frozenset({nouns.MAYA})))
    other = Store.open(database_url, policy, clock=clock)
    try:
        actor = await other.people.actor(nouns.MAYA)
    finally:
        await other.close()
    assert actor is not None
    assert actor.roles == {Role.REQUESTER, Role.ENGINEER, Role.ADMIN}
    assert actor.tiers == {"L2"}


async def test_a_language_that_was_chosen_is_told_and_the_platforms_is_not(store: Store) -> None:
    async with store.begin() as work:
        maya = await work.people.meet(nouns.author(language="de"))
        await work.commit(Done())
    assert await store.people.chosen_language(nouns.MAYA) is None
    async with store.begin() as work:
        await work.people.choose_language(maya.id, "en")
        await work.commit(Done())
    assert await store.people.chosen_language(nouns.MAYA) == "en"
    assert await store.people.chosen_language(nouns.TOM) is None
