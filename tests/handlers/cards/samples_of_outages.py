"""What engineers read of services that are down, and work again."""

from desk.notice import Json, Notice, NoticeKind
from desk.standing import FaultCode
from desk.ticket import Verb
from tests.handlers.cards.sample_facts import CLAIMED, NASTY, TICKET, sample

_FACTS: dict[str, Json] = {
    "seconds": 10.0,
    "host": "erp.example.com",
    "status": 503,
    "most": 5,
    "reason": "certificate has expired",
    "days": 9,
    "ends_at": "2026-12-03T09:00:00+00:00",
    "found": "192.0.2.9",
    "last": "2026-11-23T02:00:00+00:00",
}


def outages() -> dict[str, Notice]:
    since = "2026-11-24T09:02:00+00:00"
    rows: list[Json] = [
        {**_FACTS, "name": "erp/web", "target": "https://erp.example.com/up", "fault": code.value}
        for code in FaultCode
    ]
    down: dict[str, Json] = {"ticket": TICKET, "service": "ERP", "since": since, "rows": rows[:2]}
    up: dict[str, Json] = {
        "ticket": CLAIMED,
        "service": "ERP",
        "until": "2026-11-24T09:41:00+00:00",
        "seconds": 39 * 60,
    }
    nasty: list[Json] = [{"name": NASTY, "target": NASTY, "fault": "of_tomorrow"}, {"name": NASTY}]
    return {
        "service.down": sample(NoticeKind.SERVICE_DOWN, down),
        "service.down.in_every_way": sample(NoticeKind.SERVICE_DOWN, {**down, "rows": rows[:10]}),
        "service.down.further_ways": sample(NoticeKind.SERVICE_DOWN, {**down, "rows": rows[10:]}),
        "service.down.nasty": sample(
            NoticeKind.SERVICE_DOWN, {**down, "service": NASTY, "rows": nasty, "since": None}
        ),
        "service.recovered": sample(NoticeKind.RECOVERED, up, Verb.RESOLVE),
        "service.recovered.alert": sample(
            NoticeKind.RECOVERED,
            {**up, "ticket": TICKET, "service": None, "name": "DiskFull"},
        ),
        "happened.alert_fired": sample(
            NoticeKind.HAPPENED,
            {
                "ticket": TICKET,
                "what": "alert_fired",
                "name": "DiskFull",
                "text": "Disk of db1 is full",
            },
        ),
        "happened.alert_over": sample(
            NoticeKind.HAPPENED, {"ticket": TICKET, "what": "alert_over", "name": "DiskFull"}
        ),
    }
