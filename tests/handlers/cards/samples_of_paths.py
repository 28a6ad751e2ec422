"""What is said of tickets that nobody claims, or whose owner is silent."""

from desk.notice import Json, Notice, NoticeKind
from desk.ticket import Verb
from tests.handlers.cards.sample_facts import (
    ANSWERING,
    CLAIMED,
    IVY,
    NASTY,
    SAM,
    TICKET,
    UP,
    sample,
)


def paths() -> dict[str, Notice]:
    called: dict[str, Json] = {
        "ticket": {**TICKET, "title": NASTY},
        "people": [SAM, {"name": NASTY, "ids": {"telegram": "1009"}}],
        "since": "2026-11-24T09:00:00+00:00",
        "waited": 0,
        "round": 1,
        "is_first": True,
    }
    again: dict[str, Json] = {
        **called,
        "ticket": UP,
        "people": [IVY],
        "waited": 25 * 60,
        "is_first": False,
    }
    silent: dict[str, Json] = {
        "ticket": CLAIMED,
        "waited": 3 * 3600,
        "ends_at": "2026-11-24T15:04:00+00:00",
    }
    owner = (Verb.REPLY, Verb.RELEASE, Verb.SNOOZE)
    reminded = NoticeKind.OWNER_REMINDED
    return {
        "paged.first": sample(NoticeKind.PAGED, called, Verb.CLAIM),
        "paged.again": sample(NoticeKind.PAGED, again, Verb.CLAIM, version=3),
        "paged.nobody": sample(NoticeKind.PAGED, {**again, "people": []}, Verb.CLAIM, version=3),
        "owner_reminded": sample(reminded, silent, *owner, version=4),
        "owner_reminded.never": sample(reminded, {**silent, "ends_at": None}, *owner, version=4),
        "card.handed_over_by_time": _moved(),
        **_happened(),
        "followed.escalated_by_time": sample(
            NoticeKind.FOLLOWED,
            {"ticket": UP, "by": None, "what": "escalated"},
            Verb.UNFOLLOW,
        ),
    }


def _moved() -> Notice:
    note: dict[str, Json] = {
        "by": None,
        "at": "2026-11-24T09:25:00+00:00",
        "up": True,
        "from_tier": "L1",
        "unclaimed": 25 * 60,
        "reason": None,
        "symptom": None,
        "tried": None,
        "next_step": None,
        "environment": None,
    }
    offers = (Verb.CLAIM, Verb.RESOLVE, Verb.REPLY, Verb.ASK_REQUESTER, Verb.ESCALATE)
    facts: dict[str, Json] = {"ticket": UP, "handoff": note}
    return sample(NoticeKind.TICKET_CARD, facts, *offers, Verb.SNOOZE, version=3)


def _happened() -> dict[str, Notice]:
    until = "2026-11-25T08:00:00+00:00"
    told: dict[str, dict[str, Json]] = {
        "released_silent": {"owner": SAM, "waited": 6 * 3600},
        "snoozed": {"by": SAM, "until": until},
        "snoozed_before": {"what": "snoozed", "by": SAM},
        "unsnoozed": {"by": SAM, "until": until},
    }
    return {
        f"happened.{name}": sample(
            NoticeKind.HAPPENED, {"ticket": ANSWERING, "what": name, **facts}, version=5
        )
        for name, facts in told.items()
    }
