"""How does Slack hand out long lists?

Facts: docs.slack.dev/apis/web-api/pagination. A cursor is opaque; here it is base64, as there.
"""

import base64
from collections.abc import Sequence
from typing import Any, TypeVar

from tests.fakes.slack.errors import SlackRefusalError

T = TypeVar("T")


def page_of(
    items: Sequence[T], args: dict[str, Any], *, usual: int = 100, most: int = 1000
) -> tuple[list[T], str]:
    """Return one page and the cursor of the next, empty when there is none.

    Raises:
        SlackRefusalError: `invalid_limit` or `invalid_cursor`.
    """
    limit = args.get("limit") or usual
    if not 0 < limit <= most:
        raise SlackRefusalError("invalid_limit")
    start = _read(args.get("cursor") or "")
    rest = start + limit
    return list(items[start:rest]), _cursor(rest) if rest < len(items) else ""


def _cursor(offset: int) -> str:
    return base64.b64encode(f"next:{offset}".encode()).decode()


def _read(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:"))
    except ValueError:
        raise SlackRefusalError("invalid_cursor") from None
