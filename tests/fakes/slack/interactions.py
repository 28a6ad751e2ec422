"""What do people do with the app's buttons, commands and shortcuts, and what do they get back?

Shapes: docs.slack.dev/reference/interaction-payloads and
docs.slack.dev/interactivity/implementing-slash-commands. Each act is sent once, never again, and
waits for its acknowledgement: a person sees when it fails.
"""

import copy
import re
from typing import Any

from tests.fakes.slack import events
from tests.fakes.slack.core import Ephemeral
from tests.fakes.slack.delivery import COMMANDS, INTERACTIVE, Ack, Envelope
from tests.fakes.slack.elements import action, chosen, find_drawn
from tests.fakes.slack.errors import ImpossibleActError
from tests.fakes.slack.people import People
from tests.fakes.slack.responses import show_answer
from tests.fakes.slack.world import APP_ID, TEAM_DOMAIN, TEAM_ID, Channel, Message


class Interactions(People):
    """Acts with an answer."""

    async def press(
        self, user: str, channel: str, ts: str, button: str, *, choice: Any = None
    ) -> Ack:
        """Press what is drawn on a message, named by its action id or label.

        Args:
            user: who presses; they must see the message.
            channel: where it stands.
            ts: the message, or one only this person sees.
            button: the element's action id or label; a `confirm` question is answered yes.
            choice: for menus, the option's value or label.
        """
        place = self._place(channel, user)
        message = self._visible(place, user, ts)
        drawn = find_drawn(message.get("blocks", []), button)
        container = self._container(place, message)
        payload = self._from_person("block_actions", user) | {
            "trigger_id": self.handles.new_trigger(user),
            "container": container,
            "channel": {"id": place.id, "name": place.shown_name},
            "state": {"values": {}},
            "response_url": self._response_url("actions", place.id, user, message["ts"]),
            "actions": [action(drawn, choice, self.world.new_ts())],
        }
        if not container["is_ephemeral"]:
            payload["message"] = copy.deepcopy(message)
        return await self._interact(payload)

    async def choose(self, user: str, channel: str, ts: str, menu: str, option: str) -> Ack:
        """Choose from an overflow or select menu; the menu is named by its action id."""
        return await self.press(user, channel, ts, menu, choice=option)

    async def press_in_view(
        self, user: str, view_id: str, button: str, *, choice: Any = None
    ) -> Ack:
        """Press what is drawn in a modal or on the Home tab."""
        view = self.views.find(view_id=view_id, external_id=None)
        drawn = find_drawn(view["blocks"], button)
        done = action(drawn, choice, self.world.new_ts())
        if drawn.element["type"] != "button":
            state = view["state"]["values"].setdefault(done["block_id"], {})
            state[done["action_id"]] = chosen(drawn.element, choice)
        payload = self._from_person("block_actions", user) | {
            "trigger_id": self.handles.new_trigger(user, view_id),
            "container": {"type": "view", "view_id": view_id},
            "view": copy.deepcopy(view),
            "actions": [done],
        }
        return await self._interact(payload)

    async def press_home(self, user: str, button: str, *, choice: Any = None) -> Ack:
        """Press what is drawn on this person's Home tab."""
        if user not in self.views.homes:
            raise ImpossibleActError(f"nothing was published on the Home tab of {user}")
        return await self.press_in_view(user, self.views.homes[user]["id"], button, choice=choice)

    async def command(self, user: str, channel: str, command: str, text: str = "") -> Ack:
        """Type a slash command; what the app acknowledges it with is shown to the person.

        A command works in channels the app is not in, and in no thread.
        """
        place = self._place(channel, user)
        payload = {
            "token": events.VERIFICATION_TOKEN,
            "team_id": TEAM_ID,
            "team_domain": TEAM_DOMAIN,
            "channel_id": place.id,
            "channel_name": place.shown_name,
            "user_id": user,
            "user_name": self._person(user).name,
            "command": command,
            "text": self._escaped(text),
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self._response_url("commands", place.id, user, None),
            "trigger_id": self.handles.new_trigger(user),
        }
        ack = await self._ask(
            Envelope(type=COMMANDS, payload=payload, accepts_response_payload=True)
        )
        if ack.payload:
            show_answer(self, place, user, ack.payload)
        return ack

    async def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Ack:
        """Use a shortcut from a message's menu."""
        place, message = self._place(channel, user), self._said(channel, ts)[1]
        payload = self._from_person("message_action", user) | {
            "callback_id": callback_id,
            "trigger_id": self.handles.new_trigger(user),
            "action_ts": self.world.new_ts(),
            "message_ts": ts,
            "channel": {"id": place.id, "name": place.shown_name},
            "message": copy.deepcopy(message),
            "response_url": self._response_url("app", place.id, user, None),
        }
        return await self._interact(payload)

    async def global_shortcut(self, user: str, callback_id: str) -> Ack:
        """Use a shortcut from the search box or the composer."""
        payload = self._from_person("shortcut", user) | {
            "callback_id": callback_id,
            "trigger_id": self.handles.new_trigger(user),
            "action_ts": self.world.new_ts(),
        }
        return await self._interact(payload)

    async def _interact(self, payload: dict[str, Any], *, takes_answer: bool = False) -> Ack:
        envelope = Envelope(
            type=INTERACTIVE, payload=payload, accepts_response_payload=takes_answer
        )
        return await self._ask(envelope)

    async def _ask(self, envelope: Envelope) -> Ack:
        return await self.deliveries.ask(envelope)

    def _from_person(self, kind: str, user: str) -> dict[str, Any]:
        person = self._person(user)
        who = {"id": user, "username": person.name, "name": person.name, "team_id": person.team_id}
        return {
            "type": kind,
            "user": who,
            "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
            "api_app_id": APP_ID,
            "token": events.VERIFICATION_TOKEN,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _visible(self, place: Channel, user: str, ts: str) -> Message:
        for shown in self.ephemerals:
            if (shown.channel, shown.user, shown.ts) == (place.id, user, ts):
                return _as_message(shown)
        return self._said(place.id, ts)[1]

    def _container(self, place: Channel, message: Message) -> dict[str, Any]:
        is_ephemeral = bool(message.get("is_ephemeral"))
        place_of = {
            "message_ts": message["ts"],
            "channel_id": place.id,
            "is_ephemeral": is_ephemeral,
        }
        thread = {"thread_ts": message["thread_ts"]} if message.get("thread_ts") else {}
        return {"type": "message", **place_of, **thread}

    def _response_url(self, kind: str, channel: str, user: str, ts: str | None) -> str:
        return f"{self.base_url}/{kind}/{self.handles.new_response(channel, user, ts)}"

    def _escaped(self, text: str) -> str:
        """Return a command's text as `should_escape` sends it: `<@U1|maya>`, `<#C1|general>`."""
        named = re.sub(r"<@(\w+)>", lambda m: f"<@{m[1]}|{self._person(m[1]).name}>", text)
        return re.sub(r"<#(\w+)>", lambda m: f"<#{m[1]}|{self._channel(m[1]).name}>", named)


def _as_message(shown: Ephemeral) -> Message:
    thread = {"thread_ts": shown.thread_ts} if shown.thread_ts else {}
    return {"ts": shown.ts, "blocks": shown.blocks, "is_ephemeral": True, **thread}
