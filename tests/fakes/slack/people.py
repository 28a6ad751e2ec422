"""What do people do in the workspace that the app only hears about?

Every act changes the world first and then tells the app, as an event that nobody waits for.
"""

import copy
from collections.abc import Iterable, Sequence
from typing import Any

from tests.fakes.slack import events
from tests.fakes.slack.api_reactions import put_reaction, take_reaction
from tests.fakes.slack.core import SlackCore
from tests.fakes.slack.delivery import Envelope
from tests.fakes.slack.errors import ImpossibleActError
from tests.fakes.slack.objects import file_object, user_object
from tests.fakes.slack.world import BOT_USER_ID, TEAM_ID, Channel, File, Message, User


class People(SlackCore):
    """Acts without an answer."""

    def add_user(self, user_id: str, name: str, **flags: Any) -> str:
        """Add a person and return their id; for the flags see `World.add_user`."""
        return self.world.add_user(user_id, name, **flags).id

    def add_channel(
        self,
        channel_id: str,
        name: str,
        members: Iterable[str] = (),
        *,
        is_private: bool = False,
        bot_is_member: bool = True,
    ) -> str:
        """Add a channel and return its id."""
        return self.world.add_channel(
            channel_id, name, members, is_private=is_private, bot_is_member=bot_is_member
        ).id

    def add_group_chat(self, channel_id: str, members: Iterable[str]) -> str:
        """Let several people talk directly with the bot, and return the chat's id."""
        return self.world.add_group_chat(channel_id, members).id

    def dm(self, user: str) -> str:
        """Return the id of this person's direct message with the bot."""
        return self.world.dm(self._person(user).id).id

    def say(
        self,
        channel: str,
        user: str,
        text: str,
        thread_ts: str | None = None,
        *,
        files: Sequence[tuple[str, bytes]] = (),
        is_broadcast: bool = False,
    ) -> str:
        """Write a message and return its `ts`; a broadcast reply shows in the channel too.

        The app hears of it once, or twice where it is mentioned in a channel: `message` and
        `app_mention` come with event ids of their own and the same `ts`.
        """
        place = self._place(channel, user)
        message = self._written(user, text, files)
        root = self.world.root_of(place, thread_ts)
        if root is not None:
            message |= {"thread_ts": root, "parent_user_id": place.messages[root].get("user")}
        if is_broadcast:
            message["subtype"] = "thread_broadcast"
        self.world.add_message(place, message)
        self.emit(events.said(place, message), place)
        if f"<@{BOT_USER_ID}>" in text and not place.is_im:
            self.emit(events.mentioned(place, message), place)
        return str(message["ts"])

    def report(
        self,
        channel: str,
        bot_id: str,
        text: str = "",
        thread_ts: str | None = None,
        **shown: Any,
    ) -> str:
        """Let another app post; `shown` is what its message holds besides, such as `attachments`.

        Without a `user` it is a `bot_message`, as of incoming webhooks
        (docs.slack.dev/reference/events/message/bot_message).
        """
        place = self._channel(channel)
        kind = {} if "user" in shown else {"subtype": "bot_message"}
        message: Message = {"type": "message", **kind, "bot_id": bot_id, "text": text, **shown}
        message["ts"] = self.world.new_ts()
        if thread_ts is not None:
            message["thread_ts"] = thread_ts
        self.world.add_message(place, message)
        self.emit(events.said(place, message), place)
        return str(message["ts"])

    def mention(self, channel: str, user: str, text: str, thread_ts: str | None = None) -> str:
        """Write a message that begins with a mention of the app."""
        return self.say(channel, user, f"<@{BOT_USER_ID}> {text}", thread_ts)

    def edit_message(self, channel: str, ts: str, text: str) -> None:
        """Let the author change what they wrote."""
        place, message = self._said(channel, ts)
        before = copy.deepcopy(message)
        message["text"] = events.typed(text)
        message["blocks"] = events.rich_text(self.world, message["text"])
        message["edited"] = {"user": message["user"], "ts": self.world.new_ts()}
        self.emit(events.changed(self.world, place, message, before), place)

    def delete_message(self, channel: str, ts: str) -> None:
        place, message = self._said(channel, ts)
        self.world.delete_message(place, ts)
        self.emit(events.deleted(self.world, place, message), place)

    def unfurl(self, channel: str, ts: str, url: str) -> None:
        """Let Slack show a preview of a link: it looks like an edit, but has no `edited`."""
        place, message = self._said(channel, ts)
        before = copy.deepcopy(message)
        message["attachments"] = [{"from_url": url, "original_url": url, "id": 1, "title": url}]
        self.emit(events.changed(self.world, place, message, before), place)

    def react(self, user: str, channel: str, ts: str, name: str) -> None:
        place, message = self._said(channel, ts)
        put_reaction(self, self._place(place.id, user), message, user, name)

    def unreact(self, user: str, channel: str, ts: str, name: str) -> None:
        place, message = self._said(channel, ts)
        take_reaction(self, self._place(place.id, user), message, user, name)

    def join(self, user: str, channel: str) -> None:
        """Let somebody in; the channel says so too, with `subtype: channel_join`."""
        place = self._channel(channel)
        place.members.add(self._person(user).id)
        self._tell_of_move("member_joined_channel", "channel_join", user, place)

    def leave(self, user: str, channel: str) -> None:
        """Let somebody go. The app is not told when it is the one who goes."""
        place = self._channel(channel)
        place.members.discard(user)
        self._tell_of_move("member_left_channel", "channel_leave", user, place)

    def make_guest(self, user: str, *, is_guest: bool = True) -> None:
        """Let somebody be a guest, or a member again; the event shows them as they are now."""
        person = self._person(user)
        person.flags["is_restricted"] = is_guest
        told = {"type": "user_guest_status_changed", "user": user_object(person, with_email=True)}
        self.emit({**told, "event_ts": self.world.new_ts()})

    def archive(self, channel: str, user: str) -> None:
        place = self._channel(channel)
        place.is_archived = True
        told = {"type": "channel_archive", "channel": channel, "user": user}
        self.emit({**told, "is_moved": 0, "event_ts": self.world.new_ts()}, place)

    def open_home(self, user: str, tab: str = "home") -> Envelope | None:
        """Open the app; `tab="messages"` is how a person starts writing to it."""
        told = {"type": "app_home_opened", "user": user, "channel": self.dm(user), "tab": tab}
        shown = {"view": self.views.homes[user]} if user in self.views.homes else {}
        return self.emit({**told, **shown, "event_ts": self.world.new_ts()})

    def revoke_token(self) -> None:
        """Take the bot token away: calls are refused, and the app is told."""
        self.token_error = "token_revoked"
        tokens = {"oauth": [], "bot": [BOT_USER_ID]}
        self.emit({"type": "tokens_revoked", "tokens": tokens, "event_ts": self.world.new_ts()})

    def uninstall(self) -> None:
        """Take the app out of the workspace."""
        self.token_error = "account_inactive"
        self.emit({"type": "app_uninstalled", "event_ts": self.world.new_ts()})

    def _written(self, user: str, text: str, files: Sequence[tuple[str, bytes]]) -> Message:
        author = self._person(user)
        wire = events.typed(text)
        message: Message = {"type": "message", "user": user, "text": wire, "team": author.team_id}
        message |= {"client_msg_id": self.world.new_id("m"), "ts": self.world.new_ts()}
        if wire:
            message["blocks"] = events.rich_text(self.world, wire)
        if author.team_id != TEAM_ID:
            message |= {"user_team": author.team_id, "source_team": author.team_id}
        if files:
            message |= {"subtype": "file_share", "upload": False}
            message["files"] = [self._attached(user, name, content) for name, content in files]
        return message

    def _attached(self, user: str, name: str, content: bytes) -> dict[str, Any]:
        file = File(
            id=self.world.new_id("F"), name=name, size=len(content), owner=user, content=content
        )
        self.world.files[file.id] = file
        return file_object(file, self.base_url)

    def _tell_of_move(self, kind: str, subtype: str, user: str, place: Channel) -> None:
        verb = "joined" if subtype == "channel_join" else "left"
        message = {"type": "message", "subtype": subtype, "user": user}
        message["text"] = f"<@{user}> has {verb} the channel"
        self.world.add_message(place, message)
        self.emit(events.moved(self.world, kind, user, place), place)
        self.emit(events.said(place, message), place)

    def _person(self, user: str) -> User:
        if user not in self.world.users:
            raise ImpossibleActError(f"nobody is called {user}; add_user first")
        return self.world.users[user]

    def _channel(self, channel: str) -> Channel:
        if channel not in self.world.channels:
            raise ImpossibleActError(f"there is no channel {channel}; add_channel or dm first")
        return self.world.channels[channel]

    def _place(self, channel: str, user: str) -> Channel:
        place = self._channel(channel)
        if self._person(user).id not in place.members:
            raise ImpossibleActError(f"{user} is not in {channel} and cannot act there")
        return place

    def _said(self, channel: str, ts: str) -> tuple[Channel, Message]:
        place = self._channel(channel)
        if ts not in place.messages:
            raise ImpossibleActError(f"there is no message {ts} in {channel}")
        return place, place.messages[ts]
