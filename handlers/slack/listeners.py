"""What does a stored Slack body mean?

The second half of the listener. The first half, which stores and answers handles, is `receiver`.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from typing_extensions import override

from desk.inbound import (
    Author,
    Commanded,
    Deleted,
    Edited,
    Inbound,
    Joined,
    Left,
    Named,
    Pointed,
    Pressed,
    Reacted,
    Reported,
    Said,
    Submitted,
    Visited,
)
from desk.people import Address, Identity
from desk.ticket import Verb
from handlers.commands import parse
from handlers.listener import Listener
from handlers.slack.bodies import (
    FEW,
    deleted_in,
    is_direct,
    message_of,
    moment,
    named_in,
    place_of,
    slip_of,
    team_of,
)
from handlers.slack.files import files_of
from handlers.slack.identity import PLATFORM, author_of
from handlers.slack.other_bots import bot_author, bot_words, is_bots
from handlers.slack.reactions import TICKET
from handlers.slack.shortcuts import WORDS, is_act, is_question, opening_of

SPOKEN = frozenset({None, "thread_broadcast", "file_share", "me_message"})
"""Subtypes of messages that are words of a person."""

_BUTTON = re.compile(r"b:(\d+)\.(\d+)")
# Nothing in it reaches past the next `<`: a message of nothing but those would take minutes.
_LINK = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")

Stored = Mapping[str, Any]


class SlackListener(Listener):
    """Understands what the receiver stored.

    That is `{"v", "kind", "body", "profile", "names", "bot", "at"}`; `names` are those of people
    whom the text mentions. Of the kind `unread` is what the first half could not read.
    """

    platform = PLATFORM
    asks_in_chat = False

    def __init__(self, command: str = "/support") -> None:
        self._command = command

    @override
    def understand(self, key: str, body: Stored) -> Inbound | None:
        """Say what it means; a kind that is not known means nothing."""
        meant = self._understand(body)
        return replace(meant, root=self._command) if isinstance(meant, Said) else meant

    def _understand(self, body: Stored) -> Inbound | None:
        if body["kind"] == "roster":
            return _roster(body)
        if body["kind"] == "home":
            return Visited(author=author_of(body["profile"], body["user"], body["team"]))
        if body["kind"] == "unread":
            _ = opening_of(body["body"]) or slip_of(body["body"])  # unless we have learned it
        read = _READERS.get(_kind(body["body"]))
        return None if read is None else read(body)


def _kind(body: Stored) -> str:
    if body.get("type") == "event_callback":
        return str(body["event"]["type"])
    return str(body.get("type") or "command")


def _author(stored: Stored, user: str) -> Author:
    return author_of(stored.get("profile") or {}, user, team_of(stored["body"]))


def _channel(channel: str) -> Address:
    return Address(platform=PLATFORM, channel=channel)


def _message(stored: Stored) -> Inbound | None:
    event = stored["body"]["event"]
    subtype, message = event.get("subtype"), message_of(event)
    if deleted := deleted_in(event):
        at = moment(str(event.get("event_ts") or event["ts"]))
        return Deleted(channel=_channel(event["channel"]), message=deleted, deleted_at=at)
    if is_bots(message):
        return _reported(stored, event)
    if message.get("subtype") not in SPOKEN or message["user"] == stored.get("bot"):
        return None  # a file that we put there may come back without a sign that a bot did
    if subtype == "message_changed":
        return _edited(stored, event, message)
    return _spoken(stored, event) if subtype in SPOKEN else None


def _spoken(stored: Stored, event: Stored) -> Said | Pointed:
    return _pointed_above(stored, event) if "message" in stored else _said(stored, event)


def _reported(stored: Stored, event: Stored) -> Reported:
    """Read what another program said: it is nobody's question, and no command."""
    author, thread = bot_author(event), event.get("thread_ts")
    return Reported(
        said=Said(
            author=author,
            channel=_channel(event["channel"]),
            message=event["ts"],
            text=plain(bot_words(event), stored.get("names")),
            said_at=moment(event["ts"]),
            answer_in=thread or event["ts"],
            anchors=(thread,) if thread and thread != event["ts"] else (),
            files=files_of(event),
        )
    )


