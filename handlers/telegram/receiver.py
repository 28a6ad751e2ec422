"""How is an update stored before it is confirmed, and its tap answered?

The poller moves on only past what this took: when it raises, Telegram sends the update again.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from typing import Any

import structlog

from desk.ports import Inbox, Letter
from handlers.handles import Handles
from handlers.reading import FAULTS
from handlers.telegram.answers import ASK, CAN_SHOW, LEAVE, Answers
from handlers.telegram.identity import PLATFORM, author_of
from handlers.telegram.listeners import (
    checked,
    conversation_of,
    has_left,
    is_of_person,
    key_of,
)
from handlers.telegram.moves import Moves
from handlers.telegram.roster import Rosters
from handlers.texts import nearest

Raw = Mapping[str, Any]

log = structlog.get_logger(__name__)


class Receiver:
    """The first half of the listener. `me` is the bot itself, once Telegram has told."""

    def __init__(  # noqa: PLR0917 - handed over once, by the platform
        self,
        inbox: Inbox,
        handles: Handles,
        answers: Answers,
        rosters: Rosters,
        moves: Moves,
        now: Callable[[], datetime],
    ) -> None:
        self._inbox = inbox
        self._handles = handles
        self._answers = answers
        self._rosters = rosters
        self._moves = moves
        self._now = now
        self._tasks: set[asyncio.Task[None]] = set()
        self.me: Raw = {}

    async def receive(self, update: Raw) -> None:
        """Store an update; raises NotStoredError when it could not be."""
        try:
            checked(update)
        except FAULTS:
            await self._set_aside(update)
            return
        await self._follow(update.get("message") or {})
        query, update = update.get("callback_query"), self._moves.named(update)
        if query is not None:
            await self._tap(update, query)
            return
        message = update.get("message") or update.get("edited_message") or {}
        letter = self._letter(update)  # before any wait: its moment keeps the order
        await self._seat(update, message)
        await self._inbox.put(letter)

    async def close(self) -> None:
        """Let go of answers that are under way; what they are about is stored."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _follow(self, message: Raw) -> None:
        """Learn from either side that a group has moved."""
        if "migrate_to_chat_id" in message:
            await self._moves.take(message["chat"]["id"], message["migrate_to_chat_id"])
        if "migrate_from_chat_id" in message:
            await self._moves.take(message["migrate_from_chat_id"], message["chat"]["id"])

    async def _seat(self, update: Raw, message: Raw) -> None:
        """Learn from the update who is in a tier's group."""
        if "my_chat_member" in update:
            _ = self._soon(self._rosters.look_again(update["my_chat_member"]["chat"]["id"]))
        gone = has_left(update)
        if gone is not None:
            self._rosters.forget(*gone)
        elif message and is_of_person(message):
            await self._rosters.meet(message)

    async def _tap(self, update: Raw, query: Raw) -> None:
        """Store a tap and answer it apart, so that polling goes on; a question is only asked.

        `query` is as it came: what is answered stands where the group is now.
        """
        if str(query.get("data")).startswith((ASK, LEAVE)):
            _ = self._soon(self._ask(query))
            return
        letter = self._letter(update, has_handle=True)
        stored = asyncio.Event()
        answering = self._soon(self._answer(letter, query, stored))
        storing = asyncio.create_task(stored.wait())
        await asyncio.wait({answering, storing}, return_when=asyncio.FIRST_COMPLETED)
        storing.cancel()
        if not stored.is_set():
            await answering  # raises why it was not stored: the poller must not move on

    async def _answer(self, letter: Letter, query: Raw, stored: asyncio.Event) -> None:
        async with self._handles.waiting(letter.key, CAN_SHOW) as waiting:
            await self._inbox.put(letter)
            stored.set()
            outcome = await waiting.outcome()
        await self._answers.tell(query, outcome, await self._language(query))

    async def _ask(self, query: Raw) -> None:
        await self._answers.ask(query, await self._language(query))

    async def _language(self, query: Raw) -> str:
        """Give the language of who tapped: chosen here, or as Telegram tells."""
        author = author_of(query["from"])
        return await self._handles.language(author.identity, nearest(author.language or "en"))

    async def _set_aside(self, update: Raw) -> None:
        """Store what cannot be read, with the words in it; the processor says what it lacks."""
        said = json.dumps(update, sort_keys=True).encode()
        name = hashlib.sha256(said).hexdigest()[:32]  # an update without a number has one of these
        log.warning("not readable", update=update.get("update_id", name))
        body = {"v": 1, "kind": "unread", "update": update, "bot": self.me.get("username")}
        await self._inbox.put(
            Letter(
                key=f"tg:{self.me.get('id')}:{update.get('update_id', name)}",
                platform=PLATFORM,
                conversation=f"{PLATFORM}:unread",
                sort_at=self._now(),
                body=json.dumps(body),
            )
        )

    def _letter(self, update: Raw, *, has_handle: bool = False) -> Letter:
        body = {"v": 1, "kind": "update", "update": update, "bot": self.me.get("username")}
        return Letter(
            key=f"tg:{self.me.get('id')}:{key_of(update)}",
            platform=PLATFORM,
            conversation=conversation_of(update),
            sort_at=self._now(),
            body=json.dumps(body),
            has_handle=has_handle,
        )

    def _soon(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
