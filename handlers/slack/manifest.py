"""Which app does Slack have to create for us, and which scopes does it need?

The scopes follow from the methods that we call, the events that we hear and the commands that we
offer, so that nothing is asked for that is not used.
"""

import json
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from handlers.slack.agent import prompts
from handlers.slack.shortcuts import ASK, POINT

METHODS: Final = (
    "auth.test",
    "chat.delete",
    "chat.postEphemeral",
    "chat.postMessage",
    "chat.update",
    "conversations.history",
    "conversations.info",
    "conversations.list",
    "conversations.members",
    "conversations.open",
    "conversations.replies",
    "files.completeUploadExternal",
    "files.delete",
    "files.getUploadURLExternal",
    "files.info",
    "reactions.add",
    "users.conversations",
    "users.info",
    "views.open",
    "views.publish",
)
"""The Web API methods that we call; a test holds them against the code."""

AGENT_METHODS: Final = (
    "assistant.threads.setStatus",
    "assistant.threads.setSuggestedPrompts",
)
"""Those that we call besides where Slack shows the app as an agent."""

EVENTS: Final = (
    "app_home_opened",
    "app_mention",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "member_joined_channel",
    "member_left_channel",
    "reaction_added",
    "user_guest_status_changed",
)
"""The events that we read; a test holds them against the listeners."""

REQUESTS: Final = "/slack/events"
"""Where the page's server takes what Slack sends, where there is no Socket Mode."""

_READ: Final = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY: Final = ("channels:history", "groups:history", "im:history", "mpim:history")
_SCOPES_OF_METHOD: Final[dict[str, tuple[str, ...]]] = {
    "apps.connections.open": (),  # the app-level token's own, connections:write
    "assistant.threads.setStatus": ("chat:write",),
    "assistant.threads.setSuggestedPrompts": ("assistant:write",),
    "auth.test": (),
    "bots.info": ("users:read",),
    "chat.delete": ("chat:write",),
    "chat.getPermalink": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": _HISTORY,
    "conversations.info": _READ,
    "conversations.join": ("channels:join",),
    "conversations.list": _READ,
    "conversations.members": _READ,
    "conversations.open": ("im:write",),
    "conversations.replies": _HISTORY,
    "files.completeUploadExternal": ("files:write",),
    "files.delete": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "reactions.add": ("reactions:write",),
    "reactions.get": ("reactions:read",),
    "reactions.remove": ("reactions:write",),
    "team.info": ("team:read",),
    "usergroups.list": ("usergroups:read",),
    "usergroups.users.list": ("usergroups:read",),
    "users.conversations": _READ,
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "users.lookupByEmail": ("users:read.email",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
_SCOPES_OF_EVENT: Final[dict[str, tuple[str, ...]]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "file_shared": ("files:read",),
    "group_archive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
    "user_guest_status_changed": ("users:read",),
}
_CREATE: Final = "https://api.slack.com/apps"


def scopes(methods: Iterable[str] = METHODS, events: Iterable[str] = EVENTS) -> list[str]:
    """Collect the bot's scopes; raises KeyError for a method or event that nobody looked up."""
    needed = {"commands"}
    needed.update(scope for method in methods for scope in _SCOPES_OF_METHOD[method])
    needed.update(scope for event in events for scope in _SCOPES_OF_EVENT[event])
    return sorted(needed)


def manifest(
    *,
    name: str,
    command: str,
    prefix: str,
    url: str | None = None,
    agent: bool = False,
) -> dict[str, Any]:
    """Describe the app as Slack's manifest does; with `agent` it is shown as one.

    With the `url` of the page Slack sends signed requests there; without, it is Socket Mode, which
    needs no public address.
    """
    heard = list(EVENTS)
    to = {} if url is None else {"request_url": url.rstrip("/") + REQUESTS}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Firstline",
            "description": f"Answers questions, opens and tracks tickets for {name}"[:140],
            "background_color": "#0b6e4f",
        },
        "features": {
            **_features(command, prefix, to.get("request_url")),
            **(_agent_view(name) if agent else {}),
        },
        "oauth_config": {"scopes": {"bot": scopes(methods_of(agent=agent), heard)}},
        "settings": {
            "event_subscriptions": {**to, "bot_events": heard},
            "interactivity": {"is_enabled": True, **to},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def methods_of(*, agent: bool) -> tuple[str, ...]:
    """Give the methods that we call, shown as an agent or not."""
    return (*METHODS, *AGENT_METHODS) if agent else METHODS


def _agent_view(name: str) -> dict[str, Any]:
    """Say what Slack shows of an agent; prompts in one's own language come when one looks."""
    told = f"Answers questions, and opens and tracks tickets for {name}"
    return {"agent_view": {"agent_description": told[:300], "suggested_prompts": prompts("en")}}


def create_link(described: dict[str, Any]) -> str:
    """Write the link that opens Slack's form with everything filled in."""
    compact = json.dumps(described, separators=(",", ":"))
    return f"{_CREATE}?{urlencode({'new_app': 1, 'manifest_json': compact})}"


def _features(command: str, prefix: str, url: str | None) -> dict[str, Any]:
    return {
        "bot_user": {"display_name": "firstline", "always_online": True},
        # Without the messages tab nobody could write to the bot.
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "shortcuts": [
            {
                "name": "Create ticket",
                "type": "message",
                "callback_id": POINT,
                "description": "Open a ticket for who wrote this message",
            },
            {
                "name": "Ask for help",
                "type": "global",
                "callback_id": ASK,
                "description": "Ask a question or open a ticket",
            },
        ],
        "slash_commands": [
            {
                "command": command,
                **({} if url is None else {"url": url}),
                "description": "Ask a question, see or open tickets",
                "usage_hint": f"[question] | new | tickets | status {prefix}-1 | help",
                "should_escape": True,
            }
        ],
    }
