"""What is said to those who want to hear of a service."""

from desk.notice import Json, Notice, NoticeKind
from desk.ticket import Verb
from tests.handlers.cards.sample_facts import NASTY, sample


def subscriptions() -> dict[str, Notice]:
    named = {
        f"subscribed.{state}": sample(NoticeKind.SUBSCRIBED, {"state": state, "service": "ERP"})
        for state in ("on", "known", "off", "not")
    }
    known: list[Json] = ["ERP", NASTY]
    since: Json = "2026-11-28T13:05:00+00:00"
    until: Json = "2026-11-28T14:40:00+00:00"
    stop = (Verb.UNSUBSCRIBE, "erp")
    return {
        **named,
        "subscribed.list": sample(
            NoticeKind.SUBSCRIBED, {"state": "list", "services": known, "known": known}
        ),
        "subscribed.none": sample(
            NoticeKind.SUBSCRIBED, {"state": "list", "services": [], "known": known}
        ),
        "subscribed.nothing": sample(
            NoticeKind.SUBSCRIBED, {"state": "list", "services": [], "known": []}
        ),
        "service.news.down": sample(
            NoticeKind.SERVICE_NEWS, {"state": "down", "service": NASTY, "since": since}, stop
        ),
        "service.news.works": sample(
            NoticeKind.SERVICE_NEWS,
            {"state": "works", "service": "ERP", "since": since, "until": until},
            stop,
        ),
    }
