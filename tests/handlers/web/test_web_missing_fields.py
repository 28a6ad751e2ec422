"""Does a form of the page that lacks a field change nothing, say so, and give the words back?

And is a letter of the page's own that lacks one set aside under the field's name?
"""

import json
from functools import partial

import pytest

from desk.outcome import Done
from handlers.reading import UnreadableError, read
from handlers.web.listeners import WebListener
from tests.handlers.missing import paths, without
from tests.handlers.web.chat_in_memory import NOW
from tests.handlers.web.visitor import OURS, SCRIPT, seen

WORDS = "the printer in hall 3 is jammed"
MINE = {"key": "k1", "channel": "dm:maya", "message": 1}
WHERE = {"thread": "", "back": "/"}
FORMS = {
    "/say": {"key": "k1", "channel": "dm:maya", "text": WORDS, **WHERE},
    "/press": {"key": "k2", "channel": "dm:maya", "message": 1, "button": 7, "offer": 0, **WHERE},
    "/submit": {"key": "k3", "channel": "dm:maya", "form": 12, "field.text": WORDS, **WHERE},
    "/edit": {**MINE, "text": WORDS, **WHERE},
    "/edit/ask": {**MINE, **WHERE},
    "/take-back": {**MINE, **WHERE},
    "/take-back/ask": {**MINE, **WHERE},
    "/demo/clock": {"by": "day"},
    "/sign-out": {},
}
NOT_NEEDED = {
    ("/say", "thread"): "words at the top of a chat have none",
    ("/press", "thread"): "a card at the top of a chat has none",
    ("/submit", "thread"): "what was asked at the top of a chat has none",
    ("/edit/ask", "key"): "nothing is changed by asking",
    ("/edit/ask", "channel"): "the message tells it",
    ("/edit", "channel"): "the message tells it",
    ("/take-back", "channel"): "the message tells it",
    ("/take-back/ask", "key"): "nothing is changed by asking",
    ("/take-back/ask", "channel"): "nothing is changed by asking",
    ("/take-back/ask", "message"): "nothing is changed by asking",
    ("/submit", "field.text"): "the desk says beside the field that it is missing",
}
"""What a form may lack; `back` and, but for edits, `thread` only say where to go on."""


@pytest.fixture
async def said(desk):
    await desk.chat.put("s", channel="dm:maya", text="In hall 3", at=NOW, author="maya")


def lacking():
    for door, form in FORMS.items():
        for field in (*form, "token"):
            is_where = field == "back" or (field == "thread" and door not in {"/say", "/press"})
            if not is_where and (door, field) not in NOT_NEEDED:
                yield door, field


async def sent(visitor, door, field, headers):
    form = {"token": await visitor.token(), "as": "maya", **FORMS[door]}
    del form[field]
    told = {name: str(value) for name, value in form.items()}
    return await visitor.client.post(door, data=told, headers=headers)


@pytest.mark.parametrize(("door", "field"), [*lacking()])
async def test_a_form_that_lacks_a_field_is_refused_and_changes_nothing(
    desk, visitor, said, door, field
):
    before = dict(desk.chat.rows)
    plain = await sent(visitor, door, field, OURS)
    told = await sent(visitor, door, field, SCRIPT)
    for answer in (plain, told):
        assert answer.status_code in {403, 422}
    assert told.json()["kind"] == "refused"
    assert told.json()["text"].endswith(".")
    if WORDS in FORMS[door].values() and not field.endswith("text"):
        assert WORDS in seen(plain).words
    assert (desk.inbox.letters, desk.chat.rows) == ({}, before)


@pytest.mark.parametrize(("door", "field"), NOT_NEEDED)
async def test_what_a_form_need_not_have_is_not_missed(desk, visitor, said, door, field):
    answer = await sent(visitor, door, field, SCRIPT)
    assert answer.status_code == 200
    assert answer.json()["kind"] in {"said", "done", "dialog"}


LETTERS = ("/say", "/press", "/submit", "/edit", "/take-back")
OPTIONAL = {
    "files": "words alone have none",
    "values.text": "an empty field",
    "thread": "what is done to a message is done wherever it stands",
}


@pytest.mark.parametrize("door", LETTERS)
async def test_a_letter_that_lacks_a_field_is_harmless_or_named(desk, visitor, said, door):
    desk.inbox.work = lambda letter: Done()
    await visitor.post(door, headers=SCRIPT, **{"as": "maya", **FORMS[door]})
    [letter] = desk.inbox.letters.values()
    body = json.loads(letter.body)
    understand = partial(WebListener().understand, letter.key)
    whole, named = read(understand, body), set()
    for path in paths(body):
        field = ".".join(map(str, path))
        meaning = told(understand, without(body, path))
        assert meaning in (field, whole) or field in OPTIONAL, field
        named |= {field} if meaning == field else set()
    assert "type" in named


def told(understand, body):
    """Say what a letter means, or the name of what it lacks."""
    try:
        return read(understand, body)
    except UnreadableError as error:
        return error.field
