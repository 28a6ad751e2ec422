"""What carries cards to Slack, and what do Slack's answers mean for delivery?

Every post bears its key in the message's metadata, so that after an unknown outcome the history can
be asked. Slack has no supported idempotency key.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from typing_extensions import override

from desk.notice import Op
from handlers.notifier import (
    Delivered,
    LookupFailedError,
    Notifier,
    NotSent,
    Parcel,
    Refused,
    Sent,
    Unknown,
)
from handlers.slack.errors import (
    AWAY,
    code_of,
    is_refusal,
    wait_of,
)
from handlers.slack.identity import PLATFORM, next_page
from handlers.slack.render import draw_blocks, draw_plain, fallback

EVENT_TYPE = "firstline"

SIGNS = {"ok": "white_check_mark", "eyes": "eyes"}
"""What the codes of reactions are called in Slack."""

LONGEST = 10
"""Seconds for the whole of a parcel; delivery's lease counts on it."""

_DRAWN = {Op.POST, Op.EDIT}
_DONE_ALREADY: dict[Op, set[str]] = {
    Op.DELETE: {"message_not_found", "file_not_found", "file_deleted"},
    Op.REACT: {"already_reacted"},
}
_LOCKED_OUT = {"invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed"}
_LOCKED_OUT_PAUSE = 60.0
_UNDRAWABLE = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"}
_AGAIN = 5.0
_PAGE = 200

log = structlog.get_logger(__name__)

Content = dict[str, Any]
Say = Callable[[Content], Awaitable[AsyncSlackResponse]]


class SlackNotifier(Notifier):
    """Slack's way out."""

    platform = PLATFORM
    can_find = True

    def __init__(
        self,
        client: AsyncWebClient,
        close: Callable[[], Awaitable[None]],
        *,
        longest: float = LONGEST,
    ) -> None:
        self._client = client
        self._close = close
        self._longest = longest
        self._direct: dict[str, str] = {}
        self._carriers: dict[Op, Callable[[Parcel, str], Awaitable[Delivered]]] = {
            Op.POST: self._post,
            Op.EDIT: self._edit,
            Op.DELETE: self._delete,
            Op.REACT: self._react,
        }

    @override
    async def carry(self, parcel: Parcel) -> Delivered:
        """Do what the parcel's `op` says, once."""
        carry = self._carriers.get(parcel.op)
        if carry is None:
            return Refused(reason="no_rooms")
        if parcel.card is None and parcel.op in _DRAWN:
            return Refused(reason="no_card")
        ends_at = asyncio.get_running_loop().time() + self._longest
        try:
            async with asyncio.timeout_at(ends_at):
                channel = await self.channel_of(parcel)
        except (SlackApiError, *AWAY) as error:
            return certain(meaning(parcel, error))
        try:
            async with asyncio.timeout_at(ends_at):
                return await carry(parcel, channel)
        except (SlackApiError, *AWAY) as error:
            return meaning(parcel, error)

    @override
    async def find(self, parcel: Parcel, since: datetime) -> Sent | None:
        """Look for the parcel's key in the history of its thread, or of its channel.

        A thread may be named by any message in it, but only its root has the answers.
        """
        try:
            channel = await self.channel_of(parcel)
            thread = _thread(parcel)
            return await self._search(parcel.key, channel, thread, since)
        except (SlackApiError, *AWAY) as error:
            raise LookupFailedError(code_of(error)) from error

    @override
    async def close(self) -> None:
        """Let go of the session."""
        await self._close()

    async def _post(self, parcel: Parcel, channel: str) -> Delivered:
        if parcel.only is not None and not channel.startswith("D"):
            return await self._whisper(parcel, channel, parcel.only.id)

        def say(content: Content) -> Awaitable[AsyncSlackResponse]:
            return self._client.chat_postMessage(
                channel=channel,
                thread_ts=_thread(parcel),
                unfurl_links=False,
                unfurl_media=False,
                link_names=False,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": parcel.key}},
                **content,
            )

        answer, content = await _drawn(parcel, say)
        return Sent(message=str(answer["ts"]), drawn=json.dumps(content))

    async def _whisper(self, parcel: Parcel, channel: str, user: str) -> Delivered:
        """Show it to one person; Slack promises little about such messages, and keeps none."""

        def say(content: Content) -> Awaitable[AsyncSlackResponse]:
            return self._client.chat_postEphemeral(
                channel=channel, user=user, thread_ts=_thread(parcel), **content
            )

        answer, _ = await _drawn(parcel, say)
        return Sent(message=str(answer["message_ts"]))

    async def _edit(self, parcel: Parcel, channel: str) -> Delivered:
        def say(content: Content) -> Awaitable[AsyncSlackResponse]:
            return self._client.chat_update(channel=channel, ts=parcel.message or "", **content)

        _, content = await _drawn(parcel, say)
        return Sent(message=parcel.message or "", drawn=json.dumps(content))

    async def _delete(self, parcel: Parcel, channel: str) -> Delivered:
        message = parcel.message or ""
        if message.startswith("F"):
            await self._client.files_delete(file=message)
        else:
            await self._client.chat_delete(channel=channel, ts=message)
        return Sent(message=parcel.message or "")

    async def _react(self, parcel: Parcel, channel: str) -> Delivered:
        sign = SIGNS.get(parcel.card.text if parcel.card else "", "eyes")
        await self._client.reactions_add(channel=channel, timestamp=parcel.message or "", name=sign)
        return Sent(message=parcel.message or "")

    async def channel_of(self, parcel: Parcel) -> str:
        """Give the channel; a person's id stands for the direct chat with them."""
        channel = parcel.address.channel
        if not channel.startswith(("U", "W")):
            return channel
        if channel not in self._direct:
            answer = await self._client.conversations_open(users=channel)
            self._direct[channel] = answer["channel"]["id"]
        return self._direct[channel]

    async def _search(
        self, key: str, channel: str, thread: str | None, since: datetime
    ) -> Sent | None:
        cursor = ""
        while True:
            page = await self._page(channel, thread, since, cursor)
            for message in page["messages"]:
                root = message.get("thread_ts")
                if message["ts"] == thread and root not in {None, thread}:
                    return await self._search(key, channel, root, since)
                if _key_of(message) == key:
                    return Sent(message=str(message["ts"]))
            cursor = next_page(page)
            if not cursor:
                return None

    async def _page(self, channel: str, thread: str | None, since: datetime, cursor: str) -> Any:  # noqa: ANN401 - Slack's own answer
        wanted: dict[str, Any] = {
            "channel": channel,
            "oldest": f"{since.timestamp():.6f}",
            "include_all_metadata": True,
            "limit": _PAGE,
        }
        if cursor:
            wanted["cursor"] = cursor
        if thread is None:
            return await self._client.conversations_history(**wanted)
        return await self._client.conversations_replies(ts=thread, **wanted)


