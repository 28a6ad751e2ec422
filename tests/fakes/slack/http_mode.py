"""How does Slack speak to an app over signed HTTP requests?

Facts: docs.slack.dev/authentication/verifying-requests-from-slack (the signature is
`v0=HMAC-SHA256(secret, "v0:{timestamp}:{raw body}")`), docs.slack.dev/apis/events-api (retry
headers, `X-Slack-No-Retry`), docs.slack.dev/interactivity (form field `payload`; commands are
plain form fields).
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from tests.fakes.slack.delivery import COMMANDS, EVENTS, Envelope
from tests.fakes.slack.news import News

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


class SignedRequests:
    """Carries envelopes to one request URL."""

    knows_at_once = True

    def __init__(
        self, news: News, url: str, secret: str, *, clock: Callable[[], float], patience: float
    ) -> None:
        self._news = news
        self._url = url
        self._secret = secret
        self._clock = clock
        self._patience = ClientTimeout(total=patience)
        self.statuses: list[int] = []

    async def carry(self, envelope: Envelope, attempt: int, *, is_patient: bool) -> bool:
        """Send once. A failure counts as sent, so that the next try comes by the timetable."""
        retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": envelope.failure}
        kind, body = _encode(envelope)
        envelope.sent_at.append(monotonic())
        try:
            answer = await self.post(body, kind, retry if attempt else {})
        except (ClientError, TimeoutError) as error:
            is_slow = isinstance(error, TimeoutError)
            envelope.failure = "http_timeout" if is_slow else "connection_failed"
            return True
        envelope.failure = "http_error"
        if answer.ok:
            envelope.acknowledge(_read(await answer.text()))
            self._news.tell()
        return True

    async def verify_url(self) -> bool:
        """Do the handshake of a new request URL."""
        body = json.dumps({"type": "url_verification", "token": "t", "challenge": "a-challenge"})
        answer = await self.post(body, JSON, {})
        return answer.status == 200 and "a-challenge" in await answer.text()

    async def post(
        self, body: str, kind: str, headers: dict[str, str], *, age: float = 0.0, secret: str = ""
    ) -> ClientResponse:
        """Post a signed body; `age` and `secret` make an old or a forged one."""
        stamp = str(int(self._clock() - age))
        signed = {**sign(secret or self._secret, stamp, body), "Content-Type": kind, **headers}
        async with (
            ClientSession(timeout=self._patience) as session,
            session.post(self._url, data=body.encode(), headers=signed) as answer,
        ):
            await answer.read()
        self.statuses.append(answer.status)
        return answer


def sign(secret: str, stamp: str, body: str) -> dict[str, str]:
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _encode(envelope: Envelope) -> tuple[str, str]:
    if envelope.type == EVENTS:
        return JSON, json.dumps(envelope.payload)
    fields = envelope.payload
    if envelope.type != COMMANDS:
        fields = {"payload": json.dumps(envelope.payload)}
    return FORM, urlencode(fields)


def _read(text: str) -> dict[str, Any] | None:
    """Return an answer as Socket Mode would have it: plain text is a command's `text`."""
    if not text:
        return None
    try:
        read = json.loads(text)
    except ValueError:
        return {"text": text}
    return read if isinstance(read, dict) else {"text": text}
