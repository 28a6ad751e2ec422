"""Does Slack get in by signed requests, and nobody else?"""

import json

import aiohttp
import pytest

from desk.outcome import Ask, FieldFaults, Refused
from handlers.slack.signed import LARGEST
from tests.fakes.slack.http_mode import FORM, JSON, sign
from tests.handlers.slack.slack_desk import (
    HELP,
    L1,
    MAYA,
    RESOLVE,
    SAM,
    SOON,
    connected,
    requested,
)

EVENT = json.dumps({"type": "event_callback", "event": {"type": "message"}})


async def test_the_handshake_of_a_new_address_is_answered():
    async with requested() as rig:
        assert await rig.requests.verify_url()


async def test_slacks_own_look_at_the_certificate_is_answered():
    async with requested() as rig:
        answer = await rig.requests.post("ssl_check=1&token=x", FORM, {})
        assert answer.status == 200


async def test_a_message_is_stored_before_it_is_acknowledged():
    async with requested() as rig:
        rig.slack.mention(HELP, MAYA, "is the portal down?")
        await rig.stored()
        await rig.eventually(lambda: len(rig.requests.statuses) == 2, "not acknowledged")
        assert rig.requests.statuses == [200, 200]
        assert len(rig.inbox.happened()) == 1


async def test_what_could_not_be_stored_comes_again():
    async with requested() as rig:
        rig.inbox.is_broken = True
        rig.slack.say(HELP, MAYA, "the portal is down")
        await rig.eventually(lambda: 500 in rig.requests.statuses, "it was acknowledged")
        rig.inbox.is_broken = False
        await rig.stored()
        assert len(rig.inbox.happened()) == 1


async def test_taps_commands_and_forms_get_their_answers():
    async with requested() as rig:
        rig.inbox.answer = Ask(form=RESOLVE)
        assert (await rig.slack.press(SAM, L1, await rig.card(), "Resolve")).is_acked
        view = await rig.slack.wait_for_view(SAM, timeout=SOON)
        rig.inbox.answer = FieldFaults(form=12, faults={"category": "missing"})
        ack = await rig.slack.submit(view["id"], SAM, {"text": "x", "category": "defect"})
        assert set(ack.errors) == {"category"}
        rig.inbox.answer = Refused(code="no_engineer")
        ack = await rig.slack.command(MAYA, HELP, "/support", "claim SUP-106")
        assert ack.text


async def status_of(rig, body=EVENT, **headers):
    async with (
        aiohttp.ClientSession() as session,
        session.post(rig.requests._url, data=body, headers=headers) as answer,
    ):
        return answer.status


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "x", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "9" * 5000, "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=\xe4"},
        {"X-Slack-Signature": "v0=00"},
    ],
    ids=["none", "old", "no number", "huge number", "not ascii", "no time"],
)
async def test_who_is_not_slack_is_turned_away(headers):
    async with requested() as rig:
        assert await status_of(rig, **headers) == 401
        assert rig.inbox.puts == []


async def test_a_wrong_secret_and_an_old_signature_are_turned_away():
    async with requested() as rig:
        forged = await rig.requests.post(EVENT, JSON, {}, secret="another")
        old = await rig.requests.post(EVENT, JSON, {}, age=301)
        assert (forged.status, old.status) == (401, 401)


async def test_a_signature_is_good_for_its_own_body_only():
    async with requested() as rig:
        signed = sign(rig.slack.signing_secret, str(int(rig.slack.clock())), EVENT)
        assert await status_of(rig, body=EVENT + " ", **signed) == 401


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[1]", b"{", b"null", b""])
async def test_a_body_that_is_none_of_slacks_needs_no_reading(body):
    async with requested() as rig:
        assert await status_of(rig, body=body) == 401


async def test_more_than_slack_ever_sends_is_not_taken_in():
    async with requested() as rig:
        assert await status_of(rig, body=b"x" * (LARGEST + 1)) == 413


async def test_over_socket_mode_no_door_is_opened():
    async with connected() as rig:
        assert rig.platform.endpoints() == {}
