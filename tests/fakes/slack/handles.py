"""Which short-lived handles are out there, and are they still good?

Facts: a `trigger_id` opens one view within 3 s (`expired_trigger_id`, `exchanged_trigger_id`:
views.open); a `response_url` takes 5 posts in 30 minutes
(docs.slack.dev/interactivity/handling-user-interaction).
"""

import secrets
from dataclasses import dataclass
from time import monotonic

from tests.fakes.slack.errors import SlackRefusalError

RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5


@dataclass(kw_only=True)
class Trigger:
    """What a person just did; `view_id` is the view they did it in."""

    user: str
    made_at: float
    view_id: str | None = None
    is_used: bool = False


@dataclass(kw_only=True)
class ResponseUrl:
    """Where an answer to one interaction may be posted."""

    channel: str
    user: str
    made_at: float
    message_ts: str | None = None
    uses: int = 0


class Handles:
    """All handles that were given out."""

    def __init__(self, *, trigger_seconds: float) -> None:
        self._trigger_seconds = trigger_seconds
        self._triggers: dict[str, Trigger] = {}
        self._response_urls: dict[str, ResponseUrl] = {}

    def new_trigger(self, user: str, view_id: str | None = None) -> str:
        trigger_id = (
            f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        )
        self._triggers[trigger_id] = Trigger(user=user, made_at=monotonic(), view_id=view_id)
        return trigger_id

    def spend_trigger(self, trigger_id: str | None) -> Trigger:
        """Use a trigger up.

        Raises:
            SlackRefusalError: it is unknown, used or older than 3 s.
        """
        trigger = self._triggers.get(trigger_id or "")
        if trigger is None:
            raise SlackRefusalError("invalid_trigger_id")
        if trigger.is_used:
            raise SlackRefusalError("exchanged_trigger_id")
        if monotonic() - trigger.made_at > self._trigger_seconds:
            raise SlackRefusalError("expired_trigger_id")
        trigger.is_used = True
        return trigger

    def new_response(self, channel: str, user: str, message_ts: str | None = None) -> str:
        key = secrets.token_urlsafe(24)
        self._response_urls[key] = ResponseUrl(
            channel=channel, user=user, message_ts=message_ts, made_at=monotonic()
        )
        return key

    def spend_response(self, key: str) -> ResponseUrl:
        """Use one of five posts.

        Raises:
            SlackRefusalError: `used_url`, `expired_url` or `no_service`, all with status 404.
        """
        url = self._response_urls.get(key)
        if url is None:
            raise SlackRefusalError("no_service")
        if url.uses >= RESPONSE_USES:
            raise SlackRefusalError("used_url")
        if monotonic() - url.made_at > RESPONSE_SECONDS:
            raise SlackRefusalError("expired_url")
        url.uses += 1
        return url
