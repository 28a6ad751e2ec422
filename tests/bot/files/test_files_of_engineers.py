"""An engineer's file goes to the requester when it is meant to, and is taken back with its words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions.attach import take_back
from desk.attachment import Audience, FileState
from desk.errors import NotAllowedError
from desk.inbound import Deleted, Fetched, Pressed
from desk.outcome import Done
from desk.people import Identity
from handlers.notifier import NotSent
from handlers.web.card_json import decode
from tests.bot.files.story import LOG, MAYA_CHAT, ROOM, SHOT, author
from tests.nouns import NOON


async def test_a_file_speaks_the_language_of_its_reader_not_of_its_sender(story):
    german = replace(author("maya"), language="de")
    await story.hear("maya", "the frobnicator wibbles in room nine", author=german)
    root = await story.root()
    await story.hear("sam", "", LOG, anchors=(root,), is_addressed=True)
    assert story.files.languages == ["de"]


async def test_an_engineers_file_reaches_the_requester_only_when_addressed(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    root = await story.root()
    await story.hear("sam", "see this dump", SHOT, anchors=(root,))
    assert story.files.put == []
    await story.hear("sam", "", LOG, anchors=(root,), is_addressed=True)
    assert story.files.put == [("web:dm:maya", "app.log", b"log!")]
    [row] = await story.tickets()
    files = (await story.page(row.ticket)).files
    assert [f.audience for f in files] == [Audience.NOBODY, Audience.REQUESTER]
    maya = await story.desk.store.people.actor(Identity(platform="web", id="maya"))
    page = await story.desk.store.tickets.page(maya, row.ticket)
    assert [f.name for f in page.files] == ["app.log"]
    with pytest.raises(NotAllowedError):
        await story.desk.store.files.look(maya, files[0].id)


async def test_further_pictures_of_an_addressed_album_are_carried_too(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    root = await story.root()
    album = {"together": "g1", "anchors": ("g1", root)}
    await story.hear("sam", "like this", SHOT, is_addressed=True, **album)
    await story.hear("sam", "", LOG, **album)
    assert [name for place, name, _ in story.files.put if place == "web:dm:maya"] == [
        "shot.png",
        "app.log",
    ]


async def test_words_taken_back_take_their_file_back(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    root = await story.root()
    await story.hear("sam", "look", LOG, anchors=(root,), is_addressed=True)
    [row] = await story.tickets()
    undo = [
        m for m in await story.shown(ROOM) if m.card and "Undo" in str(decode(m.card).card.buttons)
    ][-1]
    drawn = decode(undo.card)
    pressed = Pressed(author=author("sam"), channel=ROOM, button=drawn.button, offer=0)
    await story.do(pressed)
    jobs = await story.desk.store.outbox.lease("test", now=NOON + timedelta(hours=1))
    taken = [job for job in jobs if job.saying.op == "delete"]
    assert "up1" in {job.message for job in taken}
    [file] = (await story.page(row.ticket)).files
    assert file.audience is Audience.NOBODY


async def test_a_file_that_comes_after_its_words_were_taken_back_goes_nowhere(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    story.files.results["F2"] = NotSent(reason="away", retry_after=600.0)
    await story.hear("sam", "look", LOG, anchors=(await story.root(),), is_addressed=True)
    [row] = await story.tickets()
    [file] = (await story.page(row.ticket)).files
    async with story.desk.store.begin() as work:
        event = await work.events.get(file.event)
        ticket = await work.tickets.get(row.ticket)
        await take_back(work, ticket, event, event)
        await work.commit(Done())
    await story.do(Fetched(file=file.id, state=FileState.KEPT, size=4))
    await story.settle()
    assert story.files.put == []


async def test_a_file_deleted_with_its_words_leaves_the_engineers_thread(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    await story.hear("maya", "see this", LOG)
    deleted = Deleted(channel=MAYA_CHAT, message=str(story.count), deleted_at=NOON)
    await story.do(deleted)
    jobs = await story.desk.store.outbox.lease("test", now=NOON)
    assert [job.message for job in jobs if job.saying.op == "delete"] == ["up1"]
    [row] = await story.tickets()
    assert [file.name for file in (await story.page(row.ticket)).files] == ["app.log"]


async def test_an_engineers_file_in_the_requesters_own_thread_is_shown_to_the_others(story):
    await story.hear("maya", "the frobnicator wibbles in room nine", answer_in="101")
    place = {"channel": MAYA_CHAT, "answer_in": "101", "anchors": ("101",), "is_direct": False}
    await story.hear("sam", "", LOG, **place)
    assert story.files.put == [("web:l1", "app.log", b"log!")]
    [row] = await story.tickets()
    assert [f.audience for f in (await story.page(row.ticket)).files] == [Audience.ENGINEERS]
