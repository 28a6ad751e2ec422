"""Telegram keeps to what every notifier keeps to; there is no looking, so all is unknown at most."""

import aiohttp
import pytest
from telegram import Bot

from desk.notice import Op
from desk.people import Identity
from handlers.telegram.alarms import Bell
from handlers.telegram.moves import Moves
from handlers.telegram.notifier import TelegramNotifier
from handlers.telegram.request import SessionRequest
from tests.fakes.telegram import FakeTelegram
from tests.handlers.notifier_contract import WAIT, Seen, Wired, letters
from tests.nouns import POLICY

__all__ = ["letters"]

SAM, TEAM, FORUM = 12, -1001000000002, -1001000000001
PATIENCE, LATE = 1.0, 2.0
METHODS = {
    Op.POST: "sendMessage",
    Op.EDIT: "editMessageText",
    Op.DELETE: "deleteMessage",
    Op.REACT: "setMessageReaction",
}


class TelegramRig:
    channel, nowhere, rooms, whispers = str(TEAM), "-1009999999999", str(FORUM), True
    person = Identity(platform="telegram", id=str(SAM))

    def __init__(self, telegram, notifier, request):
        self.telegram, self.notifier, self.request = telegram, notifier, request

    async def seen(self, channel=None):
        return [_seen(m) for m in self.telegram.from_bot(int(channel or TEAM))]

    async def seen_by(self, person):
        return await self.seen(person.id)

    async def said(self):
        return str(self.telegram.say(SAM, TEAM, "it smokes"))

    async def signs(self, message):
        reactions = self.telegram.message(TEAM, int(message)).reactions
        return [sign for signs in reactions.values() for sign in signs]

    def fail(self, op, fault):
        telegram, method = self.telegram, METHODS[op]
        {
            "limited": lambda: telegram.fail_next(method, retry_after=WAIT),
            "failed_before": lambda: telegram.fail_next(method, 502),
            "failed_after": lambda: telegram.fail_next(method, 502, when="after"),
            "reset_before": lambda: telegram.refuse_next(method),
            "reset_after": lambda: telegram.drop_next(method),
            "late": lambda: self.be_late(method),
        }[fault]()

    def be_late(self, method):
        self.request._timeout = PATIENCE
        self.telegram.delay_next(method, LATE)

    def fail_lookup(self):
        """There is no looking that could fail."""

    async def go_down(self):
        await self.telegram.go_down()

    def lock_out(self):
        self.telegram.token = "1:revoked"


def _seen(message):
    topic = f"t{message.topic}" if message.topic else None
    answered = message.reply_to_id
    return Seen(
        id=str(message.message_id),
        text=message.text,
        under=str(answered) if answered and answered != message.topic else topic,
        buttons=frozenset(one["callback_data"] for row in message.keyboard for one in row),
    )


@pytest.fixture
async def rig():
    async with FakeTelegram() as telegram, aiohttp.ClientSession() as session:
        sam = telegram.add_user(SAM, "Sam", "sam")
        telegram.start(sam)
        telegram.add_group(TEAM, "Team", members=[sam])
        telegram.add_group(FORUM, "Forum", forum=True, members=[sam])
        request = SessionRequest(session)
        bot = Bot(
            telegram.token,
            base_url=f"{telegram.api_url}/bot",
            base_file_url=f"{telegram.api_url}/file/bot",
            request=request,
            get_updates_request=SessionRequest(session),
        )
        yield TelegramRig(
            telegram,
            TelegramNotifier(bot, session.close, moves=Moves(POLICY, Bell()), bell=Bell()),
            request,
        )


class TestTelegram(Wired):
    """Inherits every test."""
