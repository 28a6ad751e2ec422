"""What went wrong with a call to Slack?

slack_sdk raises one error for every answer that is not `ok`, and what hangs on it differs: an
answer, a page of a proxy in the way, or the bare connection. Here each has a code and a status.
"""

from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError

AWAY: Final = (aiohttp.ClientError, OSError, TimeoutError)
"""What a connection that broke, or never came about, raises."""

LIMITED: Final = 429
SERVER_FAULT: Final = 500
_DOUBTFUL: Final = frozenset(
    {"fatal_error", "internal_error", "service_unavailable", "request_timeout"}
)


def code_of(error: Exception) -> str:
    """Give Slack's own code; `http_<status>` where the answer was none of Slack's."""
    if not isinstance(error, SlackApiError):
        return type(error).__name__
    data = getattr(error.response, "data", None)
    told = data.get("error") if isinstance(data, dict) else None
    return str(told) if told else f"http_{status_of(error)}"


def status_of(error: SlackApiError) -> int:
    """Give the HTTP status."""
    response = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))


def is_readable(error: SlackApiError) -> bool:
    """Tell an answer of Slack's from a page that something in between sent."""
    return not code_of(error).startswith("http_")


def is_refusal(error: SlackApiError) -> bool:
    """Whether Slack itself said no; what failed on the way, or in Slack, may be tried again."""
    is_answer = is_readable(error) and status_of(error) < SERVER_FAULT
    return is_answer and code_of(error) not in _DOUBTFUL


def wait_of(error: SlackApiError) -> float | None:
    """Give the seconds that Slack asks us to wait; None when it does not."""
    if status_of(error) != LIMITED:
        return None
    given = str(getattr(error.response, "headers", {}).get("Retry-After", ""))
    return float(given) if given.isdigit() else 1.0
