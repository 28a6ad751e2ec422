"""What is on somebody's Home tab, and when is it drawn anew?

Looking changes nothing: nobody is told of a page that could not be drawn, and who opens it again
sees it.
"""

import json
from collections.abc import Coroutine, Mapping
from typing import Any, Final

import structlog
from slack_sdk.errors import SlackApiError

from desk.notice import Notice
from desk.outcome import Ask, Done, Outcome, Show
from desk.ports import Letter, NotStoredError
from desk.ticket import Verb
from handlers.cards.card import Line, Web
from handlers.cards.home import HomePart, HomeRow, home_parts, hours_line
from handlers.slack.bodies import team_of
from handlers.slack.errors import AWAY, code_of
from handlers.slack.identity import PLATFORM, Profile
from handlers.slack.means import Means
from handlers.slack.render import draw_header, draw_note, draw_row
from handlers.slack.shortcuts import ACT, ASK, is_act
from handlers.texts import Texts

LOOK: Final = "status"

log = structlog.get_logger(__name__)

Body = Mapping[str, Any]


class Homes:
    """Draws Home tabs."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._in_forms: dict[str, tuple[str, str]] = {}
        self.team: str | None = None

    def after(self, body: Body, outcome: Outcome | None) -> Coroutine[Any, Any, None] | None:
        """Give the redrawing that is due once somebody acted from their tab, or in its window."""
        user = str((body.get("user") or {}).get("id"))
        if is_act(body):
            channel = str(body["view"].get("private_metadata") or "")
            if not channel:  # what cannot be read is set aside, and there is nothing to show
                return None
            if isinstance(outcome, Ask):
                self._in_forms[user] = (str(outcome.form.id), channel)
            return self.show(user, channel, team_of(body))
        if body.get("type") == "view_submission" and isinstance(outcome, Done):
            form, channel = self._in_forms.pop(user, ("", ""))
            if form and form == body["view"]["private_metadata"]:
                return self.show(user, channel, team_of(body))
        return None

    async def show(self, user: str, channel: str, team: str | None) -> None:
        """Ask the desk what awaits somebody, and draw it; `channel` is their direct chat."""
        profile = await self._means.profiles.get(user)
        try:
            notice = await self._ask(user, team, profile)
            if notice is not None:
                language = await self._means.language(user, profile)
                view = draw_home(notice, language, channel, self.team)
                await self._means.client.views_publish(user_id=user, view=view)
        except (SlackApiError, NotStoredError, *AWAY) as error:
            log.warning("home not drawn", reason=code_of(error))

    async def _ask(self, user: str, team: str | None, profile: Profile) -> Notice | None:
        now = self._means.now()
        stored = {"v": 1, "kind": "home", "user": user, "team": team, "profile": dict(profile)}
        letter = Letter(
            key=f"sl:home:{user}:{now.timestamp()}",
            platform=PLATFORM,
            conversation=f"{PLATFORM}:home:{user}",
            sort_at=now,
            body=json.dumps(stored),
            has_handle=True,
        )
        async with self._means.handles.waiting(letter.key, (Show,)) as waiting:
            await self._means.inbox.put(letter)
            outcome = await waiting.outcome()
        return outcome.notice if isinstance(outcome, Show) else None


def draw_home(
    notice: Notice, language: str, channel: str, team: str | None = None
) -> dict[str, Any]:
    """Draw the tab; the direct chat in which things are said travels in `private_metadata`.

    `team` is the address of the workspace, under which its messages are found.
    """
    texts = Texts(language)
    ask = {
        "type": "button",
        "action_id": ASK,
        "style": "primary",
        "text": {"type": "plain_text", "text": texts.say("button.ask")},
    }
    blocks = [
        draw_header(texts.say("home.heading")),
        draw_row((texts.say("home.intro"),), texts),
        {"type": "actions", "elements": [ask]},
    ]
    hours = hours_line(notice, language)
    if hours is not None:
        blocks.append(draw_note(hours, texts))
    for part in home_parts(notice, language):
        blocks += _part(part, texts, team)
    named = [{**block, "block_id": f"home:{number}"} for number, block in enumerate(blocks)]
    return {"type": "home", "private_metadata": channel, "blocks": named}


def _part(part: HomePart, texts: Texts, team: str | None) -> list[dict[str, Any]]:
    rows = [
        draw_row((*row.line, *_link(row, texts, team)), texts, _button(row)) for row in part.rows
    ]
    rest = [draw_note((part.rest,), texts)] if part.rest else []
    return [{"type": "divider"}, draw_header(part.heading), *rows, *rest]


def _link(row: HomeRow, texts: Texts, team: str | None) -> Line:
    """Lead to where it was asked, or else to its page.

    Slack's links to messages are made of the ids alone (docs.slack.dev, chat.getPermalink), so that
    nobody is asked for each.
    """
    place = row.place
    if team is not None and place is not None and place.platform == PLATFORM and place.thread:
        there = f"{team.rstrip('/')}/archives/{place.channel}/p{place.thread.replace('.', '')}"
        return (" · ", Web(text=texts.say("home.there"), url=there))
    if row.page is not None:
        return (" · ", Web(text=texts.say("home.page"), url=row.page))
    return ()


def _button(row: HomeRow) -> dict[str, Any]:
    command = LOOK if row.verb is None else row.verb.value
    button = {
        "type": "button",
        "action_id": f"{ACT}{command}:{row.ticket}",
        "value": f"{command} {row.ticket}",
        "text": {"type": "plain_text", "text": row.label},
    }
    return {**button, "style": "primary"} if row.verb is Verb.CLAIM else button
