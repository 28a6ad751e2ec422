"""What requesters read, in each of its states."""

from desk.notice import Json, Notice, NoticeKind
from desk.ticket import Verb
from tests.handlers.cards.sample_facts import (
    ANSWER,
    ANSWERED,
    ANSWERING,
    CANCELLED,
    CLAIMED,
    CLOSED,
    CLOSEST,
    FOUND,
    MERGED,
    NASTY,
    PENDING,
    RESOLVED,
    SAM,
    SILENT,
    SUGGESTED,
    TICKET,
    UP,
    sample,
)


def answers() -> dict[str, Notice]:
    ways = (Verb.SOLVED, Verb.NOT_IT, Verb.PERSON)
    picks = [(Verb.PICK, key) for key in ("reset-password", "sign-in-update", "vpn")]
    return {
        "welcome": sample(NoticeKind.WELCOME, {"name": "Maya"}),
        "answer.open": sample(NoticeKind.ANSWER, ANSWER, *ways),
        "answer.bare": sample(
            NoticeKind.ANSWER, {**ANSWER, "updated_at": None, "helpful": None}, *ways
        ),
        "answer.solved": sample(NoticeKind.ANSWER, {**ANSWER, "state": "solved"}),
        "answer.not_it": sample(NoticeKind.ANSWER, {**ANSWER, "state": "not_it"}, Verb.PERSON),
        "answer.not_it_to_ticket": sample(NoticeKind.ANSWER, {**ANSWER, "state": "not_it"}),
        "answer.person": sample(NoticeKind.ANSWER, {**ANSWER, "state": "person"}),
        "suggestions.open": sample(NoticeKind.SUGGESTIONS, SUGGESTED, *picks, Verb.PERSON),
        "suggestions.picked": sample(
            NoticeKind.SUGGESTIONS, {**SUGGESTED, "state": "closed", "picked": "Connect to the VPN"}
        ),
        "suggestions.none": sample(NoticeKind.SUGGESTIONS, {**SUGGESTED, "state": "closed"}),
    }


def _waited_for(step: str) -> dict[str, Json]:
    return {
        "ticket": PENDING,
        "step": step,
        "text": "Which customer is it?",
        "by": SAM,
        "ends_at": "2026-12-01T09:06:00+00:00",
    }


