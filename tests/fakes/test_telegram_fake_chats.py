"""Do buttons, topics and groups behave as they do at the vendor?"""

from datetime import timedelta

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)

from tests.fakes.telegram_rig import MAYA, OPS, SAM, TEAM, ask, keyboard

MEMBERS_TOO = ["message", "my_chat_member", "chat_member"]


class TestButtons:
    async def test_a_press_is_answered_with_a_toast(self, bot, telegram):
        sent = await bot.send_message(OPS, "SUP-1", reply_markup=keyboard("Claim", style="primary"))
        press = telegram.press(SAM, OPS, sent.message_id, "Claim")
        query = (await bot.get_updates())[0].callback_query
        await query.answer("Yours now", show_alert=True)
        answer = await press.answered()
        assert (query.data, query.message.message_id) == ("Claim", sent.message_id)
        assert (answer.user.id, answer.text, answer.is_alert) == (SAM, "Yours now", True)
        assert telegram.answers == [answer]

    async def test_a_late_or_second_answer_is_refused(self, bot, telegram, refusal):
        sent = await bot.send_message(OPS, "SUP-1", reply_markup=keyboard("Claim"))
        for _ in range(2):
            telegram.press(SAM, OPS, sent.message_id, "Claim")
        first, second = [u.callback_query.id for u in await bot.get_updates()]
        await bot.answer_callback_query(first)
        telegram.clock.move(timedelta(seconds=20))
        for query in (first, second):
            assert await refusal(bot.answer_callback_query(query)) == (
                "query is too old and response timeout expired or query ID is invalid"
            )

    async def test_an_unanswered_press_fails_the_test_in_words(self, bot, telegram):
        sent = await bot.send_message(OPS, "SUP-1", reply_markup=keyboard("Claim"))
        press = telegram.press(SAM, OPS, sent.message_id, "Claim")
        with pytest.raises(AssertionError, match="'Claim' by Sam was never answered"):
            await press.answered(within=0.01)

    async def test_pressing_what_is_not_there_tells_what_is(self, bot, telegram):
        sent = await bot.send_message(OPS, "SUP-1", reply_markup=keyboard("Claim", "Close"))
        with pytest.raises(AssertionError, match=r"there is \['Claim', 'Close'\]"):
            telegram.press(SAM, OPS, sent.message_id, "Resolve")

    async def test_a_press_on_a_deleted_card_carries_no_card(self, bot, telegram):
        sent = await bot.send_message(OPS, "SUP-1", reply_markup=keyboard("Claim"))
        await bot.delete_message(OPS, sent.message_id)
        telegram.forge_press(SAM, OPS, sent.message_id, "b:1.0")
        query = (await bot.get_updates())[0].callback_query
        assert not query.message.is_accessible

    @pytest.mark.parametrize(
        ("button", "text"),
        [
            ({"text": "x", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
            ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
            ({"text": "x"}, "Text buttons are unallowed in the inline keyboard"),
            ({"text": "x", "callback_data": "a", "style": "pink"}, "'pink' is none of"),
            ({"text": "x", "callback_data": "a", "size": 3}, 'has no field "size"'),
            ({"text": "x", "url": "http://localhost:8080/"}, "Wrong HTTP URL"),
        ],
    )
    async def test_a_wrong_button_is_refused(self, telegram, session, button, text):
        markup = {"inline_keyboard": [[button]]}
        status, body = await ask(
            telegram, session, "sendMessage", chat_id=MAYA, text="x", reply_markup=markup
        )
        assert status == 400
        assert text in body["description"]

    @pytest.mark.parametrize("shape", [(1, 9), (13, 8)])
    async def test_too_many_buttons_are_refused(self, bot, shape, refusal):
        rows, columns = shape
        button = InlineKeyboardButton("x", callback_data="x")
        wide = InlineKeyboardMarkup([[button] * columns] * rows)
        refused = await refusal(bot.send_message(MAYA, "x", reply_markup=wide))
        assert refused == "reply markup is too long"


class TestTopics:
    async def test_a_topic_is_opened_written_to_renamed_closed_and_reopened(self, bot, telegram):
        made = await bot.create_forum_topic(OPS, "SUP-1 VPN down")
        topic = made.message_thread_id
        await bot.send_message(OPS, "card", message_thread_id=topic)
        await bot.edit_forum_topic(OPS, topic, name="SUP-1 VPN down (Sam)")
        await bot.close_forum_topic(OPS, topic)
        assert telegram.topics(OPS)[0].is_closed
        await bot.reopen_forum_topic(OPS, topic)
        found = telegram.topics(OPS)[0]
        assert (found.name, found.is_closed) == ("SUP-1 VPN down (Sam)", False)
        assert [m.text for m in telegram.from_bot(OPS, topic)] == ["card"]

    async def test_what_people_write_in_a_topic_answers_its_opening(self, bot, telegram):
        topic = telegram.open_topic(SAM, OPS, "VPN")
        telegram.say(SAM, OPS, "looking", topic=topic)
        opened, said = [update.message for update in await bot.get_updates()]
        assert opened.forum_topic_created.name == "VPN"
        assert (said.message_thread_id, said.is_topic_message) == (topic, True)
        assert said.reply_to_message.forum_topic_created is not None

    async def test_a_reply_lands_in_the_topic_of_what_it_answers(self, bot, telegram):
        topic = telegram.open_topic(SAM, OPS, "VPN")
        asked = telegram.say(SAM, OPS, "well?", topic=topic)
        sent = await bot.send_message(OPS, "well", reply_to_message_id=asked)
        assert sent.message_thread_id == topic

    async def test_a_thread_that_is_not_there_is_refused(self, bot, telegram, refusal):
        topic = telegram.open_topic(SAM, OPS, "VPN")
        telegram.delete_topic(OPS, topic)
        for chat, thread in ((OPS, topic), (OPS, 1), (OPS, 999), (TEAM, 5), (MAYA, 5)):
            send = bot.send_message(chat, "x", message_thread_id=thread)
            assert await refusal(send) == "message thread not found"
        assert await refusal(bot.close_forum_topic(OPS, topic)) == "TOPIC_ID_INVALID"

    async def test_closing_twice_changes_nothing(self, bot, telegram, refusal):
        topic = telegram.open_topic(SAM, OPS, "VPN")
        await bot.close_forum_topic(OPS, topic)
        assert await refusal(bot.close_forum_topic(OPS, topic)) == "TOPIC_NOT_MODIFIED"

    async def test_topics_need_a_forum_and_the_right(self, bot, telegram, refusal):
        telegram.promote_bot(OPS, by=SAM, can_manage_topics=False)
        assert await refusal(bot.create_forum_topic(OPS, "x")) == (
            "not enough rights to create a topic"
        )
        assert await refusal(bot.create_forum_topic(TEAM, "x")) == "the chat is not a forum"

    async def test_a_closed_topic_is_closed_to_a_bot_without_the_right(
        self, bot, telegram, refusal
    ):
        topic = telegram.open_topic(SAM, OPS, "VPN")
        telegram.close_topic(SAM, OPS, topic)
        await bot.send_message(OPS, "still here", message_thread_id=topic)
        telegram.promote_bot(OPS, by=SAM, can_manage_topics=False)
        text = await refusal(bot.send_message(OPS, "x", message_thread_id=topic))
        assert text == "TOPIC_CLOSED"

    async def test_a_topic_name_has_a_length(self, bot, refusal):
        await bot.create_forum_topic(OPS, "x" * 128)
        assert await refusal(bot.create_forum_topic(OPS, "x" * 129)) == "TOPIC_TITLE_INVALID"


class TestGroups:
    async def test_privacy_mode_hides_what_is_not_for_the_bot(self, bot, telegram):
        telegram.say(SAM, TEAM, "lunch?")
        telegram.say(SAM, TEAM, "/claim 7")
        telegram.say(SAM, TEAM, "/claim@other_bot 7")
        telegram.say(SAM, TEAM, "@firstline_bot the VPN is down")
        card = await bot.send_message(TEAM, "SUP-1")
        telegram.say(SAM, TEAM, "on it", reply_to=card.message_id)
        heard = [update.message.text for update in await bot.get_updates()]
        assert heard == ["/claim 7", "@firstline_bot the VPN is down", "on it"]

    async def test_an_administrator_hears_everything(self, bot, telegram):
        telegram.say(SAM, OPS, "lunch?")
        assert len(await bot.get_updates()) == 1

    async def test_a_reply_chain_in_a_supergroup_is_a_thread(self, bot, telegram):
        card = await bot.send_message(TEAM, "SUP-1")
        first = telegram.say(SAM, TEAM, "on it", reply_to=card.message_id)
        telegram.say(SAM, TEAM, "@firstline_bot done", reply_to=first)
        threads = [u.message.message_thread_id for u in await bot.get_updates()]
        assert threads == [card.message_id] * 2

    async def test_comings_and_goings_are_told_to_an_administrator(self, bot, telegram):
        await bot.get_updates(allowed_updates=MEMBERS_TOO)
        telegram.join(MAYA, OPS)
        telegram.leave(MAYA, OPS)
        telegram.demote_bot(OPS, by=SAM)
        updates = await bot.get_updates()
        changed = [u.chat_member.new_chat_member.status for u in updates if u.chat_member]
        mine = [u.my_chat_member.new_chat_member.status for u in updates if u.my_chat_member]
        assert (changed, mine) == (["member", "left"], ["member"])
        assert updates[1].message.new_chat_members[0].id == MAYA

    async def test_members_and_administrators_can_be_asked_for(self, bot, refusal):
        assert (await bot.get_chat_member(OPS, SAM)).status == "member"
        assert (await bot.get_chat_member(OPS, MAYA)).status == "left"
        me = (await bot.get_chat_administrators(OPS))[0]
        assert me.can_manage_topics
        assert (await bot.get_chat(OPS)).is_forum
        assert await refusal(bot.get_chat_member(OPS, 999)) == "user not found"

    async def test_edits_are_told(self, bot, telegram):
        said = telegram.say(MAYA, MAYA, "vpm down")
        telegram.edit(MAYA, MAYA, said, "vpn down")
        edited = (await bot.get_updates())[-1].edited_message
        assert (edited.message_id, edited.text) == (said, "vpn down")
        assert edited.edit_date is not None
