"""Can what was set aside be read and tried again from the command line?"""

import json

import pytest

from tests import nouns
from tests.bot.test_cli_tickets import indexed_once, on, url  # noqa: F401

KEY = "sl:m:T1:C1:1.0"
BODY = {
    "v": 1,
    "kind": "request",
    "body": {
        "type": "event_callback",
        "event": {"type": "message", "text": "The printer\nis dead"},
    },
}
FILLED = {"body": {"view": {"state": {"values": {"note": {"v": {"value": "Fixed in 5.12"}}}}}}}


@pytest.fixture
def set_aside(url):  # noqa: F811
    async def bury(place):
        for key, body in (
            (KEY, BODY),
            ("sl:v:V1:h", FILLED),
            ("web:maya:k", {"values": {"text": "Hi"}}),
        ):
            await place.store.inbox.put(nouns.letter(key, body=json.dumps(body)))
            await place.store.inbox.bury(key, "cannot be read: body.event.user")

    on(url, bury)


def test_what_was_set_aside_is_shown_with_its_words(firstline, set_aside):
    told = firstline("inbox", "dead")
    assert told.exit_code == 0, told.stderr
    assert KEY in told.stdout
    assert "cannot be read: body.event.user" in told.stdout
    for words in ("> The printer", "> is dead", "> Fixed in 5.12", "> Hi"):
        assert words in told.stdout


def test_programs_get_the_whole_body(firstline, set_aside):
    rows = json.loads(firstline("inbox", "dead", "--json").stdout)
    assert [row["key"] for row in rows] == [KEY, "sl:v:V1:h", "web:maya:k"]
    assert (rows[0]["words"], rows[0]["body"]) == (["The printer\nis dead"], BODY)


def test_it_is_tried_again_once(firstline, set_aside, url):  # noqa: F811
    assert firstline("inbox", "again", KEY).exit_code == 0

    async def waits(place):
        return (await place.store.inbox.undone())[0]

    assert on(url, waits) == 1
    twice = firstline("inbox", "again", KEY)
    assert twice.exit_code == 2
    assert "firstline inbox dead" in twice.stderr


def test_an_inbox_in_order_says_so(firstline, url):  # noqa: F811
    told = firstline("inbox", "dead")
    assert (told.exit_code, told.stdout) == (0, "")
    assert "Nothing" in told.stderr
