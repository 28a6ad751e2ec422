"""Does the app in Slack have what the code needs, and nothing else?"""

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import handlers.slack
from handlers.slack import manifest as described
from handlers.slack.bodies import GUEST_CHANGED
from handlers.slack.listeners import _READERS
from handlers.slack.shortcuts import ASK, HOME_OPENED, POINT
from tests.fakes.slack.events import SUBSCRIBED

SPEC = json.loads((Path(__file__).parents[2] / "specs" / "slack_methods.json").read_text())
NO_EVENTS = {"block_actions", "view_submission", "command", "message_action"}


def whole():
    return described.manifest(name="Harbour", command="/harbour", prefix="HAR")


def test_the_methods_are_those_that_the_code_calls():
    folder = Path(handlers.slack.__file__).parent
    source = "\n".join(file.read_text() for file in folder.glob("*.py"))
    called = re.findall(r"client\.([a-z]+)_(\w+)\(", source)
    called += re.findall(r"_client\.([a-z]+)_(\w+),", source)
    named = {f"{family}.{name.replace('_', '.')}" for family, name in called}
    assert named == {*described.METHODS, *described.AGENT_METHODS}


def test_the_events_are_those_that_listeners_read():
    heard = {event.partition(".")[0] for event in described.EVENTS}
    assert heard == (_READERS.keys() - NO_EVENTS) | {HOME_OPENED, GUEST_CHANGED}


@pytest.mark.parametrize("method", described._SCOPES_OF_METHOD)
def test_a_method_needs_no_other_scope_than_its_page_says(method):
    known = set(SPEC[method]["bot_scopes"])
    ours = set(described._SCOPES_OF_METHOD[method])
    assert ours <= known
    assert bool(ours) == bool(known)


def test_scopes_follow_from_what_is_used():
    assert described.scopes([], []) == ["commands"]
    assert described.scopes(["chat.update", "files.info"], ["message.im"]) == [
        "chat:write",
        "commands",
        "files:read",
        "im:history",
    ]


def test_a_method_that_nobody_looked_up_is_refused():
    with pytest.raises(KeyError, match=r"admin\.users\.list"):
        described.scopes(["admin.users.list"], [])


def test_the_manifest_asks_for_no_scope_that_is_not_used():
    assert whole()["oauth_config"]["scopes"]["bot"] == [
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "reactions:read",
        "reactions:write",
        "users:read",
    ]


def test_an_agent_asks_for_one_scope_more_and_says_what_one_may_begin_with():
    manifest = described.manifest(name="Harbour", command="/x", prefix="X", agent=True)
    asked = set(manifest["oauth_config"]["scopes"]["bot"])
    assert asked - set(whole()["oauth_config"]["scopes"]["bot"]) == {"assistant:write"}
    view = manifest["features"]["agent_view"]
    assert "Harbour" in view["agent_description"]
    assert {"title": "What can you do?", "message": "Hello"} in view["suggested_prompts"]
    assert "agent_view" not in whole()["features"]


def test_the_guide_says_what_each_scope_is_for():
    guide = (Path(__file__).parents[3] / "docs" / "slack.md").read_text()
    rows = [line for line in guide.splitlines() if line.startswith("| `")]
    named = {scope for row in rows for scope in re.findall(r"`([a-z_:]+)`", row.split("|")[1])}
    assert named == set(described.scopes(described.methods_of(agent=True)))


def test_with_the_pages_address_slack_sends_requests_there():
    manifest = described.manifest(
        name="Harbour", command="/harbour", prefix="HAR", url="https://desk.example.com/"
    )
    address = "https://desk.example.com/slack/events"
    assert manifest["settings"]["event_subscriptions"]["request_url"] == address
    assert manifest["settings"]["interactivity"]["request_url"] == address
    assert manifest["features"]["slash_commands"][0]["url"] == address
    assert not manifest["settings"]["socket_mode_enabled"]


def test_the_desk_names_its_command():
    command = whole()["features"]["slash_commands"][0]
    assert command["command"] == "/harbour"
    assert "HAR-1" in command["usage_hint"]


def test_the_shortcuts_are_those_that_the_code_understands():
    shortcuts = whole()["features"]["shortcuts"]
    assert {(one["type"], one["callback_id"]) for one in shortcuts} == {
        ("message", POINT),
        ("global", ASK),
    }
    assert all(len(one["name"]) <= 24 for one in shortcuts)


def test_what_is_told_in_tests_is_what_the_app_subscribes_to():
    assert set(described.EVENTS) <= SUBSCRIBED


def test_people_can_write_to_the_bot_without_a_public_address():
    manifest = whole()
    assert manifest["features"]["app_home"]["messages_tab_enabled"]
    assert not manifest["features"]["app_home"]["messages_tab_read_only_enabled"]
    assert manifest["settings"]["socket_mode_enabled"]
    assert "request_url" not in json.dumps(manifest)


def test_a_long_name_keeps_the_description_within_the_limit():
    manifest = described.manifest(name="x" * 300, command="/x", prefix="X")
    assert len(manifest["display_information"]["description"]) <= 140


def test_the_link_carries_the_whole_manifest():
    link = urlsplit(described.create_link(whole()))
    fields = parse_qs(link.query)
    assert (link.netloc, link.path) == ("api.slack.com", "/apps")
    assert fields["new_app"] == ["1"]
    assert json.loads(fields["manifest_json"][0]) == whole()
