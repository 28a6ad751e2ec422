"""Under which key, and in which conversation, is a Slack request stored?

Slack resends: the key names the happening, not the delivery, so that twins (a message and its
mention), retries and later reads of the history are one row.
"""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from handlers.slack.identity import PLATFORM
from handlers.slack.other_bots import is_bots, is_heard
from handlers.slack.shortcuts import is_act, is_pointed, is_question

FEW = "mpim"
"""What Slack calls a direct chat of several people."""

GUEST_CHANGED = "user_guest_status_changed"
"""The event that somebody became a guest, or is none any more."""

MOST_NAMES = 5
"""Mentioned people whose names are looked up; nobody waits for more."""

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")

_FOR = re.compile(
    r"\s*(?:<@\w+>\s*)?/?(?:ticket\s+)?for\s+(?P<whom><@(?P<id>[UW][A-Z0-9]+)(?:\|[^>]*)?>)",
    re.IGNORECASE,
)
_TICKET = re.compile(r"\s*<@(\w+)>\s*/?ticket\s*", re.IGNORECASE)

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What a letter needs to know of a body.

    `user` is who did it, and `other` whom it is about; both are looked up. `bots_in` is the channel
    where another program spoke. `trigger` opens a window while it lives; `is_question` is a filled
    window for a question.
    """

    key: str
    conversation: str
    user: str | None
    sort_at: datetime | None = None
    has_handle: bool = False
    other: str | None = None
    bots_in: str | None = None
    trigger: str | None = None
    is_question: bool = False


def slip_of(body: Body, bots: Collection[str] = ()) -> Slip | None:
    """Read a request; None for what is not for us: other bots but `bots`, the unheard-of.

    It touches all that the first half needs, so that what it can read is stored under its key.
    """
    if "command" in body:
        return _command(body)
    if body["type"] == "event_callback":
        return _event(body, bots)
    read = _SLIPS.get(body["type"])
    return None if read is None else read(body)


def unread_key(body: Body) -> str:
    """Name a body that cannot be read by what it says, so that it is stored once all the same."""
    said = json.dumps(body, sort_keys=True).encode()
    return f"sl:x:{hashlib.sha256(said).hexdigest()[:32]}"


def changed_guest(body: Body) -> str | None:
    """Give who became a guest, or is none any more; None where that is not what happened."""
    event = body.get("event") or {}
    return str(event["user"]["id"]) if event.get("type") == GUEST_CHANGED else None


def moment(ts: str) -> datetime:
    """Read a message's time; its id is a time with microseconds."""
    return datetime.fromtimestamp(float(ts), UTC)


def message_of(event: Body) -> Body:
    """Give the message that an event is about: an edit wraps it."""
    if event.get("subtype") == "message_changed":
        return cast("Body", event["message"])
    return event.get("message") or event.get("previous_message") or event


def deleted_in(event: Body) -> str | None:
    """Give the id of the message that an event takes away.

    A deletion need not show the message. The root of a thread with answers is not deleted but
    changed into a tombstone.
    """
    if event.get("subtype") == "message_deleted":
        return str(event.get("deleted_ts") or event["previous_message"]["ts"])
    if message_of(event).get("subtype") == "tombstone":
        return str(message_of(event)["ts"])
    return None


def named_in(body: Body) -> tuple[str, str] | None:
    """Give whom a ticket is to be opened for, where the words say so: the id, and how it stands."""
    event = body.get("event") or {}
    is_said = event.get("type") in {"message", "app_mention"} and not event.get("subtype")
    text = event.get("text") if is_said else body.get("text") if "command" in body else None
    found = _FOR.match(text or "")
    return None if found is None else (found["id"], found["whom"])


def pointed_above(body: Body, bot: str) -> str | None:
    """Give the message at the top of the thread in which a ticket of it is wanted."""
    event = body.get("event") or {}
    thread = event.get("thread_ts")
    if thread in {None, event.get("ts")} or event.get("subtype"):
        return None
    found = _TICKET.fullmatch(event.get("text") or "")
    return str(thread) if found is not None and found[1] == bot else None


def mentioned_in(body: Body) -> set[str]:
    """Give the ids of people whom a message or command names, a few at most."""
    if body.get("type") == "event_callback":
        text = message_of(body["event"]).get("text") or ""
    elif is_pointed(body):
        text = body["message"].get("text") or ""
    else:
        text = body.get("text") or "" if "command" in body else ""
    return set(_MENTION.findall(text)[:MOST_NAMES])


def _event(body: Body, bots: Collection[str]) -> Slip | None:
    event = body["event"]
    kind = event["type"]
    if kind in {"message", "app_mention"}:
        return _message(body, event, bots)
    if kind in {"member_joined_channel", "member_left_channel"}:
        return Slip(
            key=f"sl:ev:{body['event_id']}",
            conversation=f"{PLATFORM}:{event['channel']}",
            user=event["user"],
        )
    return _reaction(body, event) if kind == "reaction_added" else None


