"""How does the program itself write to the desk's inbox?

The command line and delivery speak to the desk as platforms do: a stored row, processed in order,
with an outcome. Their platform is called `desk`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from typing_extensions import override

from desk.attachment import FileState
from desk.inbound import Author, Commanded, Fetched, Inbound, Undelivered
from desk.people import Address, Identity
from desk.ports import Letter
from handlers.listener import Listener

PLATFORM = "desk"


class InnerListener(Listener):
    """Understands what the program wrote itself."""

    platform = PLATFORM
    asks_in_chat = False

    @override
    def understand(self, key: str, body: Mapping[str, Any]) -> Inbound | None:
        """Read a command of the command line, or news of a file or an undelivered saying."""
        if body["type"] == "fetched":
            return Fetched(
                file=body["file"],
                state=FileState(body["state"]),
                size=body["size"],
                picture=body["picture"],
            )
        if body["type"] == "undelivered":
            return Undelivered(
                ticket=body["ticket"],
                kind=body["kind"],
                reason=body["reason"],
                address=Address.parse(body["address"]),
            )
        return Commanded(
            author=_author(body),
            channel=Address(platform=body["platform"], channel=body["channel"]),
            name=body["name"],
            words=body["words"],
            said_at=datetime.fromisoformat(body["at"]),
            values=body.get("values", {}),
        )


def undelivered_body(happened: Undelivered) -> str:
    """Write news of a saying that was given up."""
    return json.dumps(
        {
            "type": "undelivered",
            "ticket": happened.ticket,
            "kind": happened.kind,
            "reason": happened.reason,
            "address": str(happened.address),
        }
    )


def fetched_body(fetched: Fetched) -> str:
    """Write news of a file that a platform gave, or will not give."""
    return json.dumps(
        {
            "type": "fetched",
            "file": fetched.file,
            "state": fetched.state.value,
            "size": fetched.size,
            "picture": fetched.picture,
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A command of the command line; who reaches the database is `desk:<user>`, the operator."""

    identity: Identity
    by: str
    name: str
    words: str
    values: Mapping[str, str] = field(default_factory=dict)


def order_letter(key: str, order: Order, at: datetime) -> Letter:
    """Write the order as an inbox row whose outcome somebody waits for."""
    body = {
        "type": "command",
        "platform": order.identity.platform,
        "id": order.identity.id,
        "by": order.by,
        "channel": "cli",
        "name": order.name,
        "words": order.words,
        "values": dict(order.values),
        "at": at.isoformat(),
    }
    return Letter(
        key=f"cli:{key}",
        platform=PLATFORM,
        conversation=f"desk:cli:{key}",
        sort_at=at,
        body=json.dumps(body),
        has_handle=True,
    )


def _author(body: Mapping[str, Any]) -> Author:
    identity = Identity(platform=body["platform"], id=body["id"])
    return Author(identity=identity, name=body["by"], is_operator=identity.platform == PLATFORM)
