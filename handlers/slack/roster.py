"""Who sits in a channel of a tier, or of managers?

Told to the inbox like anything that people do, so that whoever left while we were away is out.
"""

import asyncio
import json

import structlog
from slack_sdk.errors import SlackApiError

from desk.policy import DeskPolicy
from desk.ports import Letter
from handlers.slack.errors import code_of, wait_of
from handlers.slack.identity import PLATFORM, Profile, members
from handlers.slack.means import Means

log = structlog.get_logger(__name__)


class Rosters:
    """Reads the members of the channels that make somebody of them."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def tell(self, policy: DeskPolicy, team: str, bot: str) -> None:
        """Put the roster of each of our channels into the inbox; one that is hidden is skipped.

        `bot` is who we are there.
        """
        for channel in channels_of(policy):
            people = await self._members(channel)
            if people is None or bot not in people:
                log.warning(
                    "not a member of a channel", channel=channel, mend="/invite the app there"
                )
            if people is not None:
                found = [await self._means.profiles.get_patiently(user) for user in people]
                await self._means.inbox.put(self._letter(channel, team, found))

    async def _members(self, channel: str) -> list[str] | None:
        while True:
            try:
                return await members(self._means.client, channel)
            except SlackApiError as error:
                wait = wait_of(error)
                if wait is None:
                    log.warning("no roster", channel=channel, reason=code_of(error))
                    return None
            await asyncio.sleep(wait)

    def _letter(self, channel: str, team: str, found: list[Profile | None]) -> Letter:
        """Write it down; with somebody unknown in it, the list is not told to be whole."""
        now = self._means.now()
        stored = {
            "v": 1,
            "kind": "roster",
            "channel": channel,
            "team": team,
            "people": [dict(one) for one in found if one is not None and not one["is_bot"]],
            "is_whole": None not in found,
        }
        return Letter(
            key=f"roster:{channel}:{now.timestamp()}",
            platform=PLATFORM,
            conversation=f"{PLATFORM}:{channel}:roster",
            sort_at=now,
            body=json.dumps(stored),
        )


def channels_of(policy: DeskPolicy) -> list[str]:
    """List Slack's channels whose members are somebody: of the tiers, and of managers."""
    return [place.channel for place in policy.rosters if place.platform == PLATFORM]
