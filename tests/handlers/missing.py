"""Documented bodies, each with one of its fields taken away."""

from copy import deepcopy
from functools import partial

from handlers.reading import read
from handlers.slack.bodies import slip_of
from handlers.slack.listeners import SlackListener
from handlers.slack.shortcuts import ACT, ASK, POINT, WORDS, opening_of
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
    stored = slack.stored(body, direct="D123ABC456", sign="claim")
    return None if slip is None else (slip, read(listener, stored))


def telegram_meaning(update):
    """Say what both halves of the listener make of an update; raises UnreadableError."""
    read(checked, update)
    stored = {"v": 1, "kind": "update", "update": update, "bot": "firstline_bot"}
    return read(partial(TelegramListener().understand, ""), stored)


def slack_bodies():
    """Give every documented body of Slack's by its name, and those that begin with us."""
    found = {name: deepcopy(payload["body"]) for name, payload in sorted(slack.PAYLOADS.items())}
    return {**found, **_ours(deepcopy(found))}


def _ours(found):
    """Give what the documents show with another app's names under our own."""
    pointed, home = found["message_action"], found["app_home_opened"]
    asked, acted = found["view_submission"], found["block_actions_in_view"]
    pointed |= {"callback_id": POINT, "action_ts": "1355517524.000001"}
    home["event"]["tab"] = "home"
    words = {WORDS: {"v": {"type": "plain_text_input", "value": "is the portal down?"}}}
    asked["view"] |= {"callback_id": ASK, "private_metadata": "", "state": {"values": words}}
    acted["actions"][0] |= {"action_id": f"{ACT}claim:106", "value": "claim 106"}
    acted["view"]["private_metadata"] = "D123ABC456"
    button = deepcopy(acted)
    button["actions"][0] |= {"action_id": ASK}
    shortcut = {
        "type": "shortcut",
        "token": "XXYYZZ",
        "action_ts": "1581106241.371594",
        "team": {"id": "T123ABC456", "domain": "example"},
        "user": {"id": "U123ABC456", "username": "maya", "team_id": "T123ABC456"},
        "callback_id": ASK,
        "trigger_id": "944799105734.773906753841.38b5894552bdd4a780554ee59d1f3638",
    }
    return {
        "our_message_shortcut": pointed,
        "our_home_tab": home,
        "our_window_for_a_question": asked,
        "our_button_on_the_home_tab": acted,
        "our_button_that_opens_the_window": button,
        "our_global_shortcut": shortcut,
    }


def telegram_updates():
    """Give every documented update of Telegram's by its name."""
    return {
        name: deepcopy(payload["update"]) for name, payload in sorted(telegram.PAYLOADS.items())
    }
