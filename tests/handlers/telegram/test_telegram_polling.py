"""An update is confirmed only once it is stored, whatever goes wrong in between."""

import asyncio
import json
import logging
from dataclasses import replace
from types import SimpleNamespace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from desk.people import Address
from desk.policy import TierChannel
from handlers.telegram.poller import KINDS, LEASE, OFFSET, TAKEN
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.handlers.telegram.polled import (
    MAYA,
    SAM,
    STOPPED,
    TEAM,
    Books,
    eventually,
    platform_on,
    running,
)
from tests.nouns import POLICY

OLD = -5


@pytest.fixture
async def telegram():
    async with FakeTelegram() as fake:
        fake.add_user(MAYA, "Maya")
        fake.add_user(SAM, "Sam")
        fake.add_group(TEAM, "L2", members=[SAM])
        yield fake


@pytest.fixture
def books():
    return Books()


def is_confirmed(telegram):
    return lambda: not telegram.updates.pending()


async def test_what_is_said_is_stored_and_then_confirmed(telegram, books):
    async with running(platform_on(telegram, books)):
        telegram.say(MAYA, MAYA, "the printer jams")
        await eventually(is_confirmed(telegram))
    assert books.texts() == ["the printer jams"]
    [key] = books.updates
    assert key == f"tg:{telegram.bot.id}:870000001"
    assert books.marks[OFFSET] == "870000002"


async def test_the_updates_that_are_read_are_asked_for(telegram, books):
    async with running(platform_on(telegram, books)):
        await eventually(lambda: telegram.calls_of("getUpdates"))
    assert json.loads(telegram.calls_of("getUpdates")[0].arguments["allowed_updates"]) == [*KINDS]


async def test_nothing_is_confirmed_while_nothing_can_be_stored(telegram, books):
    books.broken = 1_000_000
    async with running(platform_on(telegram, books)):
        telegram.say(MAYA, MAYA, "the printer jams")
        await eventually(lambda: books.puts > 2)
        assert len(telegram.updates.pending()) == 1
        assert OFFSET not in books.marks
        books.broken = 0
        await eventually(is_confirmed(telegram))
    assert books.texts() == ["the printer jams"]


async def test_an_update_is_stored_as_it_came_whatever_is_new_in_it(telegram, books):
    """The library cannot read this poll, and would give none of the updates that came with it."""
    message = telegram.message(MAYA, telegram.say(MAYA, MAYA, "hello")).wire()
    strange = {**message, "message_id": 9, "poll": {"id": "1"}}
    telegram.updates.put("message", strange)
    async with running(platform_on(telegram, books)):
        await eventually(is_confirmed(telegram))
    assert [body["update"]["message"] for body in books.bodies()] == [message, strange]


async def test_one_that_cannot_be_stored_holds_back_the_others_until_it_is(telegram, books):
    books.broken = 1
    for text in ("one", "two", "three"):
        telegram.say(MAYA, MAYA, text)
    async with running(platform_on(telegram, books)):
        await eventually(is_confirmed(telegram))
    assert sorted(books.texts()) == ["one", "three", "two"]
    assert len(books.updates) == 3


async def test_order_is_kept_by_when_each_came(telegram, books):
    for number in range(20):
        telegram.say(SAM, TEAM, f"{number:02}")
    async with running(platform_on(telegram, books)):
        await eventually(is_confirmed(telegram))
    letters = sorted(books.rows.values(), key=lambda letter: letter.sort_at)
    bodies = [json.loads(letter.body) for letter in letters]
    said = [body["update"]["message"]["text"] for body in bodies if body["kind"] == "update"]
    assert said == [f"{number:02}" for number in range(20)]


async def test_a_lost_offset_brings_nothing_in_twice(telegram, books):
    message = telegram.say(MAYA, MAYA, "the printer jams")
    async with running(platform_on(telegram, books)):
        await eventually(is_confirmed(telegram))
    books.marks.clear()
    telegram.updates._next_id = 870_000_001
    telegram.emit("message", telegram.message(MAYA, message).wire())
    async with running(platform_on(telegram, books)):
        await eventually(is_confirmed(telegram))
    assert books.puts == 2
    assert len(books.rows) == 1


