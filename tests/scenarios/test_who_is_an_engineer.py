"""Are roles read again as soon as people come and go, and do guests only ask?"""

import pytest

from desk.people import Identity
from tests.scenarios.asking import UNKNOWN
from tests.scenarios.slack_people import SLACK_L1, SlackPeople
from tests.scenarios.stage import open_stage
from tests.scenarios.telegram_people import TELEGRAM_L1, TelegramPeople
from tests.scenarios.waiting import eventually


async def _loses_the_role(stage, account):
    async def is_out():
        actor = await stage.desk.store.people.actor(account)
        return actor is not None and not actor.tiers

    await eventually(is_out, f"{account} is an engineer still")


async def test_who_leaves_the_channel_in_slack_is_no_engineer_any_more(sqlite_url):
    async with open_stage(sqlite_url, SlackPeople, SlackPeople) as stage:
        stage.working.slack.leave(stage.working.ids["sam"], SLACK_L1)
        await _loses_the_role(stage, stage.working.identity("sam"))


async def test_who_leaves_the_group_in_telegram_is_no_engineer_any_more(sqlite_url):
    async with open_stage(sqlite_url, TelegramPeople, TelegramPeople) as stage:
        stage.working.telegram.leave(stage.working.ids["sam"], TELEGRAM_L1)
        await _loses_the_role(stage, stage.working.identity("sam"))


@pytest.mark.parametrize(
    "standing", [{"is_restricted": True}, {"is_ultra_restricted": True}, {"team_id": "T0OTHER001"}]
)
async def test_guests_and_strangers_of_slack_ask_and_do_not_act(sqlite_url, standing):
    async with open_stage(sqlite_url, SlackPeople, SlackPeople) as stage:
        people, slack = stage.working, stage.working.slack
        people.ids["gus"] = slack.add_user("U0GUS00001", "gus", **standing)
        slack.join("U0GUS00001", SLACK_L1)
        await people.say("gus", people.direct("gus"), UNKNOWN)
        await people.wait_for(people.direct("gus"), "gus", "SUP-101")
        told = await people.told_by("gus", SLACK_L1, "claim 101")
        assert "for the engineers of" in told
        account = Identity(platform="slack", id="U0GUS00001")
        await _loses_the_role(stage, account)
