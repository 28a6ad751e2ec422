"""How is a Slack request stored before it is acknowledged, and its handle answered?

Runs as Bolt's `before_authorize` middleware: no stored row, no acknowledgement. Bolt's own
listeners would acknowledge first and lose work when the program dies.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from datetime import timedelta
from typing import Any, cast

import structlog
from slack_bolt import BoltResponse
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError

from desk.outcome import Ask, Done, FieldFaults, Outcome, Refused, Show
from desk.people import Address
from desk.policy import DeskPolicy
from desk.ports import Letter
from handlers.cards.card import Card
from handlers.cards.catalogue import draw_form, draw_outcome
from handlers.handles import PATIENCE
from handlers.reading import FAULTS
from handlers.slack.agent import Agent, is_worked_on
from handlers.slack.answers import answer_command, answer_unread, answer_view
from handlers.slack.bodies import (
    FEW,
    Slip,
    changed_guest,
    mentioned_in,
    named_in,
    place_of,
    pointed_above,
    slip_of,
    team_of,
    unread_key,
)
from handlers.slack.errors import AWAY, code_of
from handlers.slack.home import Homes
from handlers.slack.identity import PLATFORM, Profile, language_of
from handlers.slack.means import Means
from handlers.slack.options import SlackOptions
from handlers.slack.other_bots import bot_author
from handlers.slack.reactions import TICKET, Reactions, is_reaction
from handlers.slack.render import draw_blocks, draw_modal, fallback
from handlers.slack.shortcuts import (
    Opening,
    Shortcuts,
    is_act,
    is_pointed,
    opening_of,
)

LONGEST = timedelta(seconds=2.5)
"""How long Slack waits for an answer in all; after three seconds it tells people of a fault."""

MOST_MET = 100
"""Other bots that are logged; more than these nobody reads."""

CAN_SHOW = (Done, Show, Ask, Refused, FieldFaults)

log = structlog.get_logger(__name__)

Body = Mapping[str, Any]


class Receiver:
    """The first half of the listener.

    `invited` is set when we came into a channel, or else have to look at who sits there.
    """

    def __init__(self, means: Means, policy: DeskPolicy, options: SlackOptions) -> None:
        self._means = means
        self._client = means.client
        self._profiles = means.profiles
        self._inbox = means.inbox
        self._now = means.now
        self._policy = policy
        self._options = options
        self._reactions = Reactions(means.client, policy, options.reactions)
        self._shortcuts = Shortcuts(means.client)
        self._homes = Homes(means)
        self._agent = Agent(means)
        self._hints: set[asyncio.Task[None]] = set()
        self._met: set[str] = set()
        self.bot, self.bot_id = "", ""
        self.invited = asyncio.Event()

    async def __call__(
        self,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt passes by name
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's word
    ) -> BoltResponse | None:
        """Store, then answer; what is no happening (a handshake) is Bolt's own business."""
        if req.body.get("type") == "url_verification" or req.body.get("ssl_check"):
            return await next()
        return await self.take(req.body)

    async def take(self, body: Body) -> BoltResponse:
        """Store what happened, and answer; raises NotStoredError, so that nothing is lost."""
        try:
            opening = opening_of(body)
            slip = None if opening else slip_of(body, self._options.bots)
            guest = changed_guest(body)
        except FAULTS:
            return await self._set_aside(body)
        if opening is not None:
            return await self._open_for(opening, body)
        if guest is not None:
            self._look_anew(guest)
        return await self._take(slip, body)

    async def _take(self, slip: Slip | None, body: Body) -> BoltResponse:
        ends_at = asyncio.get_running_loop().time() + LONGEST.total_seconds()
        bot = _bot_of(body) or self.bot
        if slip is None:
            self._meet_bot(body, bot)
        if slip is None or self._is_idle_talk(slip, body, bot):
            return _acknowledged()
        if slip.user is not None and slip.user == bot:
            self._note_own(body)
            return _acknowledged()
        profile, names = await self._look_up(slip.user, mentioned_in(body) - {bot})
        if profile.get("is_bot"):
            return _acknowledged()
        stored = {"body": body, "profile": dict(profile), "names": names, "bot": bot}
        refused = await self._add(slip, body, stored)
        if refused is not None:
            return refused
        return await self._keep(slip, body, stored, ends_at)

    def _meet_bot(self, body: Body, bot: str) -> None:
        """Log once who else speaks here: nothing in Slack shows the id by which it is named."""
        event = body.get("event") or {}
        other = str(event.get("bot_id") or "")
        if not other or other in self._met or event.get("user") == bot or other == self.bot_id:
            return
        if len(self._met) < MOST_MET:
            self._met.add(other)
            name, mend = bot_author(event).name, f'"bot:{other}" = "everything" in [slack.watch]'
            log.info("a bot is not heard", bot=other, name=name, mend=mend)

    def _is_idle_talk(self, slip: Slip, body: Body, bot: str) -> bool:
        """Whether a program speaks where none is heard, or it is we: a loop begins like that."""
        if slip.bots_in is None:
            return False
        event, place = body["event"], Address(platform=PLATFORM, channel=slip.bots_in)
        is_own = event.get("user") == bot or event["bot_id"] == self.bot_id
        is_direct = slip.bots_in.startswith("D") or event.get("channel_type") == FEW
        return is_own or place in self._policy.rosters or is_direct

    async def _set_aside(self, body: Body) -> BoltResponse:
        """Store what cannot be read, with the words in it; the processor says what it lacks."""
        log.warning("not readable", key=unread_key(body))
        now = self._now()
        stored = {"v": 1, "kind": "unread", "body": body, "bot": self.bot, "at": now.isoformat()}
        letter = Letter(
            key=unread_key(body),
            platform=PLATFORM,
            conversation=f"{PLATFORM}:unread",
            sort_at=now,
            body=json.dumps(stored),
        )
        await self._inbox.put(letter)
        return answer_unread(body)

    async def _open_for(self, opening: Opening, body: Body) -> BoltResponse:
        if opening.is_chat:
            if self._options.agent:
                self._soon(self._agent.greet(opening))
            return _acknowledged()
        if opening.channel is not None:
            self._soon(self._homes.show(opening.user, opening.channel, team_of(body)))
            return _acknowledged()
        profile = await self._profiles.get(opening.user)
        language = await self._means.language(opening.user, profile)
        self._soon(self._shortcuts.open_question(opening, language))
        return _acknowledged()

    async def _add(self, slip: Slip, body: Body, stored: dict[str, Any]) -> BoltResponse | None:
        """Look up what a shortcut needs besides; where it cannot be done, answer why not."""
        language = language_of(stored["profile"])
        if slip.is_question:
            stored["direct"] = await self._shortcuts.direct(str(slip.user))
            if stored["direct"] is None:
                return answer_view(body, Refused(code="late"), language)
        if is_reaction(body):
            return await self._add_sign(body, stored)
        await self._add_other(body, stored)
        if is_pointed(body):
            if not await self._shortcuts.is_inside(body["channel"]["id"]):
                card = draw_outcome(Refused(code="not_here"), language)
                self._soon(self._shortcuts.show(body, cast("Card", card)))
                return _acknowledged()
            if slip.other is not None:
                stored["other"] = dict(await self._profiles.get(slip.other))
        return None

    async def _add_other(self, body: Body, stored: dict[str, Any]) -> None:
        """Look up for whom a ticket is wanted: whom the words name, or who wrote what is above."""
        named, above = named_in(body), pointed_above(body, stored["bot"])
        if named is not None:
            profile, direct = await asyncio.gather(
                self._profiles.get(named[0]), self._shortcuts.direct(named[0])
            )
            stored |= {"other": dict(profile), "direct": direct}
        if above is not None:
            stored["message"] = await self._reactions.message_at(body["event"]["channel"], above)
            writer = (stored["message"] or {}).get("user")
            if writer:
                stored["other"] = dict(await self._profiles.get(writer))

    async def _add_sign(self, body: Body, stored: dict[str, Any]) -> BoltResponse | None:
        """Look up what a sign means, and the message that it wants a ticket of."""
        stored["sign"] = self._reactions.sign(body)
        if stored["sign"] == TICKET:
            message = await self._reactions.message(body)
            if message is None:
                return _acknowledged()
            stored["message"] = message
            if message.get("user"):
                stored["other"] = dict(await self._profiles.get(message["user"]))
        return None if stored["sign"] else _acknowledged()

    def _note_own(self, body: Body) -> None:
        """Our own doings are no happenings, but a channel that we came into has people."""
        if (body.get("event") or {}).get("type") == "member_joined_channel":
            self.invited.set()

    def _look_anew(self, user: str) -> None:
        """Somebody's standing changed: a guest has no seat, and who is none any more has one."""
        self._profiles.forget(user)
        self.invited.set()

    def know(self, answer: Mapping[str, Any]) -> None:
        """Learn from Slack's own word who we are, and where."""
        self.bot, self.bot_id = str(answer["user_id"]), str(answer.get("bot_id") or "")
        self._homes.team = answer.get("url")

    async def close(self) -> None:
        """Let go of hints that are under way."""
        for hint in self._hints:
            hint.cancel()
        await asyncio.gather(*self._hints, return_exceptions=True)

    async def _look_up(
        self, user: str | None, mentioned: Collection[str]
    ) -> tuple[Profile, dict[str, str]]:
        if user is None:
            return {}, {}
        return await asyncio.gather(self._profiles.get(user), self._profiles.names(mentioned))

    async def _keep(self, slip: Slip, body: Body, stored: Body, ends_at: float) -> BoltResponse:
        """Store the letter, and give who waits what came of it."""
        letter = self._letter(slip, stored)
        if not slip.has_handle:
            is_new = await self._inbox.put(letter)
            if self._options.agent and is_new and is_worked_on(body, stored["bot"]):
                self._soon(self._agent.work(body, letter.key, stored["profile"]))
            return _acknowledged()
        async with self._means.handles.waiting(letter.key, CAN_SHOW) as waiting:
            await self._inbox.put(letter)
            left = timedelta(seconds=ends_at - asyncio.get_running_loop().time())
            outcome = await waiting.outcome(min(left, PATIENCE))
        language = language_of(stored["profile"])
        if slip.user is not None and (slip.is_question or not isinstance(outcome, Done)):
            language = await self._means.language(slip.user, stored["profile"])
        return self._answer(slip, body, outcome, language)

    def _letter(self, slip: Slip, stored: Body) -> Letter:
        now = self._now()
        return Letter(
            key=slip.key,
            platform=PLATFORM,
            conversation=slip.conversation,
            sort_at=slip.sort_at or now,
            body=json.dumps({"v": 1, "kind": "request", **stored, "at": now.isoformat()}),
            has_handle=slip.has_handle,
        )

    def _answer(
        self, slip: Slip, body: Body, outcome: Outcome | None, language: str
    ) -> BoltResponse:
        """Acknowledge at once; what needs a call of ours follows, as Slack waits three seconds."""
        redraw = self._homes.after(body, outcome)
        if redraw is not None:
            self._soon(redraw)
        if body.get("type") == "view_submission":
            return answer_view(body, outcome, language)
        if isinstance(outcome, Ask):
            self._soon(self._open(slip.trigger, outcome, language))
            return _acknowledged()
        if "command" in body:
            return answer_command(outcome, language)
        card = draw_outcome(outcome, language) if outcome is not None else None
        if isinstance(card, Card):
            show = self._shortcuts.show if is_act(body) else self._hint
            self._soon(show(body, card))
        return _acknowledged()

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._hints.add(task)
        task.add_done_callback(self._hints.discard)

    async def _hint(self, body: Body, card: Card) -> None:
        """Show a card to the one who tapped, where they tapped."""
        place = place_of(body)
        if place is None:
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
        except (SlackApiError, *AWAY) as error:
            log.info("hint lost", reason=code_of(error))

    async def _open(self, trigger: str | None, ask: Ask, language: str) -> None:
        """Open the form while the trigger lives; a lost one expires by itself."""
        form = draw_form(ask.form, language, self._policy.number_in(ask.form.ticket))
        try:
            await self._client.views_open(trigger_id=trigger, view=draw_modal(form))
        except (SlackApiError, *AWAY) as error:
            log.warning("form not opened", reason=code_of(error))


def _acknowledged() -> BoltResponse:
    return BoltResponse(status=200, body="")


def _bot_of(body: Body) -> str | None:
    for authorization in body.get("authorizations") or ():
        if authorization.get("is_bot"):
            return str(authorization["user_id"])
    return None
