"""What happens in groups of Telegram, with the whole program under them."""

from tests.scenarios.asking import UNKNOWN
from tests.scenarios.stage import open_stage
from tests.scenarios.telegram_people import LOBBY, TELEGRAM_L1, TelegramPeople
from tests.scenarios.waiting import eventually

HERE = (TelegramPeople, TelegramPeople)


async def test_own_tickets_asked_for_in_a_group_are_listed_to_who_asked(sqlite_url):
    async with open_stage(sqlite_url, *HERE) as stage:
        await stage.opens(UNKNOWN)
        people = stage.asking
        people.telegram.command(people.ids["maya"], LOBBY, "tickets")
        await people.wait_for(stage.chat, "maya", "Your open ticket")
        assert people.telegram.from_bot(LOBBY) == []


async def test_a_way_in_is_never_shown_to_a_group_and_one_tap_away(sqlite_url):
    async with open_stage(sqlite_url, *HERE) as stage:
        telegram, sam = stage.working.telegram, stage.working.ids["sam"]
        telegram.command(sam, TELEGRAM_L1, "page")
        told = await telegram.wait_for_message(TELEGRAM_L1, contains="for you alone")
        [link] = [one["url"] for one in told.entities if one["type"] == "text_link"]
        telegram.start(sam, link.partition("=")[2])
        await eventually(lambda: _links(telegram, sam), "no way in")
        assert not any("/sign-in/" in url for url in _links(telegram, TELEGRAM_L1))


def _links(telegram, chat):
    said = telegram.from_bot(chat)
    return [one["url"] for m in said for one in m.entities if one["type"] == "text_link"]
