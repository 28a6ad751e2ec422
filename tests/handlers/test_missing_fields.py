"""Is a body that lacks a field read all the same, or set aside under the field's name?

Every field of every documented payload is taken away once. Nothing may be misread in silence: what
changes a meaning stands below with its reason.
"""

import json
from pathlib import Path

import pytest

from handlers.reading import UnreadableError, read
from tests.handlers.missing import (
    paths,
    plain,
    slack_bodies,
    slack_meaning,
    telegram_meaning,
    telegram_updates,
    without,
)

SLACK, TELEGRAM = slack_bodies(), telegram_updates()
SPEC = json.loads((Path(__file__).parents[1] / "specs" / "telegram_bot_api.json").read_text())

HARMLESS = {
    # Not there where there is none: a top-level message, a message without files or subtype.
    "event.thread_ts": "a message at the top of a channel has none",
    "message.thread_ts": "a message at the top of a channel has none",
    "container.thread_ts": "a message at the top of a channel has none",
    "event.previous_message.thread_ts": "a message at the top of a channel has none",
    "event.subtype": "plain words have none",
    "event.message.subtype": "plain words have none",
    "event.files": "words alone have none",
    "event.text": "a file alone has none; words without text are set aside",
    "event.channel_type": "a chat of several is taken for a channel, where a mention asks as well",
    "event.user": "a line that Slack writes itself needs none",
    # Said twice: the other one is read.
    "message": "`container` names the message too",
    "container": "what is shown to one alone is named in `container` only, and acts from nowhere",
    "container.message_ts": "what is shown to one alone acts from nowhere then",
    "event.event_ts": "an edit is as old as its message then; its place in the order hangs on it",
    "message.user": "a message that no person wrote; who points at it is told so",
    "team": "the key is without the workspace then",
    "team.id": "the key is without the workspace then",
    "user.team_id": "the key is without the workspace then",
    # Facts beside what was said.
    "event.files.mimetype": "the bytes tell the kind",
    "event.files.permalink": "a file that we cannot keep is named without a link",
    "event.files.size": "the bytes tell the size",
    "event.previous_message": "an edit whose words are the same is heard once more",
    "event.previous_message.text": "an edit whose words are the same is heard once more",
    # A field of a form or command that is empty: the desk asks for it where it is needed.
    "text": "a command without words asks for them, or shows what there is",
    "view.state.values.category": "an empty field",
    "view.state.values.category.v.selected_option": "an empty field",
    "view.state.values.category.v.selected_option.value": "an empty field",
    "view.state.values.cause": "an empty field",
    "view.state.values.words.v.value": "an empty field",
    "view.state.values.note": "an empty field",
    "view.state.values.resolution": "an empty field",
    "view.state.values.resolution.v.value": "an empty field",
}
"""Fields of Slack's without which a body means something else, and why nothing is lost by it."""

OTHERWISE = {
    "event.subtype": "what wraps a message and does not say so lacks what a message has",
    "event.deleted_ts": "the message that is deleted would tell it too",
    "command": "what is no command must be of a type",
}
"""Fields of Slack's under another name than whose the body is set aside, and why."""

NAMELESS = {
    "first_name": "a person without a name is called by their number",
    "is_bot": "Telegram's own examples lack it; who is not told to be a bot is a person",
}
"""Fields that Telegram always sends and the desk can do without."""


def gone(bodies):
    """Give every body's name, and every path that can be taken away from it."""
    return [(name, path) for name, body in bodies.items() for path in paths(body)]


def named(name, path):
    return f"{name}-{plain(path)}"


def ids(cases):
    return [f"{name}:{'.'.join(map(str, path))}" for name, path in cases]


def told(meaning, body):
    """Say what a body means, or under which name it is set aside."""
    try:
        return meaning(body), None
    except UnreadableError as error:
        return None, error.field


@pytest.mark.parametrize("name", SLACK)
def test_a_field_that_slack_leaves_out_is_harmless_or_named(name):
    body = SLACK[name]
    whole = slack_meaning(body)
    for path in paths(body):
        meaning, lacking = told(slack_meaning, without(body, path))
        if lacking is not None:
            assert lacking.endswith(str(path[-1])) or plain(path) in OTHERWISE, path
        elif meaning != whole:
            assert plain(path) in HARMLESS, path


@pytest.mark.parametrize("name", TELEGRAM)
def test_a_field_that_telegram_leaves_out_is_harmless_or_named(name):
    update = TELEGRAM[name]
    whole = telegram_meaning(update)
    for path in paths(update):
        meaning, lacking = told(telegram_meaning, without(update, path))
        if lacking is not None:
            assert lacking.endswith(str(path[-1])), path
        elif meaning != whole:
            assert not is_required(path) or path[-1] in NAMELESS, path


def is_required(path):
    """Whether the Bot API says that a field is always there."""
    kinds = ["Update"]
    for step in path[:-1]:
        kinds = [inner for kind in kinds for inner in types_of(kind, step)]
    fields = [field for kind in kinds for field in fields_of(kind) if field["name"] == path[-1]]
    return any(field["required"] for field in fields)


def types_of(kind, step):
    if isinstance(step, int):
        return [kind.removeprefix("Array of ")]
    return [told for field in fields_of(kind) if field["name"] == step for told in field["types"]]


def fields_of(kind):
    """Give the documented fields of a type, or of all that it may be."""
    known = SPEC["types"].get(kind, {})
    subtypes = known.get("subtypes", ())
    return [*known.get("fields", ()), *(one for sub in subtypes for one in fields_of(sub))]


def test_the_documents_are_read_as_they_are():
    assert is_required(("message", "from", "id"))
    assert is_required(("message", "entities", 0, "offset"))
    assert is_required(("chat_member", "new_chat_member", "status"))
    assert not is_required(("message", "from", "last_name"))


def test_what_is_always_needed_is_never_done_without():
    needed = {
        "message": ["event.type", "event.channel", "event.user", "event.text", "event.ts", "type"],
        "message_changed": ["event.message", "event.message.text", "event.message.user"],
        "reaction_added": ["event.reaction", "event.item", "event.item.ts", "event.user"],
        "member_joined_channel": ["event.user", "event.channel"],
        "block_actions": ["actions", "actions.action_id", "actions.value", "user.id", "trigger_id"],
        "message_action": ["callback_id"],
        "view_submission": ["view", "view.id", "view.callback_id", "view.private_metadata"],
        "app_home_opened": ["event.tab"],
        "slash_command": ["user_id", "channel_id", "trigger_id"],
    }
    for name, fields in needed.items():
        body = SLACK[name]
        lacking = {
            plain(path): told(slack_meaning, without(body, path))[1]
            for path in paths(body)
            if plain(path) in fields
        }
        assert set(lacking) == set(fields)
        assert None not in lacking.values(), lacking


def test_the_fault_is_named_by_its_whole_path():
    body = {"event": {"item": [{"ts": "1"}, {}]}}
    with pytest.raises(UnreadableError, match=r"^event\.item\.1\.ts$"):
        read(lambda told: [one["ts"] for one in told["event"]["item"]], body)


def test_what_has_another_shape_is_named_by_what_went_wrong():
    with pytest.raises(UnreadableError, match="TypeError"):
        read(lambda told: told["event"]["type"], {"event": None})
    with pytest.raises(UnreadableError, match=r"^ts$"):
        read(lambda told: {**told}["ts"], {})
