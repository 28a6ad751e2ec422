"""What went wrong with a call to Telegram?

Telegram answers with sentences, not with codes, and the library changes their case: a sentence is
known by a part of it.
"""

from telegram.error import RetryAfter, TelegramError


def reason_of(error: Exception) -> str:
    """Give the name of what happened: sentences of the network may hold the token's address."""
    return type(error).__name__


def says(error: TelegramError, *parts: str) -> bool:
    """Whether Telegram's sentence holds one of these."""
    said = error.message.lower()
    return any(part in said for part in parts)


def wait_of(error: RetryAfter) -> float:
    """Give the seconds that Telegram asks us to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()