async def test_a_killed_poller_leaves_nothing_behind_unconfirmed_and_unstored(telegram, books):
    """Killed after the row was stored and before the next poll: it comes again, and is known."""
    telegram.say(MAYA, MAYA, "the printer jams")
    first = platform_on(telegram, books)
    polling = asyncio.create_task(first.run(asyncio.Event()))
    books.on_put = lambda _: polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    await first.notifier.close()
    assert len(telegram.updates.pending()) == 1
    books.on_put = None
    books.holder = None
    async with running(platform_on(telegram, books)):
        await eventually(is_confirmed(telegram))
    assert books.puts == 2
    assert books.texts() == ["the printer jams"]


async def test_only_one_replica_polls_and_the_other_takes_over(telegram, books):
    async with running(platform_on(telegram, books)):
        await eventually(lambda: telegram.calls_of("getUpdates"))
        holder = books.holder
        async with running(platform_on(telegram, books)):
            telegram.say(MAYA, MAYA, "one")
            await eventually(lambda: books.texts() == ["one"])
            assert books.holder == holder
            assert not telegram.refusals
    assert books.holder is None
    async with running(platform_on(telegram, books)):
        telegram.say(MAYA, MAYA, "two")
        await eventually(lambda: books.texts() == ["one", "two"])
    assert LEASE == "telegram:poll"


async def test_the_lease_is_not_renewed_with_every_poll(telegram, books):
    async with running(platform_on(telegram, books)):
        for number in range(5):
            telegram.say(MAYA, MAYA, f"{number}")
            await eventually(lambda n=number: f"{n}" in books.texts())
    assert books.holds == 1


async def test_a_lease_that_another_has_taken_is_noticed(telegram, books):
    async with running(platform_on(telegram, books, news=0, lease=0.1)):
        await eventually(lambda: telegram.calls_of("getUpdates"))
        books.holder = "another"
        noticed = books.holds + 3
        await eventually(lambda: books.holds > noticed)
        telegram.say(MAYA, MAYA, "for the other one")
        await eventually(lambda: books.holds > noticed + 3)
        assert books.texts() == []
        books.holder = None
        await eventually(books.texts)


async def test_another_program_on_the_same_token_is_waited_for(telegram, books):
    told = []

    async def alarm(code, **facts):
        told.append(code)

    telegram.fail_next("getUpdates", 409, times=3)
    async with running(platform_on(telegram, books, alarm=alarm)):
        telegram.say(MAYA, MAYA, "the printer jams")
        await eventually(is_confirmed(telegram))
    assert books.texts() == ["the printer jams"]
    assert len(telegram.refusals) == 3
    assert told == []


async def test_admins_are_told_when_another_program_keeps_the_updates(telegram, books):
    told = []

    async def alarm(code, **facts):
        told.append(code)

    telegram.fail_next("getUpdates", 409, times=2 * TAKEN)
    async with running(platform_on(telegram, books, alarm=alarm)):
        telegram.say(MAYA, MAYA, "the printer jams")
        await eventually(is_confirmed(telegram))
    assert told == ["telegram_taken"]


async def test_a_forgotten_webhook_is_taken_away(telegram, books):
    telegram.backend.webhook.set("https://elsewhere.example/hook", "", 40)
    async with running(platform_on(telegram, books)):
        await eventually(lambda: not telegram.backend.webhook.url)
        telegram.say(MAYA, MAYA, "the printer jams")
        await eventually(books.texts)


async def test_an_outage_ends_by_itself(telegram, books):
    async with running(platform_on(telegram, books)):
        await eventually(lambda: telegram.calls_of("getUpdates"))
        async with telegram.outage():
            telegram.say(MAYA, MAYA, "said while away")
            await asyncio.sleep(0.2)
        await eventually(lambda: books.texts() == ["said while away"])


async def test_a_telegram_that_is_away_at_the_start_is_found_later(telegram, books):
    async with telegram.outage():
        platform = platform_on(telegram, books)
        stop = asyncio.Event()
        polling = asyncio.create_task(platform.run(stop))
        await asyncio.sleep(0.2)
    telegram.say(MAYA, MAYA, "hello?")
    await eventually(lambda: books.texts() == ["hello?"])
    stop.set()
    await asyncio.wait_for(polling, STOPPED)
    await platform.notifier.close()


