"""Whose ticket do words to the bot want: a named person's, or the author's of what is above?"""

import json

import pytest

from desk.inbound import Commanded, Pointed, Said
from tests.fakes.slack import BOT_USER_ID
from tests.handlers.slack.slack_desk import HELP, L1, MAYA, SAM, connected

WORDS = "The label printer is out"


async def understood(rig):
    """What the newest stored row means."""
    await rig.eventually(
        lambda: all(one.is_acked for one in rig.slack.deliveries.envelopes), "not acknowledged"
    )
    letter = rig.inbox.happened()[-1]
    return rig.platform.listener.understand(letter.key, json.loads(letter.body))


@pytest.mark.parametrize("line", ["for {} {}", "ticket for {}: {}", "FOR  {} {}"])
async def test_a_slash_command_names_a_person_and_opens_their_direct_chat(line):
    async with connected() as rig:
        await rig.slack.command(SAM, HELP, "/support", line.format(f"<@{MAYA}|maya>", WORDS))
        given = await understood(rig)
        assert isinstance(given, Commanded)
        assert (given.name, given.whom.author.name) == ("for", "maya")
        assert given.whom.direct.channel == rig.slack.dm(MAYA)
        assert given.words.removeprefix(given.whom.called).strip(" :") == WORDS


async def test_a_mention_of_the_bot_does_the_same():
    async with connected() as rig:
        rig.slack.say(HELP, SAM, f"<@{BOT_USER_ID}> for <@{MAYA}> {WORDS}")
        said = await understood(rig)
        assert isinstance(said, Said)
        assert (said.command, said.whom.author.identity.id) == ("for", MAYA)
        assert said.text == f"for {said.whom.called} {WORDS}"


async def test_a_bot_is_nobody_to_open_a_ticket_for():
    async with connected() as rig:
        rig.slack.say(HELP, SAM, f"<@{BOT_USER_ID}> for <@{BOT_USER_ID}> {WORDS}")
        assert (await understood(rig)).whom is None


async def test_words_that_name_somebody_in_passing_are_looked_up_for_nobody():
    async with connected() as rig:
        rig.slack.say(HELP, SAM, f"<@{BOT_USER_ID}> it waits for <@{MAYA}>")
        assert (await understood(rig)).whom is None
        assert rig.slack.calls_of("conversations.open") == []


async def test_ticket_in_a_thread_is_about_the_message_at_its_top():
    async with connected() as rig:
        root = rig.slack.say(HELP, MAYA, "The portal is down")
        rig.slack.say(HELP, SAM, f"<@{BOT_USER_ID}> ticket", thread_ts=root)
        pointed = await understood(rig)
        assert isinstance(pointed, Pointed)
        assert (pointed.author.name, pointed.said.author.name) == ("sam", "maya")
        assert (pointed.said.text, pointed.said.message) == ("The portal is down", root)
        assert not pointed.is_quiet


async def test_what_the_bot_wrote_at_the_top_is_nobodys():
    async with connected() as rig:
        root = await rig.card()
        rig.slack.say(L1, SAM, f"<@{BOT_USER_ID}> ticket", thread_ts=root)
        assert (await understood(rig)).said is None
