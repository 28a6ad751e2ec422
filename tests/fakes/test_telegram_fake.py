"""Does the stand-in for Telegram speak the Bot API on the wire, and fail when told to?"""

import asyncio
import json
from datetime import timedelta

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    MenuButtonCommands,
)
from telegram.error import InvalidToken, NetworkError

from handlers.telegram.request import FloodedError, OutcomeUnknownError
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_rig import MAYA, OPS, PNG, SAM, ask, bot_for, peopled


class TestWire:
    async def test_a_wrong_token_is_unauthorized(self, telegram, session):
        stranger = bot_for(telegram, session, token="7000000001:wrong")
        with pytest.raises(InvalidToken, match="Unauthorized"):
            await stranger.get_me()

    async def test_an_unknown_method_is_not_found(self, telegram, session):
        status, body = await ask(telegram, session, "sendCarrierPigeon")
        assert (status, body["error_code"]) == (404, 404)

    async def test_an_unknown_argument_is_refused(self, bot, refusal):
        text = await refusal(bot.send_message(MAYA, "hi", api_kwargs={"colour": "red"}))
        assert text == 'strict: sendMessage has no argument "colour"'

    async def test_an_unknown_argument_passes_when_told_so(self, session):
        async with FakeTelegram(is_strict=False) as fake:
            peopled(fake)
            await bot_for(fake, session).send_message(MAYA, "hi", api_kwargs={"colour": "red"})

    @pytest.mark.parametrize(
        ("arguments", "fault"),
        [
            ({"chat_id": MAYA, "text": 7}, "sendMessage.text: 7 is no String"),
            ({"chat_id": MAYA, "text": "x", "message_thread_id": "a"}, "'a' is no Integer"),
            ({"chat_id": MAYA, "text": "x", "protect_content": "maybe"}, "can't parse Boolean"),
            ({"chat_id": MAYA, "text": "x", "reply_markup": {"x": 1}}, "reply_markup"),
            (
                {"chat_id": MAYA, "text": "x", "reply_parameters": {"message_id": "1"}},
                "'1' is no Integer",
            ),
            ({"text": "x"}, "chat_id is empty"),
            ({"chat_id": MAYA}, "message text is empty"),
        ],
    )
    async def test_arguments_must_be_of_their_type(self, telegram, session, arguments, fault):
        status, body = await ask(telegram, session, "sendMessage", **arguments)
        assert status == 400
        assert fault in body["description"]

    async def test_a_form_a_json_body_and_a_query_string_are_the_same(self, telegram, session):
        url = f"{telegram.api_url}/bot{telegram.token}/sendMessage"
        arguments = {"chat_id": str(MAYA), "text": "hi"}
        for body in ({"data": arguments}, {"json": arguments}, {"params": arguments}):
            async with session.post(url, **body) as response:
                assert response.status == 200
        assert [message.text for message in telegram.from_bot(MAYA)] == ["hi"] * 3

    async def test_every_call_is_on_record(self, bot, telegram):
        await bot.send_message(MAYA, "hi")
        call = telegram.calls_of("sendMessage")[0]
        assert (call.chat, call.arguments["text"]) == (MAYA, "hi")


class TestLimits:
    @pytest.fixture
    async def telegram(self):
        async with FakeTelegram(limits=True) as fake:
            yield peopled(fake)

    async def test_a_chat_takes_a_short_burst_and_then_one_a_second(self, bot, telegram):
        for number in range(3):
            await bot.send_message(MAYA, f"{number}")
        with pytest.raises(FloodedError) as caught:
            await bot.send_message(MAYA, "too many")
        telegram.clock.move(caught.value.retry_after)
        await bot.send_message(MAYA, "patient")
        assert [m.text for m in telegram.from_bot(MAYA)] == ["0", "1", "2", "patient"]

    async def test_a_group_takes_twenty_a_minute(self, bot, telegram):
        for number in range(20):
            await bot.send_message(OPS, f"{number}")
            telegram.clock.move(timedelta(seconds=1.1))
        with pytest.raises(FloodedError) as caught:
            await bot.send_message(OPS, "too many")
        assert caught.value.retry_after > timedelta(seconds=20)

    async def test_edits_count_and_other_chats_go_on(self, bot, telegram):
        sent = await bot.send_message(MAYA, "0")
        for number in range(1, 3):
            await bot.edit_message_text(f"{number}", MAYA, sent.message_id)
        with pytest.raises(FloodedError):
            await bot.edit_message_text("3", MAYA, sent.message_id)
        await bot.send_message(OPS, "here it is quiet")


