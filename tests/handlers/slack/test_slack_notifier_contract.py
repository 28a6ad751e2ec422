"""Slack keeps to what every notifier keeps to."""

import json
import re

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from desk.notice import Op
from desk.people import Identity
from handlers.slack.notifier import SlackNotifier
from tests.fakes.slack import FakeSlack, words_of
from tests.handlers.notifier_contract import WAIT, Seen, Wired, letters

__all__ = ["letters"]

SAM, HELP = "U0SAM00001", "C0HELP0001"
PATIENCE, LATE = 1.0, 2.0
METHODS = {
    Op.POST: "chat.postMessage",
    Op.EDIT: "chat.update",
    Op.DELETE: "chat.delete",
    Op.REACT: "reactions.add",
}


class SlackRig:
    channel, nowhere, rooms, whispers = HELP, "C0GONE0001", None, True
    person = Identity(platform="slack", id=SAM)

    def __init__(self, slack, client, close):
        self.slack, self.client = slack, client
        self.notifier = SlackNotifier(client, close)

    async def seen(self, channel=None):
        return [_seen(m) for m in self.slack.messages(channel or HELP) if m.get("bot_id")]

    async def seen_by(self, person):
        mine = [e for e in self.slack.ephemerals if e.user == person.id]
        return [*await self.seen(), *(Seen(id=e.ts, text=words_of(e.text, e.blocks)) for e in mine)]

    async def said(self):
        return self.slack.say(HELP, SAM, "it smokes")

    async def signs(self, message):
        return [one["name"] for one in self.slack.message(HELP, message).get("reactions", [])]

    def fail(self, op, fault):
        faults, method = self.slack.faults, METHODS[op]
        {
            "limited": lambda: faults.fail_next(method, status=429, retry_after=WAIT),
            "failed_before": lambda: faults.fail_next(method, status=500),
            "failed_after": lambda: faults.fail_next(method, status=500, when="after"),
            "reset_before": lambda: faults.refuse_next(method),
            "reset_after": lambda: faults.drop_next(method),
            "late": lambda: self.be_late(method),
        }[fault]()

    def be_late(self, method):
        self.notifier = SlackNotifier(self.client, self.notifier.close, longest=PATIENCE)
        self.slack.faults.delay_next(method, LATE)

    def fail_lookup(self):
        self.slack.faults.fail_next("conversations.history", status=500)

    async def go_down(self):
        await self.slack.go_down()

    def lock_out(self):
        self.slack.token_error = "token_revoked"


def _seen(message):
    root = message.get("thread_ts")
    return Seen(
        id=message["ts"],
        text=words_of(message),
        under=None if root == message["ts"] else root,
        buttons=frozenset(re.findall(r'"value": "(b:\d+\.\d+)"', json.dumps(message["blocks"]))),
    )


@pytest.fixture
async def rig():
    async with FakeSlack() as slack, aiohttp.ClientSession() as session:
        slack.add_user(SAM, "sam")
        slack.add_channel(HELP, "help", members=[SAM])
        client = AsyncWebClient(
            token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[]
        )
        yield SlackRig(slack, client, session.close)


class TestSlack(Wired):
    """Inherits every test."""
