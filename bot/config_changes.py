"""Which changes need nobody's yes, and who says yes to the others? `[changes]`."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from bot.config_faults import Found
from bot.config_tables import Table
from desk.change_policy import MANAGERS, ChangePolicy, Risk, StandardChange
from desk.people import Role

ROLES = (MANAGERS, Role.ADMIN.value)

Text = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]
"""What people read."""


class StandardTable(Table):
    """`[changes.standard.KEY]`: a change that is made often, in the same way, at low risk."""

    title: Annotated[str, Field(min_length=1, max_length=75, examples=['"Restart the ERP"'])]
    plan: Text = Field(examples=['"Stop the service, wait a minute, start it."'])
    rollback: Text = Field(examples=['"Nothing changes; call L3 when it does not start."'])
    check: Text | None = Field(default=None, examples=['"The sign-in page opens."'])

    def noun(self, key: str) -> StandardChange:
        """Make the standard change that rules read."""
        return StandardChange(
            key=key, title=self.title, plan=self.plan, rollback=self.rollback, check=self.check
        )


class ChangesTable(Table):
    """`[changes]`: who approves by risk, a role or a tier; and the standard changes."""

    approval: dict[Risk, str] = Field(
        default={}, examples=['{low = "L2", medium = "manager", high = "manager"}']
    )
    standard: dict[
        Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$", examples=["[changes.standard.erp]"])],
        StandardTable,
    ] = Field(default={}, examples=["tables like [changes.standard.restart-erp]"])

    def noun(self) -> ChangePolicy:
        """Make the policy that rules read."""
        return ChangePolicy(
            standard=tuple(table.noun(key) for key, table in self.standard.items()),
            approvers=dict(self.approval),
        )


def approvers(raw: Mapping[str, object]) -> Iterator[Found]:
    """Find who is to approve and is neither a role that may nor a tier."""
    changes, tiers = raw.get("changes"), raw.get("tiers")
    approval = changes.get("approval") if isinstance(changes, Mapping) else None
    known = (*ROLES, *(tiers if isinstance(tiers, Mapping) else ()))
    for risk, who in approval.items() if isinstance(approval, Mapping) else ():
        if isinstance(who, str) and who not in known:
            yield Found(
                path=("changes", "approval", risk),
                problem=f'is "{who}", which is neither a role that approves nor a tier',
                instead=f"Write one of {', '.join(known)}",
            )
