"""What is said of the services that the house looks after."""

from desk.notice import Json, Notice, NoticeKind
from desk.ticket import Verb
from tests.handlers.cards.sample_facts import ANSWERED, NASTY, TICKET, WORDS, sample


def services() -> dict[str, Notice]:
    window: dict[str, Json] = {
        "id": 3,
        "services": ["ERP", "E-mail"],
        "starts_at": "2026-11-28T21:00:00+00:00",
        "ends_at": "2026-11-28T23:00:00+00:00",
        "text": "New database",
        "every": None,
        "phase": "planned",
    }
    weekly: dict[str, Json] = {**window, "id": 4, "services": ["ERP"], "every": 7, "text": ""}
    nasty: dict[str, Json] = {**window, "id": 5, "services": [NASTY], "text": NASTY}
    active: dict[str, Json] = {**window, "id": 2, "phase": "active"}
    since = "2026-11-28T13:05:00+00:00"
    broken: dict[str, Json] = {
        "service": "erp",
        "title": "ERP",
        "since": since,
        "number": "SUP-112",
    }
    unnumbered: dict[str, Json] = {"service": "mail", "title": NASTY, "since": since}
    changed: dict[str, Json] = {**window, "changes": ["SUP-106", "SUP-107"]}
    states = {
        f"maintenance.{state}": sample(NoticeKind.MAINTENANCE, {"window": window, "state": state})
        for state in ("ahead", "soon", "begun", "over", "cancelled")
    }
    return {
        **states,
        "maintenance.nasty": sample(NoticeKind.MAINTENANCE, {"window": nasty, "state": "ahead"}),
        "maintenance.change": sample(NoticeKind.MAINTENANCE, {"window": changed, "state": "ahead"}),
        "maintenances.change": sample(NoticeKind.MAINTENANCES, {"rows": [changed]}),
        "service_state": sample(
            NoticeKind.SERVICE_STATE, {"rows": [active, weekly], "state": "open"}, Verb.PERSON
        ),
        "service_state.broken": sample(
            NoticeKind.SERVICE_STATE,
            {"rows": [], "broken": [broken, unnumbered], "state": "open"},
            (Verb.SUBSCRIBE, "erp"),
            (Verb.SUBSCRIBE, "mail"),
            Verb.PERSON,
        ),
        "service_state.person": sample(NoticeKind.SERVICE_STATE, {"rows": [], "state": "person"}),
        "maintenances": sample(NoticeKind.MAINTENANCES, {"rows": [active, window, weekly, nasty]}),
        **_incidents(),
        "maintenances.none": sample(NoticeKind.MAINTENANCES, {"rows": []}),
    }


INCIDENT: dict[str, Json] = {
    "other": "SUP-101",
    "service": "ERP",
    "since": "2026-11-24T08:42:00+00:00",
}
"""An incident as those see it who are not its engineers."""


def _incidents() -> dict[str, Notice]:
    asked, over = NoticeKind.SAME_TROUBLE, NoticeKind.INCIDENT_OVER
    about: dict[str, Json] = {"ticket": TICKET, "incident": INCIDENT}
    both = (Verb.WORKS, Verb.STILL_BROKEN)
    nasty: dict[str, Json] = {"incident": {**INCIDENT, "service": NASTY}, "quote": NASTY}
    solved: dict[str, Json] = {**about, "how": "solved", "text": ANSWERED, "state": "open"}
    return {
        "incident.same": sample(
            asked,
            {"incident": INCIDENT, "quote": WORDS, "state": "open"},
            (Verb.ME_TOO, "101"),
            (Verb.SOMETHING_ELSE, "101"),
        ),
        "incident.same.following": sample(
            asked, {"incident": INCIDENT, "state": "following", "own": "SUP-130"}
        ),
        "incident.same.other": sample(asked, {"incident": INCIDENT, "state": "other"}),
        "incident.same.nasty": sample(asked, {**nasty, "state": "open"}, (Verb.ME_TOO, "101")),
        "incident.followed": sample(NoticeKind.INCIDENT_FOLLOWED, about),
        "incident.over": sample(over, solved, *both),
        "incident.over.dropped": sample(over, {**about, "how": "dropped", "state": "open"}, *both),
        **{
            f"incident.over.{state}": sample(over, {**about, "state": state})
            for state in ("works", "broken", "again")
        },
    }
