"""Who sits in a group of a tier, or of managers?

Bots cannot list ordinary members. Admins are asked for, and whoever writes in the group is in it;
both are told to the inbox like anything that people do.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from telegram import Bot, ChatMember
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from desk.policy import DeskPolicy
from desk.ports import Inbox, Letter, NotStoredError
from handlers.telegram.errors import reason_of
from handlers.telegram.identity import PLATFORM, chat_address
from handlers.telegram.moves import Moves

log = structlog.get_logger(__name__)

Raw = Mapping[str, Any]


class Rosters:
    """Learns the members of the groups that make somebody of them."""

    def __init__(
        self,
        bot: Bot,
        policy: DeskPolicy,
        inbox: Inbox,
        moves: Moves,
        now: Callable[[], datetime],
    ) -> None:
        self._bot = bot
        self._policy = policy
        self._inbox = inbox
        self._moves = moves
        self._now = now
        self._known: set[tuple[int, int]] = set()

    async def tell(self) -> None:
        """Put the admins of each of our groups into the inbox; one we are not in is skipped."""
        for chat in chats_of(self._policy):
            await self.tell_of(chat)

    async def tell_of(self, chat: int) -> None:
        """Put the admins of a group into the inbox, if it is ours and lets us see them."""
        if not self._is_ours(chat):
            return
        try:
            admins = await self._admins(chat)
        except (BadRequest, Forbidden) as error:
            log.warning("no roster", channel=chat, reason=reason_of(error))
            return
        people = [admin.user.to_dict() for admin in admins if not admin.user.is_bot]
        if people:
            await self._put(chat, people, "admins")

    async def _admins(self, chat: int) -> Sequence[ChatMember]:
        """Ask for them where the group is now."""
        try:
            return await self._bot.get_chat_administrators(self._moves.there(chat))
        except ChatMigrated as error:
            await self._moves.take(chat, error.new_chat_id)
        return await self._bot.get_chat_administrators(self._moves.there(chat))

    async def look_again(self, chat: int) -> None:
        """Do so where nobody waits for it: what fails is tried at the next start."""
        try:
            await self.tell_of(chat)
        except (TelegramError, NotStoredError) as error:
            log.warning("no roster", channel=chat, reason=reason_of(error))

    async def meet(self, message: Raw) -> None:
        """Put the author of a message in a group of ours into the inbox, once a process."""
        chat, user = message["chat"]["id"], message["from"]
        seat = (chat, user["id"])
        if not self._is_ours(chat) or seat in self._known or "sender_chat" in message:
            return
        await self._put(chat, [user], str(user["id"]))
        self._known.add(seat)  # only now: had the row not been stored, it must be tried again

    def forget(self, chat: int, user: int) -> None:
        """Take note that somebody left: who writes there again has come back."""
        self._known.discard((chat, user))

    def _is_ours(self, chat: int) -> bool:
        return chat_address(chat) in self._policy.rosters

    async def _put(self, chat: int, people: Sequence[Raw], which: str) -> None:
        now = self._now()
        body = {"v": 1, "kind": "roster", "chat": chat, "people": [dict(one) for one in people]}
        await self._inbox.put(
            Letter(
                key=f"roster:{chat}:{which}:{now.timestamp():.6f}",
                platform=PLATFORM,
                conversation=f"{PLATFORM}:{chat}:roster",
                sort_at=now,
                body=json.dumps(body),
            )
        )


def chats_of(policy: DeskPolicy) -> list[int]:
    """List Telegram's groups whose members are somebody: of the tiers, and of managers."""
    return [int(place.channel) for place in policy.rosters if place.platform == PLATFORM]
