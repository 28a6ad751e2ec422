"""What may be set about Slack itself?"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackOptions:
    """`command` is the slash command: they are not namespaced, so each desk names its own.

    `reactions` are the emoji that are shortcuts, by what they do. `bots` are the other programs
    that are heard, by the id of their bot or of their account. `agent` says that Slack shows the
    app as an agent.
    """

    command: str = "/support"
    reactions: Mapping[str, str] = field(default_factory=dict)
    bots: frozenset[str] = frozenset()
    agent: bool = False
