"""Nouns for tests, with fields that a case does not care about filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from desk.events import Event, EventKind
from desk.facts import FigureFact, FigureMetric, Result
from desk.form import Field, Form
from desk.inbound import Author
from desk.notice import Notice, NoticeKind, Offer, Op, Saying
from desk.people import Address, Identity
from desk.policy import (
    DeskPolicy,
    Priority,
    Roles,
    Status,
    TicketType,
    Tier,
    TierChannel,
)
from desk.ports import Letter
from desk.question import Question, QuestionOutcome, Shown
from desk.ticket import Ticket, Verb

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
L1_ROOM = Address(platform="slack", channel="C0L1")
L2_ROOM = Address(platform="telegram", channel="-100200")
DIRECT = Address(platform="slack", channel="D0MAYA")
MAYA = Identity(platform="slack", id="U0MAYA")
TOM = Identity(platform="slack", id="U0TOM")

POLICY = DeskPolicy(
    workspace="acme",
    name="Acme IT",
    prefix="SUP",
    timezone="Europe/Berlin",
    tiers=(
        Tier(key="L1", title="First", calendar="always", channels=(TierChannel(address=L1_ROOM),)),
        Tier(key="L2", title="Second", calendar="always", channels=(TierChannel(address=L2_ROOM),)),
        Tier(key="L3", title="Third", calendar="always"),
    ),
    first_tier="L1",
    calendars=(),
    slas=(),
    roles=Roles(managers=frozenset({TOM}), admins=frozenset()),
)


class MovableClock:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


def author(identity: Identity = MAYA, name: str = "Maya Lopez", **more: Any) -> Author:
    return Author(identity=identity, name=name, **more)


def ticket(requester: int, **more: Any) -> Ticket:
    told: dict[str, Any] = {
        "id": 0,
        "version": 0,
        "title": "Printer",
        "text": "The printer on floor 3 eats paper",
        "requester": requester,
        "origin": DIRECT,
        "tier": "L1",
        "status": Status.NEW,
        "priority": Priority.P3,
        "type": TicketType.INCIDENT,
        "asked_at": NOON,
        "created_at": NOON,
    }
    return Ticket(**{**told, **more})


def question(person: int, **more: Any) -> Question:
    told: dict[str, Any] = {
        "id": 0,
        "text": "How do I print?",
        "person": person,
        "origin": DIRECT,
        "asked_at": NOON,
        "band": "answer",
        "confidence": 0.91,
        "shown": (Shown(article="print", title="Print", score=12.5, confidence=0.91),),
        "index_version": "abc",
        "outcome": QuestionOutcome.ANSWERED,
    }
    return Question(**{**told, **more})


def event(kind: EventKind = EventKind.OPENED, **more: Any) -> Event:
    return Event(kind=kind, at=more.pop("at", NOON), **more)


def figure(ticket: int, event: int, **more: Any) -> FigureFact:
    told: dict[str, Any] = {
        "ticket": ticket,
        "stint": 1,
        "metric": FigureMetric.CLAIM,
        "event": event,
        "elapsed": timedelta(minutes=12, microseconds=7),
        "target": timedelta(hours=1),
        "result": Result.MET,
        "decided_at": NOON,
        "tier": "L1",
        "type": TicketType.INCIDENT,
        "priority": Priority.P3,
    }
    return FigureFact(**{**told, **more})


def form(ticket: int, person: int, **more: Any) -> Form:
    told: dict[str, Any] = {
        "verb": Verb.REPLY,
        "ticket": ticket,
        "person": person,
        "version": 1,
        "fields": (Field(name="text"),),
        "expires_at": NOON + timedelta(hours=1),
        "channel": L1_ROOM,
    }
    return Form(**{**told, **more})


def notice(kind: NoticeKind = NoticeKind.REPLY, **more: Any) -> Notice:
    return Notice(kind=kind, **more)


def saying(cause: str = "event:1", address: Address = DIRECT, **more: Any) -> Saying:
    told = more.pop("notice", None) or notice(ticket=101, event=1)
    return Saying(cause=cause, address=address, notice=told, **more)


def card(cause: str = "event:1", address: Address = L1_ROOM, **more: Any) -> Saying:
    """The card of ticket 101 in a tier's channel, with one button."""
    told = notice(NoticeKind.TICKET_CARD, ticket=101, version=1, offers=(Offer(verb=Verb.CLAIM),))
    return saying(cause, address, notice=told, card="ticket:101", **more)


def edit(cause: str, address: Address = L1_ROOM, **more: Any) -> Saying:
    return card(cause, address, op=Op.EDIT, **more)


def letter(key: str = "k1", conversation: str = "slack:D0MAYA", **more: Any) -> Letter:
    told: dict[str, Any] = {
        "platform": "slack",
        "sort_at": NOON,
        "body": '{"text": "hello"}',
    }
    return Letter(key=key, conversation=conversation, **{**told, **more})
