"""Does the fake tell the app of events as Slack does, seen through the vendor's Bolt?"""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import BOT_USER_ID, TEAM_ID, FakeSlack
from tests.fakes.slack_rig import (
    ELSEWHERE,
    HELP,
    MAYA,
    SAM,
    STRANGER,
    bolt_app,
    client_of,
    connected,
    furnish,
)

Heard = list[dict[str, Any]]


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(ack_timeout=2.0, retry_delays=(0.0, 0.1, 0.1)) as fake:
        yield furnish(fake)


def listening(slack: FakeSlack) -> tuple[AsyncApp, Heard]:
    """Return an app that writes down every request before Bolt looks at it, and acknowledges it."""
    heard: Heard = []

    async def write_down(req: AsyncBoltRequest, next: Any) -> BoltResponse:  # noqa: A002 - Bolt's name
        heard.append({**req.body, "headers": req.headers})
        return BoltResponse(status=200)

    app = AsyncApp(
        client=client_of(slack),
        signing_secret=slack.signing_secret,
        before_authorize=write_down,
    )
    return app, heard


async def test_a_message_is_heard_and_acknowledged(slack: FakeSlack) -> None:
    app, heard = listening(slack)
    async with connected(slack, app):
        ts = slack.say(HELP, MAYA, "the printer & the <door> are stuck")
        envelope = slack.envelopes_of("message")[0]
        assert await slack.wait_for_ack(envelope) < slack.deliveries.ack_timeout
    event = heard[0]["event"]
    assert (event["ts"], event["channel_type"], event["user"]) == (ts, "channel", MAYA)
    assert event["text"] == "the printer &amp; the &lt;door&gt; are stuck"
    assert heard[0]["authorizations"][0]["user_id"] == BOT_USER_ID
    assert slack.problems == []


async def test_a_mention_is_heard_twice_with_one_ts(slack: FakeSlack) -> None:
    app, heard = listening(slack)
    async with connected(slack, app):
        slack.mention(HELP, MAYA, "help me")
        await slack.wait_until(lambda: len(heard) == 2, "two events")
    assert {body["event"]["type"] for body in heard} == {"message", "app_mention"}
    assert len({body["event_id"] for body in heard}) == 2
    assert len({body["event"]["ts"] for body in heard}) == 1


async def test_the_app_hears_nothing_where_it_is_not(slack: FakeSlack) -> None:
    slack.say(ELSEWHERE, MAYA, f"<@{BOT_USER_ID}> are you here?")
    assert slack.deliveries.envelopes == []


async def test_the_app_hears_itself_as_the_real_one_does(slack: FakeSlack) -> None:
    app, heard = listening(slack)
    async with connected(slack, app):
        await client_of(slack).chat_postMessage(channel=HELP, text="hello")
        await slack.wait_until(lambda: heard, "the app's own message")
    assert heard[0]["event"]["user"] == BOT_USER_ID
    assert heard[0]["event"]["bot_id"]


async def test_edits_deletions_reactions_and_moves_are_heard(slack: FakeSlack) -> None:
    app, heard = listening(slack)
    slack.add_user("U0NEW00001", "nora")
    async with connected(slack, app):
        ts = slack.say(HELP, MAYA, "stuk")
        slack.edit_message(HELP, ts, "stuck")
        slack.react(SAM, HELP, ts, "eyes")
        slack.delete_message(HELP, ts)
        slack.join("U0NEW00001", HELP)
        slack.leave("U0NEW00001", HELP)
        slack.open_home(MAYA, "messages")
        await slack.wait_until(lambda: len(heard) == 9, "nine events")
    kinds = {(body["event"]["type"], body["event"].get("subtype")) for body in heard}
    assert kinds == {
        ("message", None),
        ("message", "message_changed"),
        ("message", "message_deleted"),
        ("message", "channel_join"),
        ("message", "channel_leave"),
        ("reaction_added", None),
        ("member_joined_channel", None),
        ("member_left_channel", None),
        ("app_home_opened", None),
    }


