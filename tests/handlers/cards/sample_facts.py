"""What do the notices of the samples tell of? One ticket, and the people around it."""

from collections.abc import Mapping

from desk.notice import Json, Notice, NoticeKind, Offer
from desk.ticket import Verb

MAYA: Json = {"name": "Maya Rossi", "ids": {"slack": "U0MAYA0001", "telegram": "1001"}}
SAM: Json = {"name": "Sam Okafor", "ids": {"slack": "U0SAM00001", "telegram": "1002"}}
IVY: Json = {"name": "Ivy Chen", "ids": {"slack": "U0IVY00001", "telegram": "1003"}}
WORDS = "The invoices page shows error 500 since this morning, I cannot send invoices to customers."
ANSWERED = "Fixed in release 5.12.2: invoices for customers without a VAT id open again."
NASTY = "<!channel> *bold* <b>x</b> & [a](https://evil.example) `code` {braces}\n> @everyone"
"""Words of a person that every platform must show and none may obey."""

FOUND: dict[str, Json] = {
    "words": "error 500 state:open",
    "has_more": False,
    "page": 1,
    "rows": [
        {
            "id": 106,
            "number": "SUP-106",
            "title": "Invoices page shows error 500",
            "status": "pending",
            "requester": "Maya Rossi",
        },
        {"id": 9, "number": "SUP-9", "title": NASTY, "status": "new", "requester": NASTY},
    ],
}

TICKET: dict[str, Json] = {
    "id": 106,
    "number": "SUP-106",
    "title": "Invoices page shows error 500",
    "text": WORDS,
    "priority": "P2",
    "status": "new",
    "type": "incident",
    "tier": "L1",
    "tier_title": "L1 support",
    "requester": MAYA,
    "owner": None,
    "channel": "slack.direct",
    "asked_at": "2026-11-24T09:00:00+00:00",
    "claimed_at": None,
    "first_response_at": None,
    "first_response_due": "2026-11-24T09:30:00+00:00",
    "resolution_due": "2026-11-24T13:00:00+00:00",
    "resolved_at": None,
    "resolved_by": None,
    "resolution": None,
    "category": None,
    "reopen_count": 0,
    "reopen_days": 7,
    "rating": None,
    "follows": None,
    "closed_as": None,
    "next_tier": "L2",
    "previous_tier": None,
    "is_paused": False,
}
CLAIMED: dict[str, Json] = {
    **TICKET,
    "status": "open",
    "owner": SAM,
    "claimed_at": "2026-11-24T09:04:00+00:00",
}
ANSWERING: dict[str, Json] = {**CLAIMED, "first_response_at": "2026-11-24T09:06:00+00:00"}
PENDING: dict[str, Json] = {**ANSWERING, "status": "pending", "is_paused": True}
RESOLVED: dict[str, Json] = {
    **ANSWERING,
    "status": "resolved",
    "resolved_at": "2026-11-24T11:10:00+00:00",
    "resolved_by": SAM,
    "resolution": ANSWERED,
    "category": "defect",
}
CLOSED: dict[str, Json] = {**RESOLVED, "status": "closed", "closed_as": "done", "rating": 5}
CANCELLED: dict[str, Json] = {**TICKET, "status": "closed", "closed_as": "cancelled"}
MERGED: dict[str, Json] = {
    **TICKET,
    "status": "closed",
    "closed_as": "merged",
    "merged_into": "SUP-105",
}
AROUND: dict[str, Json] = {
    **TICKET,
    "follows": "SUP-99",
    "duplicates": ["SUP-112", "SUP-113"],
    "related": ["SUP-101"],
}
SIMILAR: Json = [
    {"number": f"SUP-{number}", "title": title}
    for number, title in ((101, "Error 500 on invoices"), (103, NASTY), (104, "500"), (105, "?"))
]
UP: dict[str, Json] = {
    **ANSWERING,
    "owner": None,
    "claimed_at": None,
    "tier": "L2",
    "tier_title": "L2 support",
    "next_tier": "L3",
    "previous_tier": "L1",
}
SILENT: dict[str, Json] = {"resolved_by": None, "resolution": None, "category": None}
NOTE: dict[str, Json] = {
    "by": SAM,
    "at": "2026-11-24T11:40:00+00:00",
    "up": True,
    "from_tier": "L1",
    "reason": "code defect suspected",
    "symptom": "NullReference in InvoiceService.Render; for customers without VAT id.",
    "tried": "Restart, cache purge, rollback of config",
    "next_step": "Check InvoiceService.Render for a missing VAT id",
    "environment": "prod-eu · release 5.12.1",
}
LONG_NOTE: dict[str, Json] = {
    **NOTE,
    "up": False,
    "from_tier": "L2",
    "tried": "Restart\nCache purge\nRollback of config",
    "environment": None,
}
CHOICES: Json = [
    {"article": "reset-password", "title": "Reset your password"},
    {"article": "sign-in-update", "title": "Sign-in after the November update"},
    {"article": "vpn", "title": "Connect to the VPN"},
]
CLOSEST: Json = ["Reset your password", "Connect to the VPN"]
BODY = (
    "Open **Account, Security** and choose **Reset password**.\n\n"
    "1. Enter your work e-mail.\n2. Open the link we send you (valid 15 minutes).\n"
    "3. Choose a new password.\n\n"
    "Still locked out? Use [self-service unlock](https://portal.example.com/unlock)."
)
ANSWER: dict[str, Json] = {
    "article": "reset-password",
    "title": "Reset your password",
    "body": BODY,
    "updated_at": "2026-11-20T08:00:00+00:00",
    "helpful": {"yes": 11, "of": 12},
    "state": "open",
    "quote": "i forgot my password",
}
SUGGESTED: dict[str, Json] = {
    "quote": "cant login to the thing since update",
    "choices": CHOICES,
    "state": "open",
    "picked": None,
}


NOUNS = ("question", "words", "button", "form", "article", "tier", "calendar", "person", "author")


def sample(
    kind: NoticeKind, facts: Mapping[str, Json], *offers: Verb | tuple[Verb, str], version: int = 1
) -> Notice:
    made = tuple(
        Offer(verb=offer) if isinstance(offer, Verb) else Offer(verb=offer[0], words=offer[1])
        for offer in offers
    )
    ticket = 106 if "ticket" in facts else None
    question = 881 if kind in {NoticeKind.ANSWER, NoticeKind.SUGGESTIONS} else None
    return Notice(
        kind=kind, facts=facts, offers=made, ticket=ticket, question=question, version=version
    )
