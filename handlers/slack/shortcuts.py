"""What begins outside the chat: with a shortcut of Slack, or on the Home tab?

Opening a window changes nothing, so that it is not stored; what is written in it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.cards.card import Card, FormCard, FormInput
from handlers.slack.errors import AWAY, code_of
from handlers.slack.render import draw_modal, draw_window
from handlers.texts import Texts

ASK: Final = "ask_for_help"
"""The shortcut from anywhere, the window that it opens, and the button that opens it too."""

POINT: Final = "create_ticket"
"""The shortcut in the menu of a message."""

HOME_OPENED: Final = "app_home_opened"
"""The event that somebody looks at the app."""

ACT: Final = "home:"
"""How the name of every button of the Home tab begins that is about a ticket."""

WORDS: Final = "words"
"""The one field of the window."""

log = structlog.get_logger(__name__)

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Somebody looks at what is ours: the window for a question by `trigger`, or their Home tab.

    `channel` is their direct chat, from the Home tab or, with `is_chat`, from itself.
    """

    user: str
    trigger: str | None = None
    channel: str | None = None
    is_chat: bool = False


def opening_of(body: Body) -> Opening | None:
    """Read what only wants to be shown something; None for all that is to be stored."""
    if _opens_question(body):
        return Opening(user=body["user"]["id"], trigger=body["trigger_id"])
    tab = _opened_tab(body)
    if tab in {"home", "messages"}:
        event, is_chat = body["event"], tab == "messages"
        return Opening(user=event["user"], channel=event["channel"], is_chat=is_chat)
    return None


def _opens_question(body: Body) -> bool:
    if body.get("type") == "shortcut":
        return bool(body["callback_id"] == ASK)
    is_tap = body.get("type") == "block_actions"
    return is_tap and body["actions"][0]["action_id"] == ASK


def is_question(body: Body) -> bool:
    """Whether this is that window, filled."""
    return body.get("type") == "view_submission" and body["view"]["callback_id"] == ASK


def is_pointed(body: Body) -> bool:
    """Whether somebody chose our shortcut on a message."""
    return body.get("type") == "message_action" and body["callback_id"] == POINT


def _opened_tab(body: Body) -> str | None:
    event = body.get("event") or {}
    return str(event["tab"]) if event.get("type") == HOME_OPENED else None


def is_act(body: Body) -> bool:
    """Whether somebody acts on a ticket from their Home tab."""
    is_tap = body.get("type") == "block_actions"
    return is_tap and str(body["actions"][0]["action_id"]).startswith(ACT)


class Shortcuts:
    """The calls that shortcuts need, while their trigger lives."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def open_question(self, opening: Opening, language: str) -> None:
        """Open the window for a question."""
        await self._open(opening.trigger, _window(Texts(language)))

    async def show(self, body: Body, card: Card) -> None:
        """Show a card in a window, for where the bot can say nothing."""
        title = Texts(card.language).say("platform.window")
        await self._open(body["trigger_id"], draw_window(card, title))

    async def _open(self, trigger: str | None, view: dict[str, Any]) -> None:
        try:
            await self._client.views_open(trigger_id=trigger, view=view)
        except (SlackApiError, *AWAY) as error:
            log.warning("window not opened", reason=code_of(error))

    async def direct(self, user: str) -> str | None:
        """Give the direct chat with somebody; None while Slack does not tell."""
        try:
            opened = await self._client.conversations_open(users=user)
        except (SlackApiError, *AWAY) as error:
            log.warning("no direct chat", reason=code_of(error))
            return None
        return str(opened["channel"]["id"])

    async def is_inside(self, channel: str) -> bool:
        """Whether the bot can speak where the message stands; else Slack hides or tells it."""
        try:
            shown = (await self._client.conversations_info(channel=channel))["channel"]
        except (SlackApiError, *AWAY) as error:
            return code_of(error) != "channel_not_found"
        return bool(shown.get("is_member") or shown.get("is_im"))


def _window(texts: Texts) -> dict[str, Any]:
    asked = FormInput(
        name=WORDS, label=texts.say("platform.ask_label"), hint=texts.say("platform.ask_hint")
    )
    form = FormCard(
        form=0,
        title=texts.say("platform.ask_title"),
        submit=texts.say("platform.ask_submit"),
        cancel=texts.say("form.cancel"),
        inputs=(asked,),
        language=texts.language,
    )
    return {**draw_modal(form), "callback_id": ASK}
