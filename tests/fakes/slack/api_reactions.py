"""What do the `reactions.*` methods do?

Facts: the method pages of docs.slack.dev/reference/methods; the second same reaction is
`already_reacted`.
"""

import re
from typing import Any

from tests.fakes.slack import events
from tests.fakes.slack.api_chat import find_message
from tests.fakes.slack.core import SlackCore
from tests.fakes.slack.errors import SlackRefusalError
from tests.fakes.slack.world import BOT_USER_ID, Channel, Message

_NAME = re.compile(r"^[a-z0-9_+'-]+(::skin-tone-[2-6])?$")


def add(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    channel, message = _target(core, args)
    if channel.is_archived:
        raise SlackRefusalError("is_archived")
    put_reaction(core, channel, message, BOT_USER_ID, args["name"])
    return {}


def remove(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    channel, message = _target(core, args)
    take_reaction(core, channel, message, BOT_USER_ID, args["name"])
    return {}


def get(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    channel, message = _target(core, {"name": "x", **args})
    return {"type": "message", "channel": channel.id, "message": message}


def put_reaction(core: SlackCore, channel: Channel, message: Message, user: str, name: str) -> None:
    reactions = message.setdefault("reactions", [])
    reaction = next((r for r in reactions if r["name"] == name), None)
    if reaction is None:
        reaction = {"name": name, "users": [], "count": 0}
        reactions.append(reaction)
    if user in reaction["users"]:
        raise SlackRefusalError("already_reacted")
    reaction["users"].append(user)
    reaction["count"] += 1
    core.emit(
        events.reacted(core.world, "reaction_added", channel, message, user=user, name=name),
        channel,
    )


def take_reaction(
    core: SlackCore, channel: Channel, message: Message, user: str, name: str
) -> None:
    reactions = message.get("reactions", [])
    reaction = next((r for r in reactions if r["name"] == name and user in r["users"]), None)
    if reaction is None:
        raise SlackRefusalError("no_reaction")
    reaction["users"].remove(user)
    reaction["count"] -= 1
    message["reactions"] = [r for r in reactions if r["count"]]
    core.emit(
        events.reacted(core.world, "reaction_removed", channel, message, user=user, name=name),
        channel,
    )


def _target(core: SlackCore, args: dict[str, Any]) -> tuple[Channel, Message]:
    if not (args.get("channel") and args.get("timestamp")):
        raise SlackRefusalError("no_item_specified")
    if not _NAME.match(args["name"]):
        raise SlackRefusalError("invalid_name")
    channel = core.channel_of(args["channel"])
    return channel, find_message(channel, args["timestamp"])


METHODS = {"reactions.add": add, "reactions.remove": remove, "reactions.get": get}
