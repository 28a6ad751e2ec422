"""What does every way in look like?

`receive` is each platform's own: verify, key, store through the `Inbox` port, answer the handle.
`understand` is the same for all: a stored body becomes one fact for the desk. Neither decides.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from desk.inbound import Inbound


class Listener(Protocol):
    """One platform's second half: from a stored body to what a person did."""

    platform: str
    asks_in_chat: bool
    """Whether a form is asked field by field, because the platform cannot show it whole."""

    def understand(self, key: str, body: Mapping[str, Any]) -> Inbound | None:
        """Say what the body means, or None when it means nothing to the desk.

        Pure and repeatable: a row that failed is understood again.
        """
