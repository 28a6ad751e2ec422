"""Which reactions are shortcuts here, and what do they need to know of their message?"""

from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from desk.people import Address
from desk.policy import DeskPolicy
from desk.ports import NotStoredError
from handlers.slack.errors import AWAY, code_of, is_refusal
from handlers.slack.identity import PLATFORM

TICKET = "ticket"
"""The sign that wants a ticket of a message; others are about one that is there."""

log = structlog.get_logger(__name__)

Body = Mapping[str, Any]


def is_reaction(body: Body) -> bool:
    """Whether somebody put a sign on something."""
    return (body.get("event") or {}).get("type") == "reaction_added"


class Reactions:
    """The signs that mean something, by their name in Slack."""

    def __init__(
        self, client: AsyncWebClient, policy: DeskPolicy, names: Mapping[str, str]
    ) -> None:
        self._client = client
        self._policy = policy
        self._signs = {name: sign for sign, name in names.items() if name}

    def sign(self, body: Body) -> str | None:
        """Give what a sign means; None where it means nothing, whatever the colour of its skin."""
        event = body["event"]
        if event["item"].get("type") != "message":
            return None
        sign = self._signs.get(str(event["reaction"]).partition("::")[0])
        place = Address(platform=PLATFORM, channel=str(event["item"]["channel"]))
        return None if sign == TICKET and not self._policy.is_watched(place) else sign

    async def message(self, body: Body) -> dict[str, Any] | None:
        """Read the message at the top of its channel; None where there is none.

        Raises NotStoredError while Slack is away, so that it tells of the sign again.
        """
        item = body["event"]["item"]
        return await self.message_at(str(item["channel"]), str(item["ts"]))

    async def message_at(self, channel: str, ts: str) -> dict[str, Any] | None:
        """Do the same for a message that is pointed at otherwise."""
        try:
            page = await self._client.conversations_history(
                channel=channel, oldest=ts, latest=ts, inclusive=True, limit=1
            )
        except (SlackApiError, *AWAY) as error:
            if isinstance(error, SlackApiError) and is_refusal(error):
                log.warning("no message where one points", reason=code_of(error))
                return None
            raise NotStoredError from error
        return next((dict(one) for one in page["messages"] if one["ts"] == ts), None)
