"""What engineers read: cards, words, files, and what happened."""

from desk.notice import Json, Notice, NoticeKind
from desk.ticket import Verb
from tests.handlers.cards.sample_facts import (
    ANSWERED,
    ANSWERING,
    AROUND,
    CANCELLED,
    CLAIMED,
    CLOSED,
    CLOSEST,
    IVY,
    LONG_NOTE,
    MAYA,
    MERGED,
    NASTY,
    NOTE,
    PENDING,
    RESOLVED,
    SAM,
    SIMILAR,
    TICKET,
    UP,
    WORDS,
    sample,
)

RUNBOOKS: list[Json] = [
    {"title": "The disk of a server is full", "done": 3, "total": 8},
    {"title": "Restore data from a backup", "done": 10, "total": 10},
]


def cards() -> dict[str, Notice]:
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
    customers: dict[str, Json] = {**TICKET, "organisation": "Harbour & Sons", "service": "ERP"}
    again: dict[str, Json] = {**UP, "tier": "L1", "previous_tier": None, "reopen_count": 2}
    return {
        "card.new": sample(card, {"ticket": TICKET, "handoff": None, "closest": CLOSEST}, *free),
        "card.urgent": sample(card, {"ticket": urgent}, *free),
        "card.incident": sample(
            card, {"ticket": customers, "incident": {"affected": 248, "is_open": True}}, *free
        ),
        "card.same": sample(
            card, {"ticket": customers, "same_as": "SUP-101"}, free[0], Verb.SAME, *free[1:]
        ),
        "card.declare": sample(card, {"ticket": customers}, *free, Verb.DECLARE, Verb.SAME),
        "card.follows": sample(
            card,
            {
                "ticket": {
                    **customers,
                    "status": "closed",
                    "closed_as": "merged",
                    "merged_into": "SUP-101",
                },
                "is_same": True,
            },
            Verb.UNMERGE,
            version=2,
        ),
        "card.nasty": sample(card, {"ticket": {**TICKET, "title": NASTY, "text": NASTY}}, *free),
        "card.released": sample(card, {"ticket": again}, *free, version=3),
        "card.claimed": sample(card, {"ticket": CLAIMED}, *taken, version=2),
        "card.answered": sample(card, {"ticket": ANSWERING}, *taken, version=3),
        "card.pending": sample(card, {"ticket": PENDING}, *taken, version=4),
        "card.on_hold": sample(
            card, {"ticket": {**PENDING, "status": "on_hold"}}, *taken, version=4
        ),
        "card.handed_over": sample(card, {"ticket": UP, "handoff": NOTE}, *free, Verb.RETURN),
        "card.returned": sample(card, {"ticket": again, "handoff": LONG_NOTE}, *free),
        "card.claimed_after_handoff": sample(
            card, {"ticket": {**UP, "owner": IVY}, "handoff": NOTE}, *taken, Verb.RETURN, version=6
        ),
        "card.resolved": sample(card, {"ticket": RESOLVED}, Verb.REOPEN, version=7),
        "card.rated": sample(card, {"ticket": {**RESOLVED, "rating": 4}}, Verb.REOPEN, version=8),
        "card.closed": sample(card, {"ticket": CLOSED}, version=9),
        "card.cancelled": sample(card, {"ticket": CANCELLED}, version=2),
        "card.merged": sample(card, {"ticket": MERGED}, version=2),
        "card.around": sample(card, {"ticket": AROUND}, *free, Verb.MERGE),
        "card.of_a_customer": sample(card, {"ticket": customers}, *free),
        "card.with_runbooks": sample(
            card, {"ticket": CLAIMED, "runbooks": RUNBOOKS}, *taken, version=3
        ),
        "card.resolved_with_runbooks": sample(
            card, {"ticket": RESOLVED, "runbooks": RUNBOOKS}, Verb.REOPEN, version=7
        ),
        "card.similar": sample(card, {"ticket": TICKET, "similar": SIMILAR}, *free),
        "card.split": sample(card, {"ticket": {**CLOSED, "closed_as": "split"}}, version=9),
        "card.moved": sample(card, {"ticket": UP, "moved_to": "L2"}, version=5),
    }


