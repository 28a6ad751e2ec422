"""Which ids have the Slack channels that the file gives by name?

Slack is asked when the desk starts, and what it said is kept: for commands that run beside the
desk, and for a start while Slack is away.
"""

import json
from datetime import date

from bot.clocks import machine_now
from bot.config import Config
from bot.errors import PlatformRefusedError
from storage.marks import Marks
from storage.store import Store

_MARK = "slack.channels"


async def ask(api_url: str, token: str, config: Config) -> dict[str, str]:
    """Ask Slack; a name that it does not show is left out. Raises PlatformRefusedError."""
    if not config.channel_names:
        return {}
    from slack_sdk.errors import SlackApiError  # noqa: PLC0415 - heavy

    from handlers.slack.errors import AWAY, code_of  # noqa: PLC0415 - heavy
    from handlers.slack.identity import resolve_names  # noqa: PLC0415 - heavy

    try:
        found: dict[str, str] = await resolve_names(api_url, token, config.channel_names)
    except (SlackApiError, *AWAY) as error:
        raise PlatformRefusedError(
            [f"Slack does not list its channels ({code_of(error)}). Run: firstline doctor"]
        ) from None  # it may hold the token
    return found


async def keep(marks: Marks, ids: dict[str, str]) -> None:
    """Keep what Slack said."""
    await marks.set(_MARK, json.dumps(ids))


async def kept(url: str, config: Config, today: date) -> dict[str, str]:
    """Give what Slack said when the desk last started; nothing before the first start."""
    if not config.channel_names:
        return {}
    store = Store.open(url, config.policy(today), clock=machine_now)
    try:
        told = await store.marks.get(_MARK)
    finally:
        await store.close()
    found: dict[str, str] = json.loads(told) if told else {}
    return {name: found[name] for name in config.channel_names if name in found}
