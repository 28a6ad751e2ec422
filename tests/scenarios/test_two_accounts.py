"""Sam has an account in Slack and one in Telegram: is he one person in both, if he says so?"""

import re

from tests.scenarios.asking import UNKNOWN
from tests.scenarios.slack_people import SlackPeople
from tests.scenarios.stage import open_stage
from tests.scenarios.telegram_people import TelegramPeople

ACROSS = (TelegramPeople, SlackPeople)
CODE = re.compile(r"LINK(-[2-9A-Z]{4}){3}")


async def _link(stage):
    """Sam gets a code in Slack, which nobody else sees, and says it to the bot in Telegram."""
    slack, telegram = stage.working, stage.asking
    shown = await slack.command("sam", slack.rooms[0], "link-account")
    found = CODE.search(shown)
    assert found, shown
    assert found[0] not in await slack.read(slack.rooms[0], "lea")
    await telegram.say("sam", telegram.direct("sam"), found[0])
    await telegram.wait_for(telegram.direct("sam"), "sam", "now linked")
    return found[0]


async def test_an_engineer_of_slack_works_from_telegram_by_a_code(sqlite_url):
    async with open_stage(sqlite_url, *ACROSS) as stage:
        telegram, chat = stage.asking, stage.asking.direct("sam")
        await stage.opens(UNKNOWN)
        await telegram.command("sam", chat, "claim 101")
        await telegram.wait_for(chat, "sam", "for the engineers of")
        code = await _link(stage)
        await telegram.command("sam", chat, "claim 101")
        await stage.engineer_sees("lea", "<@U0SAM00001>")
        await telegram.say("lea", telegram.direct("lea"), code)
        await telegram.wait_for(telegram.direct("lea"), "lea", "used already")


async def test_own_tickets_are_listed_on_both_platforms_until_the_accounts_part(sqlite_url):
    async with open_stage(sqlite_url, *ACROSS) as stage:
        slack, telegram = stage.working, stage.asking
        await slack.say("sam", slack.direct("sam"), UNKNOWN)
        await slack.wait_for(slack.direct("sam"), "sam", "SUP-101")
        await _link(stage)
        listed = await telegram.told_by("sam", telegram.direct("sam"), "tickets")
        assert "SUP-101" in listed
        parted = await telegram.told_by("sam", telegram.direct("sam"), "unlink_account")
        assert "on its own again" in parted
        listed = await telegram.told_by("sam", telegram.direct("sam"), "tickets")
        assert "SUP-101" not in listed
