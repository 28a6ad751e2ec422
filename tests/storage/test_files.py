"""Files are kept whole, once, and given only to those who may see them."""

import pytest

from desk.attachment import Attachment, Audience, FileState
from desk.errors import NotAllowedError, NotFoundError
from desk.outcome import Done
from desk.people import Actor, Person, Role
from storage.files import PART
from tests import nouns

LOG = Attachment(
    name="app.log",
    reference="F01",
    size=12,
    key="slack:D0MAYA:1.1:0",
    origin=nouns.DIRECT,
    added_at=nouns.NOON,
)


async def chunks(*pieces):
    for piece in pieces:
        yield piece


async def whole(store, number):
    return b"".join([part async for part in store.files.read(number)])


def requester(person):
    return Actor(person=person, roles=frozenset({Role.REQUESTER}))


def engineer():
    person = Person(id=999, name="Sam")
    return Actor(person=person, roles=frozenset({Role.REQUESTER, Role.ENGINEER}))


async def kept(store, **more):
    known = {name: getattr(LOG, name) for name in ("name", "key", "origin", "added_at")}
    return await store.files.announce(Attachment(**{**known, **more}))


async def test_a_file_is_kept_once_under_its_key(store):
    async with store.begin() as work:
        first = await work.files.add(LOG)
        again = await work.files.add(LOG)
        await work.commit(Done())
    assert first.id == again.id > 0
    async with store.begin() as work:
        assert await work.files.get(first.id) == first


async def test_what_is_not_there_is_not_found(store):
    async with store.begin() as work:
        with pytest.raises(NotFoundError):
            await work.files.get(77)
    with pytest.raises(NotFoundError):
        await store.files.look(engineer(), 77)


async def test_a_file_is_found_by_what_it_belongs_to(store, open_ticket):
    ticket = await open_ticket()
    async with store.begin() as work:
        asked = await work.questions.add(nouns.question(ticket.requester))
        event = await work.events.add(nouns.event(ticket=ticket.id))
        file = await work.files.add(LOG)
        await work.files.save(
            Attachment(
                id=file.id,
                name=LOG.name,
                key=LOG.key,
                added_at=LOG.added_at,
                question=asked.id,
                ticket=ticket.id,
                event=event.id,
                audience=Audience.ENGINEERS,
                state=FileState.KEPT,
            )
        )
        await work.commit(Done())
    async with store.begin() as work:
        for found in (
            await work.files.of_ticket(ticket.id),
            await work.files.of_question(asked.id),
            await work.files.of_event(event.id),
        ):
            assert [(one.id, one.state) for one in found] == [(file.id, FileState.KEPT)]


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 3 * PART + 5])
async def test_bytes_come_back_as_they_went_in(store, size):
    content = bytes(number % 251 for number in range(size))
    file = await kept(store)
    pieces = [content[at : at + 70_001] for at in range(0, size, 70_001)]
    await store.files.write(file.id, chunks(*pieces))
    assert await whole(store, file.id) == content
    parts = [part async for part in store.files.read(file.id)]
    assert all(len(part) <= PART for part in parts)


async def test_a_second_writing_takes_the_place_of_the_first(store):
    file = await kept(store)
    await store.files.write(file.id, chunks(b"x" * (2 * PART)))
    await store.files.write(file.id, chunks(b"short"))
    assert await whole(store, file.id) == b"short"


async def test_only_those_who_may_see_a_file_get_it(store, open_ticket, meet):
    ticket = await open_ticket()
    maya = await meet()
    tom = await meet(nouns.TOM, "Tom")
    public = await kept(store, key="a", ticket=ticket.id, audience=Audience.REQUESTER)
    internal = await kept(store, key="b", ticket=ticket.id)
    own = await kept(store, key="c", by=tom.id)
    assert (await store.files.look(requester(maya), public.id)).id == public.id
    assert (await store.files.look(engineer(), internal.id)).id == internal.id
    assert (await store.files.look(requester(tom), own.id)).id == own.id
    for actor, file in ((maya, internal), (tom, public), (maya, own)):
        with pytest.raises(NotAllowedError):
            await store.files.look(requester(actor), file.id)


async def test_who_asked_sees_what_came_with_the_question(store, meet):
    maya = await meet()
    async with store.begin() as work:
        asked = await work.questions.add(nouns.question(maya.id))
        await work.commit(Done())
    file = await kept(store, question=asked.id, audience=Audience.ENGINEERS)
    assert (await store.files.look(requester(maya), file.id)).id == file.id


async def test_the_tickets_page_shows_a_requester_no_internal_file(store, open_ticket, meet):
    ticket = await open_ticket()
    public = await kept(store, key="a", ticket=ticket.id, audience=Audience.ENGINEERS)
    internal = await kept(store, key="b", ticket=ticket.id)
    page = await store.tickets.page(requester(await meet()), ticket.id)
    assert [file.id for file in page.files] == [public.id]
    page = await store.tickets.page(engineer(), ticket.id)
    assert [file.id for file in page.files] == [public.id, internal.id]


async def test_what_nothing_took_in_is_forgotten_with_its_bytes(store, open_ticket, clock):
    ticket = await open_ticket()
    stray = await kept(store, key="a")
    taken = await kept(store, key="b", ticket=ticket.id)
    await store.files.write(stray.id, chunks(b"bytes"))
    assert await store.files.prune(nouns.NOON) == 0
    clock.move(days=1)
    assert await store.files.prune(clock()) == 1
    assert await whole(store, stray.id) == b""
    assert (await store.files.look(engineer(), taken.id)).id == taken.id


async def test_desks_in_one_database_see_nothing_of_each_other(store, database_url):
    from dataclasses import replace

    from storage.store import Store

    file = await kept(store)
    other = Store.open(
        database_url, replace(nouns.POLICY, workspace="other"), clock=lambda: nouns.NOON
    )
    try:
        with pytest.raises(NotFoundError):
            await other.files.look(engineer(), file.id)
    finally:
        await other.close()
