"""Documented bodies, each with one of its fields taken away."""

from copy import deepcopy
from functools import partial

from handlers.reading import read
from handlers.slack.bodies import slip_of
from handlers.slack.listeners import SlackListener
from handlers.slack.shortcuts import opening_of
from handlers.telegram.listeners import TelegramListener, checked
from tests.handlers.slack import test_slack_understanding as slack
from tests.handlers.telegram import test_telegram_understanding as telegram


def paths(value, above=()):
    """Give the path of every field, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*above, key)
            yield from paths(inner, (*above, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from paths(inner, (*above, place))


def without(value, path):
    """Give it without the field, or the entry of a list, at the end of a path."""
    whole = deepcopy(value)
    part = whole
    for step in path[:-1]:
        part = part[step]
    del part[path[-1]]
    return whole


def plain(path):
    """Name a field wherever in a list it stands."""
    return ".".join(str(step) for step in path if not isinstance(step, int))


def slack_meaning(body):
    """Say what both halves of the listener make of a body; raises UnreadableError."""
    opening = read(opening_of, body)
    if opening is not None:
        return opening
    slip = read(slip_of, body)
    listener = partial(SlackListener().understand, "")
    return None if slip is None else (slip, read(listener, slack.stored(body)))


def telegram_meaning(update):
    """Say what both halves of the listener make of an update; raises UnreadableError."""
    read(checked, update)
    stored = {"v": 1, "kind": "update", "update": update, "bot": "firstline_bot"}
    return read(partial(TelegramListener().understand, ""), stored)


def slack_bodies():
    """Give every documented body of Slack's by its name."""
    return {name: deepcopy(payload["body"]) for name, payload in sorted(slack.PAYLOADS.items())}


def telegram_updates():
    """Give every documented update of Telegram's by its name."""
    return {
        name: deepcopy(payload["update"]) for name, payload in sorted(telegram.PAYLOADS.items())
    }
