"""A Telegram for tests: `FakeTelegram` speaks the Bot API on a real port, strictly."""

from tests.fakes.telegram.chats import Chat, Member, Topic, User
from tests.fakes.telegram.errors import ApiError
from tests.fakes.telegram.faults import Call
from tests.fakes.telegram.html import parse_html
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.presses import Answer, Press
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.stage import TOKEN, Stage

__all__ = [
    "TOKEN",
    "Answer",
    "ApiError",
    "Call",
    "Chat",
    "FakeTelegram",
    "Member",
    "Message",
    "Press",
    "Stage",
    "Topic",
    "User",
    "parse_html",
]
