"""What carries cards to Telegram, and what do its answers mean for delivery?

Telegram has neither a key for posts nor a history that bots may read, so an unknown outcome cannot
be looked into: delivery decides by weight. Edits, deletions and reactions may simply be repeated.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import structlog
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
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
from desk.people import Identity
from desk.ticket import Verb
from handlers.cards.card import Card
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
from handlers.telegram.alarms import Bell
from handlers.telegram.errors import reason_of, says, wait_of
from handlers.telegram.identity import PLATFORM, chat_address, read_thread
from handlers.telegram.markup import escape
from handlers.telegram.moves import Moves
from handlers.telegram.only_you import in_the_open, is_closed_to_us, is_for_one
from handlers.telegram.render import BOT, draw_keyboard, draw_plain, draw_text, mention
from handlers.telegram.request import NotSentError
from handlers.telegram.rooms import Rooms
from handlers.texts import Texts

SIGNS = {"ok": "\N{OK HAND SIGN}", "eyes": "\N{EYES}"}
"""What the codes of reactions look like; bots may only use some."""

LONGEST = 10
"""Seconds for the whole of a parcel; delivery's lease counts on it."""

_POINTER = "\N{WHITE RIGHT POINTING BACKHAND INDEX}"
_UNDRAWABLE = ("parse entities", "entities_too_long", "message is too long")
NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
_DONE_ALREADY: dict[Op, tuple[str, ...]] = {
    Op.EDIT: ("not modified",),
    Op.DELETE: ("to delete not found", "not modified"),
}
_CLOSED_TO_US = ("blocked by the user", "user is deactivated")
_LOCKED_OUT_PAUSE = 60.0
_AGAIN = 5.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

log = structlog.get_logger(__name__)

Place = tuple[int | None, int | None]
"""The topic, and the message that is answered."""

Outcome = TypeVar("Outcome")

Say = Callable[[str, str | None], Awaitable[Outcome]]
"""Sends a text in a parse mode, or plain."""


class TelegramNotifier(Notifier):
    """Telegram's way out.

    `moves` knows where groups are that live under another number now. Without `has_topics` no topic
    is opened; those that are there are still written in.
    """

    platform = PLATFORM
    can_find = False

    def __init__(
        self,
        bot: Bot,
        close: Callable[[], Awaitable[None]],
        *,
        has_topics: bool = True,
        moves: Moves,
        bell: Bell,
    ) -> None:
        self._bot = bot
        self._close = close
        self._moves = moves
        self._rooms = Rooms(bot, bell, has_topics=has_topics)
        self._name = ""
        self._carriers: dict[Op, Callable[[Parcel], Awaitable[Delivered]]] = {
            Op.POST: self._post,
            Op.EDIT: self._edit,
            Op.DELETE: self._delete,
            Op.REACT: self._react,
            Op.ROOM: self._rooms.open,
            Op.RENAME: self._rooms.rename,
        }

    @override
    async def carry(self, parcel: Parcel) -> Delivered:
        """Do what the parcel's `op` says, once; a group that has moved is followed once."""
        try:
            async with asyncio.timeout(LONGEST):
                try:
                    return await self._carry(parcel)
                except ChatMigrated as error:
                    return await self._follow(parcel, error)
        except TelegramError as error:
            return meaning(parcel, error)
        except TimeoutError:
            return Unknown(reason="timeout")

    @override
    async def find(self, parcel: Parcel, since: datetime) -> Sent | None:
        """Refuse: bots cannot read what they wrote."""
        raise LookupFailedError("telegram keeps no history for bots")

    @override
    async def close(self) -> None:
        """Let go of the session."""
        await self._close()

    async def _follow(self, parcel: Parcel, error: ChatMigrated) -> Delivered:
        """Learn where the group is now, and do it there."""
        await self._moves.take(int(parcel.address.channel), error.new_chat_id)
        return await self._carry(parcel)

    async def _carry(self, parcel: Parcel) -> Delivered:
        there = await self._moves.placed(parcel)
        return self._moves.kept(parcel, await self._carriers[there.op](there))

    async def _post(self, parcel: Parcel) -> Delivered:
        card = parcel.card
        if card is None:
            return Refused(reason="nothing to say")
        if parcel.only is not None and is_for_one(parcel, card):
            return await self._whisper(parcel, card, parcel.only)
        return await self._in_chat(parcel, card)

    async def _whisper(self, parcel: Parcel, card: Card, reader: Identity) -> Sent:
        """Tell the person alone, or the group what it may read where the person's chat is closed.

        A message in another chat is none of the group's: its id is not handed back, for there it
        would be another message.
        """
        alone = replace(parcel, address=chat_address(reader.id))
        try:
            sent = await self._say(alone, card, (None, None))
        except (BadRequest, Forbidden) as error:
            if not is_closed_to_us(error):
                raise
            log.info("not told alone", channel=parcel.address.channel, reason=error.message)
            shown = in_the_open(card, await self._own_name() if card.is_private else "")
            return await self._in_chat(parcel, shown)
        return replace(sent, message="")

    async def _in_chat(self, parcel: Parcel, card: Card) -> Sent:
        place = read_thread(parcel.under or parcel.address.thread)
        try:
            return await self._say(parcel, card, place)
        except BadRequest as error:
            if place[0] is None or not says(error, *NO_TOPIC):
                raise
            log.warning("topic gone", channel=parcel.address.channel, topic=place[0])
        return await self._say(parcel, card, (None, None))

    async def _say(self, parcel: Parcel, card: Card, place: Place) -> Sent:
        topic, answered = place

        async def send(text: str, parse_mode: str | None) -> Message:
            return await self._bot.send_message(
                chat_id=int(parcel.address.channel),
                text=text,
                parse_mode=parse_mode,
                message_thread_id=topic,
                reply_parameters=_reply_to(answered),
                reply_markup=_markup(parcel, card),
                link_preview_options=_NO_PREVIEW,
                disable_notification=parcel.only is not None,
            )

        message, drawn = await self._drawn(card, send, _mark(parcel, card))
        return Sent(message=str(message.message_id), drawn=drawn)

    async def _drawn(self, card: Card, say: Say[Outcome], mark: str = "") -> tuple[Outcome, str]:
        """Say the card in HTML, or in plain words when Telegram cannot read the drawing."""
        text = draw_text(card, mark)
        if BOT in text:
            text = draw_text(card, mark, await self._own_name())
        try:
            return await say(text, ParseMode.HTML), text
        except BadRequest as error:
            if not says(error, *_UNDRAWABLE):
                raise
            log.warning("not drawn", card=card.key, reason=error.message)
        text = draw_plain(card, mark, self._name)
        return await say(text, None), text

    async def _own_name(self) -> str:
        """Give the bot's name, asked for once; empty while Telegram does not tell."""
        if not self._name:
            try:
                self._name = (await self._bot.get_me()).username or ""
            except TelegramError as error:
                log.info("no name", reason=reason_of(error))
        return self._name

    async def _edit(self, parcel: Parcel) -> Delivered:
        card, message = parcel.card, _number(parcel.message)
        if card is None or message is None:
            return Refused(reason="nothing to edit")

        async def change(text: str, parse_mode: str | None) -> Message | bool:
            return await self._bot.edit_message_text(
                chat_id=int(parcel.address.channel),
                message_id=message,
                text=text,
                parse_mode=parse_mode,
                reply_markup=draw_keyboard(card, parcel.button),
                link_preview_options=_NO_PREVIEW,
            )

        _, drawn = await self._drawn(card, change)
        return Sent(message=str(message), drawn=drawn)

    async def _delete(self, parcel: Parcel) -> Delivered:
        """Take a message away; what may not be any more (after 48 hours) loses its words."""
        chat, message = int(parcel.address.channel), _number(parcel.message)
        if message is None:
            return Refused(reason="nothing to delete")
        try:
            await self._bot.delete_message(chat, message)
        except BadRequest as error:
            if not says(error, "can't be deleted"):
                raise
            words = Texts(parcel.language).say("platform.deleted")
            await self._bot.edit_message_text(words, chat_id=chat, message_id=message)
        return Sent(message=str(message))

    async def _react(self, parcel: Parcel) -> Delivered:
        message = _number(parcel.message)
        if message is None:
            return Refused(reason="nothing to react to")
        sign = SIGNS.get(parcel.card.text if parcel.card else "", SIGNS["eyes"])
        await self._bot.set_message_reaction(int(parcel.address.channel), message, sign)
        return Sent(message=str(message))


