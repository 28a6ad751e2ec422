"""Files that are too large, refused, slow or lost are told of, and tried again where that can help."""

import asyncio
from datetime import timedelta

from sqlalchemy.exc import OperationalError

from bot import file_traffic
from desk.actions.attach import FETCHED_BY
from desk.attachment import Attachment, FileState
from desk.inbound import Fetched
from handlers.files import Brought, TooLarge
from handlers.notifier import NotSent, Refused, Unknown
from tests.bot.files.story import LOG, MAYA_CHAT, PNG, ROOM, SHOT
from tests.nouns import NOON


async def test_what_turns_out_too_large_is_told_to_both_sides(story):
    story.files.results["F2"] = TooLarge()
    await story.hear("maya", "the frobnicator wibbles in room nine", LOG)
    for place in (ROOM, MAYA_CHAT):
        assert "is too large to keep" in (await story.reads(place)).replace("', '", "")
    assert story.files.put == []


async def test_what_its_platform_refuses_to_give_is_lost_and_told(story):
    story.files.results["F1"] = Refused(reason="file_not_found")
    await story.hear("maya", "", SHOT)
    await story.desk.tick.tell_undelivered()
    await story.settle()
    assert "could not be fetched" in await story.reads(ROOM)
    [row] = await story.tickets()
    [file] = (await story.page(row.ticket)).files
    assert file.state is FileState.LOST


async def test_a_platform_that_is_away_is_asked_again_and_at_last_given_up(story):
    story.files.results["F1"] = NotSent(reason="away", retry_after=30.0)
    await story.hear("maya", "", SHOT)
    [row] = await story.tickets()
    assert [f.state for f in (await story.page(row.ticket)).files] == [FileState.COMING]
    story.clock.move(seconds=31)
    story.files.results["F1"] = Brought(content=PNG)
    await story.settle()
    assert [f.state for f in (await story.page(row.ticket)).files] == [FileState.KEPT]
    story.files.results["F2"] = NotSent(reason="away", retry_after=30.0)
    await story.hear("maya", "", LOG)
    await story.desk.move_clock(FETCHED_BY + timedelta(minutes=1))
    await story.settle()
    await story.desk.tick.tell_undelivered()
    await story.settle()
    assert [f.state for f in (await story.page(row.ticket)).files][-1] is FileState.LOST


async def test_an_upload_that_is_refused_is_told_where_it_is_missed(story):
    story.files.answers = [Refused(reason="missing_scope")]
    await story.hear("maya", "", SHOT)
    await story.desk.tick.tell_undelivered()
    await story.settle()
    assert "could not be put here" in await story.reads(ROOM)


async def test_an_upload_that_nobody_knows_of_is_made_again(story):
    story.files.answers = [Unknown(reason="reset")]
    await story.hear("maya", "", SHOT)
    assert story.files.put == []
    for _ in range(4):
        story.clock.move(minutes=2)
        await story.desk.reconciler().step()
    await story.settle()
    assert story.files.put == [("web:l1", "shot.png", PNG)]


async def test_the_same_news_twice_changes_nothing(story):
    await story.hear("maya", "", SHOT)
    [row] = await story.tickets()
    [file] = (await story.page(row.ticket)).files
    await story.do(Fetched(file=file.id, state=FileState.LOST))
    assert (await story.page(row.ticket)).files == (file,)


async def test_a_platform_without_a_way_for_files_loses_them_honestly(story):
    del story.desk.carriers["web"]
    await story.hear("maya", "", SHOT)
    await story.desk.tick.tell_undelivered()
    await story.settle()
    assert "could not be fetched" in await story.reads(ROOM)


async def test_a_platform_that_takes_too_long_is_asked_again(story, monkeypatch):
    monkeypatch.setattr(file_traffic, "PATIENCE", timedelta(seconds=2))

    async def sleep(*_):
        await asyncio.sleep(10)

    story.files.fetch = sleep
    await story.hear("maya", "", SHOT)
    [row] = await story.tickets()
    assert [f.state for f in (await story.page(row.ticket)).files] == [FileState.COMING]
    del story.files.fetch
    story.clock.move(minutes=2)
    story.files.upload = sleep
    await story.settle()
    doubtful = await story.desk.store.outbox.ambiguous("test")
    assert doubtful == []  # it rests for the quarantine
    story.clock.move(minutes=2)
    [job] = await story.desk.store.outbox.ambiguous("test")
    assert job.error == "slow"


async def test_of_a_file_that_nobody_is_known_to_have_sent_nobody_is_told(story):
    stray = Attachment(name="x", key="stray", added_at=NOON)
    file = await story.desk.store.files.announce(stray)
    await story.do(Fetched(file=file.id, state=FileState.LOST))
    assert (await story.desk.store.files.get(file.id)).state is FileState.LOST
    assert await story.desk.store.outbox.lease("test", now=NOON) == []


async def test_a_database_that_is_away_loses_no_file(story, monkeypatch):
    async def write(*_):
        raise OperationalError("", {}, Exception("away"))

    monkeypatch.setattr(story.desk.store.files, "write", write)
    await story.hear("maya", "", SHOT)
    monkeypatch.undo()
    story.clock.move(seconds=10)
    await story.settle()
    [row] = await story.tickets()
    assert [f.state for f in (await story.page(row.ticket)).files] == [FileState.KEPT]
