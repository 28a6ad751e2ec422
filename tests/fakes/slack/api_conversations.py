"""What do the `conversations.*` methods do?

Facts: the method pages of docs.slack.dev/reference/methods. History is newest first, a thread
oldest first with its root on top; both bounds are exclusive unless `inclusive`; `event_payload` of
message metadata is only shown with `include_all_metadata`
(docs.slack.dev/messaging/message-metadata).
"""

import copy
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.fakes.slack import events
from tests.fakes.slack.core import SlackCore
from tests.fakes.slack.errors import SlackRefusalError
from tests.fakes.slack.objects import channel_object
from tests.fakes.slack.paging import page_of
from tests.fakes.slack.world import BOT_ID, BOT_USER_ID, Channel, Message, is_reply

KINDS = ("public_channel", "private_channel", "mpim", "im")


def open_dm(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    core.need_scope("im:write")
    if args.get("channel"):
        channel = core.channel_of(args["channel"])
    else:
        channel = core.world.dm(_one_person(core, args.get("users", "")))
    shown = channel_object(channel) if args.get("return_im") else {"id": channel.id}
    return {"channel": shown}


def list_all(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    kinds = _kinds(core, args)
    seen = [c for c in core.world.channels.values() if c.kind in kinds and _is_visible(c)]
    return _listing([c for c in seen if not (args.get("exclude_archived") and c.is_archived)], args)


def of_user(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    """users.conversations: where a person is, the bot itself if none is named."""
    kinds = _kinds(core, args)
    user = args.get("user") or BOT_USER_ID
    seen = [c for c in core.world.channels.values() if c.kind in kinds and user in c.members]
    return _listing([c for c in seen if _is_visible(c)], args)


def info(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    channel = _readable(core, args["channel"], "read")
    counted = {"num_members": len(channel.members)} if args.get("include_num_members") else {}
    return {"channel": channel_object(channel) | counted}


def members(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    channel = _readable(core, args["channel"], "read")
    page, cursor = page_of(sorted(channel.members), args)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def join(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    channel = core.channel_of(args["channel"])
    if channel.is_archived:
        raise SlackRefusalError("is_archived")
    if channel.kind != "public_channel":
        raise SlackRefusalError("method_not_supported_for_channel_type")
    if BOT_USER_ID not in channel.members:
        channel.members.add(BOT_USER_ID)
        core.emit(events.moved(core.world, "member_joined_channel", BOT_USER_ID, channel), channel)
    return {"channel": channel_object(channel)}


def history(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    channel = _readable(core, args["channel"], "history")
    _need_member(channel)
    shown = reversed(_between(channel.timeline(), args))
    return {**_messages(core, list(shown), args), "pin_count": 0}


def replies(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    """Return a thread; for a reply's own ts only the reply, as it has no replies itself."""
    channel = _readable(core, args["channel"], "history")
    _need_member(channel)
    asked = channel.messages.get(args["ts"])
    if asked is None:
        raise SlackRefusalError("thread_not_found")
    if is_reply(asked):
        return _messages(core, [asked], args, usual=1000)
    answers = [m for m in channel.thread(args["ts"]) if m is not asked]
    return _messages(core, [asked, *_between(answers, args)], args, usual=1000)


def _one_person(core: SlackCore, users: str) -> str:
    if not users:
        raise SlackRefusalError("users_list_not_supplied")
    if "," in users:
        raise SlackRefusalError("missing_scope", needed="mpim:write", provided="")
    user = core.world.users.get(users)
    if user is None:
        raise SlackRefusalError("user_not_found")
    if user.flags.get("deleted"):
        raise SlackRefusalError("user_disabled")
    return users


def _kinds(core: SlackCore, args: dict[str, Any]) -> list[str]:
    kinds = [kind.strip() for kind in (args.get("types") or "public_channel").split(",")]
    if not set(kinds) <= set(KINDS):
        raise SlackRefusalError("invalid_types")
    for kind in kinds:
        core.need_kind_scope(kind, "read")
    return kinds


def _is_visible(channel: Channel) -> bool:
    return channel.kind == "public_channel" or BOT_USER_ID in channel.members


def _listing(channels: list[Channel], args: dict[str, Any]) -> dict[str, Any]:
    page, cursor = page_of(channels, args, most=999)
    shown = [channel_object(channel) for channel in page]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def _readable(core: SlackCore, channel_id: str, right: str) -> Channel:
    channel = core.channel_of(channel_id)
    core.need_kind_scope(channel.kind, right)
    return channel


def _need_member(channel: Channel) -> None:
    if BOT_USER_ID not in channel.members:
        raise SlackRefusalError("not_in_channel")


def _between(messages: Iterable[Message], args: dict[str, Any]) -> list[Message]:
    oldest, latest = _bound(args, "oldest"), _bound(args, "latest")
    return [m for m in messages if _is_between(Decimal(m["ts"]), oldest, latest, args)]


def _is_between(
    ts: Decimal, oldest: Decimal | None, latest: Decimal | None, args: dict[str, Any]
) -> bool:
    if args.get("inclusive") and ts in (oldest, latest):
        return True
    return (oldest is None or ts > oldest) and (latest is None or ts < latest)


def _bound(args: dict[str, Any], name: str) -> Decimal | None:
    value = args.get(name)
    if value in (None, "", "now"):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise SlackRefusalError(f"invalid_ts_{name}") from None


def _messages(
    core: SlackCore, messages: list[Message], args: dict[str, Any], *, usual: int = 100
) -> dict[str, Any]:
    page, cursor = page_of(messages, args, usual=usual, most=max(999, usual))
    shown = [_shown(core, message, args) for message in page]
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"messages": shown, "has_more": bool(cursor), **more}


def _shown(core: SlackCore, message: Message, args: dict[str, Any]) -> Message:
    shown = copy.deepcopy(message)
    metadata = shown.get("metadata")
    if metadata is not None and not (args.get("include_all_metadata") and _may_read(core, message)):
        shown["metadata"] = {"event_type": metadata["event_type"]}
    return shown


def _may_read(core: SlackCore, message: Message) -> bool:
    is_own = message.get("bot_id") == BOT_ID and not core.metadata_needs_scope
    return is_own or "metadata.message:read" in core.scopes


METHODS = {
    "conversations.open": open_dm,
    "conversations.list": list_all,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.join": join,
    "conversations.history": history,
    "conversations.replies": replies,
    "users.conversations": of_user,
}
