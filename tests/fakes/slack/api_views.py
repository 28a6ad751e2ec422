"""What do the `views.*` methods do?

Facts: the method pages of docs.slack.dev/reference/methods. A faulty view is `invalid_arguments`
with pointers below `/view`, not `invalid_blocks`.
"""

import copy
from typing import Any

from tests.fakes.slack.blocks import check_view
from tests.fakes.slack.core import SlackCore
from tests.fakes.slack.errors import SlackRefusalError, bad_arguments
from tests.fakes.slack.spec import read_json
from tests.fakes.slack.view_shelf import View


def open_first(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    drawn = _view(args)
    trigger = core.handles.spend_trigger(args.get("trigger_id"))
    return _told(core, core.views.open(trigger.user, drawn))


def push(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    """Put a view on top; the trigger must come from a view that is open."""
    drawn = _view(args)
    trigger = core.handles.spend_trigger(args.get("trigger_id"))
    core.views.find(view_id=trigger.view_id, external_id=None)
    return _told(core, core.views.push(trigger.user, drawn))


def update(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    shown = core.views.find(view_id=args.get("view_id"), external_id=args.get("external_id"))
    drawn = _view(args, kinds=("modal", "home"))
    return _told(core, core.views.update(shown, drawn, args.get("hash")))


def publish(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    if args["user_id"] not in core.world.users:
        raise bad_arguments("unknown user [json-pointer:/user_id]")
    drawn = _view(args, kinds=("home",))
    return _told(core, core.views.publish(args["user_id"], drawn, args.get("hash")))


def _view(args: dict[str, Any], kinds: tuple[str, ...] = ("modal",)) -> View:
    try:
        return check_view(read_json(args["view"]), kinds=kinds)
    except ValueError:
        raise bad_arguments("must be valid JSON [json-pointer:/view]") from None


def _told(core: SlackCore, view: View) -> dict[str, Any]:
    core.news.tell()
    return {"view": copy.deepcopy(view)}


def answered_view(core: SlackCore, drawn: Any) -> View | None:
    """Return the view that answered a submission; nothing where a client would show an error."""
    try:
        return check_view(drawn)
    except SlackRefusalError as refusal:
        core.problems.append(f"answered a form with a faulty view: {refusal.body}")
        return None


METHODS = {
    "views.open": open_first,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