class TestFaults:
    async def test_a_failure_is_answered_and_nothing_done(self, bot, telegram):
        telegram.fail_next("sendMessage", 502)
        with pytest.raises(NetworkError):
            await bot.send_message(MAYA, "x")
        assert telegram.from_bot(MAYA) == []
        await bot.send_message(MAYA, "y")

    async def test_a_fault_can_be_for_one_chat_only(self, bot, telegram):
        telegram.fail_next("sendMessage", retry_after=3, chat=OPS, times=2)
        await bot.send_message(MAYA, "x")
        for _ in range(2):
            with pytest.raises(FloodedError):
                await bot.send_message(OPS, "x")
        await bot.send_message(OPS, "x")

    async def test_a_late_acceptance_happens_after_the_caller_has_gone(self, bot, telegram):
        telegram.delay_next("sendMessage", 0.3, accept="after")
        with pytest.raises(OutcomeUnknownError):
            await bot.send_message(MAYA, "late", read_timeout=0.1)
        assert telegram.from_bot(MAYA) == []
        await telegram.wait_for_message(MAYA, contains="late")

    async def test_a_hook_runs_at_the_nth_call(self, bot, telegram):
        seen = []
        telegram.on_call("sendMessage", lambda call: seen.append(call.arguments["text"]), nth=2)
        for word in ("one", "two", "three"):
            await bot.send_message(MAYA, word)
        assert seen == ["two"]

    async def test_a_hook_after_the_call_finds_it_done(self, bot, telegram):
        seen = []

        async def look(_):
            seen.extend(message.text for message in telegram.from_bot(MAYA))

        telegram.on_call("*", look, when="after")
        await bot.send_message(MAYA, "one")
        assert seen == ["one"]

    async def test_chance_is_the_same_for_the_same_seed(self, bot, telegram):
        async def tried():
            telegram.random_faults(7, fail=0.2, drop=0.2, refuse=0.1, limit=0.1)
            said = [bot.send_message(MAYA, f"{number}") for number in range(20)]
            return [type(r) for r in await in_turn(said)]

        first, second = await tried(), await tried()
        telegram.calm()
        assert first == second
        assert len(set(first)) > 3
        await bot.send_message(MAYA, "calm")


async def in_turn(awaitables):
    results = []
    for awaitable in awaitables:
        results.extend(await asyncio.gather(awaitable, return_exceptions=True))
    return results


class TestReading:
    async def test_waiting_in_vain_tells_what_was_said(self, bot, telegram):
        await bot.send_message(MAYA, "Ticket SUP-1 is open")
        with pytest.raises(AssertionError, match="SUP-1 is open"):
            await telegram.wait_for_message(MAYA, contains="closed", timeout=0.05)

    async def test_only_newer_words_count_when_told_so(self, bot, telegram):
        old = await bot.send_message(MAYA, "hello")
        with pytest.raises(AssertionError):
            await telegram.wait_for_message(MAYA, after=old.message_id, timeout=0.05)

    async def test_commands_and_deep_links_arrive_as_text(self, bot, telegram):
        telegram.start(SAM, "SUP106")
        telegram.command(SAM, SAM, "new VPN down")
        texts = [update.message.text for update in await bot.get_updates()]
        assert texts == ["/start SUP106", "/new VPN down"]
        await bot.send_message(SAM, "now we talk")

    async def test_the_world_outlives_an_outage(self, bot, telegram):
        async with telegram.outage():
            telegram.say(MAYA, MAYA, "anyone?")
        assert [u.message.text for u in await bot.get_updates()] == ["anyone?"]

    def test_the_cut_documents_name_each_method_served_here(self):
        from tests.fakes.telegram.methods import METHODS
        from tests.fakes.telegram.spec import Spec

        assert METHODS.keys() == Spec().methods.keys()

    async def test_results_have_the_documented_shape(self, bot, telegram, session):
        topic = telegram.open_topic(SAM, OPS, "VPN")
        telegram.say(SAM, OPS, "hi", topic=topic)
        sent = await bot.send_photo(OPS, PNG, "x", message_thread_id=topic)
        await bot.pin_chat_message(OPS, sent.message_id)
        asked = {
            "getMe": {},
            "getUpdates": {},
            "getWebhookInfo": {},
            "getChat": {"chat_id": OPS},
            "getChatMember": {"chat_id": OPS, "user_id": telegram.bot.id},
            "sendMessage": {"chat_id": OPS, "text": "x", "message_thread_id": topic},
            "createForumTopic": {"chat_id": OPS, "name": "x"},
            "getFile": {"file_id": sent.photo[0].file_id},
        }
        for method, arguments in asked.items():
            _, body = await ask(telegram, session, method, **arguments)
            kind = telegram.spec.methods[method]["returns"][0]
            telegram.spec.check(kind, json.loads(json.dumps(body["result"])), method)


class TestProfile:
    async def test_commands_are_kept_for_each_scope(self, bot, telegram, refusal):
        scope = BotCommandScopeChat(OPS)
        await bot.set_my_commands([BotCommand("new", "Ask something")])
        await bot.set_my_commands([BotCommand("claim", "Take it")], scope=scope)
        assert [c.command for c in await bot.get_my_commands()] == ["new"]
        assert [c.command for c in await bot.get_my_commands(scope=scope)] == ["claim"]
        refused = bot.set_my_commands([BotCommand("Claim-It", "Take it")])
        assert await refusal(refused) == "BOT_COMMAND_INVALID"

    async def test_descriptions_and_the_menu_button_are_kept(self, bot, telegram):
        await bot.set_my_description("A support desk")
        await bot.set_my_short_description("Support")
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
        assert (await bot.get_my_description()).description == "A support desk"
        assert (await bot.get_my_short_description()).short_description == "Support"
        assert (await bot.get_chat_menu_button()).type == "commands"