@pytest.mark.parametrize(
    "fault", [{"code": 502}, {"code": 401}, {"retry_after": 1}], ids=["502", "401", "flood"]
)
async def test_a_refused_poll_is_tried_again(telegram, books, fault):
    telegram.fail_next("getUpdates", **fault)
    async with running(platform_on(telegram, books)):
        telegram.say(MAYA, MAYA, "the printer jams")
        await eventually(is_confirmed(telegram))


async def test_stopping_lets_go_of_a_poll_that_waits(telegram, books):
    async with running(platform_on(telegram, books)):
        await eventually(lambda: telegram.updates._poller is not None)
    assert books.holder is None  # and `running` itself is not patient


async def test_the_token_is_never_logged(telegram, books, caplog):
    caplog.set_level(logging.DEBUG)
    telegram.fail_next("getUpdates", 502)
    async with running(platform_on(telegram, books)):
        telegram.say(MAYA, MAYA, "the printer jams")
        await eventually(is_confirmed(telegram))
        async with telegram.outage():
            await asyncio.sleep(0.2)
    secret = TOKEN.partition(":")[2]
    assert secret not in caplog.text


async def test_the_admins_of_a_tiers_group_are_learned_at_the_start(telegram, books):
    telegram.world.chat(TEAM).members[SAM].status = "administrator"
    async with running(platform_on(telegram, books)):
        [body] = await eventually(lambda: books.bodies("roster"))
    assert [person["id"] for person in body["people"]] == [SAM]
    assert "is_whole" not in body


async def test_a_group_that_does_not_tell_its_admins_does_not_keep_us_from_polling(telegram, books):
    telegram.kick_bot(TEAM, SAM)
    async with running(platform_on(telegram, books)):
        telegram.say(MAYA, MAYA, "the printer jams")
        await eventually(books.texts)


async def test_admins_are_learned_once_telegram_answers_again(telegram, books):
    telegram.world.chat(TEAM).members[SAM].status = "administrator"
    telegram.fail_next("getChatAdministrators", 502)
    async with running(platform_on(telegram, books)):
        await eventually(lambda: books.bodies("roster"))


async def test_a_bot_that_is_let_in_learns_the_admins_then(telegram, books):
    async with running(platform_on(telegram, books)):
        await eventually(lambda: telegram.calls_of("getUpdates"))
        telegram.world.chat(TEAM).members[SAM].status = "administrator"
        telegram.promote_bot(TEAM, SAM)
        await eventually(lambda: books.bodies("roster"))


async def test_a_bot_that_is_let_in_while_telegram_stumbles_goes_on(telegram, books):
    async with running(platform_on(telegram, books)):
        await eventually(lambda: telegram.calls_of("getUpdates"))
        telegram.fail_next("getChatAdministrators", 502)
        telegram.promote_bot(TEAM, SAM)
        telegram.block_bot(MAYA)
        await eventually(lambda: telegram.faults.happened)
        telegram.say(SAM, TEAM, "still there?")
        await eventually(lambda: "still there?" in books.texts())


async def test_who_writes_in_a_tiers_group_is_met_once(telegram, books):
    async with running(platform_on(telegram, books)):
        for text in ("good morning", "anybody here?"):
            telegram.say(SAM, TEAM, text)
            await eventually(lambda t=text: t in books.texts())
        met = books.bodies("roster")
        assert [[person["id"] for person in body["people"]] for body in met] == [[SAM]]
        telegram.leave(SAM, TEAM)
        telegram.join(SAM, TEAM)
        telegram.say(SAM, TEAM, "back again")
        await eventually(lambda: "back again" in books.texts())
    assert len(books.bodies("roster")) >= 2


async def test_who_was_not_stored_is_met_again(telegram, books):
    async with running(platform_on(telegram, books)):
        await eventually(lambda: telegram.calls_of("getUpdates"))
        books.broken = 1
        telegram.say(SAM, TEAM, "good morning")
        await eventually(lambda: "good morning" in books.texts())
    met = books.bodies("roster")
    assert [person["id"] for person in met[0]["people"]] == [SAM]


