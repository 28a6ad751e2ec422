"""A file that comes beside a command or a form's answer is not lost."""

import pytest

from desk.actions.deed import Place
from desk.attachment import Audience
from desk.inbound import Pressed
from desk.outcome import Ask
from desk.ticket import Verb
from handlers.web.card_json import decode
from tests.bot.files.story import LOG, PNG, ROOM, SHOT, author, command


@pytest.mark.parametrize("name", ["reply", "note"])
async def test_a_command_takes_its_file_along(story, name):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    [row] = await story.tickets()
    await story.do(command("sam", name, f"{row.ticket} as in the file", LOG))
    await story.settle()
    reached = [place for place, _, _ in story.files.put]
    assert reached == (["web:dm:maya"] if name == "reply" else [])
    assert [f.name for f in (await story.page(row.ticket)).files] == ["app.log"]


async def test_a_file_beside_another_command_is_kept_inside(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    [row] = await story.tickets()
    await story.do(command("sam", "claim", str(row.ticket), LOG))
    await story.settle()
    [file] = (await story.page(row.ticket)).files
    assert (file.audience, story.files.put) == (Audience.NOBODY, [])


async def test_a_new_ticket_by_command_takes_a_file_with_or_without_words(story):
    await story.do(command("maya", "new", "", SHOT))
    await story.do(command("maya", "new", "the frobnicator wibbles in room nine", LOG))
    await story.settle()
    assert {name for _, name, _ in story.files.put} == {"shot.png", "app.log"}
    assert len(await story.tickets()) == 2


async def test_words_that_look_like_a_command_keep_their_file_until_it_is_said(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    root = await story.root()
    await story.hear("sam", "claim form", LOG, anchors=(root,), is_addressed=True, command="claim")
    assert story.files.put == []
    asked = [m for m in await story.shown(ROOM) if m.card and decode(m.card).card.buttons][-1]
    drawn = decode(asked.card)
    send = next(b.offer for b in drawn.card.buttons if b.verb == Verb.SEND)
    await story.do(Pressed(author=author("sam"), channel=ROOM, button=drawn.button, offer=send))
    await story.settle()
    assert story.files.put == [("web:dm:maya", "app.log", b"log!")]


async def test_a_file_beside_a_forms_answer_is_kept(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    [row] = await story.tickets()
    outcome = await story.do(command("sam", "resolve", str(row.ticket)))
    assert isinstance(outcome, Ask)
    root = await story.root()
    newest = str((await story.shown(ROOM))[-1].id)
    await story.hear("sam", "", LOG, anchors=(newest, root), is_direct=True)
    [file] = (await story.page(row.ticket)).files
    assert file.audience is Audience.NOBODY


async def test_a_requesters_file_beside_a_command_reaches_the_engineers(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    [row] = await story.tickets()
    await story.do(command("maya", "cancel", str(row.ticket), LOG))
    await story.settle()
    assert story.files.put == [("web:l1", "app.log", b"log!")]


async def test_an_engineers_question_can_carry_a_file(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    [row] = await story.tickets()
    await story.do(command("sam", "ask", f"{row.ticket} is it this one?", SHOT))
    await story.settle()
    assert story.files.put == [("web:dm:maya", "shot.png", PNG)]


def test_a_place_names_what_further_messages_will_name():
    assert Place(channel=ROOM, message="1", together="g").sources == ("1", "g")
    assert Place(channel=ROOM).sources == ()
