"""What somebody may do with words of their own on the page, with script and without."""

import json
from datetime import timedelta

import pytest

from tests.handlers.web.chat_in_memory import NOW
from tests.handlers.web.visitor import SCRIPT, Seen, seen

MINE = {"key": "k1", "as": "maya", "channel": "dm:maya", "thread": "", "message": 1}
THERE = "/?left=maya&show=left"


@pytest.fixture
async def said(desk):
    """Maya's words, Sam's in his channel, and a card of the bot in Maya's chat."""
    for number, (channel, author) in enumerate(
        (("dm:maya", "maya"), ("l1-support", "sam"), ("dm:maya", None))
    ):
        await desk.chat.put(f"s{number}", channel=channel, text="In hall 3", at=NOW, author=author)


async def test_only_ones_own_words_have_the_buttons(visitor, said):
    page = seen(await visitor.get(THERE))
    owned = [one for one in page.all("form") if one.get("class") == "own"]
    assert len(owned) == 1
    assert "Take back" in page.words


async def test_words_are_shown_to_their_writer_and_changed(desk, visitor, said):
    asked = (await visitor.post("/edit/ask", headers=SCRIPT, **MINE)).json()
    assert asked["kind"] == "dialog"
    dialog = Seen(asked["html"])
    assert "In hall 3" in dialog.words
    fields = dialog.hidden("/edit")
    desk.clock.now = NOW + timedelta(minutes=1)
    answer = await visitor.post("/edit", headers=SCRIPT, text="In hall 4", **fields)
    assert answer.json() == {"kind": "done"}
    assert desk.chat.rows[1].text == "In hall 4"
    letter = desk.inbox.letters["web:maya:k1"]
    body = json.loads(letter.body)
    assert (body["type"], body["text"], body["message"]) == ("edit", "In hall 4", 1)
    assert not letter.has_handle
    assert letter.sort_at == desk.clock.now


async def test_without_script_the_page_asks_and_leads_back(desk, visitor, said):
    asked = await visitor.post("/edit/ask", **MINE, back=THERE)
    assert "In hall 3" in seen(asked).words
    fields = seen(asked).hidden("/edit")
    answer = await visitor.post("/edit", text="In hall 4", **fields)
    assert (answer.status_code, answer.headers["location"]) == (303, THERE)
    assert desk.chat.rows[1].text == "In hall 4"


async def test_a_message_is_taken_back_after_a_question(desk, visitor, said):
    asked = (await visitor.post("/take-back/ask", headers=SCRIPT, **MINE)).json()
    dialog = Seen(asked["html"])
    assert "Take this message back, for everybody?" in dialog.words
    fields = dialog.hidden("/take-back")
    assert (await visitor.post("/take-back", headers=SCRIPT, **fields)).json() == {"kind": "done"}
    assert desk.chat.rows[1].is_deleted
    assert json.loads(desk.inbox.letters["web:maya:k1"].body)["type"] == "delete"
    assert "own" not in [one.get("class") for one in seen(await visitor.get(THERE)).all("form")]


@pytest.mark.parametrize(
    ("message", "channel"),
    [(2, "l1-support"), (2, "dm:maya"), (3, "dm:maya"), (99, "dm:maya"), ("x", "dm:maya")],
    ids=["of another", "of another, said to be here", "of the bot", "not there", "no number"],
)
@pytest.mark.parametrize("door", ["/edit", "/edit/ask", "/take-back"])
async def test_words_of_others_cannot_be_touched(desk, visitor, said, door, message, channel):
    before = dict(desk.chat.rows)
    form = {**MINE, "message": message, "channel": channel, "text": "mine now"}
    answer = await visitor.post(door, headers=SCRIPT, **form)
    assert (answer.status_code, answer.json()["kind"]) == (422, "refused")
    assert desk.chat.rows == before
    assert not desk.inbox.letters
    assert "In hall 3" not in answer.text


async def test_what_was_taken_back_cannot_be_changed_and_the_new_words_are_kept(
    desk, visitor, said
):
    await desk.chat.remove(1)
    answer = await visitor.post("/edit", text="a long story", **MINE)
    assert answer.status_code == 422
    assert "a long story" in seen(answer).words


async def test_no_words_are_refused_with_a_sentence_and_the_same_words_change_nothing(
    desk, visitor, said
):
    empty = await visitor.post("/edit", headers=SCRIPT, text="  ", **MINE)
    assert empty.json()["text"] == "Write a few words, or take the message back."
    same = await visitor.post("/edit", headers=SCRIPT, text="In hall 3", **MINE)
    assert same.json() == {"kind": "done"}
    assert not desk.inbox.letters


@pytest.mark.parametrize("door", ["/edit", "/edit/ask", "/take-back", "/take-back/ask"])
async def test_a_form_of_another_site_changes_nothing(desk, visitor, said, door):
    answer = await visitor.post(door, text="x", **MINE, token="wrong")
    assert answer.status_code == 403
    assert not desk.inbox.letters
