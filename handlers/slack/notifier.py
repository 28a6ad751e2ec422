"""What carries cards to Slack, and what do Slack's answers mean for delivery?

Every post bears its key in the message's metadata, so that after an unknown outcome the history can
be asked. Slack has no supported idempotency key.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
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
from handlers.slack.identity import PLATFORM
from handlers.slack.render import draw_blocks, fallback

EVENT_TYPE = "firstline"

SIGNS = {"ok": "white_check_mark", "eyes": "eyes"}
"""What the codes of reactions are called in Slack."""

_DONE_ALREADY = {
    Op.DELETE: {"message_not_found"},
    Op.REACT: {"already_reacted"},
    Op.EDIT: set[str](),
}
_DOUBTFUL = {"fatal_error", "internal_error", "service_unavailable", "request_timeout"}
_LOCKED_OUT = {"invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed"}
_LOCKED_OUT_PAUSE = 60.0
_PAGE = 200


class SlackNotifier(Notifier):
    """Slack's way out."""

    platform = PLATFORM
    can_find = True

    def __init__(self, client: AsyncWebClient, close: Callable[[], Awaitable[None]]) -> None:
        self._client = client
        self._close = close
        self._direct: dict[str, str] = {}

    @override
    async def carry(self, parcel: Parcel) -> Delivered:
        """Do what the parcel's `op` says, once."""
        try:
            return await self._do(parcel)
        except SlackApiError as error:
            return self._refusal(parcel, error)
        except aiohttp.ClientConnectorError as error:
            return NotSent(reason=type(error).__name__, retry_after=5.0)
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            return Unknown(reason=type(error).__name__)

    @override
    async def find(self, parcel: Parcel, since: datetime) -> Sent | None:
        """Look for the parcel's key in the history of its thread, or of its channel."""
        try:
            channel = await self._channel(parcel)
            thread = _thread(parcel)
            return await self._search(parcel.key, channel, thread, since)
        except SlackApiError as error:
            raise LookupFailedError(str(error.response.get("error"))) from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise LookupFailedError(type(error).__name__) from error

    @override
    async def close(self) -> None:
        """Let go of the session."""
        await self._close()

    async def _do(self, parcel: Parcel) -> Delivered:
        carriers: dict[Op, Callable[[Parcel, str], Awaitable[Delivered]]] = {
            Op.POST: self._post,
            Op.EDIT: self._edit,
            Op.DELETE: self._delete,
            Op.REACT: self._react,
        }
        carry = carriers.get(parcel.op)
        if carry is None:
            return Refused(reason="no_rooms")
        return await carry(parcel, await self._channel(parcel))

    async def _post(self, parcel: Parcel, channel: str) -> Delivered:
        content = _content(parcel)
        thread = _thread(parcel)
        if parcel.only is not None and not channel.startswith("D"):
            answer = await self._client.chat_postEphemeral(
                channel=channel, user=parcel.only.id, thread_ts=thread, **content
            )
            return Sent(message=str(answer["message_ts"]))
        answer = await self._client.chat_postMessage(
            channel=channel,
            thread_ts=thread,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": parcel.key}},
            **content,
        )
        return Sent(message=str(answer["ts"]), drawn=json.dumps(content))

    async def _edit(self, parcel: Parcel, channel: str) -> Delivered:
        content = _content(parcel)
        await self._client.chat_update(channel=channel, ts=parcel.message or "", **content)
        return Sent(message=parcel.message or "", drawn=json.dumps(content))

    async def _delete(self, parcel: Parcel, channel: str) -> Delivered:
        await self._client.chat_delete(channel=channel, ts=parcel.message or "")
        return Sent(message=parcel.message or "")

    async def _react(self, parcel: Parcel, channel: str) -> Delivered:
        sign = SIGNS.get(parcel.card.text if parcel.card else "", "eyes")
        await self._client.reactions_add(channel=channel, timestamp=parcel.message or "", name=sign)
        return Sent(message=parcel.message or "")

    def _refusal(self, parcel: Parcel, error: SlackApiError) -> Delivered:
        code = str(error.response.get("error") or error.response.status_code)
        if error.response.status_code == 429:  # noqa: PLR2004 - the protocol's own number
            wait = float(error.response.headers.get("Retry-After", 1))
            return NotSent(reason="ratelimited", retry_after=wait)
        if code in _DONE_ALREADY.get(parcel.op, ()):
            return Sent(message=parcel.message or "")
        if code in _LOCKED_OUT:
            return NotSent(reason=code, retry_after=_LOCKED_OUT_PAUSE, is_for_all=True)
        is_doubtful = error.response.status_code >= 500 or code in _DOUBTFUL  # noqa: PLR2004
        return Unknown(reason=code) if is_doubtful else Refused(reason=code)

    async def _channel(self, parcel: Parcel) -> str:
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
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if payload.get("key") == key:
                    return Sent(message=str(message["ts"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
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


def _content(parcel: Parcel) -> dict[str, Any]:
    if parcel.card is None:
        return {"text": "…"}
    return {
        "text": fallback(parcel.card),
        "blocks": draw_blocks(parcel.card, parcel.button),
    }


def _thread(parcel: Parcel) -> str | None:
    return parcel.under or parcel.address.thread
