"""What happens in groups of Telegram, with the whole program under them."""

from tests.scenarios.asking import UNKNOWN
from tests.scenarios.stage import open_stage
from tests.scenarios.telegram_people import LOBBY, TELEGRAM_L1, TELEGRAM_L2, TelegramPeople
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


async def test_a_topic_bears_state_and_owner_and_is_closed_while_all_is_well(sqlite_url):
    async with open_stage(sqlite_url, *HERE) as stage:
        telegram = stage.working.telegram

        async def is_called(name, *, is_closed=False):
            def look():
                [topic] = telegram.topics(TELEGRAM_L1)
                return topic.name.startswith(name) and topic.is_closed is is_closed

            await eventually(look, lambda: f"not {name}: {telegram.topics(TELEGRAM_L1)}")

        await stage.opens(UNKNOWN)
        await is_called("SUP-101 · New · The invoices")
        await stage.engineer_presses("sam", "Claim")
        await is_called("SUP-101 · In progress · Sam Okafor · The invoices")
        await stage.resolves("sam", "restarted the service")
        await is_called("SUP-101 · Resolved", is_closed=True)
        await stage.requester_presses("Not solved: reopen")
        await is_called("SUP-101 · In progress · Sam Okafor")
        await stage.settle()


async def test_that_the_requester_blocked_the_bot_is_told_where_words_were_written(sqlite_url):
    async with open_stage(sqlite_url, *HERE) as stage:
        await stage.opens_and_claims(UNKNOWN)
        stage.asking.telegram.block_bot(stage.asking.ids["maya"])
        await stage.tell("sam", "please try again")
        await stage.settle()
        await stage.desk.tick.tell_undelivered()
        await stage.engineer_sees("sam", "has blocked the bot")


async def test_an_anonymous_admin_is_asked_for_a_name(sqlite_url):
    async with open_stage(sqlite_url, *HERE) as stage:
        await stage.opens(UNKNOWN)
        telegram, sam = stage.working.telegram, stage.working.ids["sam"]
        as_group = {"sender_chat": telegram.world.chat(TELEGRAM_L1).wire()}
        before = len(telegram.from_bot(TELEGRAM_L1))
        telegram.say(sam, TELEGRAM_L1, "I decide here", extra=as_group)
        telegram.command(sam, TELEGRAM_L1, "claim 101", extra=as_group)
        await stage.engineer_sees("sam", "Choose yourself as the sender")
        await stage.settle()
        assert len(telegram.from_bot(TELEGRAM_L1)) == before + 1
        await stage.owner_becomes(None)
        assert not stage.rows("SELECT 1 FROM people WHERE name LIKE 'L1%'")


class SmallGroupPeople(TelegramPeople):
    """Their first tier sits in a group that has not become a supergroup yet."""

    rooms = (-4001, TELEGRAM_L2)
    channels = (["telegram:-4001"], [f"telegram:{TELEGRAM_L2}"])


async def test_a_tier_is_served_on_when_its_group_becomes_a_supergroup(sqlite_url):
    async with open_stage(sqlite_url, SmallGroupPeople, SmallGroupPeople) as stage:
        await stage.opens_and_claims(UNKNOWN)
        await stage.settle()
        telegram, people = stage.working.telegram, stage.working
        moved = telegram.migrate(-4001)
        people.rooms = (moved, TELEGRAM_L2)

        await stage.ask("it is the same today")
        await stage.engineer_sees("sam", "it is the same today")
        await stage.requester_presses("It is urgent")
        await stage.requester_fills(None, reason="payroll is due")
        await stage.engineer_sees("sam", "Priority: P2")  # the card, said anew
        await stage.tell("sam", "we are at it")
        await stage.requester_sees("we are at it")
        await stage.resolves("sam", "restarted the service")

        telegram.join(people.ids["nora"], moved)
        await eventually(lambda: _is_of_l1(stage), "nora was not met where the group is now")
        await stage.ask("The door of the archive does not open")
        await stage.engineer_sees("sam", "SUP-102")
        await stage.settle()
        assert await stage.desk.store.marks.get("alert:chat_migrated")
        assert await stage.desk.store.moves.known("telegram") == {str(moved): "-4001"}


async def _is_of_l1(stage):
    actor = await stage.desk.store.people.actor(stage.working.identity("nora"))
    return actor is not None and "L1" in actor.tiers


def _links(telegram, chat):
    said = telegram.from_bot(chat)
    return [one["url"] for m in said for one in m.entities if one["type"] == "text_link"]
