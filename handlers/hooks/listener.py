"""What does a stored report of another program mean?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from typing_extensions import override

from desk.inbound import Alerted, Beaten, Inbound
from handlers.hooks.read import READERS
from handlers.listener import Listener

PLATFORM = "hooks"


class HookListener(Listener):
    """Understands what the doors stored."""

    platform = PLATFORM
    asks_in_chat = False

    @override
    def understand(self, key: str, body: Mapping[str, Any]) -> Inbound | None:
        """Read a heartbeat, or alerts of one of the known shapes."""
        at = datetime.fromisoformat(body["at"])
        if body["type"] == "beat":
            return Beaten(name=body["name"], beaten_at=at)
        alerts = READERS[body["type"]](body["body"], at)
        return Alerted(sender=body["sender"], alerts=alerts)
