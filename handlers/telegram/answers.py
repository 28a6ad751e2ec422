"""How is a tap answered: with a toast, or with the question whether one is sure?

A callback query must be answered within seconds and can be lost with no harm: what the tap does
stands in the inbox. Only the question itself lives here, in the message's own keyboard.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from telegram import Bot, InlineKeyboardMarkup
from telegram.error import TelegramError

from desk.outcome import Done, Outcome, Refused
from handlers.cards.card import Card
from handlers.cards.catalogue import draw_outcome
from handlers.telegram.errors import reason_of, says
from handlers.telegram.markup import cut
from handlers.texts import Texts

CAN_SHOW = (Done, Refused)
"""A toast holds a sentence; everything larger goes out as a message."""

TOAST = 200

ASK, DO, LEAVE = "s:", "b:", "n:"
"""How the data of a button begins: ask first, do it, or leave it be."""

log = structlog.get_logger(__name__)

Raw = Mapping[str, Any]
Rows = list[list[Raw]]


class Answers:
    """Answers to taps; none of them ever fails the one who asks for it."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def tell(self, query: Raw, outcome: Outcome | None, language: str) -> None:
        """Show what came of a tap: a refusal has to be closed, a late outcome is announced."""
        texts = Texts(language)
        if outcome is None:
            await self._toast(query, texts.say("platform.working"))
            return
        card = draw_outcome(outcome, texts.language) if isinstance(outcome, Refused) else None
        await self._toast(query, card.text if isinstance(card, Card) else "", is_alert=True)

    async def ask(self, query: Raw, language: str) -> None:
        """Put yes and no under the buttons, or take them away again.

        The keyboard is the one that the person saw; without it (a message too old to be sent
        along, or redrawn meanwhile) there is nothing to ask about.
        """
        texts, data = Texts(language), str(query["data"])
        rows = _without_question(query.get("message") or {})
        if not rows:
            await self._toast(query, texts.say("platform.out_of_date"), is_alert=True)
            return
        is_asked = data.startswith(ASK)
        if is_asked:
            rows.append(_question(texts, data.removeprefix(ASK)))
        if await self._redraw(query["message"], rows):
            await self._toast(query, texts.say("platform.sure") if is_asked else "")
        else:
            await self._toast(query, texts.say("platform.apology"), is_alert=True)

    async def _redraw(self, message: Raw, rows: Sequence[Sequence[Raw]]) -> bool:
        keyboard = InlineKeyboardMarkup.de_json({"inline_keyboard": rows}, self._bot)
        try:
            await self._bot.edit_message_reply_markup(
                chat_id=message["chat"]["id"],
                message_id=message["message_id"],
                reply_markup=keyboard,
            )
        except TelegramError as error:
            if not says(error, "not modified"):  # a double tap asks for what stands there
                log.warning("not asked", reason=reason_of(error))
                return False
        return True

    async def _toast(self, query: Raw, text: str, *, is_alert: bool = False) -> None:
        try:
            await self._bot.answer_callback_query(
                query["id"], text=cut(text, TOAST) or None, show_alert=is_alert and bool(text)
            )
        except TelegramError as error:
            log.info("toast lost", reason=reason_of(error))


def _without_question(message: Raw) -> Rows:
    """Give the keyboard without the row that an earlier tap on a button put there."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    return [
        list(row)
        for row in rows
        if not any(str(one.get("callback_data")).startswith(LEAVE) for one in row)
    ]


def _question(texts: Texts, button: str) -> list[Raw]:
    return [
        {"text": texts.say("platform.yes"), "callback_data": f"{DO}{button}"},
        {"text": texts.say("platform.no"), "callback_data": f"{LEAVE}{button}"},
    ]
