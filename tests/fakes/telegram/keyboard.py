"""Which buttons does Telegram put under a message, and which does it refuse?"""

from __future__ import annotations

from typing import Any

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.text import is_web_address

_ROW_LIMIT = 8
_BUTTON_LIMIT = 100
_DATA_LIMIT = 64
_FACE = {"text", "style", "icon_custom_emoji_id"}


def require_keyboard(markup: dict[str, Any] | None) -> None:
    """Raise for a keyboard that the vendor refuses; the shape itself is checked before."""
    rows = (markup or {}).get("inline_keyboard", [])
    if any(len(row) > _ROW_LIMIT for row in rows) or sum(map(len, rows)) > _BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            _require_button(button)


def _require_button(button: dict[str, Any]) -> None:
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: Button text must be non-empty")
    if len(button.keys() - _FACE) != 1:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= _DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not is_web_address(button["url"]):
        url = button["url"]
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