async def test_a_preview_of_a_link_looks_like_an_edit_but_for_one_field(slack: FakeSlack) -> None:
    slack.unfurl(HELP, slack.say(HELP, MAYA, "see https://x.example/a"), "https://x.example/a")
    event = slack.envelopes_of("message")[-1].event
    assert event["subtype"] == "message_changed"
    assert "edited" not in event["message"]


async def test_events_keep_what_the_metadata_says_to_themselves(slack: FakeSlack) -> None:
    metadata = {"event_type": "notice", "event_payload": {"key": "a"}}
    await client_of(slack).chat_postMessage(channel=HELP, text="hi", metadata=metadata)
    event = slack.envelopes_of("message")[-1].event
    assert event["metadata"] == {"event_type": "notice"}


async def test_an_event_in_an_outage_waits_for_its_end(slack: FakeSlack) -> None:
    slack.deliveries.deliver_later = True
    app, heard = listening(slack)
    async with connected(slack, app):
        await slack.go_down()
        slack.say(HELP, MAYA, "while you were out")
        await slack.come_back()
        await slack.wait_until(lambda: heard, "the event that waited", timeout=15)


async def test_a_stranger_of_a_shared_channel_is_marked(slack: FakeSlack) -> None:
    slack.join(STRANGER, HELP)
    slack.say(HELP, STRANGER, "hello from next door")
    body = slack.deliveries.envelopes[-1].payload
    assert body["is_ext_shared_channel"]
    assert body["event"]["user_team"] != TEAM_ID


async def test_an_event_that_is_not_acknowledged_comes_again(slack: FakeSlack) -> None:
    slack.deliveries.ack_timeout = 0.3
    tries: list[Sequence[str]] = []

    async def fail_twice(req: AsyncBoltRequest, next: Any) -> BoltResponse:  # noqa: A002 - Bolt's name
        tries.append(req.headers.get("x-slack-retry-num", ["0"]))
        return BoltResponse(status=200 if len(tries) == 3 else 500)

    app = AsyncApp(
        client=client_of(slack), signing_secret=slack.signing_secret, before_authorize=fail_twice
    )
    async with connected(slack, app):
        slack.say(HELP, MAYA, "stuck")
        envelope = slack.envelopes_of("message")[0]
        await slack.wait_for_ack(envelope)
    assert tries == [["0"], ["1"], ["2"]]
    assert len(envelope.sent_at) == 3


async def test_an_event_is_given_up_after_three_more_tries(slack: FakeSlack) -> None:
    slack.deliveries.ack_timeout = 0.3

    async def refuse(req: AsyncBoltRequest, next: Any) -> BoltResponse:  # noqa: A002 - Bolt's name
        return BoltResponse(status=500)

    app = AsyncApp(
        client=client_of(slack), signing_secret=slack.signing_secret, before_authorize=refuse
    )
    async with connected(slack, app):
        slack.say(HELP, MAYA, "stuck")
        envelope = slack.envelopes_of("message")[0]
        await slack.wait_until(lambda: envelope.is_given_up, "the end of the tries")
    assert len(envelope.sent_at) == 4
    assert not envelope.is_acked


async def test_a_handler_that_raises_is_acknowledged_all_the_same(slack: FakeSlack) -> None:
    """The reason why the desk stores a message before Bolt sees it."""
    app = bolt_app(slack)

    @app.event("message")
    async def on_message() -> None:
        raise RuntimeError("lost")

    async with connected(slack, app):
        slack.say(HELP, MAYA, "stuck")
        await slack.wait_for_ack(slack.envelopes_of("message")[0])


async def test_events_wait_for_an_app_that_is_away_only_where_told_to() -> None:
    async with FakeSlack(deliver_later=True) as slack:
        furnish(slack).say(HELP, MAYA, "anybody?")
        app, heard = listening(slack)
        async with connected(slack, app):
            await slack.wait_until(lambda: heard, "the event that waited")
    async with FakeSlack() as slack:
        furnish(slack).say(HELP, MAYA, "anybody?")
        envelope = slack.envelopes_of("message")[0]
        await slack.wait_until(lambda: envelope.is_given_up, "that it is given up")
        assert slack.messages(HELP)[0]["text"] == "anybody?"


