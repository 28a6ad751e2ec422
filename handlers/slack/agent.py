"""How does the app behave where Slack shows it as an agent (`[slack] agent`)?

Prompts to begin with when somebody opens the chat, and a sign while a question is worked on. Both
are courtesies: neither is waited for, and a failure is silence.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import structlog
from slack_sdk.errors import SlackApiError

from desk.outcome import Done
from handlers.slack.errors import AWAY, code_of
from handlers.slack.identity import Profile, language_of
from handlers.slack.means import Means
from handlers.slack.shortcuts import Opening
from handlers.texts import Texts

MOMENT: Final = timedelta(seconds=0.3)
"""What is done sooner needs no sign."""

PATIENCE: Final = timedelta(seconds=20)
"""How long an outcome is waited for; the sign then stays until Slack takes it away itself."""

PROMPTS: Final = ("hello", "password", "person")
"""What one may begin with; Slack shows four at most."""

log = structlog.get_logger(__name__)

Body = Mapping[str, Any]


def prompts(language: str) -> list[dict[str, str]]:
    """Give the prompts: a title, and the words that one says by choosing it."""
    texts = Texts(language)
    return [
        {
            "title": texts.say(f"agent.{name}.title"),
            "message": texts.say(f"agent.{name}.words"),
        }
        for name in PROMPTS
    ]


class Agent:
    """The courtesies of an agent."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def greet(self, opening: Opening) -> None:
        """Offer prompts in somebody's language.

        They belong to the newest message: Slack says nothing and shows nothing where a thread is
        named to it, as was right for assistants.
        """
        profile = await self._means.profiles.get(opening.user)
        language = await self._means.language(opening.user, profile)
        try:
            await self._means.client.assistant_threads_setSuggestedPrompts(
                channel_id=str(opening.channel),
                title=Texts(language).say("agent.prompts"),
                prompts=prompts(language),
            )
        except (SlackApiError, *AWAY) as error:
            log.info("no prompts", reason=code_of(error))

    async def work(self, body: Body, key: str, profile: Profile) -> None:
        """Show that the row `key` is worked on, where that takes longer than a moment."""
        async with self._means.handles.waiting(key, (Done,)) as waiting:
            if await waiting.outcome(MOMENT) is not None:
                return
        if await self._show(body, Texts(language_of(profile)).say("agent.working")):
            async with self._means.handles.waiting(key, (Done,)) as waiting:
                await waiting.outcome(PATIENCE)
            await self._show(body, "")

    async def _show(self, body: Body, status: str) -> bool:
        event = body["event"]
        try:
            await self._means.client.assistant_threads_setStatus(
                channel_id=event["channel"],
                thread_ts=event.get("thread_ts") or event["ts"],
                status=status,
            )
        except (SlackApiError, *AWAY) as error:
            log.info("no sign of work", reason=code_of(error))
            return False
        return True


def is_worked_on(body: Body, bot: str) -> bool:
    """Whether words were said to the app that may be a question: directly, or with a mention.

    A mention comes twice, and the first of both is stored: it may bear no other sign than its text.
    """
    event = body.get("event") or {}
    if event.get("subtype") not in {None, "file_share"} or event.get("bot_id"):
        return False
    return event.get("channel_type") == "im" or f"<@{bot}>" in (event.get("text") or "")
