"""What is said of requests, and of the yes that they wait for."""

from desk.notice import Json, Notice, NoticeKind
from desk.ticket import Verb
from tests.handlers.cards.sample_facts import NASTY, SAM, sample

DECIDED = ("approved", "declined", "withdrawn")


def asked_for() -> dict[str, Notice]:
    rows: list[Json] = [
        {"key": "access", "title": "Access", "needs_approval": True},
        {"key": "password", "title": NASTY, "needs_approval": False},
    ]
    asked: dict[str, Json] = {
        "what": "Access: ERP",
        "deciders": ["manager", "L2 support", "person"],
        "asked_by": SAM,
        "by": None,
        "text": None,
    }
    decided: dict[str, Json] = {**asked, "by": SAM, "text": NASTY}
    open_ = {"waiting": asked, "reminder": asked}
    told = open_ | dict.fromkeys(DECIDED, decided)
    offers = (Verb.APPROVE, Verb.DECLINE)
    return {
        "requests.none": sample(NoticeKind.REQUESTS, {"rows": []}),
        "requests": sample(
            NoticeKind.REQUESTS,
            {"rows": rows},
            (Verb.REQUEST, "access"),
            (Verb.REQUEST, "password"),
            (Verb.REQUEST, "gone"),
        ),
        **{
            f"approval.{state}": sample(
                NoticeKind.APPROVAL,
                {**facts, "state": state},
                *(offers if state in open_ else ()),
            )
            for state, facts in told.items()
        },
        **{
            f"approval.told.{state}": sample(
                NoticeKind.APPROVAL_TOLD, {**told[state], "state": state}
            )
            for state in ("waiting", "approved", "declined")
        },
    }
