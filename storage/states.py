"""How does a row of the outbox stand?"""

from enum import StrEnum


class State(StrEnum):
    """Where a saying is on its way; all but the first two are final."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    EXPIRED = "expired"
    REPLACED = "replaced"
    DROPPED = "dropped"
