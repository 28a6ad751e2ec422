"""What do the `chat.*` methods do?

Facts: the method pages of docs.slack.dev/reference/methods, and what was measured on slack.com:
only `chat.postMessage` takes a channel's name; an unknown `thread_ts` posts to the channel; a
reply to a reply lands under the root.
"""

import copy
import re
from typing import Any

from tests.fakes.slack import events
from tests.fakes.slack.content import LONGEST_EDITED_TEXT, content, warnings_for
from tests.fakes.slack.core import Ephemeral, SlackCore
from tests.fakes.slack.errors import SlackRefusalError, bad_arguments
from tests.fakes.slack.objects import bot_message, permalink
from tests.fakes.slack.world import BOT_ID, BOT_USER_ID, Channel, Message

_USER_ID = re.compile(r"^[UW][A-Z0-9]{2,}$")
_DISGUISES = ("username", "icon_emoji", "icon_url")


def post_message(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    channel = _room(core, args["channel"])
    _need_open_door(core, channel)
    if any(args.get(name) for name in _DISGUISES):
        core.need_scope("chat:write.customize")
    message = {**bot_message(""), **content(core, args)}
    root = core.world.root_of(channel, args.get("thread_ts"))
    if root is not None:
        message["thread_ts"] = root
        if args.get("reply_broadcast"):
            message |= {"subtype": "thread_broadcast", "root": {"ts": root}}
    core.world.add_message(channel, message)
    core.statuses.pop((channel.id, root or ""), None)
    core.emit(events.said(channel, message), channel)
    echo = copy.deepcopy(message)
    return {"channel": channel.id, "ts": message["ts"], "message": echo, **warnings_for(args)}


def update(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    """Change one of the app's own messages; as measured, the echo lacks `ts` and `reactions`."""
    channel = core.channel_of(args["channel"])
    message = _own(core, channel, args["ts"], "cant_update_message")
    if len(args.get("text", "")) > LONGEST_EDITED_TEXT:
        raise SlackRefusalError("msg_too_long")
    changes = content(core, args)
    before = copy.deepcopy(message)
    if "blocks" in changes:
        message["text"] = ""
    elif "text" in changes:
        message.pop("blocks", None)
        message["edited"] = {"user": BOT_USER_ID, "ts": core.world.new_ts()}
    message |= changes
    if not message.get("metadata", True):
        del message["metadata"]
    core.emit(events.changed(core.world, channel, message, before), channel)
    echo = {k: v for k, v in copy.deepcopy(message).items() if k not in {"ts", "reactions"}}
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": echo}


def delete(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    channel = core.channel_of(args["channel"])
    message = _own(core, channel, args["ts"], "cant_delete_message")
    core.world.delete_message(channel, message["ts"])
    core.emit(events.deleted(core.world, channel, message), channel)
    return {"channel": channel.id, "ts": message["ts"]}


def post_ephemeral(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    channel = core.channel_of(args["channel"])
    if not _USER_ID.match(args["user"]):
        raise bad_arguments("must match a user id [json-pointer:/user]")
    _need_open_door(core, channel)
    if args["user"] not in channel.members:
        raise SlackRefusalError("user_not_in_channel")
    said = content(core, args)
    shown = Ephemeral(
        channel=channel.id,
        user=args["user"],
        ts=core.world.new_ts(),
        text=said.get("text", ""),
        blocks=said.get("blocks", []),
        thread_ts=core.world.root_of(channel, args.get("thread_ts")),
    )
    core.ephemerals.append(shown)
    core.news.tell()
    return {"message_ts": shown.ts}


def get_permalink(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    channel = core.channel_of(args["channel"])
    message = find_message(channel, args["message_ts"])
    return {"channel": channel.id, "permalink": permalink(channel, message)}


def find_message(channel: Channel, ts: str) -> Message:
    message = channel.messages.get(ts)
    if message is None or message.get("subtype") == "tombstone":
        raise SlackRefusalError("message_not_found")
    return message


def _room(core: SlackCore, name: str) -> Channel:
    """Return the conversation meant by an id, a person's id, or a channel's name."""
    if name in core.world.users and name != BOT_USER_ID:
        return core.world.dm(name)
    plain = name.removeprefix("#")
    named = [c.id for c in core.world.channels.values() if plain and c.name == plain]
    return core.channel_of(named[0] if named else name)


def _need_open_door(core: SlackCore, channel: Channel) -> None:
    if channel.is_archived:
        raise SlackRefusalError("is_archived")
    if BOT_USER_ID not in channel.members and "chat:write.public" not in core.scopes:
        raise SlackRefusalError("not_in_channel")


def _own(core: SlackCore, channel: Channel, ts: str, refusal: str) -> Message:
    message = find_message(channel, ts)
    if message.get("bot_id") != BOT_ID:
        raise SlackRefusalError(refusal)
    return message


METHODS = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
}