def for_requester() -> dict[str, Notice]:
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
        "opened.new": sample(
            opened, {"ticket": TICKET, "closest": CLOSEST}, Verb.URGENT, Verb.CANCEL
        ),
        "opened.telegram": sample(
            opened, {"ticket": {**far, "channel": "telegram.direct"}}, Verb.CANCEL
        ),
        "opened.web": sample(
            opened,
            {"ticket": {**TICKET, "channel": "web.direct", "first_response_due": None}},
            Verb.CANCEL,
        ),
        "opened.for_them": sample(opened, {"ticket": TICKET, "by": SAM}, Verb.URGENT, Verb.CANCEL),
        "opened.claimed": sample(opened, {"ticket": CLAIMED}, Verb.CANCEL, version=2),
        "opened.pending": sample(opened, {"ticket": PENDING}, Verb.CANCEL, version=3),
        "opened.follows": sample(opened, {"ticket": {**TICKET, "follows": "SUP-99"}}, Verb.CANCEL),
        "opened.cancelled": sample(opened, {"ticket": CANCELLED}, version=2),
        "opened.resolved": sample(opened, {"ticket": RESOLVED}, version=4),
        "opened.closed": sample(opened, {"ticket": CLOSED}, version=5),
        "opened.merged": sample(opened, {"ticket": {**CLOSED, "closed_as": "merged"}}, version=5),
        "belongs": sample(NoticeKind.BELONGS, {"ticket": CLAIMED}, Verb.SOMETHING_NEW),
        "belongs_folded": sample(
            NoticeKind.BELONGS, {"ticket": CLAIMED, "is_folded": True}, Verb.SOMETHING_NEW
        ),
        "handed_over.up": sample(NoticeKind.HANDED_OVER, {"ticket": UP, "up": True}),
        "handed_over.back": sample(NoticeKind.HANDED_OVER, {"ticket": TICKET, "up": False}),
        "resolved.open": sample(NoticeKind.RESOLVED, solved, *marks, Verb.REOPEN),
        "resolved.days_later": sample(
            NoticeKind.RESOLVED,
            {**solved, "ticket": {**RESOLVED, "resolved_at": "2026-11-26T11:10:00+00:00"}},
            *marks,
            Verb.REOPEN,
        ),
        "resolved.rated": sample(NoticeKind.RESOLVED, {**solved, "state": "rated", "rating": 5}),
        "resolved.rated_low": sample(
            NoticeKind.RESOLVED,
            {**solved, "state": "rated", "rating": 2, "can_comment": True},
            Verb.COMMENT,
            Verb.REOPEN,
        ),
        "resolved.reopened": sample(
            NoticeKind.RESOLVED, {**solved, "ticket": ANSWERING, "state": "reopened"}
        ),
        "urgent": sample(
            NoticeKind.URGENT, {"ticket": {**TICKET, "priority": "P2"}, "is_raised": True}
        ),
        "urgent.already": sample(
            NoticeKind.URGENT, {"ticket": {**TICKET, "priority": "P1"}, "is_raised": False}
        ),
        "merged": sample(NoticeKind.MERGED, {"ticket": MERGED, "into": "SUP-105", "is_own": False}),
        "reply.edited": sample(
            NoticeKind.REPLY,
            {"ticket": CLAIMED, "text": "Try it at five", "by": SAM, "is_edited": True},
        ),
        "asked.edited": sample(
            NoticeKind.ASKED_REQUESTER,
            {"ticket": CLAIMED, "text": "Which floor?", "by": SAM, "is_edited": True},
        ),
        "merged.undone": sample(
            NoticeKind.MERGED, {"ticket": CLAIMED, "into": "SUP-105", "state": "undone"}
        ),
        "merged.own": sample(
            NoticeKind.MERGED, {"ticket": MERGED, "into": "SUP-105", "is_own": True}
        ),
        "resolved.shared": sample(NoticeKind.RESOLVED, {**solved, "state": "shared"}),
        "reminded.first": sample(NoticeKind.REMINDED, _waited_for("remind"), Verb.CANCEL),
        "reminded.last": sample(NoticeKind.REMINDED, _waited_for("warn"), Verb.CANCEL),
        "reminded.for_ever": sample(
            NoticeKind.REMINDED, {**_waited_for("remind"), "ends_at": None}, Verb.CANCEL
        ),
        "resolved.silent": sample(
            NoticeKind.RESOLVED,
            {"ticket": {**RESOLVED, **SILENT}, "state": "open", "is_silent": True},
            *marks,
            Verb.REOPEN,
        ),
        "cancelled": sample(NoticeKind.CANCELLED, {"ticket": CANCELLED}),
        "reopened": sample(NoticeKind.REOPENED, {"ticket": {**ANSWERING, "reopen_count": 1}}),
        "reopened.nobody": sample(NoticeKind.REOPENED, {"ticket": UP}),
        "status.open": sample(NoticeKind.STATUS, {"ticket": ANSWERING}, Verb.CANCEL),
        "status.resolved": sample(NoticeKind.STATUS, {"ticket": RESOLVED}, Verb.REOPEN),
        "macros.none": sample(NoticeKind.MACROS, {"rows": []}),
        "macros.some": sample(
            NoticeKind.MACROS,
            {
                "rows": [
                    {"id": "ask-screenshot", "title": "Ask for a screenshot"},
                    {"id": "nasty", "title": NASTY},
                ]
            },
        ),
        "tickets.none": sample(NoticeKind.TICKETS, {"rows": []}),
        "tickets.some": sample(
            NoticeKind.TICKETS,
            {"rows": [TICKET, {**PENDING, "id": 107, "number": "SUP-107", "title": NASTY}]},
        ),
        "found.none": sample(NoticeKind.FOUND, {**FOUND, "rows": [], "words": NASTY}),
        "found.some": sample(NoticeKind.FOUND, FOUND),
        "found.more": sample(NoticeKind.FOUND, {**FOUND, "has_more": True}),
        "tickets.many": sample(NoticeKind.TICKETS, {"rows": [TICKET] * 25}),
    }


def homes() -> dict[str, Notice]:
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
        "home.requester": sample(NoticeKind.HOME, {"own": own}),
        "home.nothing": sample(NoticeKind.HOME, {"own": none, "mine": none, "free": none}),
        "home.engineer": sample(
            NoticeKind.HOME,
            {"own": none, "mine": {"rows": [row], "more": 0}, "free": {"rows": [free], "more": 0}},
        ),
    }