def _edited(stored: Stored, event: Stored, message: Stored) -> Edited | None:
    before = (event.get("previous_message") or {}).get("text")
    if before == message["text"]:
        return None
    return Edited(
        author=_author(stored, message["user"]),
        channel=_channel(event["channel"]),
        message=message["ts"],
        text=plain(message["text"] or "", stored.get("names")),
        edited_at=moment(str(event.get("event_ts") or event["ts"])),
    )


def _said(stored: Stored, event: Stored) -> Said:
    files = files_of(event)
    text = (event.get("text") if files else event["text"]) or ""
    mention = f"<@{stored.get('bot')}>"
    thread = event.get("thread_ts")
    words = plain(text.replace(mention, " "), stored.get("names")).strip()
    command = parse(words)
    return Said(
        author=_author(stored, event["user"]),
        channel=_channel(event["channel"]),
        message=event["ts"],
        text=words,
        said_at=moment(event["ts"]),
        answer_in=thread or event["ts"],
        anchors=(thread,) if thread and thread != event["ts"] else (),
        is_direct=is_direct(event),
        is_addressed=mention in text,
        command=command[0] if command else None,
        files=files,
        whom=_named(stored),
        is_among_few=event.get("channel_type") == FEW,
    )


def _pointed_above(stored: Stored, event: Stored) -> Pointed:
    """Read the wish for a ticket of the message under which it stands."""
    channel = str(event["channel"])
    said = _said_by_other(stored, stored["message"] or {}, channel)
    return Pointed(
        author=_author(stored, event["user"]),
        channel=_channel(channel),
        pointed_at=moment(event["ts"]),
        said=said,
        answer_in=str(event["thread_ts"]),
    )


def _named(stored: Stored) -> Named | None:
    """Give whom the words name; a bot is nobody."""
    named, other = named_in(stored["body"]), stored.get("other") or {}
    if named is None or other.get("is_bot"):
        return None
    direct = stored.get("direct")
    return Named(
        author=author_of(other, named[0], team_of(stored["body"])),
        called=plain(named[1], stored.get("names")),
        direct=None if direct is None else _channel(direct),
    )


def _pressed(stored: Stored) -> Pressed | Commanded | None:
    body = stored["body"]
    if is_act(body):
        return _acted(stored)
    place, found = place_of(body), _BUTTON.fullmatch(_chosen(body["actions"][0]))
    if place is None or found is None:
        return None
    channel, message, thread = place
    return Pressed(
        author=_author(stored, body["user"]["id"]),
        channel=_channel(channel),
        button=int(found[1]),
        offer=int(found[2]),
        message=message,
        answer_in=thread,
    )


def _chosen(action: Stored) -> str:
    """Give the value of a tap, by which our buttons are known; others need not have one."""
    if action["type"] == "overflow":
        return str(action["selected_option"]["value"])
    is_ours = _BUTTON.search(action["action_id"]) is not None
    return str(action["value"] if is_ours else action.get("value") or "")


def _acted(stored: Stored) -> Commanded:
    """Read a tap on the Home tab: what it says is said in the direct chat."""
    body = stored["body"]
    name, _, words = str(body["actions"][0]["value"]).partition(" ")
    return Commanded(
        author=_author(stored, body["user"]["id"]),
        channel=_channel(body["view"]["private_metadata"]),
        name=name,
        words=words,
        said_at=datetime.fromisoformat(stored["at"]),
        is_direct=True,
    )


def _reacted(stored: Stored) -> Reacted | Pointed | None:
    event, sign = stored["body"]["event"], stored.get("sign")
    item, author = event["item"], _author(stored, event["user"])
    at = moment(str(event["event_ts"]))
    if sign == TICKET:
        channel = str(item["channel"])
        return Pointed(
            author=author,
            channel=_channel(channel),
            pointed_at=at,
            said=_said_by_other(stored, stored["message"], channel),
            answer_in=str(item["ts"]),
            is_quiet=True,
        )
    if sign is None:
        return None
    return Reacted(
        author=author,
        channel=_channel(item["channel"]),
        message=str(item["ts"]),
        verb=Verb(sign),
        reacted_at=at,
        answer_in=str(item["ts"]),
    )