def _key_of(message: dict[str, Any]) -> str | None:
    """Give the key that we put on a message; raises LookupFailedError when Slack hides it.

    A workspace may keep metadata from apps without a scope for it. Nobody can tell then, and to
    say that a message is not there would be to say it twice.
    """
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    if "event_payload" not in metadata:
        raise LookupFailedError("metadata_hidden")
    return str(metadata["event_payload"].get("key"))


async def _drawn(parcel: Parcel, say: Say) -> tuple[AsyncSlackResponse, Content]:
    """Say the card in blocks; in plain words where this workspace cannot draw them.

    New kinds of blocks come to some workspaces later than to others.
    """
    card = parcel.card
    if card is None:
        content: Content = {"text": "…"}
        return await say(content), content
    content = {"text": fallback(card), "blocks": draw_blocks(card, parcel.button)}
    try:
        return await say(content), content
    except SlackApiError as error:
        if code_of(error) not in _UNDRAWABLE:
            raise
        log.warning("not drawn", card=card.key, reason=code_of(error))
    content = {"text": draw_plain(card), "blocks": []}
    return await say(content), content


def meaning(parcel: Parcel, error: Exception) -> Delivered:
    """Say what an error means for delivery: was it sent, was it not, or does nobody know?"""
    code = code_of(error)
    if isinstance(error, SlackApiError):
        return _refusal(parcel, error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return NotSent(reason=code, retry_after=_AGAIN)
    return Unknown(reason=code)


def _refusal(parcel: Parcel, error: SlackApiError) -> Delivered:
    code, wait = code_of(error), wait_of(error)
    if wait is not None:
        return NotSent(reason="ratelimited", retry_after=wait)
    if code in _DONE_ALREADY.get(parcel.op, ()):
        return Sent(message=parcel.message or "")
    if code in _LOCKED_OUT:
        return NotSent(reason=code, retry_after=_LOCKED_OUT_PAUSE, is_for_all=True)
    return Refused(reason=code) if is_refusal(error) else Unknown(reason=code)


def certain(meaning: Delivered) -> Delivered:
    """Nothing was said yet when only the way there failed."""
    if isinstance(meaning, Unknown):
        return NotSent(reason=meaning.reason, retry_after=_AGAIN)
    return meaning


def _thread(parcel: Parcel) -> str | None:
    return parcel.under or parcel.address.thread
