"""What do the parts of Slack's way in share?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from desk.people import Identity
from desk.ports import Inbox
from handlers.handles import Handles
from handlers.slack.identity import PLATFORM, Profile, Profiles, language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Slack on one side, the desk on the other, and the machine's clock."""

    client: AsyncWebClient
    profiles: Profiles
    inbox: Inbox
    handles: Handles
    now: Callable[[], datetime]

    async def language(self, user: str, profile: Profile) -> str:
        """Give the language that somebody chose here; else the one that Slack tells."""
        who = Identity(platform=PLATFORM, id=user)
        return await self.handles.language(who, language_of(profile))
