"""What would keep this desk from working in Slack?

`firstline doctor` asks before anybody waits for an answer: are the tokens good, is every scope
granted, is the app in the tiers' channels? Findings are codes and facts; words are made of them
where they are shown.
"""

from collections.abc import Sequence

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.finding import Finding
from handlers.slack.errors import AWAY, code_of, is_readable
from handlers.slack.identity import PLATFORM
from handlers.slack.manifest import methods_of, scopes


async def check(
    *,
    bot_token: str,
    app_token: str | None,
    signing_secret: str | None,
    api_url: str,
    channels: Sequence[str],
    agent: bool = False,
) -> list[Finding]:
    """Look at everything; `channels` are the ids of those that the tiers live in.

    `agent` is whether the app is shown as one, which needs a scope more.

    Nothing is written in Slack. Without a bot token that works nothing else can be looked at.
    """
    client = AsyncWebClient(token=bot_token, base_url=api_url, retry_handlers=[], timeout=10)
    try:
        answer = await client.auth_test()
    except (SlackApiError, *AWAY) as error:
        return [_bad_token(error)]
    bot = str(answer["user"])
    return [
        _well("connected", team=str(answer["team"]), bot=bot),
        _scopes(str(answer.headers.get("x-oauth-scopes", "")), agent=agent),
        await _way_in(api_url, app_token, signing_secret),
        *[await _channel(client, channel, bot) for channel in channels],
    ]


def _well(code: str, **facts: str) -> Finding:
    return Finding(platform=PLATFORM, code=code, facts=facts)


def _fault(code: str, **facts: str) -> Finding:
    return Finding(platform=PLATFORM, code=code, facts=facts, is_fault=True)


def _bad_token(error: Exception) -> Finding:
    reason = code_of(error)
    if isinstance(error, SlackApiError) and is_readable(error):
        return _fault("bad_bot_token", reason=reason)
    return _fault("unreachable", reason=reason)


def _scopes(granted: str, *, agent: bool) -> Finding:
    wanted = scopes(methods_of(agent=agent))
    missing = set(wanted) - {scope.strip() for scope in granted.split(",")}
    if missing:
        return _fault("missing_scopes", scopes=", ".join(sorted(missing)))
    return _well("scopes_granted")


async def _way_in(api_url: str, app_token: str | None, signing_secret: str | None) -> Finding:
    """Open a link for a socket, and leave it unused: each is good for one connection."""
    if app_token is None:
        return _well("signed_requests") if signing_secret else _fault("no_way_in")
    caller = AsyncWebClient(base_url=api_url, retry_handlers=[], timeout=10)
    try:
        await caller.apps_connections_open(app_token=app_token)
    except (SlackApiError, *AWAY) as error:
        return _fault("bad_app_token", reason=code_of(error))
    return _well("socket_mode")


async def _channel(client: AsyncWebClient, channel: str, bot: str) -> Finding:
    try:
        answer = await client.conversations_info(channel=channel)
    except (SlackApiError, *AWAY) as error:
        return _fault("channel_unknown", channel=channel, reason=code_of(error), bot=bot)
    shown = answer["channel"]
    name = f"#{shown.get('name', channel)}"
    if shown.get("is_archived"):
        return _fault("channel_archived", channel=name)
    if not shown.get("is_member"):
        return _fault("not_in_channel", channel=name, bot=bot)
    return _well("in_channel", channel=name)
