"""Does everything that names a person go along when accounts are joined, and part?"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from desk.errors import NotFoundError
from desk.events import EventKind
from desk.outcome import Done
from desk.people import Address, Identity, LinkCode
from desk.ports import Link, Side
from storage.accounts import UNBOUND, naming_people
from storage.store import Store
from storage.tables import metadata
from tests import nouns
from tests.nouns import NOON

MAYA_T = Identity(platform="telegram", id="11")
CHAT = Address(platform="telegram", channel="11")
LATER = NOON + timedelta(minutes=10)


@pytest.fixture
async def two(store: Store, meet):
    """Maya in Slack and Maya in Telegram, each with a ticket, talk, a form and a seat."""
    slack, telegram = await meet(), await meet(MAYA_T, "Maya R")
    async with store.begin() as work:
        for person, place, seat in (
            (slack, nouns.DIRECT, nouns.L1_ROOM),
            (telegram, CHAT, nouns.L2_ROOM),
        ):
            ticket = await work.tickets.add(
                nouns.ticket(person.id, origin=place, assignee=person.id)
            )
            await work.questions.add(nouns.question(person.id, origin=place))
            await work.events.add(nouns.event(ticket=ticket.id, by=person.id))
            await work.people.spoke_directly(person.id, place)
            await work.people.join(seat, person.id)
            await work.people.join(nouns.L1_ROOM, person.id)
            await work.forms.add(nouns.form(ticket.id, person.id, channel=place))
            side = Side.REQUESTER
            await work.links.add(Link(channel=place, message="1", side=side, by=person.id))
            await work.accounts.note_wrong(person.id, NOON, LATER)
        await work.commit(Done())
    ends = NOON + timedelta(hours=1)
    await store.sessions.create(telegram.id, "session", ends)
    await store.sign_ins.create(telegram.id, "link", ends)
    await store.link_codes.create(telegram.id, "code", ends)
    return slack, telegram


async def naming(store: Store, person: int) -> list[str]:
    """Name the columns in which a person stands."""
    async with store.database.read() as connection:
        found = []
        for column in naming_people():
            row = await connection.execute(select(column).where(column == person))
            if row.first() is not None:
                found.append(str(column))
    return found


async def test_nothing_names_the_person_who_went_and_the_one_who_is_kept_has_it_all(store, two):
    slack, telegram = two
    before = set(await naming(store, slack.id)) | set(await naming(store, telegram.id))
    async with store.begin() as work:
        assert await work.accounts.join(slack.id, telegram.id) == 1
        await work.commit(Done())
    assert await naming(store, telegram.id) == []
    assert set(await naming(store, slack.id)) == before
    async with store.begin() as work:
        with pytest.raises(NotFoundError):
            await work.people.get(telegram.id)
        assert await work.people.identities(slack.id) == [nouns.MAYA, MAYA_T]
        assert len(await work.tickets.open_of(slack.id)) == 2
        assert (await work.people.meet(nouns.author(MAYA_T, "Maya R"))).id == slack.id
        assert (await work.people.actor(slack)).tiers == {"L1", "L2"}
        assert await work.people.direct_address(slack.id, "telegram") == CHAT


async def test_who_is_kept_follows_what_the_other_followed(store, two):
    slack, telegram = two
    async with store.begin() as work:
        ticket = (await work.tickets.open_of(slack.id))[0]
        await work.tickets.save(ticket.follow(telegram.id).follow(slack.id))
        await work.accounts.join(slack.id, telegram.id)
        assert (await work.tickets.get(ticket.id)).followers == (slack.id,)
        await work.commit(Done())


async def test_who_has_read_a_ticket_must_read_it_again(store, two):
    slack, telegram = two
    async with store.begin() as work:
        [read] = await work.tickets.open_of(telegram.id)
        await work.accounts.join(slack.id, telegram.id)
        assert (await work.tickets.get(read.id)).version > read.version


async def test_what_was_asked_on_a_platform_goes_with_its_account(store, two):
    slack, telegram = two
    async with store.begin() as work:
        await work.accounts.join(slack.id, telegram.id)
        alone, moved = await work.accounts.part(slack, MAYA_T)
        await work.commit(Done())
    assert moved == 1
    async with store.begin() as work:
        assert await work.people.identities(alone.id) == [MAYA_T]
        assert await work.people.identities(slack.id) == [nouns.MAYA]
        [theirs] = await work.tickets.open_of(alone.id)
        [kept] = await work.tickets.open_of(slack.id)
        assert (theirs.origin, kept.origin) == (CHAT, nouns.DIRECT)
        assert theirs.assignee == slack.id, "an engineer by Slack's channels too"
        assert [one.by for one in await work.events.of_ticket(theirs.id)] == [alone.id]
        assert (await work.people.actor(alone)).tiers == {"L2"}
        assert (await work.people.actor(slack)).tiers == {"L1"}
        assert await work.people.get(alone.id) == alone
    assert await store.sessions.get("session", NOON) is None
    assert await store.sign_ins.consume("link", NOON) is None


async def test_work_goes_where_its_roles_are(store, meet):
    both = await meet()
    async with store.begin() as work:
        await work.accounts.join(both.id, (await work.people.meet(nouns.author(MAYA_T))).id)
        await work.people.join(nouns.L2_ROOM, both.id)
        ticket = await work.tickets.add(nouns.ticket(both.id, assignee=both.id))
        alone, moved = await work.accounts.part(both, MAYA_T)
        assert moved == 0
        assert (await work.tickets.get(ticket.id)).assignee == alone.id


async def test_a_code_is_kept_until_it_is_used_or_replaced(store, meet):
    maya = await meet()
    ends = NOON + timedelta(minutes=10)
    await store.link_codes.create(maya.id, "one", ends)
    await store.link_codes.create(maya.id, "two", ends)
    async with store.begin() as work:
        assert await work.accounts.code("one") is None
        assert await work.accounts.code("two") == LinkCode(person=maya.id, expires_at=ends)
        await work.accounts.use("two", NOON)
        await work.commit(Done())
    await store.link_codes.create(maya.id, "three", ends)
    async with store.begin() as work:
        used = await work.accounts.code("two")
        assert used is not None
        assert used.used_at == NOON
    await store.link_codes.prune(ends)
    async with store.begin() as work:
        assert await work.accounts.code("two") is None


async def test_wrong_codes_are_counted_for_a_while(store, meet):
    maya = (await meet()).id
    async with store.begin() as work:
        accounts = work.accounts
        assert await accounts.wrong_codes(maya, NOON) == 0
        await accounts.note_wrong(maya, NOON, LATER)
        await accounts.note_wrong(maya, NOON, LATER + timedelta(hours=1))
        assert await accounts.wrong_codes(maya, NOON) == 2
        assert await accounts.wrong_codes(maya, LATER) == 0
        await accounts.note_wrong(maya, LATER, LATER + timedelta(minutes=1))
        assert await accounts.wrong_codes(maya, LATER) == 1


def test_every_column_that_sounds_like_a_person_is_known():
    named = {"person", "requester", "assignee", "resolved_by", "by", "only"}
    sounding = {
        str(column)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name in named and str(column) != "chat_messages.only"
    }
    assert {str(column) for column in naming_people()} >= sounding
    assert all(not column.foreign_keys for column in UNBOUND)


async def test_events_of_people_belong_to_no_ticket(store, meet):
    maya = await meet()
    async with store.begin() as work:
        kept = await work.events.add(nouns.event(EventKind.ACCOUNT_LINKED, by=maya.id))
        assert (await work.events.get(kept.id)).ticket is None
