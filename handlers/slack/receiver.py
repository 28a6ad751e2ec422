"""How is a Slack request stored before it is acknowledged, and its handle answered?

Runs as Bolt's `before_authorize` middleware: no stored row, no acknowledgement. Bolt's own
listeners would acknowledge first and lose work when the program dies.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from desk.outcome import Ask, Done, FieldFaults, Outcome, Refused, Show
from desk.ports import Inbox, Letter
from handlers.cards.card import Card
from handlers.cards.catalogue import draw_form, draw_outcome, fault_words
from handlers.handles import Handles
from handlers.slack.bodies import Slip, place_of, slip_of
from handlers.slack.identity import PLATFORM, Profiles, author_of
from handlers.slack.render import draw_blocks, draw_modal, fallback
from handlers.texts import Texts, nearest

CAN_SHOW = (Done, Show, Ask, Refused, FieldFaults)

log = structlog.get_logger(__name__)

Body = Mapping[str, Any]


class Receiver:
    """The first half of the listener."""

    def __init__(
        self,
        client: AsyncWebClient,
        inbox: Inbox,
        handles: Handles,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._inbox = inbox
        self._handles = handles
        self._now = now
        self.profiles = Profiles(client)
        self.bot = ""
        self.number: Callable[[int], str] = str

    async def __call__(
        self,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt passes by name
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's word
    ) -> BoltResponse | None:
        """Store, then answer; what is no happening (a handshake) is Bolt's own business."""
        body = req.body
        if body.get("type") == "url_verification" or body.get("ssl_check"):
            return await next()
        slip = slip_of(body)
        if slip is None:
            return BoltResponse(status=200, body="")
        profile = await self.profiles.get(slip.user) if slip.user else {}
        if profile.get("is_bot"):
            return BoltResponse(status=200, body="")
        letter = self._letter(slip, body, profile)
        if not slip.has_handle:
            await self._inbox.put(letter)
            return BoltResponse(status=200, body="")
        async with self._handles.waiting(letter.key, CAN_SHOW) as waiting:
            await self._inbox.put(letter)
            outcome = await waiting.outcome()
        return await self._answer(body, profile, outcome)

    def _letter(self, slip: Slip, body: Body, profile: Body) -> Letter:
        now = self._now()
        stored = {
            "v": 1,
            "kind": "request",
            "body": body,
            "profile": dict(profile),
            "bot": _bot_of(body) or self.bot,
            "at": now.isoformat(),
        }
        return Letter(
            key=slip.key,
            platform=PLATFORM,
            conversation=slip.conversation,
            sort_at=slip.sort_at or now,
            body=json.dumps(stored),
            has_handle=slip.has_handle,
        )

    async def _answer(self, body: Body, profile: Body, outcome: Outcome | None) -> BoltResponse:
        language = nearest(author_of(profile, "", None).language or "en")
        if "command" in body:
            return await self._answer_command(body, outcome, language)
        if body.get("type") == "view_submission":
            return _answer_view(outcome, language)
        await self._answer_action(body, outcome, language)
        return BoltResponse(status=200, body="")

    async def _answer_command(
        self, body: Body, outcome: Outcome | None, language: str
    ) -> BoltResponse:
        if isinstance(outcome, Ask):
            await self._open(body, outcome, language)
            return BoltResponse(status=200, body="")
        if isinstance(outcome, Done):
            return BoltResponse(status=200, body="")
        card = draw_outcome(outcome, language) if outcome is not None else None
        told: dict[str, Any] = {"response_type": "ephemeral"}
        if isinstance(card, Card):
            told |= {"text": fallback(card), "blocks": draw_blocks(card, None)}
        else:
            told["text"] = Texts(language).say("platform.working")
        return BoltResponse(status=200, body=told)

    async def _answer_action(self, body: Body, outcome: Outcome | None, language: str) -> None:
        if isinstance(outcome, Ask):
            await self._open(body, outcome, language)
            return
        card = draw_outcome(outcome, language) if outcome is not None else None
        place = place_of(body)
        if not isinstance(card, Card) or place is None:
            return
        channel, _, thread = place
        try:
            await self._client.chat_postEphemeral(
                channel=channel,
                user=body["user"]["id"],
                thread_ts=thread,
                text=fallback(card),
                blocks=draw_blocks(card, None),
            )
        except SlackApiError as error:
            log.info("hint lost", reason=error.response.get("error"))

    async def _open(self, body: Body, ask: Ask, language: str) -> None:
        """Open the form while the trigger lives; a lost one expires by itself."""
        form = draw_form(ask.form, language, self.number(ask.form.ticket))
        try:
            await self._client.views_open(trigger_id=body["trigger_id"], view=draw_modal(form))
        except SlackApiError as error:
            log.warning("form not opened", reason=error.response.get("error"))


def _answer_view(outcome: Outcome | None, language: str) -> BoltResponse:
    """Close the modal, or keep it open with what is wrong beside its fields."""
    if isinstance(outcome, FieldFaults):
        faults = fault_words(outcome, language)
        return BoltResponse(status=200, body={"response_action": "errors", "errors": faults})
    if isinstance(outcome, Refused | Show):
        card = draw_outcome(outcome, language)
        if isinstance(card, Card):
            return BoltResponse(status=200, body=_message_view(card, language))
    return BoltResponse(status=200, body="")


def _message_view(card: Card, language: str) -> dict[str, Any]:
    """Replace the form by the sentence that refuses it: what was typed was not lost silently."""
    texts = Texts(language)
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": texts.say("platform.done")[:24]},
        "blocks": draw_blocks(card, None),
    }
    return {"response_action": "update", "view": view}


def _bot_of(body: Body) -> str | None:
    for authorization in body.get("authorizations") or ():
        if authorization.get("is_bot"):
            return str(authorization["user_id"])
    return None
