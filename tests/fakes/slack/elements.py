"""Which buttons and fields are on a card, and what does Slack say of them once they are used?

Shapes: docs.slack.dev/reference/block-kit/block-elements and the `actions` of
docs.slack.dev/reference/interaction-payloads/block_actions-payload.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack.errors import ImpossibleActError

# Elements that hold one plain value, with the field that says it.
_PLAIN = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "file_input": "files",
}
_ONE_OF = {"static_select", "radio_buttons", "overflow"}
_SOME_OF = {"checkboxes", "multi_static_select"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """An element and the block it stands in."""

    block: dict[str, Any]
    element: dict[str, Any]

    @property
    def label(self) -> str:
        """What a person reads on it."""
        return str(self.element.get("text", {}).get("text", ""))

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])


def drawn_in(blocks: list[dict[str, Any]]) -> Iterator[Drawn]:
    """Yield everything a person can use, from top to bottom."""
    for block in blocks:
        elements = [*block.get("elements", ()), *block.get("actions", ())]
        elements += [block[field] for field in ("accessory", "element") if field in block]
        usable = (e for e in elements if isinstance(e, dict) and "action_id" in e)
        yield from (Drawn(block=block, element=element) for element in usable)


def find_drawn(blocks: list[dict[str, Any]], name: str) -> Drawn:
    """Return the one element with this action id or label.

    Raises:
        ImpossibleActError: there is none, or several.
    """
    usable = list(drawn_in(blocks))
    found = [drawn for drawn in usable if name in (drawn.action_id, drawn.label)]
    if len(found) != 1:
        there = ", ".join(f"{drawn.label!r} ({drawn.action_id})" for drawn in usable) or "nothing"
        raise ImpossibleActError(
            f"{len(found)} elements are called {name!r}; to use there is: {there}"
        )
    return found[0]


def chosen(element: dict[str, Any], choice: Any) -> dict[str, Any]:
    """Return what the element's state says after this choice.

    Options are named by their value or label.

    Raises:
        ImpossibleActError: the element does not offer this.
    """
    kind = element["type"]
    if kind in _PLAIN:
        _check_length(element, choice)
        return {"type": kind, _PLAIN[kind]: choice}
    if kind in _ONE_OF:
        option = None if choice is None else _option(element, choice)
        return {"type": kind, "selected_option": option}
    if kind in _SOME_OF:
        return {"type": kind, "selected_options": [_option(element, one) for one in choice or ()]}
    return {"type": kind}


def initial(element: dict[str, Any]) -> dict[str, Any]:
    """Return the state of an element nobody has touched."""
    kind = element["type"]
    if kind in _ONE_OF:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in _SOME_OF:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    field = _PLAIN.get(kind, "value")
    return {"type": kind, field: element.get(f"initial_{field.removeprefix('selected_')}")}


def is_empty(state: dict[str, Any]) -> bool:
    """Return whether nothing is filled in."""
    return not any(value for field, value in state.items() if field != "type")


def action(drawn: Drawn, choice: Any, ts: str) -> dict[str, Any]:
    """Return one entry of `actions` in a block_actions payload."""
    element = drawn.element
    place = {
        "action_id": element["action_id"],
        "block_id": drawn.block["block_id"],
        "action_ts": ts,
    }
    if element["type"] != "button":
        return {**chosen(element, choice), **place}
    shown: dict[str, Any] = {
        key: element[key] for key in ("text", "value", "style", "url", "confirm") if key in element
    }
    return {"type": "button", **place, **shown}


def _option(element: dict[str, Any], name: Any) -> dict[str, Any]:
    groups = (group["options"] for group in element.get("option_groups", ()))
    options = [*element.get("options", ()), *(option for group in groups for option in group)]
    for option in options:
        if name in (option.get("value"), option["text"]["text"]):
            return dict(option)
    offered = [(option["text"]["text"], option.get("value")) for option in options]
    raise ImpossibleActError(f"{name!r} is not offered, only {offered}")


def _check_length(element: dict[str, Any], choice: Any) -> None:
    most = element.get("max_length")
    if most is not None and isinstance(choice, str) and len(choice) > most:
        raise ImpossibleActError(f"the field takes {most} characters, not {len(choice)}")
