"""How does a person fill in a window, and what happens to it then?

Facts: docs.slack.dev/surfaces/modals. Required fields must be filled before anything is sent; an
empty acknowledgement closes the view, `clear` closes all, `update` and `push` draw another one,
`errors` sends it back; without an acknowledgement it stays open and says that something went
wrong.
"""

import copy
from collections.abc import Mapping
from typing import Any

from tests.fakes.slack.api_views import answered_view
from tests.fakes.slack.delivery import Ack
from tests.fakes.slack.elements import chosen, initial, is_empty
from tests.fakes.slack.errors import ImpossibleActError
from tests.fakes.slack.interactions import Interactions
from tests.fakes.slack.view_shelf import View

State = dict[str, dict[str, Any]]


class Forms(Interactions):
    """Windows and what is written in them."""

    async def submit(self, view_id: str, user: str, values: Mapping[str, Any]) -> Ack:
        """Fill in a window and send it.

        Args:
            view_id: the window; it must be on top of this person's stack.
            user: who fills it in.
            values: block id to what is written there; options by value or label, files as
                names with their bytes. Fields that are not named keep what they show.
        """
        view = self._top(user, view_id)
        view["state"] = {"values": filled(view, self._with_files(user, values))}
        payload = self._from_person("view_submission", user) | {
            "trigger_id": self.handles.new_trigger(user, view_id),
            "view": copy.deepcopy(view),
            "response_urls": [],
        }
        ack = await self._interact(payload, takes_answer=True)
        if ack.is_acked:
            self._follow(user, view, ack.payload or {})
        self.news.tell()
        return ack

    async def close_view(self, view_id: str, user: str) -> Ack | None:
        """Close a window; the app is only told if the view asked for it."""
        view = self._top(user, view_id)
        self.views.close(user, view)
        self.news.tell()
        if not view["notify_on_close"]:
            return None
        told = {"view": copy.deepcopy(view), "is_cleared": False}
        return await self._interact(self._from_person("view_closed", user) | told)

    def _with_files(self, user: str, values: Mapping[str, Any]) -> dict[str, Any]:
        return {block_id: self._filed(user, value) for block_id, value in values.items()}

    def _filed(self, user: str, value: Any) -> Any:
        if isinstance(value, list) and value and isinstance(value[0], tuple):
            return [self._attached(user, name, content) for name, content in value]
        return value

    def _top(self, user: str, view_id: str) -> View:
        stack = self.views.stacks[user]
        if not stack or stack[-1]["id"] != view_id:
            raise ImpossibleActError(f"{user} does not have {view_id} in front of them")
        return stack[-1]

    def _follow(self, user: str, view: View, answer: dict[str, Any]) -> None:
        """Do what the acknowledgement says."""
        response = answer.get("response_action")
        if response is None:
            self.views.close(user, view)
        elif response == "clear":
            self.views.stacks[user] = []
        elif response == "errors":
            self._check_errors(view, answer.get("errors"))
        elif response in {"update", "push"}:
            self._redraw(user, view, answer)
        else:
            self.problems.append(f"answered a form with an unknown response_action: {response}")

    def _redraw(self, user: str, view: View, answer: dict[str, Any]) -> None:
        drawn = answered_view(self, answer.get("view"))
        if drawn is not None and answer["response_action"] == "update":
            self.views.update(view, drawn)
        elif drawn is not None:
            self.views.push(user, drawn)

    def _check_errors(self, view: View, errors: Any) -> None:
        inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
            self.problems.append(f"sent a form back with errors for no field of it: {errors}")


def filled(view: View, values: Mapping[str, Any]) -> State:
    """Return `state.values` after a person wrote these values.

    Raises:
        ImpossibleActError: there is no such field, or a required one is empty.
    """
    inputs = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    strangers = values.keys() - inputs.keys()
    if strangers:
        raise ImpossibleActError(f"no fields {sorted(strangers)}, only {sorted(inputs)}")
    state: State = copy.deepcopy(view["state"]["values"])
    for block_id, block in inputs.items():
        element = block["element"]
        typed = state.get(block_id, {}).get(element["action_id"], initial(element))
        written = chosen(element, values[block_id]) if block_id in values else typed
        if is_empty(written) and not block.get("optional"):
            raise ImpossibleActError(f"the field {block_id} must be filled in")
        state[block_id] = {element["action_id"]: written}
    return state
