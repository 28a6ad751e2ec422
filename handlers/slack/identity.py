"""Who is behind a Slack user id, and what is behind a channel's name?

Events carry ids only. Profiles are asked for once and kept for a while; a body is stored with the
profile that was known, so that understanding it later asks nobody.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from desk.inbound import Author
from desk.people import Identity
from handlers.slack.errors import AWAY, code_of, wait_of
from handlers.texts import nearest

PLATFORM = "slack"

PATIENCE = 0.8
"""Seconds that an acknowledgement may wait for profiles; Slack waits three, an outcome two."""

FRESH = timedelta(minutes=10)
"""How long a profile is believed, where nobody tells that it changed."""

MOST_KEPT = 5000

_PAGE = 200

log = structlog.get_logger(__name__)

Profile = Mapping[str, Any]


class Profiles:
    """Profiles of users, asked for once in a while."""

    def __init__(self, client: AsyncWebClient, now: Callable[[], datetime]) -> None:
        self._client = client
        self._now = now
        self._known: dict[str, tuple[datetime, Profile]] = {}

    async def get(self, user: str) -> Profile:
        """Give what `users.info` says; what it said last, or only the id, when Slack is slow."""
        known = self._known.get(user)
        if known is not None and self._now() - known[0] < FRESH:
            return known[1]
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._ask(user)
        except (SlackApiError, *AWAY) as error:
            log.info("profile unknown", user=user, reason=code_of(error))
            return known[1] if known is not None else {"id": user}

    def forget(self, user: str) -> None:
        """Ask anew: what is known of somebody does not hold any more."""
        self._known.pop(user, None)

    async def get_patiently(self, user: str) -> Profile | None:
        """Give a profile whatever it takes; None for somebody whom Slack does not show."""
        while True:
            try:
                return await self._ask(user)
            except SlackApiError as error:
                wait = wait_of(error)
                if wait is None:
                    return None
                await asyncio.sleep(wait)

    async def names(self, users: Collection[str]) -> dict[str, str]:
        """Give the names of those who could be looked up in time."""
        found = await asyncio.gather(*(self.get(user) for user in users))
        return {one["id"]: one["name"] for one in found if one.get("name")}

    async def _ask(self, user: str) -> Profile:
        answer = await self._client.users_info(user=user, include_locale=True)
        profile = _kept(answer["user"])
        self._known.pop(user, None)
        if len(self._known) >= MOST_KEPT:
            del self._known[next(iter(self._known))]
        self._known[user] = (self._now(), profile)
        return profile


def author_of(profile: Profile, user: str, team: str | None) -> Author:
    """Make the author; guests and people of other workspaces may ask, but never act for us.

    Whose profile could not be read is treated like a guest.
    """
    locale = str(profile.get("locale") or "")
    return Author(
        identity=Identity(platform=PLATFORM, id=user),
        name=str(profile.get("name") or ""),
        language=locale.partition("-")[0] or None,
        timezone=profile.get("tz"),
        is_trusted=_is_colleague(profile, team),
        team=profile.get("team_id"),
    )


def language_of(profile: Profile) -> str:
    """Give the language that this desk speaks with somebody."""
    return nearest(author_of(profile, "", None).language or "en")


def _is_colleague(profile: Profile, team: str | None) -> bool:
    theirs = profile.get("team_id")
    if theirs is None or (team is not None and theirs != team):
        return False
    return not any(
        profile.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger")
    )


async def resolve_names(api_url: str, token: str, names: Collection[str]) -> dict[str, str]:
    """Find the ids of channels given as `#name`; a name that Slack does not show is left out."""
    client = AsyncWebClient(token=token, base_url=api_url, retry_handlers=[])
    wanted, found, cursor = {name.removeprefix("#") for name in names}, {}, ""
    while True:
        page = await client.conversations_list(
            types="public_channel,private_channel", limit=_PAGE, cursor=cursor or None
        )
        for channel in page["channels"]:
            if channel["name"] in wanted:
                found[f"#{channel['name']}"] = channel["id"]
        cursor = next_page(page)
        if not cursor or len(found) == len(wanted):
            return found


async def members(client: AsyncWebClient, channel: str) -> list[str]:
    """Give the ids of everybody in a channel."""
    found: list[str] = []
    cursor = ""
    while True:
        page = await client.conversations_members(
            channel=channel, limit=_PAGE, cursor=cursor or None
        )
        found.extend(page["members"])
        cursor = next_page(page)
        if not cursor:
            return found


def next_page(page: Any) -> str:  # noqa: ANN401 - Slack's own answer
    """Give the cursor of what follows; empty at the end."""
    return str((page.get("response_metadata") or {}).get("next_cursor") or "")


def _kept(user: Profile) -> Profile:
    shown = user.get("profile") or {}
    name = shown.get("display_name") or shown.get("real_name") or user.get("real_name")
    return {
        "id": user.get("id"),
        "name": name or user.get("name"),
        "team_id": user.get("team_id"),
        "tz": user.get("tz"),
        "locale": user.get("locale"),
        "is_bot": bool(user.get("is_bot")),
        "is_restricted": bool(user.get("is_restricted")),
        "is_ultra_restricted": bool(user.get("is_ultra_restricted")),
        "is_stranger": bool(user.get("is_stranger")),
    }