def _said_by_other(stored: Stored, message: Stored, channel: str) -> Said | None:
    """Read a message that somebody points at; None where no person wrote it."""
    other = stored.get("other") or {}
    if not message.get("user") or message.get("bot_id") or other.get("is_bot"):
        return None
    return _said({**stored, "profile": other}, {**message, "channel": channel})


def _pointed(stored: Stored) -> Pointed:
    body = stored["body"]
    channel, message = str(body["channel"]["id"]), body["message"]
    return Pointed(
        author=_author(stored, body["user"]["id"]),
        channel=_channel(channel),
        pointed_at=datetime.fromisoformat(stored["at"]),
        said=_said_by_other(stored, message, channel),
        answer_in=message.get("thread_ts") or message["ts"],
    )


def _submitted(stored: Stored) -> Submitted | Commanded | None:
    body = stored["body"]
    view = body["view"]
    if is_question(body):
        return _asked(stored, view)
    if not view["private_metadata"].isdigit():
        return None
    return Submitted(
        author=_author(stored, body["user"]["id"]),
        form=int(view["private_metadata"]),
        values={name: _value(inputs) for name, inputs in view["state"]["values"].items()},
    )


def _asked(stored: Stored, view: Stored) -> Commanded:
    """Read the window for a question: it is answered in the direct chat."""
    return Commanded(
        author=_author(stored, stored["body"]["user"]["id"]),
        channel=_channel(stored["direct"]),
        name="new",
        words=plain(_value(view["state"]["values"][WORDS])),
        said_at=datetime.fromisoformat(stored["at"]),
        is_direct=True,
    )


def _value(inputs: Stored) -> str:
    given = inputs["v"]
    chosen = given.get("selected_option") or {}
    return str(given.get("value") or chosen.get("value") or "")


def _commanded(stored: Stored) -> Commanded:
    """Read a slash command; words that begin with no command's name are a question."""
    body = stored["body"]
    text = plain(body.get("text") or "", stored.get("names")).strip()
    name, words = parse(text) or ("new" if text else "help", text)
    channel = str(body["channel_id"])
    return Commanded(
        author=_author(stored, body["user_id"]),
        channel=_channel(channel),
        name=name,
        words=words,
        said_at=datetime.fromisoformat(stored["at"]),
        is_direct=channel.startswith("D"),
        root=str(body["command"]),
        whom=_named(stored),
    )


def _joined(stored: Stored) -> Joined:
    event = stored["body"]["event"]
    author = _author(stored, event["user"])
    return Joined(channel=_channel(event["channel"]), people=(author,))


def _left(stored: Stored) -> Left:
    event = stored["body"]["event"]
    identity = Identity(platform=PLATFORM, id=event["user"])
    return Left(channel=_channel(event["channel"]), identity=identity)


def _roster(stored: Stored) -> Joined:
    people = (author_of(profile, profile["id"], stored["team"]) for profile in stored["people"])
    trusted = tuple(author for author in people if author.is_trusted)
    return Joined(channel=_channel(stored["channel"]), people=trusted, is_whole=stored["is_whole"])


_READERS: dict[str, Callable[[Stored], Inbound | None]] = {
    "message": _message,
    "app_mention": _message,
    "member_joined_channel": _joined,
    "member_left_channel": _left,
    "reaction_added": _reacted,
    "block_actions": _pressed,
    "message_action": _pointed,
    "view_submission": _submitted,
    "command": _commanded,
}


def plain(text: str, names: Mapping[str, str] | None = None) -> str:
    """Give a person's words as they were typed: links as text, `&amp;` as `&`, people by name.

    NUL and halves of surrogate pairs, which no database holds, are not among them.
    """
    typed = html.unescape(_LINK.sub(partial(_shown, names or {}), text))
    whole = typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")


def _shown(names: Mapping[str, str], found: re.Match[str]) -> str:
    kind, target, label = found["kind"], found["target"], found["label"]
    if not kind:
        return f"{label} ({target})" if label and label not in target else target
    name = html.escape(names.get(target, ""), quote=False) or label or target.split("^")[0]
    return f"#{name}" if kind == "#" else f"@{name.removeprefix('@')}"
