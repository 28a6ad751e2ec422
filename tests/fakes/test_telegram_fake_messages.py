"""Does the stand-in for Telegram take, change and refuse messages as the vendor does?"""

from datetime import timedelta

import pytest
from telegram import (
    ForceReply,
    ReplyParameters,
)
from telegram.error import ChatMigrated, Forbidden

from tests.fakes.telegram.spec import MismatchError
from tests.fakes.telegram_rig import MAYA, OLD, OPS, PNG, SAM, TEAM, ask, keyboard


class TestSending:
    async def test_html_becomes_text_and_entities(self, bot, telegram):
        await bot.send_message(MAYA, "😀 <b>P1</b> &lt;vpn&gt; <i>now</i>\n", parse_mode="HTML")
        sent = telegram.from_bot(MAYA)[0]
        assert sent.text == "😀 P1 <vpn> now"
        assert sent.entities == [
            {"type": "bold", "offset": 3, "length": 2},
            {"type": "italic", "offset": 12, "length": 3},
        ]
        assert (sent.marked("bold"), sent.marked("italic")) == (["P1"], ["now"])

    async def test_a_mention_by_id_names_a_known_person_only(self, bot):
        mentions = '<a href="tg://user?id=11">Maya</a> <a href="tg://user?id=99">nobody</a>'
        sent = await bot.send_message(MAYA, mentions, parse_mode="HTML")
        assert [entity.user.first_name for entity in sent.entities] == ["Maya"]

    async def test_wrong_html_is_refused_with_the_place(self, bot, refusal):
        text = await refusal(bot.send_message(MAYA, "é <b>x</i>", parse_mode="HTML"))
        assert text == (
            "can't parse entities: Unmatched end tag at byte offset 7, "
            'expected "</b>", found "</i>"'
        )

    @pytest.mark.parametrize("text", ["", "  \n", "<b></b>", "<b> </b>"])
    async def test_a_text_must_say_something(self, bot, text, refusal):
        refused = await refusal(bot.send_message(MAYA, text, parse_mode="HTML"))
        assert refused == "message text is empty"

    async def test_length_is_counted_in_utf16_after_markup(self, bot, refusal):
        await bot.send_message(MAYA, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
        assert await refusal(bot.send_message(MAYA, "😀" * 2049)) == "message is too long"

    async def test_a_caption_is_shorter(self, bot, refusal):
        await bot.send_photo(MAYA, PNG, caption="x" * 1024)
        text = await refusal(bot.send_photo(MAYA, PNG, caption="x" * 1025))
        assert text == "message caption is too long"

    async def test_a_reply_names_what_it_answers(self, bot, telegram):
        asked = telegram.say(MAYA, MAYA, "is the VPN down?")
        sent = await bot.send_message(MAYA, "yes", reply_to_message_id=asked)
        assert sent.reply_to_message.text == "is the VPN down?"
        assert telegram.from_bot(MAYA)[0].reply_to_id == asked

    async def test_a_reply_to_nothing_is_refused_unless_it_may_stand_alone(self, bot, refusal):
        text = await refusal(bot.send_message(MAYA, "yes", reply_to_message_id=999))
        assert text == "message to be replied not found"
        alone = ReplyParameters(999, allow_sending_without_reply=True)
        sent = await bot.send_message(MAYA, "yes", reply_parameters=alone)
        assert sent.reply_to_message is None

    async def test_a_question_can_force_a_reply(self, bot, telegram):
        sent = await bot.send_message(MAYA, "What was it?", reply_markup=ForceReply())
        answer = telegram.say(MAYA, MAYA, "the cable", reply_to=sent.message_id)
        assert telegram.message(MAYA, sent.message_id).is_asking_reply
        assert telegram.message(MAYA, answer).reply_to_id == sent.message_id

    async def test_nobody_is_spoken_to_first(self, bot, refusal):
        text = await refusal(bot.send_message(SAM, "hello"), Forbidden)
        assert text == "Forbidden: bot can't initiate conversation with a user"
        assert await refusal(bot.send_message(99, "hello")) == "chat not found"

    async def test_who_blocked_the_bot_gets_nothing(self, bot, telegram, refusal):
        telegram.block_bot(MAYA)
        refused = await refusal(bot.send_message(MAYA, "hello"), Forbidden)
        update = (await bot.get_updates())[0]
        assert refused == "Forbidden: bot was blocked by the user"
        assert update.my_chat_member.new_chat_member.status == "kicked"
        telegram.unblock_bot(MAYA)
        await bot.send_message(MAYA, "hello")

    async def test_a_deactivated_account_gets_nothing(self, bot, telegram, refusal):
        telegram.deactivate(MAYA)
        assert await refusal(bot.send_message(MAYA, "x"), Forbidden) == (
            "Forbidden: user is deactivated"
        )

    async def test_a_deleted_group_takes_nothing(self, bot, telegram, refusal):
        telegram.delete_group(OLD)
        text = await refusal(bot.send_message(OLD, "x"), Forbidden)
        assert text == "Forbidden: the group chat was deleted"

    async def test_a_bot_that_was_kicked_says_nothing(self, bot, telegram, refusal):
        telegram.kick_bot(TEAM, by=SAM)
        text = await refusal(bot.send_message(TEAM, "hello"), Forbidden)
        assert text == "Forbidden: bot was kicked from the supergroup chat"

    async def test_a_group_that_became_a_supergroup_names_its_new_id(self, bot, telegram):
        new_id = telegram.migrate(OLD)
        with pytest.raises(ChatMigrated) as caught:
            await bot.send_message(OLD, "hello")
        assert caught.value.new_chat_id == new_id
        await bot.send_message(new_id, "hello")
        told = [u.message.migrate_to_chat_id for u in await bot.get_updates()]
        assert told[0] == new_id

    async def test_supergroups_count_messages_for_themselves(self, bot):
        private = await bot.send_message(MAYA, "a")
        group = await bot.send_message(OLD, "b")
        super_first = await bot.send_message(OPS, "c")
        assert group.message_id == private.message_id + 1
        assert super_first.message_id == 2

    async def test_a_message_can_be_copied_and_forwarded(self, bot, telegram, refusal):
        asked = telegram.say(MAYA, MAYA, "it smokes")
        copied = await bot.copy_message(OPS, MAYA, asked)
        forwarded = await bot.forward_message(OPS, MAYA, asked)
        assert telegram.message(OPS, copied.message_id).text == "it smokes"
        assert forwarded.forward_origin.sender_user.id == MAYA
        assert await refusal(bot.copy_message(OPS, MAYA, 999)) == "message to copy not found"


class TestEditing:
    async def test_an_edit_changes_text_and_takes_away_buttons_not_sent_again(self, bot, telegram):
        sent = await bot.send_message(MAYA, "new", reply_markup=keyboard("Claim"))
        await bot.edit_message_text("claimed", MAYA, sent.message_id)
        now = telegram.message(MAYA, sent.message_id)
        assert (now.text, now.buttons, now.earlier) == ("claimed", [], ["new"])

    async def test_an_edit_that_changes_nothing_is_refused(self, bot, refusal):
        sent = await bot.send_message(MAYA, "<b>new</b>", "HTML", reply_markup=keyboard("Claim"))
        same = bot.edit_message_text(
            "<b>new</b>", MAYA, sent.message_id, parse_mode="HTML", reply_markup=keyboard("Claim")
        )
        assert (await refusal(same)).startswith("message is not modified: specified new message")
        await bot.edit_message_text("new", MAYA, sent.message_id, reply_markup=keyboard("Claim"))

    async def test_only_buttons_can_change_too(self, bot, telegram):
        sent = await bot.send_message(MAYA, "new", reply_markup=keyboard("Claim"))
        await bot.edit_message_reply_markup(MAYA, sent.message_id, reply_markup=keyboard("Done"))
        assert telegram.message(MAYA, sent.message_id).buttons == ["Done"]

    async def test_a_caption_is_edited_as_a_caption(self, bot, telegram, refusal):
        sent = await bot.send_photo(MAYA, PNG, caption="draft")
        await bot.edit_message_caption(MAYA, sent.message_id, caption="final")
        assert telegram.message(MAYA, sent.message_id).text == "final"
        text = await refusal(bot.edit_message_text("x", MAYA, sent.message_id))
        assert text == "there is no text in the message to edit"

    async def test_what_is_gone_or_anothers_cannot_be_edited(self, bot, telegram, refusal):
        theirs = telegram.say(MAYA, MAYA, "mine")
        assert await refusal(bot.edit_message_text("x", MAYA, 999)) == "message to edit not found"
        assert await refusal(bot.edit_message_text("x", MAYA, theirs)) == (
            "message can't be edited"
        )

    async def test_a_message_is_deleted_for_two_days_and_not_longer(self, bot, telegram, refusal):
        first = await bot.send_message(MAYA, "one")
        second = await bot.send_message(MAYA, "two")
        await bot.delete_message(MAYA, first.message_id)
        assert [m.text for m in telegram.from_bot(MAYA)] == ["two"]
        again = await refusal(bot.delete_message(MAYA, first.message_id))
        assert again == "message to delete not found"
        telegram.clock.move(timedelta(hours=49))
        late = await refusal(bot.delete_message(MAYA, second.message_id))
        assert late == "message can't be deleted"

    async def test_a_reaction_comes_from_the_short_list(self, bot, telegram, session):
        asked = telegram.say(MAYA, MAYA, "help")
        await bot.set_message_reaction(MAYA, asked, "👀")
        assert telegram.message(MAYA, asked).reactions[telegram.bot.id] == ["👀"]
        other = {"type": "emoji", "emoji": "✅"}
        status, body = await ask(
            telegram,
            session,
            "setMessageReaction",
            chat_id=MAYA,
            message_id=asked,
            reaction=[other],
        )
        assert (status, "'✅' is none of" in body["description"]) == (400, True)

    async def test_a_pin_needs_the_right_to(self, bot, telegram, refusal):
        sent = await bot.send_message(OPS, "card")
        await bot.pin_chat_message(OPS, sent.message_id)
        assert (await bot.get_chat(OPS)).pinned_message.text == "card"
        await bot.unpin_chat_message(OPS)
        there = await bot.send_message(TEAM, "card")
        text = await refusal(bot.pin_chat_message(TEAM, there.message_id))
        assert text == "not enough rights to manage pinned messages in the chat"

    async def test_typing_is_noted(self, bot, telegram, refusal):
        await bot.send_chat_action(MAYA, "typing")
        assert telegram.backend.chat_actions == [(MAYA, "typing", None)]
        wrong = await refusal(bot.send_chat_action(MAYA, "thinking"))
        assert wrong == "wrong parameter action in request"


class TestFiles:
    async def test_what_people_send_can_be_fetched(self, bot, telegram):
        telegram.send_photo(MAYA, MAYA, PNG, "look")
        telegram.send_document(MAYA, MAYA, "vpn.log", b"line\n", caption="the log")
        photo, document = [update.message for update in await bot.get_updates()]
        assert (photo.caption, photo.photo[-1].width) == ("look", 1280)
        stored = await bot.get_file(document.document.file_id)
        assert bytes(await stored.download_as_bytearray()) == b"line\n"
        assert (document.document.file_name, document.caption) == ("vpn.log", "the log")

    async def test_what_has_no_verb_travels_as_raw_fields(self, bot, telegram):
        voice = {"file_id": "v", "file_unique_id": "vv", "duration": 3}
        telegram.say(MAYA, MAYA, "", extra={"voice": voice})
        telegram.say(SAM, OPS, "x", extra={"sender_chat": telegram.world.chat(OPS).wire()})
        heard, anonymous = [update.message for update in await bot.get_updates()]
        assert (heard.voice.file_id, heard.text) == ("v", None)
        assert anonymous.sender_chat.id == OPS

    def test_an_update_of_no_documented_shape_is_never_sent(self, telegram):
        with pytest.raises(MismatchError, match='Voice needs "duration"'):
            telegram.say(MAYA, MAYA, "", extra={"voice": {"file_id": "v", "file_unique_id": "vv"}})

    async def test_above_20_mb_a_file_cannot_be_fetched(self, bot, telegram, refusal):
        telegram.send_document(MAYA, MAYA, "dump", bytes(20 * 2**20 + 1))
        document = (await bot.get_updates())[0].message.document
        assert await refusal(bot.get_file(document.file_id)) == "file is too big"

    async def test_a_photo_must_be_a_picture(self, bot, refusal):
        text = await refusal(bot.send_photo(MAYA, b"no picture"))
        assert text == "IMAGE_PROCESS_FAILED"

    async def test_a_file_once_sent_goes_again_by_its_id(self, bot, telegram, refusal):
        sent = await bot.send_document(MAYA, b"csv", filename="kpi.csv")
        await bot.send_document(MAYA, sent.document.file_id, caption="again")
        assert telegram.from_bot(MAYA)[-1].media["document"]["file_name"] == "kpi.csv"
        wrong = await refusal(bot.send_document(MAYA, "nowhere"))
        assert wrong == "wrong file identifier/HTTP URL specified"
