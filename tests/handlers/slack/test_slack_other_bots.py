"""Is another program heard where it was named, and only there, and never ourselves?"""

import json
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from desk.inbound import Reported
from handlers.slack.options import SlackOptions
from handlers.slack.other_bots import bot_words
from tests.fakes.slack import BOT_ID, BOT_USER_ID, FakeSlack
from tests.handlers.slack.slack_desk import (
    HELP,
    L1,
    MANY,
    MAYA,
    SIGNS,
    SOON,
    furnish,
    running,
)

NAGIOS, GRAFANA = "B0NAGIOS01", "U0GRAFANA1"
HEARD = SlackOptions(reactions=SIGNS, bots=frozenset({NAGIOS, GRAFANA, BOT_ID}))


@pytest.fixture
async def rig():
    slack = furnish(FakeSlack(retry_delays=MANY, ack_timeout=SOON))
    slack.add_user(GRAFANA, "grafana", is_bot=True)
    async with slack, running(slack, options=HEARD) as made:
        await slack.wait_for_sockets(1, timeout=SOON)
        await made.eventually(made.inbox.rosters, "nobody greeted us")
        yield made


async def heard(rig, *said):
    """What was understood of what was said, once Maya's own words after it came through."""
    end = rig.slack.say(HELP, MAYA, "the end")
    letters = await rig.stored(len(said) + 1)
    understood = [rig.platform.listener.understand(x.key, json.loads(x.body)) for x in letters]
    assert understood[-1].message == end
    return [one.said for one in understood[:-1] if isinstance(one, Reported)]


async def test_a_bot_that_is_named_is_heard_under_its_own_name(rig):
    ts = rig.slack.report(HELP, NAGIOS, "Disk full on web-1 &amp; web-2", username="Nagios")
    [said] = await heard(rig, ts)
    assert (said.author.identity.id, said.author.name) == ("bot:B0NAGIOS01", "Nagios")
    assert not said.author.is_trusted
    assert (said.text, said.message, said.answer_in) == ("Disk full on web-1 & web-2", ts, ts)


async def test_one_with_an_account_is_known_by_its_bot_all_the_same(rig):
    shown = {"user": GRAFANA, "bot_profile": {"id": "B0GRAFANA1", "name": "Grafana"}}
    ts = rig.slack.report(HELP, "B0GRAFANA1", "CPU is at 99 %", **shown)
    [said] = await heard(rig, ts)
    assert (str(said.author.identity), said.author.name) == ("slack:bot:B0GRAFANA1", "Grafana")


async def test_others_ourselves_and_those_among_engineers_are_not_heard(rig):
    rig.slack.report(HELP, "B0OTHER001", "Lunch is ready")
    rig.slack.report(L1, NAGIOS, "Disk full")
    rig.slack.report(rig.slack.dm(MAYA), NAGIOS, "Disk full")
    rig.slack.report(HELP, BOT_ID, "as if we had said it")
    rig.slack.report(HELP, BOT_ID, "and again", user=BOT_USER_ID)
    await rig.card(HELP)
    assert await heard(rig) == []


async def test_what_it_edits_or_takes_away_is_not_followed(rig):
    ts = rig.slack.report(HELP, NAGIOS, "Disk full", user="U0NAGIOS01")
    rig.slack.edit_message(HELP, ts, "Disk full for 5 minutes")
    rig.slack.delete_message(HELP, ts)
    [said] = await heard(rig, ts)
    assert said.text == "Disk full"


async def test_its_words_in_a_thread_say_under_what_they_stand(rig):
    root = rig.slack.report(HELP, NAGIOS, "Disk full")
    further = rig.slack.report(HELP, NAGIOS, "Disk still full", thread_ts=root)
    first, second = await heard(rig, root, further)
    assert (first.anchors, second.anchors) == ((), (root,))


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ({"text": "Up", "blocks": [{"type": "header", "text": {"text": "Up"}}]}, "Up"),
        (
            {
                "text": "",
                "attachments": [
                    {
                        "fallback": "[FIRING] disk",
                        "pretext": "Alert",
                        "title": "disk",
                        "text": "95 %",
                        "fields": [{"title": "Host", "value": "web-1"}],
                    }
                ],
            },
            "Alert\ndisk\n95 %\nHost: web-1",
        ),
        ({"text": "Alert", "attachments": [{"fallback": "disk is full"}]}, "Alert\ndisk is full"),
        (
            {
                "blocks": [
                    {"type": "section", "text": {"text": "*Down*"}, "fields": [{"text": "web-1"}]},
                    {"type": "actions", "elements": [{"text": {"text": "Silence"}}]},
                    {
                        "type": "rich_text",
                        "elements": [
                            {
                                "type": "rich_text_section",
                                "elements": [{"text": "since "}, {"text": "noon"}],
                            }
                        ],
                    },
                ]
            },
            "*Down*\nweb-1\nsince noon",
        ),
        ({"attachments": [{"blocks": [{"type": "section", "text": {"text": "in"}}]}]}, "in"),
        ({}, ""),
    ],
)
def test_its_words_are_found_wherever_it_puts_them(shown, words):
    assert bot_words({"bot_id": NAGIOS, **shown}) == words


async def test_nobody_is_heard_where_nobody_was_named():
    async with furnish(FakeSlack(retry_delays=MANY)) as slack:
        options = replace(HEARD, bots=frozenset())
        async with running(slack, options=options) as rig:
            await slack.wait_for_sockets(1, timeout=SOON)
            slack.report(HELP, NAGIOS, "Disk full")
            assert await heard(rig) == []


async def test_the_log_says_once_by_which_id_another_bot_is_named(rig):
    with capture_logs() as logged:
        for text in ("Lunch is ready", "Lunch is over"):
            rig.slack.report(HELP, "B0OTHER001", text, username="Lunchbot")
        await rig.card(HELP)
        await heard(rig)
    [told] = [one for one in logged if one["event"] == "a bot is not heard"]
    assert (told["bot"], told["name"]) == ("B0OTHER001", "Lunchbot")
    assert told["mend"].startswith('"bot:B0OTHER001"')
