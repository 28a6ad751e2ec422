"""Who is behind a Slack user id, and what is behind a channel's name?

Events carry ids only. Profiles are asked for once and kept for a while; a body is stored with the
profile that was known, so that understanding it later asks nobody.
"""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from desk.inbound import Author
from desk.people import Identity

PLATFORM = "slack"

PATIENCE = 1.0
"""Seconds that an acknowledgement may wait for a profile; Slack waits three in all."""

_PAGE = 200

log = structlog.get_logger(__name__)

Profile = Mapping[str, Any]


class Profiles:
    """Profiles of users, asked for once."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: dict[str, Profile] = {}

    async def get(self, user: str) -> Profile:
        """Give what `users.info` says; only the id when Slack does not answer in time."""
        if user not in self._known:
            try:
                async with asyncio.timeout(PATIENCE):
                    answer = await self._client.users_info(user=user)
            except (SlackApiError, OSError, TimeoutError) as error:
                log.info("profile unknown", user=user, reason=type(error).__name__)
                return {"id": user}
            self._known[user] = _kept(answer["user"])
        return self._known[user]


def author_of(profile: Profile, user: str, team: str | None) -> Author:
    """Make the author; guests and people of other workspaces may ask, but never act for us."""
    theirs = profile.get("team_id")
    is_stranger = bool(profile.get("is_stranger")) or (
        team is not None and theirs is not None and theirs != team
    )
    is_guest = bool(profile.get("is_restricted") or profile.get("is_ultra_restricted"))
    locale = str(profile.get("locale") or "")
    return Author(
        identity=Identity(platform=PLATFORM, id=user),
        name=str(profile.get("name") or ""),
        language=locale.partition("-")[0] or None,
        timezone=profile.get("tz"),
        is_trusted=not (is_stranger or is_guest),
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
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
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
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found


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
