"""Which changes does the house make every week, and who has to say yes to the others?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Risk(StrEnum):
    """What a change may break, as who plans it judges."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


MANAGERS = "manager"
"""Who approves where the file says nothing: managers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardChange:
    """A change that is made often, in the same way, at low risk: nobody needs to be asked."""

    key: str
    title: str
    plan: str
    rollback: str
    check: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePolicy:
    """The standard changes, and who approves the others: a role or a tier's key by risk."""

    standard: tuple[StandardChange, ...] = ()
    approvers: Mapping[Risk, str] = field(default_factory=dict)

    def named(self, key: str) -> StandardChange | None:
        """Find a standard change; None for one that the file does not name (any more)."""
        return next((change for change in self.standard if change.key == key), None)

    def approver(self, risk: Risk) -> str:
        """Say who approves a change of this risk."""
        return self.approvers.get(risk, MANAGERS)
