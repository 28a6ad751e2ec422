"""What is said when promises are about to be broken, or are."""

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

AT = "2026-11-24T09:20:00+00:00"
LATER = "2026-11-24T13:05:00+00:00"


def item(metric: str, due: str, *, is_breach: bool = False) -> dict[str, Json]:
    return {"metric": metric, "is_breach": is_breach, "due": due, "tier": "L2 support"}


ANSWER = item("first_response", "2026-11-24T09:30:00+00:00")
CLAIM = item("claim", "2026-11-24T09:15:00+00:00", is_breach=True)
REPLY = item("next_reply", "2026-11-26T09:30:00+00:00")
SOLUTION = item("resolution", "2026-11-24T13:00:00+00:00", is_breach=True)
HERE = item("stay_resolution", "2026-11-24T14:00:00+00:00")


def promises() -> dict[str, Notice]:
    warning, breach = NoticeKind.SLA_WARNING, NoticeKind.SLA_BREACH
    unowned: dict[str, Json] = {"ticket": TICKET, "items": [ANSWER], "to": [], "at": AT}
    owned: dict[str, Json] = {**unowned, "ticket": CLAIMED, "to": [SAM]}
    broken: dict[str, Json] = {
        "ticket": ANSWERING,
        "items": [SOLUTION, HERE],
        "to": [SAM],
        "at": LATER,
    }
    top: dict[str, Json] = {**broken, "items": [SOLUTION], "is_top": True}
    url = "https://desk.example.com/tickets/106"
    return {
        "promise.warning": sample(warning, owned),
        "promise.warning.on_call": sample(warning, {**unowned, "to": [SAM, IVY]}, Verb.CLAIM),
        "promise.warning.far": sample(warning, {**owned, "items": [REPLY]}),
        "promise.breach": sample(breach, broken, Verb.EXPLAIN),
        "promise.breach.claim": sample(
            breach, {**unowned, "items": [CLAIM, ANSWER]}, Verb.CLAIM, Verb.EXPLAIN
        ),
        "promise.breach.top": sample(breach, {**top, "url": url}),
        "promise.breach.top_without_page": sample(breach, {**top, "ticket": UP, "url": None}),
        "promise.grouped": sample(NoticeKind.PROMISES_GROUPED, {"rows": _rows(7), "at": LATER}),
        "promise.grouped.many": sample(
            NoticeKind.PROMISES_GROUPED, {"rows": _rows(43), "at": LATER}
        ),
        **_missed(),
    }


def _rows(count: int) -> list[Json]:
    said: tuple[list[Json], ...] = ([SOLUTION], [ANSWER], [CLAIM, HERE])
    return [
        {
            "id": number,
            "number": f"SUP-{number}",
            "title": NASTY if number == 102 else f"Printer {number} stands still",
            "items": said[number % 3],
            "to": [SAM] if number % 2 else [],
        }
        for number in range(101, 101 + count)
    ]


def _missed() -> dict[str, Notice]:
    missed = NoticeKind.PROMISE_MISSED
    answer: dict[str, Json] = {
        "ticket": TICKET,
        "metric": "first_response",
        "due": "2026-11-24T09:30:00+00:00",
    }
    solution: dict[str, Json] = {
        "ticket": ANSWERING,
        "metric": "resolution",
        "due": "2026-11-24T13:00:00+00:00",
    }
    late = "2026-11-27T13:00:00+00:00"
    return {
        "missed.first_response": sample(missed, answer),
        "missed.first_response.far": sample(missed, {**answer, "due": late}),
        "missed.resolution": sample(missed, solution),
        "missed.resolution.far": sample(missed, {**solution, "due": late}),
    }
