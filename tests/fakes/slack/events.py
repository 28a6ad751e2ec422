"""What does Slack say when something happens in the workspace?

Shapes: docs.slack.dev/reference/events and docs.slack.dev/apis/events-api (the outer
`event_callback`).
"""

import re
from typing import Any

from tests.fakes.slack.world import APP_ID, BOT_USER_ID, TEAM_ID, Channel, Message, World

VERIFICATION_TOKEN = "verification-token-of-the-fake"

# What the app's manifest subscribes to; other events are not sent to it.
SUBSCRIBED = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "message.channels",
        "message.groups",
        "message.im",
        "message.mpim",
        "reaction_added",
        "member_joined_channel",
        "member_left_channel",
        "channel_archive",
        "app_uninstalled",
        "tokens_revoked",
        "user_guest_status_changed",
    }
)

_MESSAGE_EVENTS = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


def subscription_of(event: dict[str, Any]) -> str:
    """Return the name under which an app subscribes to this event."""
    if event["type"] == "message":
        return _MESSAGE_EVENTS[event["channel_type"]]
    return str(event["type"])


def callback(world: World, event: dict[str, Any], *, is_shared: bool = False) -> dict[str, Any]:
    """Wrap an event as the Events API does."""
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": world.new_id("Ev"),
        "event_time": world.now(),
        "authorizations": [authorization],
        "is_ext_shared_channel": is_shared,
        "event_context": f"4-{world.new_id('x')}",
    }


def said(channel: Channel, message: Message) -> dict[str, Any]:
    return {
        **_told(message),
        "channel": channel.id,
        "channel_type": channel.channel_type,
        "event_ts": message["ts"],
    }


def mentioned(channel: Channel, message: Message) -> dict[str, Any]:
    """Return the twin of a message that mentions the app: same `ts`, an event of its own."""
    kept = {key: value for key, value in _told(message).items() if key != "subtype"}
    return {**kept, "type": "app_mention", "channel": channel.id, "event_ts": message["ts"]}


def changed(world: World, channel: Channel, message: Message, previous: Message) -> dict[str, Any]:
    told = _hidden(world, channel, "message_changed")
    return {**told, "message": _told(message), "previous_message": _told(previous)}


def deleted(world: World, channel: Channel, previous: Message) -> dict[str, Any]:
    told = _hidden(world, channel, "message_deleted")
    return {**told, "previous_message": _told(previous), "deleted_ts": previous["ts"]}


def _told(message: Message) -> Message:
    """Return a message as events show it: without what its metadata says."""
    if "metadata" not in message:
        return message
    return {**message, "metadata": {"event_type": message["metadata"]["event_type"]}}


def _hidden(world: World, channel: Channel, subtype: str) -> dict[str, Any]:
    ts = world.new_ts()
    place = {"channel": channel.id, "channel_type": channel.channel_type}
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        **place,
    }


def reacted(
    world: World, kind: str, channel: Channel, message: Message, *, user: str, name: str
) -> dict[str, Any]:
    """Return `reaction_added` or `reaction_removed`."""
    item = {"type": "message", "channel": channel.id, "ts": message["ts"]}
    who = {"user": user, "reaction": name, "item_user": message.get("user")}
    return {"type": kind, **who, "item": item, "event_ts": world.new_ts()}


def moved(world: World, kind: str, user: str, channel: Channel) -> dict[str, Any]:
    """Return `member_joined_channel` or `member_left_channel`."""
    letter = "C" if channel.kind == "public_channel" else "G"
    place = {"channel": channel.id, "channel_type": letter, "team": TEAM_ID}
    return {"type": kind, "user": user, **place, "event_ts": world.new_ts()}


def typed(text: str) -> str:
    """Return what a person typed as it stands on the wire: escaped, with links and mentions marked.

    Facts: docs.slack.dev/messaging/formatting-message-text. Mentions are typed here as Slack stores
    them, `<@U123>`; links and addresses may be typed bare.
    """
    pieces = re.split(r"(<[@#!][^<>\s]+>)", text)
    return "".join(piece if number % 2 else _plain(piece) for number, piece in enumerate(pieces))


def _plain(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = re.sub(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]]", r"<\g<0>>", escaped)
    return re.sub(r"(?<![\w/@<.:])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", r"<mailto:\g<0>|\g<0>>", linked)


def rich_text(world: World, text: str) -> list[dict[str, Any]]:
    """Return the block that Slack's own clients send with what a person typed."""
    elements: list[dict[str, Any]] = []
    for number, piece in enumerate(re.split(r"<@(\w+)>", text)):
        if number % 2:
            elements.append({"type": "user", "user_id": piece})
        elif piece:
            elements.append({"type": "text", "text": piece})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": world.new_id("b"), "elements": [section]}]
