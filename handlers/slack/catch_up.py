"""What was said while nobody listened?

Slack tries for some minutes and then gives up, so what people wrote in a longer absence is read
from the history. It goes the way that everything goes; what is stored already is stored once.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from desk.ports import NotStoredError
from handlers.slack.bodies import FEW, moment
from handlers.slack.errors import AWAY, code_of, is_refusal, wait_of
from handlers.slack.files import Marks
from handlers.slack.identity import next_page

MARK = "slack.heard_at"
"""The mark that keeps when Slack was listened to last."""

_KINDS = "public_channel,private_channel,im"
_ALL_KINDS = f"{_KINDS},{FEW}"
_PAGE = 200

log = structlog.get_logger(__name__)

Message = Mapping[str, Any]
Take = Callable[[Mapping[str, Any]], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How often to note that we listen, and how far back to look after a gap.

    Words older than `words` are asked again sooner than answered; `threads` is how old a thread may
    be whose answers are looked for.
    """

    every: float = 30.0
    gap: timedelta = timedelta(seconds=90)
    words: timedelta = timedelta(hours=24)
    threads: timedelta = timedelta(days=14)


REACH = Reach()
"""What runs in production."""


class CatchUp:
    """Notices an absence, and reads what was said in it."""

    def __init__(
        self,
        client: AsyncWebClient,
        marks: Marks,
        take: Take,
        now: Callable[[], datetime],
        reach: Reach = REACH,
    ) -> None:
        self._client = client
        self._marks = marks
        self._take = take
        self._now = now
        self._reach = reach

    async def stay(self, is_listening: Callable[[], Awaitable[bool]]) -> None:
        """Look every now and then, until cancelled."""
        while True:
            await asyncio.sleep(self._reach.every)
            try:
                if await is_listening():
                    await self._note()
            except (SlackApiError, NotStoredError, *AWAY) as error:
                log.warning("not caught up", reason=code_of(error))

    async def _note(self) -> None:
        """Keep that we listen now; after a gap only once what was said in it is stored."""
        now = self._now()
        kept = await self._marks.get(MARK)
        heard_at = now if kept is None else datetime.fromisoformat(kept)
        if now - heard_at > self._reach.gap:
            count = await self._read(max(heard_at - self._reach.gap, now - self._reach.words))
            log.info("caught up", since=heard_at.isoformat(), messages=count)
        await self._marks.set(MARK, now.isoformat())

    async def _read(self, since: datetime) -> int:
        count, team = 0, str((await self._client.auth_test())["team_id"])
        for channel in await self._channels():
            for message in await self._missed_in(str(channel["id"]), since):
                await self._take(_body(team, channel, message))
                count += 1
        return count

    async def _channels(self) -> list[Message]:
        """Give all where we are; without chats of several before those were asked for."""
        try:
            return await self._where(_ALL_KINDS)
        except SlackApiError as error:
            if code_of(error) != "missing_scope":
                raise
            return await self._where(_KINDS)

    async def _where(self, kinds: str) -> list[Message]:
        pages = self._pages(self._client.users_conversations, "channels", types=kinds)
        return [channel async for channel in pages]

    async def _missed_in(self, channel: str, since: datetime) -> list[Message]:
        """Give what was said there, oldest first; nothing of a channel that is closed to us."""
        try:
            found = [message async for message in self._said_in(channel, since)]
        except SlackApiError as error:
            if not is_refusal(error):
                raise
            log.info("no history", channel=channel, reason=code_of(error))
            return []
        return sorted(found, key=lambda message: moment(message["ts"]))

    async def _said_in(self, channel: str, since: datetime) -> AsyncIterator[Message]:
        """Give what is newer, also under roots that are older."""
        oldest = since - self._reach.threads
        roots = self._pages(
            self._client.conversations_history,
            "messages",
            channel=channel,
            oldest=f"{oldest.timestamp():.6f}",
        )
        async for root in roots:
            if moment(root["ts"]) > since:
                yield root
            if "latest_reply" in root and moment(root["latest_reply"]) > since:
                async for reply in self._under(channel, root["ts"], since):
                    yield reply

    async def _under(self, channel: str, root: str, since: datetime) -> AsyncIterator[Message]:
        replies = self._pages(
            self._client.conversations_replies,
            "messages",
            channel=channel,
            ts=root,
            oldest=f"{since.timestamp():.6f}",
        )
        async for reply in replies:
            if reply["ts"] != root:
                yield reply

    async def _pages(
        self,
        ask: Callable[..., Awaitable[Any]],
        what: str,
        **asked: str,
    ) -> AsyncIterator[Message]:
        """Give everything on all pages; a Slack that is asked too often is waited for."""
        cursor = ""
        while True:
            try:
                page = await ask(**asked, limit=_PAGE, **({"cursor": cursor} if cursor else {}))
            except SlackApiError as error:
                wait = wait_of(error)
                if wait is None:
                    raise
                await asyncio.sleep(wait)
                continue
            for one in page[what]:
                yield one
            cursor = next_page(page)
            if not cursor:
                return


def _body(team: str, channel: Message, message: Message) -> dict[str, Any]:
    """Wrap a message of the history as the event that it was."""
    few = FEW if channel.get("is_mpim") else ""
    kind = "im" if channel.get("is_im") else few
    told = {"channel_type": kind} if kind else {}
    event = {"type": "message", **message, "channel": channel["id"], **told}
    return {"type": "event_callback", "team_id": team, "event": event}
