"""What is in the workspace: people, channels, and what was said in them?

Everything is kept in the shapes of Slack's own objects (docs.slack.dev/reference/objects), so that
what a test reads is what a client would get. The world knows no wire: it neither checks nor sends.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Message = dict[str, Any]

TEAM_ID = "T0FIRST001"
TEAM_DOMAIN = "firstline-test"
APP_ID = "A0FIRST001"
BOT_ID = "B0FIRST001"
BOT_USER_ID = "U0BOT00001"


@dataclass(kw_only=True)
class User:
    """A member; `flags` are booleans of Slack's user object, such as `is_restricted`."""

    id: str
    name: str
    real_name: str
    email: str
    tz: str
    team_id: str = TEAM_ID
    flags: dict[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True)
class Channel:
    """A conversation with its members and messages, oldest first."""

    id: str
    name: str
    kind: str  # public_channel, private_channel, mpim or im
    members: set[str]
    is_archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def is_im(self) -> bool:
        return self.kind == "im"

    @property
    def other(self) -> str:
        """The person a direct message is with."""
        return next(member for member in self.members if member != BOT_USER_ID)

    @property
    def channel_type(self) -> str:
        """The word events use."""
        known = {"public_channel": "channel", "private_channel": "group"}
        return known.get(self.kind, self.kind)

    @property
    def shown_name(self) -> str:
        """The name interaction payloads use: only public channels show theirs."""
        return {"im": "directmessage", "private_channel": "privategroup"}.get(self.kind, self.name)

    def timeline(self) -> Iterator[Message]:
        """Yield what the channel itself shows: no replies, except broadcast ones."""
        return (m for m in self.messages.values() if not is_reply(m) or is_broadcast(m))

    def thread(self, root_ts: str) -> Iterator[Message]:
        """Yield a root and its replies, oldest first."""
        return (m for m in self.messages.values() if root_ts in (m["ts"], m.get("thread_ts")))


@dataclass(kw_only=True)
class File:
    """A file, uploaded by a person or by the bot."""

    id: str
    name: str
    size: int
    owner: str
    content: bytes | None = None
    title: str = ""
    shared_in: list[str] = field(default_factory=list)

    @property
    def is_shared(self) -> bool:
        return bool(self.shared_in)


def is_reply(message: Message) -> bool:
    return bool(message.get("thread_ts", message["ts"]) != message["ts"])


def is_broadcast(message: Message) -> bool:
    return message.get("subtype") == "thread_broadcast"


class World:
    """The workspace. `clock` is the wall clock that message ids are made of."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._serial = count(1)
        self._last_ts = (0, 0)
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.usergroups: dict[str, tuple[str, list[str]]] = {}
        self.add_user(BOT_USER_ID, "firstline", is_bot=True)

    def new_id(self, letter: str) -> str:
        """Return an id of Slack's shape, unique in this world."""
        return f"{letter}0FAKE{next(self._serial):05d}"

    def new_ts(self) -> str:
        """Return a message id: seconds and a counter, always later than the one before."""
        second = max(int(self._clock()), self._last_ts[0])
        number = self._last_ts[1] + 1 if second == self._last_ts[0] else 100
        self._last_ts = (second, number)
        return f"{second}.{number:06d}"

    def now(self) -> int:
        return int(self._clock())

    def add_user(self, user_id: str, name: str, **flags: Any) -> User:
        """Add a person; flags: `real_name`, `email`, `tz`, `team_id`, or the object's booleans."""
        user = User(
            id=user_id,
            name=name,
            real_name=flags.pop("real_name", name.title()),
            email=flags.pop("email", f"{name}@example.com"),
            tz=flags.pop("tz", "Europe/Brussels"),
            team_id=flags.pop("team_id", TEAM_ID),
            flags=flags,
        )
        self.users[user_id] = user
        return user

    def add_channel(
        self,
        channel_id: str,
        name: str,
        members: Iterable[str] = (),
        *,
        is_private: bool = False,
        bot_is_member: bool = True,
    ) -> Channel:
        everyone = set(members) | ({BOT_USER_ID} if bot_is_member else set())
        kind = "private_channel" if is_private else "public_channel"
        channel = Channel(id=channel_id, name=name, kind=kind, members=everyone)
        self.channels[channel_id] = channel
        return channel

    def add_group_chat(self, channel_id: str, members: Iterable[str]) -> Channel:
        """Let several people talk directly, with the bot among them.

        Such a chat is named after who is in it (docs.slack.dev/reference/objects/conversation-object).
        """
        people = [*members, BOT_USER_ID]
        name = "mpdm-" + "--".join(self.users[one].name for one in people) + "-1"
        channel = Channel(id=channel_id, name=name, kind="mpim", members=set(people))
        self.channels[channel_id] = channel
        return channel

    def dm(self, user_id: str) -> Channel:
        """Return the direct message between the bot and this person, opening it if need be."""
        known = next((c for c in self.channels.values() if c.is_im and user_id in c.members), None)
        if known is not None:
            return known
        channel_id = f"D{user_id[1:]}"
        opened = Channel(id=channel_id, name="", kind="im", members={user_id, BOT_USER_ID})
        self.channels[channel_id] = opened
        return opened

    def add_message(self, channel: Channel, message: Message) -> Message:
        """Keep a message and the counters its thread's root carries."""
        message.setdefault("ts", self.new_ts())
        channel.messages[message["ts"]] = message
        if is_reply(message):
            _count_reply(channel.messages[message["thread_ts"]], message)
        return message

    def root_of(self, channel: Channel, thread_ts: str | None) -> str | None:
        """Return the thread a reply lands in: the root's, even for a reply's reply, or none."""
        said = channel.messages.get(thread_ts or "")
        return None if said is None else str(said.get("thread_ts", said["ts"]))

    def delete_message(self, channel: Channel, ts: str) -> Message:
        """Take a message away; a root with replies leaves a tombstone, as on slack.com."""
        gone = channel.messages.pop(ts)
        if not is_reply(gone) and gone.get("reply_count"):
            kept = {
                k: gone[k]
                for k in ("ts", "thread_ts", "reply_count", "reply_users", "latest_reply")
            }
            tombstone = {
                "type": "message",
                "subtype": "tombstone",
                "text": "This message was deleted.",
            }
            channel.messages[ts] = {**tombstone, "user": "USLACKBOT", "hidden": True, **kept}
            channel.messages = dict(sorted(channel.messages.items()))
        return gone


def _count_reply(root: Message, reply: Message) -> None:
    root["thread_ts"] = root["ts"]
    root["reply_count"] = root.get("reply_count", 0) + 1
    author = reply.get("user", "")
    users = root.setdefault("reply_users", [])
    if author not in users:
        users.append(author)
    root["reply_users_count"] = len(users)
    root["latest_reply"] = reply["ts"]