async def test_a_stranger_in_another_group_makes_no_roster(telegram, books):
    telegram.add_group(-1007, "Friends", members=[MAYA])
    async with running(platform_on(telegram, books)):
        telegram.say(MAYA, -1007, "@firstline_bot hello")
        await eventually(books.texts)
    assert not books.bodies("roster")


async def test_a_group_that_moves_is_told_to_the_admins_in_words_of_the_configuration(
    telegram, books
):
    tier, *rest = POLICY.tiers
    home = TierChannel(address=Address(platform="telegram", channel=str(OLD)))
    policy = replace(POLICY, tiers=(replace(tier, channels=(home,)), *rest))
    told = []

    async def alarm(code, **facts):
        told.append((code, facts))

    telegram.add_group(OLD, "L1", members=[SAM])
    async with running(platform_on(telegram, books, policy=policy, alarm=alarm)):
        await eventually(lambda: telegram.calls_of("getUpdates"))
        new = telegram.migrate(OLD)
        await eventually(lambda: told)
    facts = {"instead_of": f"telegram:{OLD}", "write": f"telegram:{new}"}
    assert told == [("chat_migrated", facts)]


async def test_a_group_that_moved_while_we_were_away_is_told_at_the_start(telegram, books):
    tier, *rest = POLICY.tiers
    home = TierChannel(address=Address(platform="telegram", channel=str(OLD)))
    policy = replace(POLICY, tiers=(replace(tier, channels=(home,)), *rest))
    told = []

    async def alarm(code, **facts):
        told.append(code)

    telegram.add_group(OLD, "L1", members=[SAM])
    telegram.migrate(OLD)
    telegram.updates.clear()
    async with running(platform_on(telegram, books, policy=policy, alarm=alarm)):
        await eventually(lambda: told)
        telegram.say(MAYA, MAYA, "the printer jams")
        await eventually(books.texts)
    assert told == ["chat_migrated"]


async def test_a_strangers_group_may_move_without_an_alarm(telegram, books):
    told = []

    async def alarm(code, **facts):
        told.append(code)

    telegram.add_group(OLD, "Friends", members=[MAYA])
    async with running(platform_on(telegram, books, alarm=alarm)):
        await eventually(lambda: telegram.calls_of("getUpdates"))
        telegram.migrate(OLD)
        await eventually(is_confirmed(telegram))
    assert told == []


async def test_a_quiet_telegram_is_simply_asked_again(telegram, books):
    async with running(platform_on(telegram, books, news=0)):
        await eventually(lambda: len(telegram.calls_of("getUpdates")) > 3)
    assert OFFSET not in books.marks


async def test_an_answer_of_somebody_else_in_between_is_no_answer(books):
    """Some proxies answer 200 to anything."""
    asked = []

    async def nonsense(request):
        asked.append(request.path.rpartition("/")[2])
        is_greeting = asked[-1] == "getMe"
        me = {"id": 7, "is_bot": True, "first_name": "F", "username": "firstline_bot"}
        return web.json_response({"ok": True, "result": me} if is_greeting else {"ok": True})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", nonsense)
    async with TestServer(app) as server:
        proxy = SimpleNamespace(token=TOKEN, api_url=f"http://127.0.0.1:{server.port}")
        policy = replace(POLICY, tiers=POLICY.tiers[:1])  # none of them on Telegram
        async with running(platform_on(proxy, books, policy=policy)):
            await eventually(lambda: asked.count("getUpdates") > 1)


async def test_an_update_that_cannot_be_read_is_kept_and_the_next_one_heard(telegram, books):
    async with running(platform_on(telegram, books)) as polling:
        telegram.updates.put("message", {"text": "who am I?"})
        telegram.say(MAYA, MAYA, "the printer jams")
        await eventually(is_confirmed(telegram))
        assert not polling.done()
    assert books.texts() == ["the printer jams"]
    [unread] = books.bodies("unread")
    assert unread["update"]["message"] == {"text": "who am I?"}
