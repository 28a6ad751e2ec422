"""What is said of changes, from the plan to the review."""

from desk.notice import Json, Notice, NoticeKind
from desk.ticket import Verb
from tests.handlers.cards.sample_facts import IVY, NASTY, SAM, TICKET, sample

CHANGE: dict[str, Json] = {
    "next": "schedule_change",
    "state": "approved",
    "is_planned": True,
    "risk": "medium",
    "is_urgent": False,
    "standard": None,
    "is_approved": True,
    "lacks_approval": False,
    "approver": "L2 support",
    "starts_at": None,
    "ends_at": None,
    "result": None,
    "implemented_at": None,
}
WINDOW: dict[str, Json] = {
    "starts_at": "2026-11-28T21:00:00+00:00",
    "ends_at": "2026-11-28T23:00:00+00:00",
}
STEPS: dict[str, dict[str, Json]] = {
    "planned": {"state": "draft"},
    "planned_standard": {"standard": "New disk", "risk": "low"},
    "planned_urgent": {"is_urgent": True, "state": "waiting", "approver": "manager"},
    "submitted": {"state": "waiting", "approver": "manager"},
    "approved": {},
    "declined": {"state": "draft"},
    "scheduled": {"state": "scheduled", **WINDOW},
    "unscheduled": {},
    "implemented": {"state": "implemented", "result": "worked"},
    "implemented_urgent": {"state": "implemented", "result": "partly", "lacks_approval": True},
    "reviewed": {"state": "reviewed", "result": "worked"},
    "withdrawn": {"state": "withdrawn"},
}


def changes() -> dict[str, Notice]:
    told = {
        f"happened.change.{name}": sample(
            NoticeKind.HAPPENED,
            {
                "what": f"change_{name.partition('_')[0]}",
                "by": SAM,
                "change": {**CHANGE, **step},
                "text": NASTY if name == "planned" else None,
            },
        )
        for name, step in STEPS.items()
    }
    return {**told, **_cards(), **_approvals()}


def _cards() -> dict[str, Notice]:
    stands: dict[str, dict[str, Json]] = {
        "unplanned": {"is_planned": False, "state": "draft", "next": "plan_change"},
        "waiting": {"state": "waiting", "next": None, "approver": "manager"},
        "scheduled": {"state": "scheduled", "next": "implement_change", **WINDOW},
        "standard": {"standard": NASTY},
        "urgent": {
            "state": "implemented",
            "is_urgent": True,
            "result": "rolled_back",
            "lacks_approval": True,
            "next": "review_change",
        },
    }
    steps = (Verb.PLAN_CHANGE, Verb.STANDARD_CHANGE, Verb.SCHEDULE_CHANGE, Verb.IMPLEMENT_CHANGE)
    rest = (Verb.SUBMIT_CHANGE, Verb.REVIEW_CHANGE, Verb.WITHDRAW_CHANGE)
    return {
        f"ticket.card.change.{name}": sample(
            NoticeKind.TICKET_CARD,
            {
                "ticket": {
                    **TICKET,
                    "type": "change",
                    "status": "open",
                    "owner": SAM,
                    "change": {**CHANGE, **change},
                }
            },
            *steps,
            *rest,
        )
        for name, change in stands.items()
    }


def _approvals() -> dict[str, Notice]:
    words: dict[str, Json] = {
        "plan": "Move the database to the new disk.",
        "rollback": NASTY,
        "check": "The invoices page opens.",
        "by": SAM,
    }
    waits: dict[str, Json] = {**CHANGE, "state": "waiting", "approver": "manager"}
    ticket: dict[str, Json] = {**TICKET, "type": "change", "change": waits}
    urgent: dict[str, Json] = {**ticket, "change": {**waits, "is_urgent": True}}
    asked = (Verb.APPROVE_CHANGE, Verb.DECLINE_CHANGE)
    kind = NoticeKind.CHANGE_APPROVAL
    return {
        "change.approval": sample(kind, {**words, "ticket": ticket}, *asked),
        "change.approval.urgent": sample(kind, {**words, "check": None, "ticket": urgent}, *asked),
        "change.approval.approved": sample(
            kind, {**words, "ticket": ticket, "decided_by": IVY, "is_approved": True}
        ),
        "change.approval.declined": sample(
            kind,
            {**words, "ticket": ticket, "decided_by": IVY, "is_approved": False, "reason": NASTY},
        ),
    }