def meaning(parcel: Parcel, error: TelegramError) -> Delivered:
    """Say what an error means for the parcel; BadRequest is a NetworkError, so it comes first."""
    if isinstance(error, RetryAfter):
        return NotSent(reason="flood", retry_after=wait_of(error))
    if isinstance(error, NotSentError):
        return NotSent(reason="no connection", retry_after=_AGAIN)
    if isinstance(error, InvalidToken | Conflict):
        return NotSent(reason="locked out", retry_after=_LOCKED_OUT_PAUSE, is_for_all=True)
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return Unknown(reason=type(error).__name__)
    is_done = says(error, *_DONE_ALREADY.get(parcel.op, ()))
    reason = "blocked" if says(error, *_CLOSED_TO_US) else error.message
    return Sent(message=parcel.message or "") if is_done else Refused(reason=reason)


def _mark(parcel: Parcel, card: Card) -> str:
    """Write what stands before a card: that it may be there already, and who is to reply."""
    texts = Texts(card.language)
    mark = f"{escape(texts.say('platform.repeat'))} " if parcel.is_repeat else ""
    if not _asks_in_group(parcel, card):
        return mark
    called = mention(parcel.only.id, _POINTER) if parcel.only else _POINTER
    return f"{mark}{called} {escape(texts.say('platform.reply_here'))}\n\n"


def _markup(parcel: Parcel, card: Card) -> InlineKeyboardMarkup | ForceReply | None:
    """Give the keyboard; a question in a group opens a reply for who is asked.

    A message has either a keyboard or a forced reply. Stopping is all that the keyboard of such a
    question would offer, and a question that is not answered is forgotten anyway.
    """
    offers_more = any(button.verb != Verb.FORGET for button in card.buttons)
    if _asks_in_group(parcel, card) and not offers_more:
        return ForceReply(selective=parcel.only is not None)
    return draw_keyboard(card, parcel.button)


def _asks_in_group(parcel: Parcel, card: Card) -> bool:
    """Whether words are asked for where only a reply to the question is taken for the answer."""
    return card.asks_words and parcel.address.channel.startswith("-")


def _reply_to(message: int | None) -> ReplyParameters | None:
    if message is None:
        return None
    return ReplyParameters(message_id=message, allow_sending_without_reply=True)


def _number(message: str | None) -> int | None:
    """Read a message's id; a topic has none that could be edited."""
    return int(message) if message is not None and message.isdecimal() else None
