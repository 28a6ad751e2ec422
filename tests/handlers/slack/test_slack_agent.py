"""Is an agent as courteous as Slack lets it be, and does nobody ever wait for that?"""

import json
from contextlib import asynccontextmanager

from desk.inbound import Said
from desk.outcome import Done
from handlers.slack.agent import prompts
from handlers.slack.options import SlackOptions
from tests.fakes.slack import FakeSlack
from tests.handlers.slack.slack_desk import HELP, MANY, MAYA, SIGNS, SOON, furnish, running

STATUS, PROMPTS = "assistant.threads.setStatus", "assistant.threads.setSuggestedPrompts"


@asynccontextmanager
async def agent(*, is_agent=True):
    slack = furnish(FakeSlack(retry_delays=MANY, ack_timeout=SOON))
    options = SlackOptions(reactions=SIGNS, agent=is_agent)
    async with slack, running(slack, options=options) as rig:
        await slack.wait_for_sockets(1, timeout=SOON)
        rig.inbox.answer = None
        yield rig


def finish(rig, letter):
    """The desk is done with a row."""
    rig.inbox.outcomes[letter.key] = Done()


async def test_who_opens_the_chat_is_offered_prompts_in_their_language():
    async with agent() as rig:
        rig.slack.world.users[MAYA].flags["locale"] = "de-DE"
        rig.slack.open_home(MAYA, tab="messages")
        await rig.slack.wait_for_calls(PROMPTS, timeout=SOON)
        assert rig.slack.prompts == {rig.slack.dm(MAYA): prompts("de")}
        assert prompts("de") != prompts("en")
        assert rig.inbox.happened() == []


async def test_a_question_that_takes_time_shows_that_it_is_worked_on():
    async with agent() as rig:
        chat = rig.slack.dm(MAYA)
        ts = rig.slack.say(chat, MAYA, "the portal is down")
        [letter] = await rig.stored()
        await rig.slack.wait_for_calls(STATUS, timeout=SOON)
        assert rig.slack.statuses == {(chat, ts): "is looking for an answer…"}
        finish(rig, letter)
        await rig.slack.wait_for_calls(STATUS, 2, timeout=SOON)
        assert rig.slack.statuses == {}


async def test_a_mention_shows_it_in_its_thread_and_other_talk_shows_nothing():
    async with agent() as rig:
        root = rig.slack.say(HELP, MAYA, "just talk")
        ts = rig.slack.mention(HELP, MAYA, "is the portal down?", thread_ts=root)
        await rig.slack.wait_for_calls(STATUS, timeout=SOON)
        assert list(rig.slack.statuses) == [(HELP, root)]
        assert ts not in {one.args["thread_ts"] for one in rig.slack.calls_of(STATUS)}


async def test_what_is_done_at_once_shows_nothing():
    async with agent() as rig:
        rig.slack.say(rig.slack.dm(MAYA), MAYA, "the portal is down")
        [letter] = await rig.stored()
        finish(rig, letter)
        await rig.slack.news.until(lambda: None, 0.6)
        assert rig.slack.calls_of(STATUS) == []


async def test_a_slack_that_refuses_or_is_slow_keeps_nobody_waiting():
    async with agent() as rig:
        rig.slack.faults.fail_next(STATUS, error="missing_scope")
        rig.slack.faults.fail_next(PROMPTS, error="missing_scope")
        rig.slack.open_home(MAYA, tab="messages")
        rig.slack.say(rig.slack.dm(MAYA), MAYA, "the portal is down")
        [letter] = await rig.stored()
        envelope = rig.slack.envelopes_of("message")[0]
        await rig.slack.wait_for_ack(envelope, timeout=SOON)
        said = rig.platform.listener.understand(letter.key, json.loads(letter.body))
        assert isinstance(said, Said)
        await rig.eventually(
            lambda: {one.method for one in rig.slack.attempts} >= {STATUS, PROMPTS}, "no try"
        )
        assert rig.slack.statuses == {}


async def test_without_the_setting_there_is_neither():
    async with agent(is_agent=False) as rig:
        rig.slack.open_home(MAYA, tab="messages")
        rig.slack.say(rig.slack.dm(MAYA), MAYA, "the portal is down")
        await rig.stored()
        await rig.slack.news.until(lambda: None, 0.6)
        assert rig.slack.calls_of(STATUS) == rig.slack.calls_of(PROMPTS) == []
