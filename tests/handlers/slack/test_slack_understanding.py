"""Does a documented payload mean what its page says? Each file in `tests/payloads` names the page.

A payload's `key` is null where nothing is stored, `means` where the desk has nothing to do with it.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.inbound import Said
from desk.people import Address, Identity
from handlers.slack.bodies import mentioned_in, slip_of
from handlers.slack.listeners import SlackListener, plain

FOLDER = Path(__file__).parents[2] / "payloads" / "slack"
PAYLOADS = {path.stem: json.loads(path.read_text()) for path in FOLDER.glob("*.json")}
STORED = sorted(name for name, payload in PAYLOADS.items() if payload["key"])
AT = "2026-11-24T09:00:00+00:00"
PROFILE = {
    "id": "U123ABC456",
    "name": "Maya Rossi",
    "team_id": "T123ABC456",
    "tz": "Europe/Berlin",
    "locale": "de-DE",
    "is_bot": False,
}
LISTENER = SlackListener()
PROMPT = settings(deadline=timedelta(seconds=5))
"""Nobody's words may hold up everybody else's; the machine may be busy."""


def stored(body, **changes):
    return {
        "v": 1,
        "kind": "request",
        "body": body,
        "profile": PROFILE,
        "names": {},
        "bot": "U0BOT00001",
        "at": AT,
        **changes,
    }


def understood(name, **changes):
    payload = PAYLOADS[name]
    return LISTENER.understand(payload["key"], stored(payload["body"], **changes))


def shown(value):
    """Write a fact as the files do."""
    if isinstance(value, Address | Identity):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [shown(one) for one in value]
    return str(value.identity) if hasattr(value, "identity") else value


@pytest.mark.parametrize("name", sorted(PAYLOADS))
def test_a_payload_is_stored_under_what_happened_in_its_conversation(name):
    payload = PAYLOADS[name]
    slip = slip_of(payload["body"])
    found = (slip.key, slip.conversation) if slip else (None, None)
    assert found == (payload["key"], payload["conversation"])
    assert payload["page"].startswith("https://docs.slack.dev/")


@pytest.mark.parametrize("name", STORED)
def test_a_payload_means_what_its_page_says(name):
    fact, means = understood(name), PAYLOADS[name]["means"]
    if means is None:
        assert fact is None
        return
    [(kind, fields)] = means.items()
    assert type(fact).__name__ == kind
    assert {field: shown(getattr(fact, field)) for field in fields} == fields


@pytest.mark.parametrize("name", STORED)
def test_understanding_again_gives_the_same(name):
    assert understood(name) == understood(name)


def test_twins_are_one_happening_and_mean_the_same_whichever_came_first():
    twins = ("app_mention", "app_mention_twin")
    assert len({PAYLOADS[name]["key"] for name in twins}) == 1
    first, second = (understood(name) for name in twins)
    assert first == second


def test_the_author_is_who_the_profile_shows():
    author = understood("message").author
    assert (author.name, author.language, author.timezone) == ("Maya Rossi", "de", "Europe/Berlin")
    assert author.is_trusted


@pytest.mark.parametrize(
    "profile",
    [
        {**PROFILE, "is_restricted": True},
        {**PROFILE, "is_ultra_restricted": True},
        {**PROFILE, "is_stranger": True},
        {**PROFILE, "team_id": "T0OTHER001"},
        {"id": "U123ABC456"},
        {},
    ],
    ids=["guest", "guest of one channel", "stranger", "other workspace", "unknown", "nothing"],
)
def test_guests_strangers_and_the_unknown_may_ask_and_never_act_for_us(profile):
    said = understood("message", profile=profile)
    assert isinstance(said, Said)
    assert not said.author.is_trusted


def test_people_whom_a_message_names_are_read_by_their_names():
    body = PAYLOADS["message_formatted"]["body"]
    assert mentioned_in(body) == {"U012AB3CD"}
    said = understood("message_formatted", names={"U012AB3CD": "Sam <Okafor> & Co"})
    assert said.text.startswith("Hey @Sam <Okafor> & Co, see")


def test_a_roster_is_everybody_trusted_and_whole_only_when_all_are_known():
    body = {
        "v": 1,
        "kind": "roster",
        "channel": "C123ABC456",
        "team": "T123ABC456",
        "people": [PROFILE, {**PROFILE, "id": "U0GUEST001", "is_restricted": True}],
        "is_whole": False,
    }
    joined = LISTENER.understand("roster:C123ABC456:1", body)
    assert [str(one.identity) for one in joined.people] == ["slack:U123ABC456"]
    assert not joined.is_whole
    assert LISTENER.understand("roster:C123ABC456:2", {**body, "is_whole": True}).is_whole


TYPED = st.text(max_size=300) | st.sampled_from(
    [
        "<",
        "<>",
        "<@",
        "<@>",
        "<!>",
        "<#|>",
        "<|>",
        "<!date^^|>",
        "&amp;lt;",
        "\ud800",
        "a\0b",
        "<" * 20_000,
        "<@U0SAM00001" * 3000,
        "<!date^1|" * 4000,
        "z\u0351" * 2000,
        "😀" * 10_000,
        "\u202e\u2066",
        "x" * 1_000_000,
    ]
)


@PROMPT
@given(text=TYPED)
def test_whatever_somebody_types_is_understood_as_words(text):
    event = {**PAYLOADS["message"]["body"]["event"], "text": text}
    body = {**PAYLOADS["message"]["body"], "event": event}
    assert slip_of(body).key == PAYLOADS["message"]["key"]
    whole = json.loads(json.dumps(stored(body)))
    said = LISTENER.understand("k", whole)
    assert isinstance(said, Said)
    assert "\0" not in said.text
    said.text.encode()


@pytest.mark.parametrize("text", [None, ""])
def test_a_message_without_words_is_one_all_the_same(text):
    event = {**PAYLOADS["message"]["body"]["event"], "text": text}
    said = LISTENER.understand("k", stored({**PAYLOADS["message"]["body"], "event": event}))
    assert said.text == ""


@PROMPT
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_words_come_back_as_they_were_typed(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain(escaped) == text
