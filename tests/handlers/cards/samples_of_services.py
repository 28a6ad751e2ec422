"""What is said of the services that the house looks after."""

from desk.notice import Json, Notice, NoticeKind
from desk.ticket import Verb
from tests.handlers.cards.sample_facts import NASTY, sample


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
    states = {
        f"maintenance.{state}": sample(NoticeKind.MAINTENANCE, {"window": window, "state": state})
        for state in ("ahead", "soon", "begun", "over", "cancelled")
    }
    return {
        **states,
        "maintenance.nasty": sample(NoticeKind.MAINTENANCE, {"window": nasty, "state": "ahead"}),
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
        "maintenances.none": sample(NoticeKind.MAINTENANCES, {"rows": []}),
    }