PROGRAM = """
import asyncio, sys
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

async def main(url, bot_token, app_token):
    client = AsyncWebClient(token=bot_token, base_url=url)
    app = AsyncApp(client=client, process_before_response=True)

    @app.event("message")
    async def answer(event, client):
        if "bot_id" not in event:
            await client.chat_postMessage(channel=event["channel"], text="hello")

    await AsyncSocketModeHandler(app, app_token).connect_async()
    await asyncio.Event().wait()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.kill
async def test_a_process_killed_in_the_middle_of_a_post_hears_the_event_again() -> None:
    async with FakeSlack(ack_timeout=0.5, retry_delays=(0.0,), deliver_later=True) as slack:
        furnish(slack)

        async def start() -> asyncio.subprocess.Process:
            given = (slack.api_url, slack.bot_token, slack.app_token)
            return await asyncio.create_subprocess_exec(sys.executable, "-c", PROGRAM, *given)

        first = await start()
        slack.faults.on_call("chat.postMessage", lambda _: first.kill(), nth=1)
        slack.say(HELP, MAYA, "hello?")
        await slack.wait_for_message(HELP, "hello", timeout=15)
        await first.wait()
        second = await start()
        await slack.wait_for_calls("chat.postMessage", 2, timeout=15)
        await slack.wait_for_ack(slack.envelopes_of("message")[0])
        second.kill()
        await second.wait()
    assert [m["text"] for m in slack.messages(HELP)] == ["hello?", "hello", "hello"]


async def test_each_envelope_goes_to_one_of_two_sockets(slack: FakeSlack) -> None:
    one, heard_by_one = listening(slack)
    other, heard_by_other = listening(slack)
    async with connected(slack, one), connected(slack, other):
        await slack.wait_for_sockets(2)
        for number in range(6):
            slack.say(HELP, MAYA, f"word {number}")
        await slack.wait_until(lambda: len(heard_by_one + heard_by_other) == 6, "six events")
        await asyncio.sleep(0.05)
    assert (len(heard_by_one), len(heard_by_other)) == (3, 3)


@pytest.mark.parametrize("how", ["refresh", "cut", "freeze"])
async def test_the_app_comes_back_after_its_socket_is_gone(slack: FakeSlack, how: str) -> None:
    app, heard = listening(slack)
    async with connected(slack, app):
        if how == "refresh":
            await slack.disconnect()
        elif how == "cut":
            slack.sockets.cut()
        else:
            slack.sockets.freeze()
        await slack.wait_until(lambda: slack.sockets.opened == 2, "a second socket", timeout=5)
        slack.say(HELP, MAYA, "still there?")
        await slack.wait_until(lambda: heard, "the event on the new socket")


async def test_a_link_is_good_for_one_socket(slack: FakeSlack) -> None:
    client = AsyncWebClient(token=slack.app_token, base_url=slack.api_url)
    url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
        assert (await ws.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_the_eleventh_socket_is_turned_away(slack: FakeSlack) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [
            await session.ws_connect(slack.base_url + slack.sockets.new_link()) for _ in range(11)
        ]
        said = [(await ws.receive_json())["type"] for ws in sockets]
        for ws in sockets:
            await ws.close()
    assert said == ["hello"] * 10 + ["disconnect"]


async def test_acknowledging_what_nobody_sent_is_a_problem(slack: FakeSlack) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(slack.base_url + slack.sockets.new_link()) as ws,
    ):
        await ws.send_json({"envelope_id": "made-up"})
        await slack.wait_until(lambda: slack.problems, "the problem")


async def test_events_come_twice_or_not_at_all_on_demand(slack: FakeSlack) -> None:
    app, heard = listening(slack)
    async with connected(slack, app):
        slack.deliveries.repeat_share = 1.0
        slack.say(HELP, MAYA, "twice")
        await slack.wait_until(lambda: len(heard) == 2, "the same event twice")
        slack.deliveries.drop_events = True
        slack.say(HELP, MAYA, "never")
        await asyncio.sleep(0.05)
    assert [body["event"]["text"] for body in heard] == ["twice", "twice"]
    assert [m["text"] for m in slack.messages(HELP)] == ["twice", "never"]
