"""What does each notice look like in each of its states? The golden files of every renderer."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from desk.form import Form, fields_of
from desk.notice import Json, Notice, NoticeKind, Offer
from desk.people import Address
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


_NOUNS = ("question", "words", "button", "form", "article", "tier", "calendar", "person", "author")


def _of(
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


def _answers() -> dict[str, Notice]:
    ways = (Verb.SOLVED, Verb.NOT_IT, Verb.PERSON)
    picks = [(Verb.PICK, key) for key in ("reset-password", "sign-in-update", "vpn")]
    return {
        "welcome": _of(NoticeKind.WELCOME, {"name": "Maya"}),
        "answer.open": _of(NoticeKind.ANSWER, ANSWER, *ways),
        "answer.bare": _of(
            NoticeKind.ANSWER, {**ANSWER, "updated_at": None, "helpful": None}, *ways
        ),
        "answer.solved": _of(NoticeKind.ANSWER, {**ANSWER, "state": "solved"}),
        "answer.not_it": _of(NoticeKind.ANSWER, {**ANSWER, "state": "not_it"}, Verb.PERSON),
        "answer.not_it_to_ticket": _of(NoticeKind.ANSWER, {**ANSWER, "state": "not_it"}),
        "answer.person": _of(NoticeKind.ANSWER, {**ANSWER, "state": "person"}),
        "suggestions.open": _of(NoticeKind.SUGGESTIONS, SUGGESTED, *picks, Verb.PERSON),
        "suggestions.picked": _of(
            NoticeKind.SUGGESTIONS, {**SUGGESTED, "state": "closed", "picked": "Connect to the VPN"}
        ),
        "suggestions.none": _of(NoticeKind.SUGGESTIONS, {**SUGGESTED, "state": "closed"}),
    }


def _waited_for(step: str) -> dict[str, Json]:
    return {
        "ticket": PENDING,
        "step": step,
        "text": "Which customer is it?",
        "by": SAM,
        "ends_at": "2026-12-01T09:06:00+00:00",
    }


def _for_requester() -> dict[str, Notice]:
    marks = [(Verb.RATE, str(mark)) for mark in range(1, 6)]
    solved: dict[str, Json] = {
        "ticket": RESOLVED,
        "text": ANSWERED,
        "by": SAM,
        "state": "open",
        "rating": None,
        "can_comment": False,
    }
    opened = NoticeKind.TICKET_OPENED
    far: dict[str, Json] = {**TICKET, "first_response_due": "2026-11-30T09:30:00+00:00"}
    return {
        "opened.new": _of(opened, {"ticket": TICKET, "closest": CLOSEST}, Verb.URGENT, Verb.CANCEL),
        "opened.telegram": _of(
            opened, {"ticket": {**far, "channel": "telegram.direct"}}, Verb.CANCEL
        ),
        "opened.web": _of(
            opened,
            {"ticket": {**TICKET, "channel": "web.direct", "first_response_due": None}},
            Verb.CANCEL,
        ),
        "opened.for_them": _of(opened, {"ticket": TICKET, "by": SAM}, Verb.URGENT, Verb.CANCEL),
        "opened.claimed": _of(opened, {"ticket": CLAIMED}, Verb.CANCEL, version=2),
        "opened.pending": _of(opened, {"ticket": PENDING}, Verb.CANCEL, version=3),
        "opened.follows": _of(opened, {"ticket": {**TICKET, "follows": "SUP-99"}}, Verb.CANCEL),
        "opened.cancelled": _of(opened, {"ticket": CANCELLED}, version=2),
        "opened.resolved": _of(opened, {"ticket": RESOLVED}, version=4),
        "opened.closed": _of(opened, {"ticket": CLOSED}, version=5),
        "opened.merged": _of(opened, {"ticket": {**CLOSED, "closed_as": "merged"}}, version=5),
        "belongs": _of(NoticeKind.BELONGS, {"ticket": CLAIMED}, Verb.SOMETHING_NEW),
        "belongs_folded": _of(
            NoticeKind.BELONGS, {"ticket": CLAIMED, "is_folded": True}, Verb.SOMETHING_NEW
        ),
        "handed_over.up": _of(NoticeKind.HANDED_OVER, {"ticket": UP, "up": True}),
        "handed_over.back": _of(NoticeKind.HANDED_OVER, {"ticket": TICKET, "up": False}),
        "resolved.open": _of(NoticeKind.RESOLVED, solved, *marks, Verb.REOPEN),
        "resolved.days_later": _of(
            NoticeKind.RESOLVED,
            {**solved, "ticket": {**RESOLVED, "resolved_at": "2026-11-26T11:10:00+00:00"}},
            *marks,
            Verb.REOPEN,
        ),
        "resolved.rated": _of(NoticeKind.RESOLVED, {**solved, "state": "rated", "rating": 5}),
        "resolved.rated_low": _of(
            NoticeKind.RESOLVED,
            {**solved, "state": "rated", "rating": 2, "can_comment": True},
            Verb.COMMENT,
            Verb.REOPEN,
        ),
        "resolved.reopened": _of(
            NoticeKind.RESOLVED, {**solved, "ticket": ANSWERING, "state": "reopened"}
        ),
        "urgent": _of(
            NoticeKind.URGENT, {"ticket": {**TICKET, "priority": "P2"}, "is_raised": True}
        ),
        "urgent.already": _of(
            NoticeKind.URGENT, {"ticket": {**TICKET, "priority": "P1"}, "is_raised": False}
        ),
        "merged": _of(NoticeKind.MERGED, {"ticket": MERGED, "into": "SUP-105", "is_own": False}),
        "merged.own": _of(NoticeKind.MERGED, {"ticket": MERGED, "into": "SUP-105", "is_own": True}),
        "resolved.shared": _of(NoticeKind.RESOLVED, {**solved, "state": "shared"}),
        "reminded.first": _of(NoticeKind.REMINDED, _waited_for("remind"), Verb.CANCEL),
        "reminded.last": _of(NoticeKind.REMINDED, _waited_for("warn"), Verb.CANCEL),
        "reminded.for_ever": _of(
            NoticeKind.REMINDED, {**_waited_for("remind"), "ends_at": None}, Verb.CANCEL
        ),
        "resolved.silent": _of(
            NoticeKind.RESOLVED,
            {"ticket": {**RESOLVED, **SILENT}, "state": "open", "is_silent": True},
            *marks,
            Verb.REOPEN,
        ),
        "cancelled": _of(NoticeKind.CANCELLED, {"ticket": CANCELLED}),
        "reopened": _of(NoticeKind.REOPENED, {"ticket": {**ANSWERING, "reopen_count": 1}}),
        "reopened.nobody": _of(NoticeKind.REOPENED, {"ticket": UP}),
        "status.open": _of(NoticeKind.STATUS, {"ticket": ANSWERING}, Verb.CANCEL),
        "status.resolved": _of(NoticeKind.STATUS, {"ticket": RESOLVED}, Verb.REOPEN),
        "macros.none": _of(NoticeKind.MACROS, {"rows": []}),
        "macros.some": _of(
            NoticeKind.MACROS,
            {
                "rows": [
                    {"id": "ask-screenshot", "title": "Ask for a screenshot"},
                    {"id": "nasty", "title": NASTY},
                ]
            },
        ),
        "tickets.none": _of(NoticeKind.TICKETS, {"rows": []}),
        "tickets.some": _of(
            NoticeKind.TICKETS,
            {"rows": [TICKET, {**PENDING, "id": 107, "number": "SUP-107", "title": NASTY}]},
        ),
        "found.none": _of(NoticeKind.FOUND, {**FOUND, "rows": [], "words": NASTY}),
        "found.some": _of(NoticeKind.FOUND, FOUND),
        "found.more": _of(NoticeKind.FOUND, {**FOUND, "has_more": True}),
        "tickets.many": _of(NoticeKind.TICKETS, {"rows": [TICKET] * 25}),
    }


def _homes() -> dict[str, Notice]:
    row: dict[str, Json] = {
        "id": 106,
        "number": "SUP-106",
        "title": "Invoices page shows error 500",
        "status": "open",
        "priority": "P3",
        "owner": "Sam Okafor",
        "due": "2026-11-24T13:00:00+00:00",
        "is_answered": True,
        "asked_at": "2026-11-24T08:00:00+00:00",
    }
    free: dict[str, Json] = {
        **row,
        "id": 107,
        "number": "SUP-107",
        "title": NASTY,
        "status": "new",
        "owner": None,
        "is_answered": False,
    }
    none: dict[str, Json] = {"rows": [], "more": 0}
    own: dict[str, Json] = {"rows": [row, {**row, "due": None}], "more": 3}
    return {
        "home.requester": _of(NoticeKind.HOME, {"own": own}),
        "home.nothing": _of(NoticeKind.HOME, {"own": none, "mine": none, "free": none}),
        "home.engineer": _of(
            NoticeKind.HOME,
            {"own": none, "mine": {"rows": [row], "more": 0}, "free": {"rows": [free], "more": 0}},
        ),
    }


def _cards() -> dict[str, Notice]:
    free = (Verb.CLAIM, Verb.ESCALATE, Verb.ASK_REQUESTER, Verb.RESOLVE, Verb.REPLY, Verb.NOTE)
    taken = (
        Verb.RESOLVE,
        Verb.REPLY,
        Verb.ASK_REQUESTER,
        Verb.ESCALATE,
        Verb.RELEASE,
        Verb.NOTE,
        Verb.CHANGE,
        Verb.TAKE_OVER,
    )
    card = NoticeKind.TICKET_CARD
    urgent: dict[str, Json] = {**TICKET, "priority": "P1"}
    again: dict[str, Json] = {**UP, "tier": "L1", "previous_tier": None, "reopen_count": 2}
    return {
        "card.new": _of(card, {"ticket": TICKET, "handoff": None, "closest": CLOSEST}, *free),
        "card.urgent": _of(card, {"ticket": urgent}, *free),
        "card.nasty": _of(card, {"ticket": {**TICKET, "title": NASTY, "text": NASTY}}, *free),
        "card.released": _of(card, {"ticket": again}, *free, version=3),
        "card.claimed": _of(card, {"ticket": CLAIMED}, *taken, version=2),
        "card.answered": _of(card, {"ticket": ANSWERING}, *taken, version=3),
        "card.pending": _of(card, {"ticket": PENDING}, *taken, version=4),
        "card.on_hold": _of(card, {"ticket": {**PENDING, "status": "on_hold"}}, *taken, version=4),
        "card.handed_over": _of(card, {"ticket": UP, "handoff": NOTE}, *free, Verb.RETURN),
        "card.returned": _of(card, {"ticket": again, "handoff": LONG_NOTE}, *free),
        "card.claimed_after_handoff": _of(
            card, {"ticket": {**UP, "owner": IVY}, "handoff": NOTE}, *taken, Verb.RETURN, version=6
        ),
        "card.resolved": _of(card, {"ticket": RESOLVED}, Verb.REOPEN, version=7),
        "card.rated": _of(card, {"ticket": {**RESOLVED, "rating": 4}}, Verb.REOPEN, version=8),
        "card.closed": _of(card, {"ticket": CLOSED}, version=9),
        "card.cancelled": _of(card, {"ticket": CANCELLED}, version=2),
        "card.merged": _of(card, {"ticket": MERGED}, version=2),
        "card.around": _of(card, {"ticket": AROUND}, *free, Verb.MERGE),
        "card.similar": _of(card, {"ticket": TICKET, "similar": SIMILAR}, *free),
        "card.split": _of(card, {"ticket": {**CLOSED, "closed_as": "split"}}, version=9),
        "card.moved": _of(card, {"ticket": UP, "moved_to": "L2"}, version=5),
    }


def _talk() -> dict[str, Notice]:
    said: dict[str, Json] = {"ticket": ANSWERING, "text": NASTY, "by": MAYA}
    answer: dict[str, Json] = {"ticket": ANSWERING, "text": "Which customer?", "by": SAM}
    sent: dict[str, Json] = {"ticket": ANSWERING, "text": "On it.", "to": MAYA, "state": "sent"}
    relayed = NoticeKind.RELAYED
    return {
        "relayed": _of(relayed, said, Verb.REPLY),
        "relayed.unowned": _of(relayed, {**said, "ticket": TICKET}, Verb.REPLY),
        "relayed.edited": _of(relayed, {**said, "is_edited": True}, Verb.REPLY),
        "relayed.deleted": _of(relayed, {**said, "text": "", "is_deleted": True}),
        "reply": _of(NoticeKind.REPLY, answer),
        "asked_requester": _of(NoticeKind.ASKED_REQUESTER, answer),
        "receipt.sent": _of(NoticeKind.RECEIPT, sent, Verb.UNDO),
        "receipt.undone": _of(NoticeKind.RECEIPT, {**sent, "state": "undone"}),
        "confirm_relay": _of(
            NoticeKind.CONFIRM_RELAY,
            {"ticket": CLAIMED, "text": "claim it", "to": MAYA, "command": "claim"},
            (Verb.SEND, "claim it"),
            (Verb.DO, "claim it"),
        ),
        "note": _of(NoticeKind.NOTE, answer),
        **_following(),
        **_files(said),
        "received.eyes": _of(NoticeKind.RECEIVED, {"sign": "eyes"}),
        "received.ok": _of(NoticeKind.RECEIVED, {"sign": "ok"}),
        "secret": _of(
            NoticeKind.SECRET,
            {"kinds": ["password", "card number", "AWS key", "Slack token"], "ticket": None},
        ),
        "secret.other": _of(NoticeKind.SECRET, {"kinds": ["private_thing"], "ticket": TICKET}),
    }


def _following() -> dict[str, Notice]:
    became: dict[str, dict[str, Json]] = {
        "claimed": {"ticket": CLAIMED},
        "taken_over": {"ticket": CLAIMED},
        "released": {"ticket": {**CLAIMED, "owner": None}},
        "transferred": {"ticket": CLAIMED},
        "escalated": {"ticket": UP},
        "returned": {"ticket": TICKET},
        "merged_in": {"ticket": AROUND},
        "resolved": {"ticket": {**RESOLVED, "title": NASTY}},
        "reopened": {"ticket": ANSWERING},
        "cancelled": {"ticket": CANCELLED},
        "closed": {"ticket": CLOSED, "by": None},
        "something_else": {"ticket": TICKET},
    }
    followed = {
        f"followed.{what}": _of(
            NoticeKind.FOLLOWED, {"by": SAM, "what": what, **facts}, Verb.UNFOLLOW
        )
        for what, facts in became.items()
    }
    return {
        **followed,
        "following": _of(NoticeKind.FOLLOWING, {"ticket": TICKET, "is_following": True}),
        "following.off": _of(NoticeKind.FOLLOWING, {"ticket": TICKET, "is_following": False}),
    }


def _files(said: dict[str, Json]) -> dict[str, Notice]:
    def one(name: str, size: int | None, state: str, link: str | None = None) -> dict[str, Json]:
        return {"id": 7, "name": name, "size": size, "state": state, "link": link}

    shot, log = one("shot.png", 34_210, "coming"), one("app.log", None, "lost")
    film = one("film.mp4", 48_100_000, "too_large", "https://acme.slack.com/files/U1/F1/film.mp4")
    told: dict[str, Json] = {"ticket": ANSWERING, "by": MAYA, "limit": 20_000_000}
    return {
        "relayed.with_files": _of(NoticeKind.RELAYED, {**said, "files": [shot, film, log]}),
        "relayed.only_files": _of(NoticeKind.RELAYED, {**said, "text": "", "files": [shot] * 7}),
        "file.kept": _of(NoticeKind.FILE, {**told, "file": one("a <b>.png", 912, "kept")}),
        "file.too_large": _of(NoticeKind.FILE, {**told, "file": film}),
        "file.lost": _of(NoticeKind.FILE, {**told, "file": log}),
    }


def _happened() -> dict[str, Notice]:
    told: dict[str, dict[str, Json]] = {
        "claimed": {"by": SAM},
        "opened_for": {"by": SAM},
        "taken_over": {"by": IVY, "previous": SAM},
        "taken_over_before": {"what": "taken_over", "by": IVY, "from": SAM},
        "released": {"by": SAM},
        "released_by_time": {"what": "released"},
        "escalated": {"by": SAM, "tier": "L2", "reason": "code defect suspected"},
        "returned": {"by": IVY, "tier": "L1", "reason": None},
        "resolved": {"by": SAM, "text": ANSWERED},
        "reopened": {"by": MAYA, "text": "It is back."},
        "reopened_by_owner": {"what": "reopened", "by": SAM},
        "cancelled": {"by": MAYA},
        "reminded": {},
        "warned": {},
        "lapsed": {},
        "rated": {"by": MAYA, "rating": 2},
        "commented": {"by": MAYA, "text": "It took too long."},
        "moved": {"by": MAYA, "text": "SUP-107"},
        "merged": {"by": SAM, "other": "SUP-105"},
        "merged_in": {"by": SAM, "other": "SUP-112", "to": MAYA, "text": WORDS},
        "linked": {"by": SAM, "other": "SUP-105", "title": NASTY},
        "closed": {},
        "undone": {"by": SAM},
        "undelivered": {"text": "On it.", "reason": "channel_not_found"},
        "file_undelivered": {
            "reason": "missing_scope",
            "url": "https://desk.example.com/tickets/106",
        },
        "changed": {
            "by": SAM,
            "changes": [
                {"name": "priority", "from": "P3", "to": "P2"},
                {"name": "category", "from": None, "to": "defect"},
            ],
        },
        "urgent": {"by": MAYA, "text": "Nobody can write invoices."},
        "transferred": {"by": SAM, "to": IVY, "text": "She knows the VAT module."},
        "transferred_plainly": {"what": "transferred", "by": SAM, "to": IVY, "text": None},
        "something_else": {},
    }
    return {
        f"happened.{name}": _of(
            NoticeKind.HAPPENED, {"ticket": ANSWERING, "what": name, **facts}, version=5
        )
        for name, facts in told.items()
    }


def _refusals() -> dict[str, Notice]:
    told: dict[str, tuple[str, dict[str, Json]]] = {
        "base": ("refused", {}),
        "unheard_of": ("quite_new", {}),
        "already_claimed": ("already_claimed", {"by": "Sam", "at": "2026-11-24T09:04:00+00:00"}),
        "already_claimed_by_id": ("already_claimed", {"by": 7, "at": "2026-11-24T09:04:00+00:00"}),
        "already_claimed_by_reader": ("already_claimed", {"is_yours": True}),
        "not_allowed": ("not_allowed", {"verb": "cancel"}),
        "not_allowed_to_engineers": ("not_allowed", {"verb": "rate", "tier": "L2"}),
        "wrong_status_unclaimed": ("wrong_status", {"verb": "release", "status": "new"}),
        "wrong_status_too_late": ("wrong_status", {"verb": "reopen", "status": "resolved"}),
        "wrong_status_other": ("wrong_status", {"verb": "undo", "status": "open"}),
        "not_allowed_tier": ("not_allowed", {"verb": "claim", "tier": "L2"}),
        "wrong_status_open": ("wrong_status", {"verb": "reopen", "status": "pending"}),
        "wrong_status_resolved": ("wrong_status", {"verb": "claim", "status": "resolved"}),
        "wrong_status_closed": ("wrong_status", {"verb": "claim", "status": "closed"}),
        **{
            f"account_{why}": ("account", {"why": why})
            for why in (
                "untrusted",
                "wrong",
                "used",
                "expired",
                "own",
                "taken",
                "public",
                "tries",
                "alone",
                "other",
            )
        },
        "wrong_status_merged": (
            "wrong_status",
            {"verb": "claim", "status": "closed", "into": "SUP-105"},
        ),
        "wrong_other": ("wrong_other", {}),
        **{
            f"wrong_other_{why}": (
                "wrong_other",
                {"why": why, "other": "SUP-105", "into": "SUP-101", "like": "SUP-106"},
            )
            for why in (
                "is_no_number",
                "is_itself",
                "is_merged",
                "is_merged_here",
                "is_resolved",
                "is_closed",
                "is_linked",
                "is_needed",
            )
        },
        "stale": ("stale", {}),
        "late": ("late", {}),
        "not_allowed_owner": ("not_allowed", {"verb": "release", "owner": "Sam Okafor"}),
        "needs_words": ("needs_words", {}),
        "not_here": ("not_here", {}),
        "not_allowed_open_for": ("not_allowed", {"verb": "open_for"}),
        "not_allowed_undo": ("not_allowed", {"verb": "undo", "ticket": 106}),
        "bad_command_mark": ("bad_command", {"name": "rate", "wanted": "1-5"}),
        "bad_command_ticket": ("bad_command", {"name": "claim", "wanted": "ticket"}),
        "bad_command_known": ("bad_command", {"name": "page", "wanted": "known"}),
        "bad_command": ("bad_command", {}),
        "nobody": ("nobody", {}),
        "shared": ("shared", {}),
        "bad_command_unknown": ("bad_command", {"name": NASTY}),
        "bad_command_usage": ("bad_command", {"name": "reply"}),
        "no_business_hours": ("no_business_hours", {"calendar": "office"}),
        "not_found": ("not_found", {}),
        "not_found_ticket": ("not_found", {"noun": "ticket", "key": "SUP-9"}),
        "not_found_no_ticket": ("not_found", {"noun": "ticket"}),
        **{
            f"not_found_{noun}": ("not_found", {"noun": noun, "key": "x"})
            for noun in (
                "question",
                "colleague",
                "direct_chat",
                "words",
                "button",
                "form",
                "article",
                "tier",
                "calendar",
                "person",
            )
        },
    }
    return {
        f"refused.{name}": _of(NoticeKind.REFUSED, {"code": code, "facts": facts})
        for name, (code, facts) in told.items()
    }


def _house() -> dict[str, Notice]:
    asked: dict[str, Json] = {
        "form": 12,
        "verb": "resolve",
        "number": "SUP-106",
        "field": {"name": "text", "kind": "text", "options": [], "is_optional": False},
        "fault": None,
        "step": 1,
        "steps": 2,
    }
    stop = (Verb.FORGET, "12")
    category: Json = {"name": "category", "kind": "choice", "options": ["access", "house_rule"]}
    place: Json = {"name": "environment", "kind": "line", "is_optional": True, "initial": "prod"}
    choices = ((Verb.FILL, "12:category:access"), (Verb.FILL, "12:category:house_rule"), stop)
    field = NoticeKind.FORM_FIELD
    return {
        "help.requester": _of(NoticeKind.HELP, {"is_engineer": False, "command": "/support"}),
        "help.engineer": _of(NoticeKind.HELP, {"is_engineer": True, "command": "/"}),
        "form_field.text": _of(field, asked),
        "form_field.fault": _of(field, {**asked, "fault": "missing"}),
        "form_field.choice": _of(field, {**asked, "field": category, "step": 2}, *choices),
        "form_field.optional": _of(
            field,
            {**asked, "verb": "escalate", "field": place, "step": 6, "steps": 6},
            (Verb.FILL, "12:environment:"),
            stop,
        ),
        "sign_in": _of(
            NoticeKind.SIGN_IN, {"url": "https://desk.example.com/in/abc", "minutes": 15}
        ),
        "link_code": _of(NoticeKind.LINK_CODE, {"code": "LINK-7K4M-9QXT-HW2P", "minutes": 10}),
        "linked": _of(
            NoticeKind.LINKED,
            {"state": "linked", "platform": "telegram", "name": NASTY, "tickets": 2},
        ),
        "unlinked": _of(
            NoticeKind.LINKED,
            {"state": "unlinked", "platform": "slack", "name": "Maya Rossi", "tickets": 0},
        ),
        "language": _of(
            NoticeKind.LANGUAGE, {"language": "de", "is_changed": False, "choices": ["en", "de"]}
        ),
        "language.changed": _of(
            NoticeKind.LANGUAGE, {"language": "en", "is_changed": True, "choices": ["en", "de"]}
        ),
        "alert": _of(
            NoticeKind.ALERT,
            {
                "code": "row_dead",
                "facts": {"address": "slack:C01", "tries": 5, "why": None},
            },
        ),
    }


SAMPLES: dict[str, Notice] = {
    **_answers(),
    **_for_requester(),
    **_cards(),
    **_talk(),
    **_homes(),
    **_happened(),
    **_refusals(),
    **_house(),
}
"""A notice of every kind in every state, by a telling name."""


def _form(verb: Verb, **values: str) -> Form:
    return Form(
        id=12,
        verb=verb,
        ticket=106,
        person=2,
        version=3,
        fields=fields_of(verb, categories=("access", "defect", "house_rule"), tiers=("L2", "L3")),
        expires_at=datetime(2026, 11, 24, 10, tzinfo=UTC) + timedelta(hours=1),
        channel=Address(platform="slack", channel="C0L1"),
        values=values,
    )


FORMS: dict[str, Form] = {
    "resolve": _form(Verb.RESOLVE),
    "escalate": _form(Verb.ESCALATE, symptom="Error 500 since 08:00"),
    "return": _form(Verb.RETURN),
    "reply": _form(Verb.REPLY),
    "ask_requester": _form(Verb.ASK_REQUESTER),
    "note": _form(Verb.NOTE),
    "comment": _form(Verb.COMMENT),
    "change": _form(Verb.CHANGE, priority="P2"),
    "urgent": _form(Verb.URGENT),
    "merge": _form(Verb.MERGE),
    "link": _form(Verb.LINK, to="SUP-105"),
    "transfer": _form(Verb.TRANSFER),
}
"""A form of every verb that needs words."""
