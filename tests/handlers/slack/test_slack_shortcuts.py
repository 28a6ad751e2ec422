"""What becomes of shortcuts: a window from anywhere, and a ticket from a message?"""

import json

from desk.outcome import Refused
from handlers.slack.shortcuts import ASK, POINT, WORDS
from tests.fakes.slack import words_of
from tests.handlers.slack.slack_desk import HELP, L1, MAYA, SAM, connected

ELSEWHERE = "C0ELSE0001"


async def understood(rig):
    [letter] = [one for one in rig.inbox.happened() if one.has_handle]
    return letter, rig.platform.listener.understand(letter.key, json.loads(letter.body))


async def window(rig, user):
    return await rig.slack.wait_for_view(user, timeout=20)


async def test_a_message_is_pointed_at_with_who_wrote_it_and_who_points():
    async with connected() as rig:
        ts = rig.slack.say(HELP, MAYA, f"<@{SAM}> the portal is down &amp; out")
        assert (await rig.slack.message_shortcut(SAM, HELP, ts, POINT)).is_acked
        letter, pointed = await understood(rig)
        assert letter.key.startswith(f"sl:s:T0FIRST001:{HELP}:{ts}:")
        assert (pointed.author.name, pointed.said.author.name) == ("sam", "maya")
        assert pointed.said.text.startswith("@sam the portal is down")
        assert (pointed.said.answer_in, pointed.answer_in) == (ts, ts)
        assert pointed.said.author.is_trusted
        assert rig.slack.problems == []


async def test_a_reply_is_pointed_at_in_its_thread():
    async with connected() as rig:
        root = rig.slack.say(HELP, SAM, "Anything wrong today?")
        ts = rig.slack.say(HELP, MAYA, "The portal is down", thread_ts=root)
        await rig.slack.message_shortcut(SAM, HELP, ts, POINT)
        _, pointed = await understood(rig)
        assert (pointed.said.message, pointed.said.answer_in) == (ts, root)
        assert pointed.said.anchors == (root,)


async def test_what_a_bot_wrote_is_nobodys():
    async with connected() as rig:
        ts = await rig.card()
        await rig.slack.message_shortcut(SAM, L1, ts, POINT)
        _, pointed = await understood(rig)
        assert pointed.said is None


async def test_a_refusal_is_shown_where_the_message_stands_to_who_pointed():
    async with connected() as rig:
        rig.inbox.answer = Refused(code="not_allowed", facts={"verb": "open_for"})
        ts = rig.slack.say(HELP, SAM, "The coffee is cold")
        await rig.slack.message_shortcut(MAYA, HELP, ts, POINT)
        [hint] = await rig.eventually(lambda: rig.slack.ephemerals, "nothing was shown")
        assert (hint.user, hint.thread_ts) == (MAYA, None)
        assert "Only who wrote it" in words_of(hint.text, hint.blocks)


async def test_where_the_bot_is_not_nothing_is_stored_and_a_window_says_how_to_mend_it():
    async with connected() as rig:
        rig.slack.add_channel(ELSEWHERE, "else", members=[MAYA, SAM], bot_is_member=False)
        ts = rig.slack.say(ELSEWHERE, MAYA, "The portal is down")
        await rig.slack.message_shortcut(SAM, ELSEWHERE, ts, POINT)
        view = await window(rig, SAM)
        assert "/invite" in words_of("", view["blocks"])
        assert [one for one in rig.inbox.happened() if one.has_handle] == []


async def test_a_private_channel_without_the_bot_is_told_of_in_the_same_way():
    async with connected() as rig:
        rig.slack.add_channel(
            ELSEWHERE, "else", members=[MAYA, SAM], is_private=True, bot_is_member=False
        )
        ts = rig.slack.say(ELSEWHERE, MAYA, "The portal is down")
        await rig.slack.message_shortcut(SAM, ELSEWHERE, ts, POINT)
        assert "/invite" in words_of("", (await window(rig, SAM))["blocks"])


async def test_the_shortcut_from_anywhere_opens_a_window_and_its_words_are_a_question():
    async with connected() as rig:
        await rig.slack.global_shortcut(MAYA, ASK)
        view = await window(rig, MAYA)
        assert view["title"]["text"] == "Ask for help"
        assert rig.inbox.happened() == []
        ack = await rig.slack.submit(view["id"], MAYA, {WORDS: "How do I reset 2 < 3?"})
        assert "direct chat" in words_of("", ack.payload["view"]["blocks"])
        _, asked = await understood(rig)
        assert (asked.name, asked.words, asked.is_direct) == ("new", "How do I reset 2 < 3?", True)
        assert asked.channel.channel == rig.slack.dm(MAYA)


async def test_words_stay_in_the_window_while_slack_gives_no_direct_chat():
    async with connected() as rig:
        await rig.slack.global_shortcut(MAYA, ASK)
        view = await window(rig, MAYA)
        rig.slack.faults.fail_next("conversations.open", error="internal_error")
        ack = await rig.slack.submit(view["id"], MAYA, {WORDS: "Where is the portal?"})
        assert WORDS in ack.errors
        assert rig.inbox.happened() == []
        again = await rig.slack.submit(view["id"], MAYA, {WORDS: "Where is the portal?"})
        assert not again.errors
        assert rig.inbox.happened()


async def test_a_shortcut_of_another_name_is_none_of_ours():
    async with connected() as rig:
        ts = rig.slack.say(HELP, MAYA, "The portal is down")
        await rig.slack.message_shortcut(SAM, HELP, ts, "remind_me")
        await rig.slack.global_shortcut(SAM, "remind_me")
        assert rig.slack.views_open(SAM) == []
        assert [one for one in rig.inbox.happened() if one.has_handle] == []
