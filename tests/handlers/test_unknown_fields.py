"""Does a field that nobody has heard of yet change what a platform's body means?"""

import pytest

from handlers.slack.bodies import slip_of
from handlers.slack.listeners import SlackListener
from handlers.telegram.listeners import TelegramListener
from tests.handlers.slack import test_slack_understanding as slack
from tests.handlers.telegram import test_telegram_understanding as telegram

NEW = {"some_day": {"it": ["is", 1]}}
KEYED = frozenset({"values"})
"""Objects whose names are ours: the blocks of a form."""


def grown(value, name=""):
    """Give every object within a new field."""
    if isinstance(value, list):
        return [grown(one) for one in value]
    if not isinstance(value, dict):
        return value
    if name in KEYED:
        return value
    return {**{key: grown(inner, key) for key, inner in value.items()}, **NEW}


@pytest.mark.parametrize("name", slack.STORED)
def test_a_new_field_of_slack_changes_nothing(name):
    payload = slack.PAYLOADS[name]
    body = grown(payload["body"])
    assert slip_of(body) == slip_of(payload["body"])
    listener, key = SlackListener(), payload["key"]
    told = listener.understand(key, slack.stored(body))
    assert told == listener.understand(key, slack.stored(payload["body"]))


@pytest.mark.parametrize("name", sorted(telegram.PAYLOADS))
def test_a_new_field_of_telegram_changes_nothing(name):
    update = telegram.PAYLOADS[name]["update"]
    listener = TelegramListener()
    told = [
        listener.understand("", {"v": 1, "kind": "update", "update": one, "bot": "firstline_bot"})
        for one in (update, grown(update))
    ]
    assert told[0] == told[1]
