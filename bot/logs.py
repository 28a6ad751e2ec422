"""What stands in the log, and what never does?

Readable lines on a terminal, JSON elsewhere. Tokens are masked, the words of people are not
logged, and libraries that would log an address with a token in it are kept quiet.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_TOKENS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?<!\d)\d{6,12}:[\w-]{30,}|https://hooks\.slack\.com/\S+"
)
_LOUD = ("httpx", "httpcore", "slack_bolt", "slack_sdk", "aiosqlite", "apscheduler", "uvicorn")


def set_up(*, is_quiet: bool = False) -> None:
    """Send what is logged to stderr, masked; quietly, only warnings and worse."""
    is_terminal = sys.stderr.isatty()
    drawn = structlog.dev.ConsoleRenderer() if is_terminal else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _masked,
            drawn,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if is_quiet else logging.INFO
        ),
        logger_factory=_to_stderr,
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s %(message)s")
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)


def mask(text: str) -> str:
    """Take tokens out of a text."""
    return _TOKENS.sub("[token]", text)


def _to_stderr(*_: object) -> structlog.PrintLogger:
    """Write to the stderr of this moment: the one of the set-up may be closed by now."""
    return structlog.PrintLogger(sys.stderr)


def _masked(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {name: mask(value) if isinstance(value, str) else value for name, value in event.items()}
