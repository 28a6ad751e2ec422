"""What happens to what the app posts to a `response_url`, or answers a command with?

Facts: docs.slack.dev/interactivity/handling-user-interaction: `response_type` (only the person who
acted sees it unless `in_channel`), `replace_original`, `delete_original`; five posts in 30
minutes.
"""

import copy
import json
from dataclasses import replace
from typing import Any

from aiohttp import web

from tests.fakes.slack import events
from tests.fakes.slack.content import content
from tests.fakes.slack.core import Ephemeral, SlackCore
from tests.fakes.slack.errors import SlackRefusalError
from tests.fakes.slack.handles import ResponseUrl
from tests.fakes.slack.objects import bot_message
from tests.fakes.slack.world import Channel

_FIELDS = frozenset({"text", "blocks", "attachments", "metadata"})
_ALLOWED = _FIELDS | {"response_type", "replace_original", "delete_original", "thread_ts", "mrkdwn",
                      "unfurl_links", "unfurl_media", "parse", "link_names"}  # fmt: skip


async def take_response(core: SlackCore, request: web.Request) -> web.Response:
    """Take a post to a response_url."""
    try:
        url = core.handles.spend_response(request.match_info["key"])
    except SlackRefusalError as refusal:
        return web.Response(status=404, text=refusal.code)
    try:
        _respond(core, url, json.loads(await request.text()))
    except ValueError:
        return web.Response(status=400, text="invalid_payload")
    except SlackRefusalError as refusal:
        return web.Response(status=400, text=refusal.code)
    return web.Response(text="ok")


def show_answer(core: SlackCore, channel: Channel, user: str, answer: dict[str, Any]) -> None:
    """Show what a command was acknowledged with; a faulty answer shows nothing and is a problem."""
    try:
        _show(core, channel, user, answer)
    except SlackRefusalError as refusal:
        core.problems.append(f"answered a command with a faulty message: {refusal.body}")


def _respond(core: SlackCore, url: ResponseUrl, body: dict[str, Any]) -> None:
    channel = core.world.channels[url.channel]
    if body.get("delete_original"):
        _delete_original(core, channel, url)
    elif body.get("replace_original") and url.message_ts:
        _replace_original(core, channel, url, body)
    else:
        _show(core, channel, url.user, body)
    core.news.tell()


def _show(core: SlackCore, channel: Channel, user: str, body: dict[str, Any]) -> None:
    said = _content(core, body)
    root = core.world.root_of(channel, body.get("thread_ts"))
    if body.get("response_type") != "in_channel":
        text, blocks = said.get("text", ""), said.get("blocks", [])
        shown = Ephemeral(
            channel=channel.id,
            user=user,
            ts=core.world.new_ts(),
            text=text,
            blocks=blocks,
            thread_ts=root,
        )
        core.ephemerals.append(shown)
        return
    message = {**bot_message(""), **said, **({"thread_ts": root} if root else {})}
    core.world.add_message(channel, message)
    core.emit(events.said(channel, message), channel)


def _replace_original(
    core: SlackCore, channel: Channel, url: ResponseUrl, body: dict[str, Any]
) -> None:
    said = _content(core, body)
    for number, shown in enumerate(core.ephemerals):
        if (shown.user, shown.ts) == (url.user, url.message_ts):
            text, blocks = said.get("text", ""), said.get("blocks", [])
            core.ephemerals[number] = replace(shown, text=text, blocks=blocks)
            return
    message = channel.messages[url.message_ts or ""]
    before = copy.deepcopy(message)
    message.pop("blocks", None)
    message |= said
    core.emit(events.changed(core.world, channel, message, before), channel)


def _delete_original(core: SlackCore, channel: Channel, url: ResponseUrl) -> None:
    kept = [
        shown for shown in core.ephemerals if (shown.user, shown.ts) != (url.user, url.message_ts)
    ]
    if len(kept) < len(core.ephemerals):
        core.ephemerals[:] = kept
    elif url.message_ts in channel.messages:
        gone = core.world.delete_message(channel, url.message_ts)
        core.emit(events.deleted(core.world, channel, gone), channel)


def _content(core: SlackCore, body: dict[str, Any]) -> dict[str, Any]:
    if not body.keys() <= _ALLOWED:
        raise SlackRefusalError("invalid_payload")
    return content(core, {key: value for key, value in body.items() if key in _FIELDS})
