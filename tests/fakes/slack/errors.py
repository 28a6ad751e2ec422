"""How does Slack say no?"""

from typing import Any


class SlackRefusalError(Exception):
    """Slack's `{"ok": false, "error": code}`, sent with HTTP status 200."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    @property
    def body(self) -> dict[str, Any]:
        return {"ok": False, "error": self.code, **self.facts}


class ImpossibleActError(AssertionError):
    """A test asked a person for something the Slack client would not let them do."""


def with_messages(code: str, faults: list[str]) -> SlackRefusalError:
    """Say where the fault is, in the two places real answers carry it.

    Seen in the wild (adobe/spacecat-api-service#176): `errors` holds the bare sentences,
    `response_metadata.messages` the same ones behind `[ERROR] `.
    """
    messages = [f"[ERROR] {fault}" for fault in faults]
    return SlackRefusalError(code, errors=faults, response_metadata={"messages": messages})


def bad_arguments(*faults: str) -> SlackRefusalError:
    return with_messages("invalid_arguments", list(faults))
