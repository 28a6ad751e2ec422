"""Did the app get what Slack told it, how often was it told, and how long did it take to say so?

Facts: an envelope must be acknowledged within 3 s
(docs.slack.dev/apis/events-api/using-socket-mode); events are tried again at once, after 1 minute
and after 5 (docs.slack.dev/apis/events-api), with the same envelope id and
`retry_attempt`/`retry_reason` (python-slack-sdk#1280, bolt-js#2487); what a person does (a press,
a command, a form) is never tried again: the person sees that it failed.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from typing import Any, Protocol
from uuid import uuid4

from tests.fakes.slack.news import News

EVENTS, INTERACTIVE, COMMANDS = "events_api", "interactive", "slash_commands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """What came back for something a person did; `payload` is what the app answered with it."""

    is_acked: bool
    payload: dict[str, Any] | None = None
    after: float | None = None

    @property
    def text(self) -> str:
        return str((self.payload or {}).get("text", ""))

    @property
    def errors(self) -> dict[str, str]:
        """The field errors of a form that was sent back."""
        return dict((self.payload or {}).get("errors", {}))


@dataclass(kw_only=True, eq=False)
class Envelope:
    """One thing Slack has to tell the app, and what became of it."""

    type: str
    payload: dict[str, Any]
    accepts_response_payload: bool = False
    id: str = field(default_factory=lambda: str(uuid4()))
    sent_at: list[float] = field(default_factory=list)
    acked_at: float | None = None
    answer: dict[str, Any] | None = None
    is_given_up: bool = False
    failure: str = "timeout"
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def event(self) -> dict[str, Any]:
        """The event inside, for `events_api` envelopes."""
        return dict(self.payload.get("event", {}))

    @property
    def is_acked(self) -> bool:
        return self.acked_at is not None

    @property
    def acked_after(self) -> float | None:
        """Seconds from the latest sending to the acknowledgement."""
        return None if self.acked_at is None else self.acked_at - self.sent_at[-1]

    def acknowledge(self, answer: dict[str, Any] | None) -> None:
        """Keep the first acknowledgement; later ones, of a repeated delivery, say nothing new."""
        if self.acked_at is None:
            self.acked_at, self.answer = monotonic(), answer
            self.arrived.set()

    def frame(self, attempt: int) -> dict[str, Any]:
        """Return the Socket Mode frame; only events carry the retry fields."""
        base = {"envelope_id": self.id, "type": self.type, "payload": self.payload}
        shown = {**base, "accepts_response_payload": self.accepts_response_payload}
        retry = {"retry_attempt": attempt, "retry_reason": self.failure if attempt else ""}
        return {**shown, **retry} if self.type == EVENTS else shown


class Carrier(Protocol):
    """The way to the app: sockets, or signed requests."""

    knows_at_once: bool
    """Whether the acknowledgement has come or not when `carry` returns."""

    async def carry(self, envelope: Envelope, attempt: int, *, is_patient: bool) -> bool:
        """Send once; False when there was nobody to send to. `is_patient` waits for somebody."""


class Deliveries:
    """Tells the app, and tells it again when it does not answer."""

    def __init__(
        self,
        news: News,
        carrier: Carrier,
        *,
        ack_timeout: float,
        retry_delays: Sequence[float],
        deliver_later: bool,
    ) -> None:
        self._news = news
        self.carrier = carrier
        self.ack_timeout = ack_timeout
        self.retry_delays = retry_delays
        self.deliver_later = deliver_later
        self.drop_events = False
        self.repeat_share = 0.0
        self.random = Random(1)
        self.envelopes: list[Envelope] = []
        self._running: set[asyncio.Task[None]] = set()

    def tell(self, envelope: Envelope) -> None:
        """Start the delivery. Dropped events stay in the history, as when Slack gives up."""
        if self.drop_events and envelope.type == EVENTS:
            return
        self.envelopes.append(envelope)
        task = asyncio.create_task(self._deliver(envelope))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def ask(self, envelope: Envelope) -> Ack:
        """Deliver something a person did and wait, as they do, for the answer."""
        self.tell(envelope)
        await self._news.until(
            lambda: envelope.is_acked or envelope.is_given_up, self.ack_timeout + 1
        )
        return Ack(is_acked=envelope.is_acked, payload=envelope.answer, after=envelope.acked_after)

    async def stop(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _deliver(self, envelope: Envelope) -> None:
        tries = (0.0, *self.retry_delays) if envelope.type == EVENTS else (0.0,)
        for attempt, delay in enumerate(tries):
            if await self._has_arrived(envelope, delay) or not await self._try(envelope, attempt):
                break
        envelope.is_given_up = not envelope.is_acked
        self._news.tell()
        if envelope.is_acked and self.random.random() < self.repeat_share:
            await self._carry(envelope, attempt=1)

    async def _try(self, envelope: Envelope, attempt: int) -> bool:
        """Send once and wait; True means that another try makes sense.

        What has never found anybody is lost (Slack promises nothing to an app without a socket);
        what was sent once keeps to its timetable.
        """
        if not await self._carry(envelope, attempt):
            return bool(envelope.sent_at)
        wait = 0.0 if self.carrier.knows_at_once else self.ack_timeout
        return not await self._has_arrived(envelope, wait)

    async def _carry(self, envelope: Envelope, attempt: int) -> bool:
        is_patient = self.deliver_later and envelope.type == EVENTS
        return await self.carrier.carry(envelope, attempt, is_patient=is_patient)

    async def _has_arrived(self, envelope: Envelope, within: float) -> bool:
        if not envelope.is_acked and within:
            waiter = asyncio.ensure_future(envelope.arrived.wait())
            await asyncio.wait({waiter}, timeout=within)
            waiter.cancel()
        return envelope.is_acked
