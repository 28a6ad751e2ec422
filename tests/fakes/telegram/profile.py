"""What does the bot say about itself: commands, descriptions, menu button?"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
_EVERYWHERE: Json = {"type": "default"}


def scope_key(scope: Json | None, language: str) -> str:
    return json.dumps([scope or _EVERYWHERE, language], sort_keys=True)


@dataclass(slots=True)
class Profile:
    """Set by the bot, kept for each scope and language."""

    commands: dict[str, list[Json]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)

    def commands_for(self, scope: Json | None = None, language: str = "") -> list[Json]:
        return self.commands.get(scope_key(scope, language), [])
