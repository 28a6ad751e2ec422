"""What carries cards to Telegram, and what do its answers mean for delivery?

Telegram has neither a key for posts nor a history that bots may read, so an unknown outcome cannot
be looked into: delivery decides by weight. Edits, deletions and reactions may simply be repeated.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from telegram import Bot, ForceReply, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
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
from handlers.telegram.identity import PLATFORM, read_thread
from handlers.telegram.render import cut, draw_keyboard, draw_text, plain_text
from handlers.telegram.request import NotSentError

SIGNS = {"ok": "\N{OK HAND SIGN}", "eyes": "\N{EYES}"}
"""What the codes of reactions look like; bots may only use some."""

TOPIC_NAME = 128
REPEAT = "(repeat) "

_DONE_ALREADY = ("not modified", "to delete not found", "message can't be deleted")
_LOCKED_OUT_PAUSE = 60.0

log = structlog.get_logger(__name__)


class TelegramNotifier(Notifier):
    """Telegram's way out."""

    platform = PLATFORM
    can_find = False

    def __init__(self, bot: Bot, close: Callable[[], Awaitable[None]]) -> None:
        self._bot = bot
        self._close = close

    @override
    async def carry(self, parcel: Parcel) -> Delivered:
        """Do what the parcel's `op` says, once."""
        try:
            return await self._do(parcel)
        except TelegramError as error:
            return _answer(parcel, error)

    @override
    async def find(self, parcel: Parcel, since: datetime) -> Sent | None:
        """Refuse: bots cannot read what they wrote."""
        raise LookupFailedError("telegram keeps no history for bots")

    @override
    async def close(self) -> None:
        """Let go of the session."""
        await self._close()

    async def _do(self, parcel: Parcel) -> Delivered:
        carriers: dict[Op, Callable[[Parcel], Awaitable[Delivered]]] = {
            Op.POST: self._post,
            Op.EDIT: self._edit,
            Op.DELETE: self._delete,
            Op.REACT: self._react,
            Op.ROOM: self._room,
        }
        return await carriers[parcel.op](parcel)

    async def _post(self, parcel: Parcel) -> Delivered:
        card = parcel.card
        if card is None:
            return Refused(reason="nothing to say")
        text = (REPEAT if parcel.is_repeat else "") + draw_text(card)
        try:
            message = await self._send(parcel, text, ParseMode.HTML)
        except BadRequest as error:
            if "parse entities" not in error.message.lower():
                raise
            message = await self._send(parcel, plain_text(card), None)
        return Sent(message=str(message.message_id), drawn=text)

    async def _send(self, parcel: Parcel, text: str, parse_mode: str | None) -> Message:
        topic, answered = _place(parcel)
        keyboard = draw_keyboard(parcel.card, parcel.button) if parcel.card else None
        wants_reply = parcel.card is not None and parcel.card.key.startswith("form")
        is_hint = parcel.only is not None
        return await self._bot.send_message(
            chat_id=int(parcel.address.channel),
            text=text,
            parse_mode=parse_mode,
            message_thread_id=topic,
            reply_parameters=_reply_to(answered),
            reply_markup=keyboard or (ForceReply(selective=True) if wants_reply else None),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            disable_notification=is_hint,
        )

    async def _edit(self, parcel: Parcel) -> Delivered:
        if parcel.card is None or not _is_number(parcel.message):
            return Refused(reason="nothing to edit")
        text = draw_text(parcel.card)
        await self._bot.edit_message_text(
            chat_id=int(parcel.address.channel),
            message_id=int(parcel.message or 0),
            text=text,
            parse_mode=ParseMode.HTML,
            reply_markup=draw_keyboard(parcel.card, parcel.button),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return Sent(message=parcel.message or "", drawn=text)

    async def _delete(self, parcel: Parcel) -> Delivered:
        if not _is_number(parcel.message):
            return Refused(reason="nothing to delete")
        await self._bot.delete_message(
            chat_id=int(parcel.address.channel), message_id=int(parcel.message or 0)
        )
        return Sent(message=parcel.message or "")

    async def _react(self, parcel: Parcel) -> Delivered:
        if not _is_number(parcel.message):
            return Refused(reason="nothing to react to")
        sign = SIGNS.get(parcel.card.text if parcel.card else "", SIGNS["eyes"])
        await self._bot.set_message_reaction(
            chat_id=int(parcel.address.channel),
            message_id=int(parcel.message or 0),
            reaction=sign,
        )
        return Sent(message=parcel.message or "")

    async def _room(self, parcel: Parcel) -> Delivered:
        """Open a topic, or a reply chain where there can be none.

        Creating is not idempotent and topics cannot be listed, so after an unknown outcome no
        second one is tried.
        """
        title = cut(parcel.title or "…", TOPIC_NAME)
        if not parcel.is_repeat:
            try:
                topic = await self._bot.create_forum_topic(int(parcel.address.channel), title)
            except BadRequest as error:
                log.warning("no topic", channel=parcel.address.channel, reason=error.message)
            else:
                return Sent(message=f"t{topic.message_thread_id}")
        message = await self._bot.send_message(int(parcel.address.channel), title)
        return Sent(message=str(message.message_id))


def _place(parcel: Parcel) -> tuple[int | None, int | None]:
    """Give the topic, and the message to answer."""
    return read_thread(parcel.under or parcel.address.thread)


def _reply_to(message: int | None) -> ReplyParameters | None:
    if message is None:
        return None
    return ReplyParameters(message_id=message, allow_sending_without_reply=True)


def _is_number(message: str | None) -> bool:
    return message is not None and message.isdecimal()


def _answer(parcel: Parcel, error: TelegramError) -> Delivered:
    """Say what an error means for the parcel; BadRequest is a NetworkError, so it comes first."""
    if isinstance(error, RetryAfter | InvalidToken | Conflict | NotSentError):
        return _not_sent(error)
    if isinstance(error, BadRequest | Forbidden):
        said = error.message.lower()
        is_done = any(done in said for done in _DONE_ALREADY)
        return Sent(message=parcel.message or "") if is_done else Refused(reason=error.message)
    if isinstance(error, NetworkError):
        return Unknown(reason=type(error).__name__)
    if isinstance(error, ChatMigrated):
        log.error("chat migrated", chat=parcel.address.channel, to=error.new_chat_id)
    return Refused(reason=error.message)


def _not_sent(error: TelegramError) -> NotSent:
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        seconds = wait if isinstance(wait, int | float) else wait.total_seconds()
        return NotSent(reason="flood", retry_after=float(seconds))
    if isinstance(error, NotSentError):
        return NotSent(reason="no connection", retry_after=5.0)
    return NotSent(reason="locked out", retry_after=_LOCKED_OUT_PAUSE, is_for_all=True)