def _reaction(body: Body, event: Body) -> Slip | None:
    item = event["item"]
    if item["type"] != "message" or not event["reaction"]:
        return None
    return Slip(
        key=f"sl:ev:{body['event_id']}",
        conversation=f"{PLATFORM}:{item['channel']}:{item['ts']}",
        user=event["user"],
        sort_at=moment(str(event["event_ts"])),
    )


def _message(body: Body, event: Body, bots: Collection[str]) -> Slip | None:
    message = message_of(event)
    by_bot = is_bots(message)
    if by_bot and not is_heard(event, bots):
        return None
    is_change = event.get("subtype") in {"message_changed", "message_deleted"}
    ts = deleted_in(event) or str(message["ts"])
    key = (
        f"sl:e:{body['event_id']}"
        if is_change
        else f"sl:m:{body['team_id']}:{event['channel']}:{ts}"
    )
    return Slip(
        key=key,
        conversation=_conversation(event, message, ts),
        user=None if by_bot or deleted_in(event) else message.get("user"),
        sort_at=moment(str(event.get("event_ts") or ts)) if is_change else moment(ts),
        bots_in=str(event["channel"]) if by_bot else None,
    )


def _conversation(event: Body, message: Body, ts: str) -> str:
    """Keep order in a thread; a direct chat is one talk."""
    thread = message.get("thread_ts")
    if is_direct(event) and thread is None:
        return f"{PLATFORM}:{event['channel']}"
    return f"{PLATFORM}:{event['channel']}:{thread or ts}"


def is_direct(event: Body) -> bool:
    """Whether it happened in somebody's direct chat with the bot."""
    return event.get("channel_type") == "im" or str(event["channel"]).startswith("D")


def _action(body: Body) -> Slip | None:
    if is_act(body):
        return _act(body)
    place, action = place_of(body), body["actions"][0]
    if place is None:
        return None
    channel, message, thread = place
    team, user = team_of(body), body["user"]["id"]
    return Slip(
        key=f"sl:a:{team}:{channel}:{message}:{action['action_ts']}:{user}",
        conversation=f"{PLATFORM}:{channel}:{thread or message}",
        user=user,
        has_handle=True,
        trigger=body["trigger_id"],
    )


def _act(body: Body) -> Slip:
    user, action = body["user"]["id"], body["actions"][0]
    return Slip(
        key=f"sl:h:{team_of(body)}:{body['view']['id']}:{action['action_ts']}:{user}",
        conversation=f"{PLATFORM}:home:{user}",
        user=user,
        has_handle=True,
        trigger=body["trigger_id"],
    )


def _view(body: Body) -> Slip:
    view = body["view"]
    return Slip(
        key=f"sl:v:{view['id']}:{view['hash']}",
        conversation=f"{PLATFORM}:view:{view['id']}",
        user=body["user"]["id"],
        has_handle=True,
        is_question=is_question(body),
    )


def _pointed(body: Body) -> Slip | None:
    """Keep order with what is said in the message's thread."""
    if not is_pointed(body):
        return None
    channel, message, user = body["channel"]["id"], body["message"], body["user"]["id"]
    ts = str(message["ts"])
    return Slip(
        key=f"sl:s:{team_of(body)}:{channel}:{ts}:{body['action_ts']}:{user}",
        conversation=f"{PLATFORM}:{channel}:{message.get('thread_ts') or ts}",
        user=user,
        has_handle=True,
        other=message.get("user"),
        trigger=body["trigger_id"],
    )


def team_of(body: Body) -> str | None:
    """Give the workspace; interactions of an app that a whole organisation has name none."""
    team = body.get("team_id") or (body.get("team") or {}).get("id")
    return team or (body.get("user") or {}).get("team_id")


def place_of(body: Body) -> tuple[str, str, str | None] | None:
    """Give channel, message and thread of a tap; None for one in a view."""
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
    message = (body.get("message") or {}).get("ts") or container.get("message_ts")
    if not (channel and message):
        return None
    thread = (body.get("message") or {}).get("thread_ts") or container.get("thread_ts")
    return str(channel), str(message), thread


def _command(body: Body) -> Slip:
    return Slip(
        key=f"sl:c:{body['trigger_id']}",
        conversation=f"{PLATFORM}:{body['channel_id']}:command",
        user=body["user_id"],
        has_handle=True,
        trigger=body["trigger_id"],
    )


_SLIPS: Mapping[str, Callable[[Body], Slip | None]] = {
    "block_actions": _action,
    "message_action": _pointed,
    "view_submission": _view,
}