def talk() -> dict[str, Notice]:
    said: dict[str, Json] = {"ticket": ANSWERING, "text": NASTY, "by": MAYA}
    answer: dict[str, Json] = {"ticket": ANSWERING, "text": "Which customer?", "by": SAM}
    sent: dict[str, Json] = {"ticket": ANSWERING, "text": "On it.", "to": MAYA, "state": "sent"}
    relayed = NoticeKind.RELAYED
    return {
        "relayed": sample(relayed, said, Verb.REPLY),
        "relayed.unowned": sample(relayed, {**said, "ticket": TICKET}, Verb.REPLY),
        "relayed.edited": sample(relayed, {**said, "is_edited": True}, Verb.REPLY),
        "relayed.deleted": sample(relayed, {**said, "text": "", "is_deleted": True}),
        "reply": sample(NoticeKind.REPLY, answer),
        "asked_requester": sample(NoticeKind.ASKED_REQUESTER, answer),
        "receipt.sent": sample(NoticeKind.RECEIPT, sent, Verb.UNDO),
        "receipt.undone": sample(NoticeKind.RECEIPT, {**sent, "state": "undone"}),
        "confirm_relay": sample(
            NoticeKind.CONFIRM_RELAY,
            {"ticket": CLAIMED, "text": "claim it", "to": MAYA, "command": "claim"},
            (Verb.SEND, "claim it"),
            (Verb.DO, "claim it"),
        ),
        "note": sample(NoticeKind.NOTE, answer),
        **_following(),
        **_files(said),
        "received.eyes": sample(NoticeKind.RECEIVED, {"sign": "eyes"}),
        "received.ok": sample(NoticeKind.RECEIVED, {"sign": "ok"}),
        "secret": sample(
            NoticeKind.SECRET,
            {"kinds": ["password", "card number", "AWS key", "Slack token"], "ticket": None},
        ),
        "secret.other": sample(NoticeKind.SECRET, {"kinds": ["private_thing"], "ticket": TICKET}),
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
        f"followed.{what}": sample(
            NoticeKind.FOLLOWED, {"by": SAM, "what": what, **facts}, Verb.UNFOLLOW
        )
        for what, facts in became.items()
    }
    return {
        **followed,
        "following": sample(NoticeKind.FOLLOWING, {"ticket": TICKET, "is_following": True}),
        "following.off": sample(NoticeKind.FOLLOWING, {"ticket": TICKET, "is_following": False}),
    }


def _files(said: dict[str, Json]) -> dict[str, Notice]:
    def one(name: str, size: int | None, state: str, link: str | None = None) -> dict[str, Json]:
        return {"id": 7, "name": name, "size": size, "state": state, "link": link}

    shot, log = one("shot.png", 34_210, "coming"), one("app.log", None, "lost")
    film = one("film.mp4", 48_100_000, "too_large", "https://acme.slack.com/files/U1/F1/film.mp4")
    told: dict[str, Json] = {"ticket": ANSWERING, "by": MAYA, "limit": 20_000_000}
    return {
        "relayed.with_files": sample(NoticeKind.RELAYED, {**said, "files": [shot, film, log]}),
        "relayed.only_files": sample(NoticeKind.RELAYED, {**said, "text": "", "files": [shot] * 7}),
        "file.empty": sample(NoticeKind.FILE, {**told, "file": one("empty.log", 0, "kept")}),
        "file.kept": sample(NoticeKind.FILE, {**told, "file": one("a <b>.png", 912, "kept")}),
        "file.too_large": sample(NoticeKind.FILE, {**told, "file": film}),
        "file.lost": sample(NoticeKind.FILE, {**told, "file": log}),
    }


def happened() -> dict[str, Notice]:
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
        "declared": {"service": "ERP"},
        "same": {"by": SAM, "incident": {"other": "SUP-101"}},
        "still_broken": {"by": MAYA, "other": "SUP-101"},
        "follower_wrote": {"by": MAYA, "other": "SUP-130", "text": NASTY},
        "linked": {"by": SAM, "other": "SUP-105", "title": NASTY},
        "unmerged": {"by": SAM, "other": "SUP-105", "text": WORDS},
        "split": {"by": SAM, "other": "SUP-107, SUP-108"},
        "unlinked": {"by": SAM, "other": "SUP-105"},
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
        "promised": {
            "by": SAM,
            "text": "Their auditors come on Thursday.",
            "promised": [
                {"name": "resolution", "length": "2d"},
                {"name": "first_response", "length": "30m"},
                {"name": "next_reply", "length": "4h"},
            ],
        },
        "promised_as_all": {
            "by": SAM,
            "text": "The audit is over.",
            "promised": [{"name": "resolution", "length": "3d"}],
        },
        "explained": {"by": SAM, "why": "third_party", "text": "The supplier was closed."},
        "explained_plainly": {"what": "explained", "by": SAM, "why": "no_time", "text": None},
        "urgent": {"by": MAYA, "text": "Nobody can write invoices."},
        "transferred": {"by": SAM, "to": IVY, "text": "She knows the VAT module."},
        "transferred_plainly": {"what": "transferred", "by": SAM, "to": IVY, "text": None},
        "something_else": {},
    }
    return {
        f"happened.{name}": sample(
            NoticeKind.HAPPENED, {"ticket": ANSWERING, "what": name, **facts}, version=5
        )
        for name, facts in told.items()
    }
