"""Does Slack really do what we ask of it? `firstline doctor --live` tries it out in a channel.

A message is posted, read back, changed and taken away. It is the app's own, so no desk that runs
hears it as a question; when a step fails, what was posted is taken away all the same.
"""

from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.finding import Finding, StepError
from handlers.slack.errors import AWAY, code_of
from handlers.slack.identity import PLATFORM, resolve_names
from handlers.texts import Texts


async def echo(*, bot_token: str, api_url: str, channel: str, language: str = "en") -> Finding:
    """Try it out in the channel, given by id or `#name`, and say how far it came."""
    client = AsyncWebClient(token=bot_token, base_url=api_url, retry_handlers=[], timeout=10)
    try:
        await _try_out(client, await _id_of(api_url, bot_token, channel), Texts(language))
    except StepError as error:
        facts = {"channel": channel, "reason": error.reason}
        return Finding(platform=PLATFORM, code=error.code, facts=facts, is_fault=True)
    return Finding(platform=PLATFORM, code="echoed", facts={"channel": channel})


async def _id_of(api_url: str, token: str, channel: str) -> str:
    if not channel.startswith("#"):
        return channel
    ids = await _step("echo_unposted", resolve_names(api_url, token, [channel]))
    return str(ids.get(channel, channel))


async def _try_out(client: AsyncWebClient, channel: str, texts: Texts) -> None:
    first, second = texts.say("finding.echo.first"), texts.say("finding.echo.second")
    posted = await _step(
        "echo_unposted", client.chat_postMessage(channel=channel, text=first, unfurl_links=False)
    )
    place, ts = str(posted["channel"]), str(posted["ts"])
    try:
        await _read(client, place, ts, first)
        await _step("echo_unedited", client.chat_update(channel=place, ts=ts, text=second))
        await _read(client, place, ts, second)
    except StepError:
        with suppress(SlackApiError, *AWAY):
            await client.chat_delete(channel=place, ts=ts)
        raise
    await _step("echo_undeleted", client.chat_delete(channel=place, ts=ts))


async def _read(client: AsyncWebClient, place: str, ts: str, words: str) -> None:
    page = await _step(
        "echo_unread",
        client.conversations_history(channel=place, oldest=ts, latest=ts, inclusive=True, limit=1),
    )
    said = [message.get("text") for message in page["messages"] if message["ts"] == ts]
    if said != [words]:
        raise StepError("echo_unread", "other words")


async def _step(code: str, call: Awaitable[Any]) -> Any:  # noqa: ANN401 - Slack's own answer
    try:
        return await call
    except (SlackApiError, *AWAY) as error:
        raise StepError(code, code_of(error)) from None  # it may hold the token
