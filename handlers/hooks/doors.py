"""How do other programs report to the desk, and who is turned away?

Everybody may knock: each sender shows a token of its own before anything is read. What was taken is
stored, and what could not be stored is not taken, so that the sender sends it again.
"""

import binascii
import hmac
import json
import secrets
from base64 import b64decode
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from desk.ports import Inbox, Letter, NotStoredError
from handlers.hooks.listener import PLATFORM
from handlers.hooks.read import READERS, HookError, read_json

LARGEST = 1_000_000
"""Bytes of one report."""


class HookDoors:
    """The doors for senders of alerts and for heartbeats.

    `tokens` are those of the senders by their names, `beats` the names that are expected.
    """

    def __init__(
        self,
        inbox: Inbox,
        tokens: Mapping[str, str],
        beats: Collection[str],
        now: Callable[[], datetime],
    ) -> None:
        self._inbox = inbox
        self._tokens = tokens
        self._beats = frozenset(beats)
        self._now = now

    def routes(self) -> list[Route]:
        """Give the paths that the page's server opens; none where nobody may report."""
        if not self._tokens:
            return []
        doors = [Route(f"/hooks/{kind}", self._door(kind), methods=["POST"]) for kind in READERS]
        return [*doors, Route("/hooks/beat/{name}", self.beat, methods=["GET", "POST"])]

    async def beat(self, request: Request) -> Response:
        """Take a heartbeat in."""
        sender = self._sender(request)
        if sender is None:
            return _stranger()
        name = str(request.path_params["name"])
        if name not in self._beats:
            return _refusal(404, f'no heartbeat is called "{name}" in [[services.KEY.heartbeats]]')
        return await self._stored(sender, {"type": "beat", "name": name})

    def _door(self, kind: str) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            sender = self._sender(request)
            if sender is None:
                return _stranger()
            body = await _read(request)
            if body is None:
                return _refusal(413, f"more than {LARGEST} bytes")
            try:
                told = read_json(body)
                READERS[kind](told, self._now())
            except HookError as error:
                return _refusal(400, str(error))
            return await self._stored(sender, {"type": kind, "body": told})

        return answer

    async def _stored(self, sender: str, body: Mapping[str, object]) -> Response:
        at = self._now()
        letter = Letter(
            key=f"hooks:{sender}:{secrets.token_hex(12)}",
            platform=PLATFORM,
            conversation=f"hooks:{sender}",
            sort_at=at,
            body=json.dumps({**body, "sender": sender, "at": at.isoformat()}),
        )
        try:
            await self._inbox.put(letter)
        except NotStoredError:
            return _refusal(503, "it could not be stored; send it again")
        return JSONResponse({"stored": True}, status_code=202)

    def _sender(self, request: Request) -> str | None:
        """Find whose token is shown; every one is compared, so that no time tells which is near."""
        shown = _token(request.headers.get("authorization", "")).encode()
        matches = [
            name
            for name, token in self._tokens.items()
            if hmac.compare_digest(shown, token.encode())
        ]
        return matches[0] if matches else None


def _token(header: str) -> str:
    """Read the token: behind Bearer, or as the password that goes with any name."""
    kind, _, rest = header.partition(" ")
    if kind.lower() == "bearer":
        return rest.strip()
    if kind.lower() != "basic":
        return ""
    try:
        return b64decode(rest.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


async def _read(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _stranger() -> Response:
    told = {"error": "show the token of a sender: Authorization: Bearer ..."}
    return JSONResponse(told, status_code=401, headers={"WWW-Authenticate": "Bearer"})


def _refusal(status: int, reason: str) -> Response:
    return JSONResponse({"error": reason}, status_code=status)
