"""Which windows does each person have open, and what does their Home tab show?

Facts: docs.slack.dev/surfaces/modals (up to three views in a stack, `hash` against races, the ways
a submission may be answered) and docs.slack.dev/reference/views.
"""

import secrets
from collections import defaultdict
from typing import Any

from tests.fakes.slack.errors import SlackRefusalError
from tests.fakes.slack.world import APP_ID, BOT_ID, TEAM_ID, World

View = dict[str, Any]

STACK = 3
_BLANK: View = {
    "title": None,
    "submit": None,
    "close": None,
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
}
_KEPT = ("blocks", *_BLANK)


class ViewShelf:
    """All open views."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.stacks: dict[str, list[View]] = defaultdict(list)
        self.homes: dict[str, View] = {}

    def open(self, user: str, drawn: View) -> View:
        """Open a first view; one that was open before is gone, as in the client."""
        self.stacks[user] = []
        return self.push(user, drawn)

    def push(self, user: str, drawn: View) -> View:
        stack = self.stacks[user]
        if len(stack) >= STACK:
            raise SlackRefusalError("push_limit_reached")
        self._check_external_id(drawn)
        view = self._made(drawn, self._world.new_id("V"))
        view["previous_view_id"] = stack[-1]["id"] if stack else None
        view["root_view_id"] = stack[0]["id"] if stack else view["id"]
        stack.append(view)
        return view

    def update(self, view: View, drawn: View, expected_hash: str | None = None) -> View:
        """Draw an open view anew; what was typed stays where the block is the same."""
        if expected_hash is not None and expected_hash != view["hash"]:
            raise SlackRefusalError("hash_conflict")
        kept = {key: view[key] for key in ("previous_view_id", "root_view_id")}
        typed = view["state"]["values"]
        view.update({**self._made(drawn, view["id"]), **kept})
        shown = {block["block_id"] for block in view["blocks"]}
        view["state"]["values"] = {key: typed[key] for key in typed.keys() & shown}
        return view

    def publish(self, user: str, drawn: View, expected_hash: str | None = None) -> View:
        shown = self.homes.get(user)
        if shown is None:
            self.homes[user] = self._made(drawn, self._world.new_id("V"))
            return self.homes[user]
        return self.update(shown, drawn, expected_hash)

    def find(self, *, view_id: str | None, external_id: str | None) -> View:
        """Return an open view.

        Raises:
            SlackRefusalError: `not_found`: it was closed, or never was.
        """
        shown = [*self.homes.values(), *(view for stack in self.stacks.values() for view in stack)]
        for view in shown:
            if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                return view
        raise SlackRefusalError("not_found")

    def close(self, user: str, view: View) -> None:
        self.stacks[user] = [kept for kept in self.stacks[user] if kept["id"] != view["id"]]

    def _check_external_id(self, drawn: View) -> None:
        external_id = drawn.get("external_id")
        shown = (view for stack in self.stacks.values() for view in stack)
        if external_id and any(view["external_id"] == external_id for view in shown):
            raise SlackRefusalError("duplicate_external_id")

    def _made(self, drawn: View, view_id: str) -> View:
        given = {key: drawn[key] for key in _KEPT if key in drawn}
        owner = {
            "team_id": TEAM_ID,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }
        view = {"id": view_id, "type": drawn["type"], **owner, **_BLANK, **given}
        view["blocks"] = with_block_ids(self._world, drawn["blocks"])
        state: View = {"previous_view_id": None, "root_view_id": view_id, "state": {"values": {}}}
        return {**view, **state, "hash": f"{self._world.now()}.{secrets.token_hex(4)}"}


def with_block_ids(world: World, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the blocks as Slack keeps them: every block_id and action_id filled in."""
    return [_named(world, block) for block in blocks]


def _named(world: World, block: dict[str, Any]) -> dict[str, Any]:
    named = {**block, "block_id": block.get("block_id") or world.new_id("b")}
    for field in ("element", "accessory"):
        if field in block:
            named[field] = _with_action_id(world, block[field])
    if block["type"] == "actions":
        named["elements"] = [_with_action_id(world, element) for element in block["elements"]]
    return named


def _with_action_id(world: World, element: dict[str, Any]) -> dict[str, Any]:
    if element["type"] == "image":
        return element
    return {**element, "action_id": element.get("action_id") or world.new_id("a")}
