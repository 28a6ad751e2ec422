"""What do people see when a platform refuses something? With the whole program, on the wire.

A channel that takes nothing, or not so fast; blocks and markup that are not understood; a topic of
which nobody knows whether it is there.
"""

from functools import partial

from tests.fakes.slack import BOT_USER_ID, FakeSlack
from tests.scenarios.asking import KNOWN, UNKNOWN
from tests.scenarios.slack_people import SLACK_L1, SlackPeople
from tests.scenarios.stage import open_stage
from tests.scenarios.telegram_people import LOBBY, TELEGRAM_L1, TelegramPeople

ADMIN = '[roles]\nadmins = ["LEA"]\n'


class BarePeople(SlackPeople):
    """Their workspace does not know the block in which articles are drawn."""

    workspace = partial(FakeSlack, unknown_blocks=frozenset({"markdown"}))


async def test_admins_learn_that_the_bot_is_not_in_a_tiers_channel_and_what_mends_it(sqlite_url):
    async with open_stage(sqlite_url, SlackPeople, SlackPeople, ADMIN) as stage:
        slack = stage.working.slack
        slack.world.channels[SLACK_L1].members.discard(BOT_USER_ID)
        await stage.ask(UNKNOWN)
        await stage.requester_sees("SUP-101")
        lea = stage.working.direct("lea")
        await stage.working.wait_for(lea, "lea", "/invite")
        assert "slack:C0LONE0001" in await stage.working.read(lea, "lea")
        rows = stage.rows("SELECT error FROM outbox WHERE error LIKE '%not_in_channel%'")
        assert rows, "it stays in the books"


async def test_one_channel_at_its_limit_holds_up_nobody_elsewhere(sqlite_url):
    async with open_stage(sqlite_url, SlackPeople, SlackPeople) as stage:
        slack = stage.working.slack
        slack.faults.fail_next("chat.postMessage", status=429, retry_after=4, channel=SLACK_L1)
        await stage.ask(UNKNOWN)
        await stage.requester_sees("SUP-101")
        assert "SUP-101" not in await stage.engineer_reads("sam")
        await stage.engineer_sees("sam", "SUP-101")


async def test_an_article_is_plain_where_its_block_is_not_known(sqlite_url):
    async with open_stage(sqlite_url, BarePeople, BarePeople) as stage:
        await stage.ask(KNOWN)
        await stage.requester_sees("restart of the VPN program")
        message = stage.asking.slack.messages(stage.chat)[-1]
        assert not message.get("blocks")
        await stage.settle()
        assert stage.rows("SELECT 1 FROM outbox WHERE error <> ''") == []


async def test_words_arrive_plain_where_their_markup_is_not_understood(sqlite_url):
    async with open_stage(sqlite_url, TelegramPeople, TelegramPeople) as stage:
        telegram = stage.asking.telegram
        why = "Bad Request: can't parse entities: Unsupported start tag"
        telegram.fail_next("sendMessage", 400, description=why, chat=stage.chat)
        await stage.ask(UNKNOWN)
        await stage.requester_sees("Ticket SUP-101 created")
        [opened] = [one for one in telegram.from_bot(stage.chat) if "SUP-101" in one.text]
        assert opened.entities == []


async def test_words_longer_than_telegram_takes_are_cut_by_its_own_measure(sqlite_url):
    async with open_stage(sqlite_url, TelegramPeople, TelegramPeople) as stage:
        await stage.ask("\N{ELECTRIC LIGHT BULB} the lamp <b>flickers</b> & hums " * 110)
        await stage.requester_sees("SUP-101")
        await stage.engineer_sees("sam", "SUP-101")
        await stage.settle()
        assert stage.rows("SELECT 1 FROM outbox WHERE error <> ''") == []


async def test_a_topic_of_which_nobody_knows_is_never_opened_twice(sqlite_url):
    async with open_stage(sqlite_url, TelegramPeople, TelegramPeople, ADMIN) as stage:
        telegram = stage.working.telegram
        await stage.working.say("lea", stage.working.direct("lea"), "/start")
        telegram.drop_next("createForumTopic")
        await stage.opens_and_claims(UNKNOWN)
        assert len(telegram.calls_of("createForumTopic")) == 1
        [card] = [one for one in telegram.from_bot(TELEGRAM_L1) if "Priority" in one.text]
        assert card.topic is None, "it stands in General"
        await stage.tell("sam", "we look into it")
        await stage.requester_sees("we look into it")
        await stage.working.wait_for(stage.working.direct("lea"), "lea", "reply chain in General")
        assert len(telegram.calls_of("createForumTopic")) == 1


async def test_who_speaks_as_a_channel_is_asked_for_a_name(sqlite_url):
    async with open_stage(sqlite_url, TelegramPeople, TelegramPeople) as stage:
        telegram, maya = stage.asking.telegram, stage.asking.ids["maya"]
        news = {"sender_chat": {"id": -1001000000099, "type": "channel", "title": "News"}}
        telegram.say(maya, LOBBY, "@firstline_bot the printer is dead", extra=news)
        await stage.is_shown_at(LOBBY, "maya", "Choose yourself as the sender")
        await stage.settle()
        assert await stage.tickets() == []
