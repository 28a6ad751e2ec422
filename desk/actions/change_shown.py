"""How does a change stand, as cards show it?"""

from desk.change_record import ChangeRecord
from desk.changes import next_step
from desk.maintenance import Window
from desk.notice import Json
from desk.policy import DeskPolicy


def change_facts(
    change: ChangeRecord | None, policy: DeskPolicy, window: Window | None
) -> dict[str, Json]:
    """Give risk, state, when, and the step that is next; of what has no record, only that."""
    step = next_step(change, policy.changes)
    told: dict[str, Json] = {"next": step.value if step else None}
    if change is None:
        return {**told, "state": "draft", "is_planned": False}
    known = policy.changes.named(change.standard) if change.standard else None
    who = policy.changes.approver(change.risk)
    tiers = {tier.key: tier.title for tier in policy.tiers}
    return {
        **told,
        "state": change.state.value,
        "is_planned": change.is_planned,
        "risk": change.risk.value,
        "is_urgent": change.is_urgent,
        "standard": known.title if known else change.standard,
        "is_approved": change.is_approved,
        "lacks_approval": change.lacks_approval,
        "approver": tiers.get(who, who),
        "starts_at": window.starts_at.isoformat() if window else None,
        "ends_at": window.ends_at.isoformat() if window else None,
        "result": change.result.value if change.result else None,
        "implemented_at": change.implemented_at.isoformat() if change.implemented_at else None,
    }
