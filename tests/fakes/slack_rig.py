"""A small real app for the fake's own tests: Bolt in Socket Mode, as the vendor ships it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack

MAYA, SAM, STRANGER = "U0MAYA0001", "U0SAM00001", "U0OUT00001"
HELP, ELSEWHERE, SECRET = "C0HELP0001", "C0ELSE0001", "G0SECRET01"

TICKET_CARD: list[dict[str, Any]] = [
    {"type": "header", "text": {"type": "plain_text", "text": "Ticket SUP-7"}},
    {"type": "section", "text": {"type": "mrkdwn", "text": "> The door of hall 3 is stuck"}},
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "text": {"type": "plain_text", "text": "Claim"},
                "action_id": "b:7.0",
                "value": "b:7.0",
                "style": "primary",
            },
            {
                "type": "overflow",
                "action_id": "b:7.more",
                "options": [
                    {"text": {"type": "plain_text", "text": "Change priority"}, "value": "b:7.1"},
                    {"text": {"type": "plain_text", "text": "Merge"}, "value": "b:7.2"},
                ],
            },
        ],
    },
]

RESOLVE_FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form:resolve",
    "title": {"type": "plain_text", "text": "Resolve SUP-7"},
    "submit": {"type": "plain_text", "text": "Resolve"},
    "blocks": [
        {
            "type": "input",
            "block_id": "answer",
            "label": {"type": "plain_text", "text": "What fixed it?"},
            "element": {"type": "plain_text_input", "action_id": "v", "max_length": 40},
        },
        {
            "type": "input",
            "block_id": "cause",
            "optional": True,
            "label": {"type": "plain_text", "text": "Cause"},
            "element": {
                "type": "static_select",
                "action_id": "v",
                "options": [{"text": {"type": "plain_text", "text": "Wear"}, "value": "wear"}],
            },
        },
    ],
}


def furnish(slack: FakeSlack) -> FakeSlack:
    """Put two people and three channels into the workspace."""
    slack.add_user(MAYA, "maya")
    slack.add_user(SAM, "sam")
    slack.add_user(STRANGER, "otto", team_id="T0OTHER001")
    slack.add_channel(HELP, "help", [MAYA, SAM])
    slack.add_channel(ELSEWHERE, "elsewhere", [MAYA], bot_is_member=False)
    slack.add_channel(SECRET, "secret", [MAYA], is_private=True, bot_is_member=False)
    return slack


def client_of(slack: FakeSlack) -> AsyncWebClient:
    """Return the vendor's client with its own retries off, as the product uses it."""
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def bolt_app(slack: FakeSlack) -> AsyncApp:
    return AsyncApp(client=client_of(slack), signing_secret=slack.signing_secret)


@asynccontextmanager
async def connected(slack: FakeSlack, app: AsyncApp) -> AsyncIterator[AsyncApp]:
    """Connect an app by Socket Mode, and wait until its socket is open."""
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.2)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.wait_for_sockets()
    try:
        yield app
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
