"""How does Slack speak to an app over web sockets?

Facts (docs.slack.dev/apis/events-api/using-socket-mode, slack_sdk's client, and issues): a link is
good for one connection; a `hello` opens it; pings are answered with the same payload; each
envelope goes to one of up to ten sockets, any of them (bolt-python#1071); an eleventh is turned
away with `too_many_websockets` (node-slack-sdk#1654); `disconnect` asks the app to fetch a new
link.
"""

import asyncio
import json
from itertools import count
from time import monotonic
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from tests.fakes.slack.delivery import Envelope
from tests.fakes.slack.news import News
from tests.fakes.slack.world import APP_ID

MOST_SOCKETS = 10


class Socket:
    """One connection of the app."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request) -> None:
        self._ws = ws
        self._request = request
        self.is_frozen = False

    @property
    def is_open(self) -> bool:
        return not self._ws.closed

    async def send(self, frame: dict[str, Any]) -> bool:
        """Send a frame; a frozen socket swallows it, as a half-dead connection does."""
        if self.is_frozen:
            return True
        try:
            await self._ws.send_str(json.dumps(frame))
        except ConnectionError:
            return False
        return True

    async def answer_ping(self, payload: bytes) -> None:
        if not self.is_frozen:
            await self._ws.pong(payload)

    async def close(self) -> None:
        await self._ws.close()

    def cut(self) -> None:
        """Break the connection without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()


class Sockets:
    """All connections of the app, and the acknowledgements that come back on any of them."""

    knows_at_once = False

    def __init__(self, news: News) -> None:
        self._news = news
        self._links: set[str] = set()
        self._somebody = asyncio.Event()
        self._turn = count()
        self._unacked: dict[str, Envelope] = {}
        self.open_sockets: list[Socket] = []
        self.opened = 0
        self.problems: list[str] = []

    def new_link(self) -> str:
        ticket = uuid4().hex
        self._links.add(ticket)
        return f"/link/?ticket={ticket}&app_id={APP_ID}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._links:
            return web.Response(status=403, text="invalid ticket")
        self._links.discard(ticket)
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        await self._serve(ws, Socket(ws, request))
        return ws

    async def carry(self, envelope: Envelope, attempt: int, *, is_patient: bool) -> bool:
        self._unacked[envelope.id] = envelope
        while socket := await self._next_socket(is_patient=is_patient):
            envelope.sent_at.append(monotonic())
            if await socket.send(envelope.frame(attempt)):
                return True
            envelope.sent_at.pop()
            self._forget(socket)
        return False

    async def disconnect(
        self, reason: str = "refresh_requested", *, grace: float = 0.1, most: int | None = None
    ) -> None:
        """Ask sockets to go, then close them; other reasons: `warning`, `link_disabled`.

        All of them, or as many of the oldest as `most` says.
        """
        leaving = list(self.open_sockets)[:most]
        for socket in leaving:
            await socket.send(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}}
            )
        await asyncio.sleep(grace)
        await asyncio.gather(*(socket.close() for socket in leaving))

    def cut(self) -> None:
        """Break all connections without a word."""
        for socket in list(self.open_sockets):
            socket.cut()

    def freeze(self) -> None:
        """Keep the connections but let nothing through: no frames and no pongs."""
        for socket in self.open_sockets:
            socket.is_frozen = True

    async def stop(self) -> None:
        await asyncio.gather(*(socket.close() for socket in list(self.open_sockets)))

    async def _next_socket(self, *, is_patient: bool) -> Socket | None:
        """Return the socket whose turn it is; the patient wait for one, the others get none."""
        while is_patient or self.open_sockets:
            await self._somebody.wait()
            for closed in [socket for socket in self.open_sockets if not socket.is_open]:
                self._forget(closed)
            if self.open_sockets:  # the one that was waited for may be gone again
                return self.open_sockets[next(self._turn) % len(self.open_sockets)]
        return None

    async def _serve(self, ws: web.WebSocketResponse, socket: Socket) -> None:
        if len(self.open_sockets) >= MOST_SOCKETS:
            await socket.send({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return
        await socket.send(self._hello())
        self.opened += 1
        self.open_sockets.append(socket)
        self._somebody.set()
        self._news.tell()
        try:
            await self._listen(ws, socket)
        finally:
            self._forget(socket)

    async def _listen(self, ws: web.WebSocketResponse, socket: Socket) -> None:
        async for message in ws:
            if message.type == WSMsgType.PING:
                await socket.answer_ping(message.data)
            elif message.type == WSMsgType.TEXT and not socket.is_frozen:
                self._take_ack(message.data)

    def _take_ack(self, text: str) -> None:
        """Take an acknowledgement; what Slack would swallow in silence is kept as a problem."""
        frame = json.loads(text)
        answer = frame.get("payload")
        envelope = self._unacked.get(frame.get("envelope_id", ""))
        if envelope is None:
            self.problems.append(f"acknowledged an envelope nobody sent: {text}")
        else:
            envelope.acknowledge(answer)
            if answer and not envelope.accepts_response_payload:
                self.problems.append(f"answered an envelope that takes no answer: {text}")
        self._news.tell()

    def _forget(self, socket: Socket) -> None:
        if socket in self.open_sockets:
            self.open_sockets.remove(socket)
            if not self.open_sockets:
                self._somebody.clear()
            self._news.tell()

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.open_sockets) + 1,
            "connection_info": {"app_id": APP_ID},
            "debug_info": {"host": "fake", "approximate_connection_time": 18060},
        }
