"""Which emoji are stored and what do they mean; and are all others mere emoji?"""

import json

import pytest

from desk.inbound import Pointed, Reacted
from desk.ticket import Verb
from tests.handlers.slack.slack_desk import HELP, L1, MAYA, SAM, connected


async def signs(rig):
    """What the stored reactions mean."""
    await rig.eventually(
        lambda: all(one.is_acked for one in rig.slack.deliveries.envelopes), "not acknowledged"
    )
    letters = [one for one in rig.inbox.happened() if "reaction_added" in one.body]
    return [rig.platform.listener.understand(one.key, json.loads(one.body)) for one in letters]


async def test_a_ticket_is_wanted_of_a_message_with_its_words_and_who_wrote_it():
    async with connected() as rig:
        ts = rig.slack.say(HELP, MAYA, "The portal is down")
        rig.slack.say(HELP, SAM, "Mine works")
        rig.slack.react(SAM, HELP, ts, "ticket")
        [pointed] = await signs(rig)
        assert isinstance(pointed, Pointed)
        assert (pointed.author.name, pointed.said.author.name) == ("sam", "maya")
        assert (pointed.said.text, pointed.said.message) == ("The portal is down", ts)
        assert pointed.is_quiet


@pytest.mark.parametrize("name", ["eyes", "eyes::skin-tone-3"])
async def test_a_sign_on_the_card_is_a_verb_whatever_the_colour_of_its_skin(name):
    async with connected() as rig:
        ts = await rig.card()
        rig.slack.react(SAM, L1, ts, name)
        [reacted] = await signs(rig)
        assert isinstance(reacted, Reacted)
        assert (reacted.verb, reacted.message, reacted.author.name) == (Verb.CLAIM, ts, "sam")
        assert reacted.channel.channel == L1


async def test_other_emoji_and_those_that_are_switched_off_are_not_even_stored():
    async with connected() as rig:
        ts = await rig.card()
        for name in ("tada", "white_check_mark", "ticket"):
            rig.slack.react(SAM, L1, ts, name)
        assert await signs(rig) == []
        assert rig.slack.calls_of("conversations.history") == []


async def test_the_signs_that_the_bot_itself_puts_are_none():
    async with connected() as rig:
        ts = rig.slack.say(HELP, MAYA, "The portal is down")
        await rig.platform.notifier._client.reactions_add(channel=HELP, timestamp=ts, name="eyes")
        assert await signs(rig) == []


async def test_a_reply_in_a_thread_gets_no_ticket_of_its_own_by_a_sign():
    async with connected() as rig:
        root = rig.slack.say(HELP, MAYA, "Anything wrong?")
        ts = rig.slack.say(HELP, SAM, "The portal is down", thread_ts=root)
        rig.slack.react(SAM, HELP, ts, "ticket")
        assert await signs(rig) == []


async def test_while_slack_gives_no_history_the_sign_comes_again():
    async with connected(ack_timeout=0.3) as rig:
        ts = rig.slack.say(HELP, MAYA, "The portal is down")
        rig.slack.faults.fail_next("conversations.history", status=500)
        rig.slack.react(SAM, HELP, ts, "ticket")
        [pointed] = await signs(rig)
        assert pointed.said.text == "The portal is down"


async def test_a_message_that_cannot_be_read_gets_none():
    async with connected() as rig:
        ts = rig.slack.say(HELP, MAYA, "The portal is down")
        rig.slack.faults.fail_next("conversations.history", error="channel_not_found")
        rig.slack.react(SAM, HELP, ts, "ticket")
        assert await signs(rig) == []
