"""How is one person told something that nobody else in a group is to read?

A message in a group is seen by all of it, so such words go to the person's own chat with the bot. A
bot may not begin one: whoever never opened it, or closed it to the bot, is told in the group, where
what is private is left out and a link leads to where it can be read.
"""

from telegram.error import BadRequest, Forbidden, TelegramError

from handlers.cards.card import Card, Line, Paragraph, Web
from handlers.notifier import Parcel
from handlers.telegram.deep_links import link_to
from handlers.telegram.errors import says
from handlers.texts import Texts

_NOT_THERE = ("chat not found", "user not found", "peer_id_invalid")


def is_for_one(parcel: Parcel, card: Card) -> bool:
    """Whether it goes to the person's own chat; words asked for in a group are answered there."""
    if parcel.only is None or parcel.only.id.startswith("-"):
        return False  # a group or a channel spoke, and has no chat of its own with the bot
    return parcel.address.channel.startswith("-") and not card.asks_words


def is_closed_to_us(error: TelegramError) -> bool:
    """Whether the person never opened a chat with the bot, or blocked it."""
    if isinstance(error, BadRequest):
        return says(error, *_NOT_THERE)
    return isinstance(error, Forbidden)


def in_the_open(card: Card, bot: str) -> Card:
    """Give what the group may read instead: the hint itself, or where to find what is private."""
    if not card.is_private:
        return card
    texts = Texts(card.language)
    told = texts.say("platform.write_first")
    way: Line = (Web(text=texts.say("platform.open_chat"), url=link_to(bot, card.key)),)
    line: Line = (f"{told} ", *way) if bot else (told,)
    return Card(key=card.key, text=told, blocks=(Paragraph(line=line),), language=card.language)
