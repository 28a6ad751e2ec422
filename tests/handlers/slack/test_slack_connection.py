"""Does the connection to Slack come back by itself, whatever became of it?"""

import asyncio
from dataclasses import replace
from time import monotonic

from structlog.testing import capture_logs

from tests.fakes.slack import BOT_USER_ID, FakeSlack
from tests.handlers.slack.slack_desk import (
    HELP,
    L1,
    MANY,
    MAYA,
    QUICK,
    SOON,
    connected,
    furnish,
    running,
)


async def hears(rig, text="are you there?", count=1):
    rig.slack.say(HELP, MAYA, text)
    await rig.stored(count)


async def test_a_link_that_was_spent_is_thrown_away():
    slack = furnish(FakeSlack())
    async with slack:
        links = slack.sockets._links
        slack.faults.on_call("apps.connections.open", lambda _: links.clear(), nth=1)
        async with running(slack) as rig:
            await slack.wait_for_sockets(1, timeout=SOON)
            await hears(rig)
            assert len(slack.calls_of("apps.connections.open")) >= 2


async def test_a_link_that_is_spent_on_the_way_back_is_thrown_away_too():
    async with connected(deliver_later=True) as rig:
        links = rig.slack.sockets._links
        rig.slack.faults.on_call("apps.connections.open", lambda _: links.clear(), nth=1)
        rig.slack.sockets.cut()
        await rig.slack.wait_until(lambda: rig.slack.sockets.opened > 1, "another socket", SOON)
        await hears(rig)


async def test_a_slack_that_is_away_at_the_start_is_waited_for():
    slack = furnish(FakeSlack(deliver_later=True))
    async with slack:
        await slack.go_down()
        async with running(slack) as rig:
            await asyncio.sleep(0.2)
            await slack.come_back()
            await slack.wait_for_sockets(1, timeout=SOON)
            await hears(rig)


async def test_after_an_outage_what_was_said_meanwhile_is_heard():
    async with connected(deliver_later=True) as rig:
        await rig.slack.go_down()
        rig.slack.say(HELP, MAYA, "the portal is down")
        await asyncio.sleep(0.2)
        await rig.slack.come_back()
        [letter] = await rig.stored()
        assert "the portal is down" in letter.body


async def test_slack_may_ask_for_a_fresh_connection_at_any_time():
    async with connected(deliver_later=True) as rig:
        for number in range(1, 4):
            await rig.slack.disconnect()
            await rig.slack.wait_until(
                lambda wanted=number: rig.slack.sockets.opened > wanted, "a fresh socket", SOON
            )
            await hears(rig, f"question {number}", number)


async def test_a_cut_wire_is_noticed():
    async with connected(deliver_later=True) as rig:
        rig.slack.sockets.cut()
        await rig.slack.wait_until(lambda: rig.slack.sockets.opened > 1, "another socket", SOON)
        await hears(rig)


async def test_a_connection_that_has_gone_silent_is_replaced():
    async with connected(deliver_later=True) as rig:
        rig.slack.sockets.freeze()
        await rig.slack.wait_until(lambda: rig.slack.sockets.opened > 1, "another socket", SOON)


async def test_refused_links_are_asked_for_again():
    slack = furnish(FakeSlack())
    async with slack:
        slack.faults.fail_next("apps.connections.open", status=500)
        slack.faults.fail_next("apps.connections.open", status=429, retry_after=1)
        slack.faults.drop_next("apps.connections.open")
        async with running(slack) as rig:
            await slack.wait_for_sockets(1, timeout=SOON)
            await hears(rig)


async def test_stopping_takes_no_time_while_slack_is_away():
    async with connected() as rig:
        await rig.slack.go_down()
        await asyncio.sleep(0.3)
        task = asyncio.ensure_future(rig.platform.run(rig.stop))
        began = monotonic()
        rig.stop.set()
        await task
        assert monotonic() - began < 5


async def test_a_second_connection_covers_the_gap_in_which_the_first_is_made_anew():
    async with furnish(FakeSlack(retry_delays=MANY)) as slack:
        async with running(slack, watch=replace(QUICK, apart=0.1)) as rig:
            await slack.wait_for_sockets(2, timeout=SOON)
            for number in range(6):
                slack.say(HELP, MAYA, f"question {number}")
            await rig.stored(6)
            first = slack.sockets.open_sockets[0]
            await first.send({"type": "disconnect", "reason": "refresh_requested"})
            await slack.wait_until(lambda: first not in slack.sockets.open_sockets, "a gap", SOON)
            assert slack.sockets.open_sockets
            await hears(rig, "is anybody there?", 7)
            await slack.wait_for_sockets(2, timeout=SOON)
        await slack.wait_until(lambda: not slack.sockets.open_sockets, "both closed", SOON)


async def test_the_log_says_who_the_app_is_and_where_it_is_missing():
    slack = furnish(FakeSlack())
    slack.world.channels[L1].members.discard(BOT_USER_ID)
    with capture_logs() as logged:
        async with slack, running(slack) as rig:
            await rig.eventually(
                lambda: [one for one in logged if "not a member" in one["event"]], "it was not told"
            )
    [who] = [one for one in logged if one["event"] == "connected as"]
    [where] = [one for one in logged if "not a member" in one["event"]]
    assert (who["bot"], where["channel"]) == ("firstline", L1)
    assert "/invite" in where["mend"]
