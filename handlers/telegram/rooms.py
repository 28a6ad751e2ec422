"""Where does a ticket live in a tier's group: in a topic, or under the root of a reply chain?

Creating a topic is not idempotent and topics cannot be listed, so after an unknown outcome no
second one is opened. A topic's name follows its ticket, and it is closed while the ticket is over.
"""

from collections import OrderedDict
from collections.abc import Awaitable

import structlog
from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from handlers.notifier import Delivered, Parcel, Refused, Sent
from handlers.telegram.alarms import Bell
from handlers.telegram.errors import says
from handlers.telegram.identity import read_thread
from handlers.telegram.markup import cut, quiet

TOPIC_NAME = 128

_AS_IT_IS = ("topic_not_modified", "not modified")
_REMEMBERED = 500

log = structlog.get_logger(__name__)


class Rooms:
    """Opens rooms and lets their titles follow.

    What a topic was last told is remembered: most changes of a card leave its title as it is, and
    a group takes only so many calls a minute.
    """

    def __init__(self, bot: Bot, bell: Bell, *, has_topics: bool) -> None:
        self._bot = bot
        self._bell = bell
        self._has_topics = has_topics
        self._known: OrderedDict[tuple[str, str], tuple[str, bool]] = OrderedDict()

    async def open(self, parcel: Parcel) -> Delivered:
        """Open a topic, or the root of a reply chain where there can be none."""
        chat, title = int(parcel.address.channel), _title(parcel)
        if self._has_topics and not parcel.is_repeat:
            try:
                topic = await self._bot.create_forum_topic(chat, title)
            except (BadRequest, Forbidden) as error:
                log.warning("no topic", channel=chat, reason=error.message)
            else:
                return Sent(message=f"t{topic.message_thread_id}")
        may_be_there = self._has_topics and parcel.is_repeat and await self._is_forum(chat)
        root = await self._bot.send_message(chat, _shown(title), parse_mode=ParseMode.HTML)
        if may_be_there:
            self._bell.ring("topic_unknown", _leave_it, group=str(chat), topic=title)
        return Sent(message=str(root.message_id))

    async def rename(self, parcel: Parcel) -> Delivered:
        """Let the title follow, and shut the topic or open it again."""
        room, title = parcel.message or "", _title(parcel)
        key, state = (parcel.address.channel, room), (title, parcel.is_shut)
        if self._known.get(key) == state:
            return Sent(message=room)
        topic, root = read_thread(room)
        if topic is not None:
            await self._rename_topic(parcel, topic, title)
        elif root is not None:
            await _quietly(
                self._bot.edit_message_text(
                    _shown(title),
                    chat_id=int(parcel.address.channel),
                    message_id=root,
                    parse_mode=ParseMode.HTML,
                )
            )
        else:
            return Refused(reason="no room")
        self._remember(key, state)
        return Sent(message=room)

    async def _is_forum(self, chat: int) -> bool:
        return bool((await self._bot.get_chat(chat)).is_forum)

    async def _rename_topic(self, parcel: Parcel, topic: int, title: str) -> None:
        chat = int(parcel.address.channel)
        await _quietly(self._bot.edit_forum_topic(chat, topic, name=title))
        turn = self._bot.close_forum_topic if parcel.is_shut else self._bot.reopen_forum_topic
        await _quietly(turn(chat, topic))

    def _remember(self, key: tuple[str, str], state: tuple[str, bool]) -> None:
        self._known[key] = state
        self._known.move_to_end(key)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


async def _quietly(call: Awaitable[object]) -> None:
    """Take it for done where it is so already."""
    try:
        await call
    except BadRequest as error:
        if not says(error, *_AS_IT_IS):
            raise


def _title(parcel: Parcel) -> str:
    return cut(parcel.title or "…", TOPIC_NAME)


def _shown(title: str) -> str:
    return quiet(title, TOPIC_NAME, "b")


def _leave_it(_is_told: bool) -> None:  # noqa: FBT001 - what the bell says
    """Tell no second time: the log has it."""
