"""What do the `assistant.threads.*` methods do for an app that is shown as an agent?

Facts: the method pages of docs.slack.dev/reference/methods. A status goes with the app's next
message in the thread, or when it is set to nothing. Up to four prompts, each with a title and a
message; naming a thread with them is for assistants, and "will cause the call to silently fail" for
an agent.
"""

from typing import Any

from tests.fakes.slack.core import SlackCore
from tests.fakes.slack.errors import SlackRefusalError, bad_arguments
from tests.fakes.slack.spec import read_json

MOST_PROMPTS = 4


def set_status(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    channel = core.channel_of(args["channel_id"])
    if args["thread_ts"] not in channel.messages:
        raise SlackRefusalError("invalid_thread_ts")
    place = (channel.id, args["thread_ts"])
    if args["status"]:
        core.statuses[place] = args["status"]
    else:
        core.statuses.pop(place, None)
    return {}


def set_suggested_prompts(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    channel = core.channel_of(args["channel_id"])
    if not channel.is_im:
        raise SlackRefusalError("channel_not_found")
    prompts = read_json(args["prompts"])
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= MOST_PROMPTS:
        raise bad_arguments("between one and four prompts [json-pointer:/prompts]")
    if not all(isinstance(p, dict) and p.get("title") and p.get("message") for p in prompts):
        raise bad_arguments("a prompt has a title and a message [json-pointer:/prompts]")
    if "thread_ts" not in args:
        core.prompts[channel.id] = prompts
    return {}


METHODS = {
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setSuggestedPrompts": set_suggested_prompts,
}
