"""Who stands ready in the tests of the stand-in for Telegram?"""

import aiohttp
import pytest
from telegram.error import BadRequest

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_rig import bot_for, peopled


@pytest.fixture
async def telegram():
    async with FakeTelegram() as fake:
        yield peopled(fake)


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def bot(telegram, session):
    return bot_for(telegram, session)


@pytest.fixture
def refusal(telegram):
    """Say how a call was refused as the wire spells it: the library changes the case of letters."""

    async def spelled(awaitable, error=BadRequest):
        with pytest.raises(error):
            await awaitable
        return telegram.refusals[-1][1].removeprefix("Bad Request: ")

    return spelled
