"""Who stands ready in the tests of the stand-in for Telegram?"""

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from handlers.telegram.request import SessionRequest

MAYA, SAM = 11, 12
OPS, TEAM, OLD = -1001000000001, -1001000000002, -4001
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (1280).to_bytes(4) + (800).to_bytes(4)


def peopled(fake):
    """Maya asks in private; Sam works in a forum and in two groups without topics."""
    maya = fake.add_user(MAYA, "Maya", "maya", language_code="de")
    sam = fake.add_user(SAM, "Sam")
    fake.start(maya)
    fake.add_group(OPS, "Operators", forum=True, members=[sam])
    fake.add_group(TEAM, "Team", members=[sam], bot_admin=False)
    fake.add_group(OLD, "Old group", members=[sam])
    fake.updates.clear()
    return fake


def bot_for(fake, session, token=None):
    return Bot(
        token or fake.token,
        base_url=f"{fake.api_url}/bot",
        base_file_url=f"{fake.api_url}/file/bot",
        request=SessionRequest(session),
        get_updates_request=SessionRequest(session),
    )


def keyboard(*labels, **more):
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=label, **more)] for label in labels]
    )


async def ask(telegram, session, method, **arguments):
    """Call a method without the library in between."""
    url = f"{telegram.api_url}/bot{telegram.token}/{method}"
    async with session.post(url, json=arguments) as response:
        return response.status, await response.json()
