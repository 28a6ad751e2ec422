"""What may be set about Slack itself?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackOptions:
    """`command` is the slash command: they are not namespaced, so each desk names its own."""

    command: str = "/support"
