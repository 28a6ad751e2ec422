"""What is said of who is on call."""

from desk.notice import Json, Notice, NoticeKind
from tests.handlers.cards.sample_facts import IVY, MAYA, NASTY, SAM, sample


def duties() -> dict[str, Notice]:
    first: dict[str, Json] = {
        "tier": "L1 support",
        "rotation": "day",
        "now": [SAM],
        "until": "2026-11-30T08:00:00+00:00",
        "next": [IVY, {"name": NASTY, "ids": {}}],
        "next_at": "2026-11-30T08:00:00+00:00",
        "is_gap": False,
    }
    night: dict[str, Json] = {
        **first,
        "rotation": "night",
        "now": [],
        "until": None,
        "next": [],
        "next_at": None,
    }
    always: dict[str, Json] = {**night, "tier": "L3 development", "now": [SAM]}
    second: dict[str, Json] = {**night, "tier": "L2 support", "rotation": "second", "is_gap": True}
    span: dict[str, Json] = {
        "start": "2026-11-24T17:00:00+00:00",
        "end": "2026-11-25T08:00:00+00:00",
    }
    cover: dict[str, Json] = {"id": 7, "rotation": "day", "person": IVY, **span}
    told: dict[str, Json] = {
        **cover,
        "tier": "L1 support",
        "instead": [SAM, MAYA],
        "is_now": True,
        "is_back": False,
    }
    covered = NoticeKind.COVERED
    return {
        "on_call": sample(
            NoticeKind.ON_CALL, {"rows": [first, night, second, always], "covers": [cover]}
        ),
        "on_call.none": sample(NoticeKind.ON_CALL, {"rows": [], "covers": []}),
        "covered": sample(covered, told),
        "covered.alone": sample(covered, {**told, "instead": []}),
        "covered.later": sample(covered, {**told, "is_now": False}),
        "covered.later_alone": sample(covered, {**told, "is_now": False, "instead": []}),
        "covered.back": sample(covered, {**told, "is_back": True}),
        "covered.back_alone": sample(covered, {**told, "is_back": True, "instead": []}),
    }
