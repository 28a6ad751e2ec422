"""What does a bot meet at the other end of `api.telegram.org`?"""

from __future__ import annotations

import asyncio
import inspect
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web
from typing_extensions import override

from tests.fakes.telegram.errors import ApiError
from tests.fakes.telegram.faults import Call, Fault, Faults
from tests.fakes.telegram.methods import METHODS
from tests.fakes.telegram.mishaps import Mishaps
from tests.fakes.telegram.spec import Upload
from tests.fakes.telegram.stage import TOKEN, Stage
from tests.fakes.telegram.wire import UPLOAD_LIMIT, read_body

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType


class FakeTelegram(Stage, Mishaps):
    """A strict Bot API on a real port, and the people in its chats.

    Stricter than the vendor: unknown arguments are refused (`is_strict`), and what it cannot do it
    refuses with a text that begins with "strict:". It leaves out what no bot here meets: inline
    mode, payments, media groups as one call, other parse modes than HTML, topics in private chats,
    and the slowing down of a poller that asks too often.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "firstline_bot",
        is_strict: bool = True,
        limits: bool = False,
        has_privacy_mode: bool = True,
    ) -> None:
        super().__init__(
            token=token, username=username, limits=limits, has_privacy_mode=has_privacy_mode
        )
        self.faults = Faults()
        self._is_strict = is_strict
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        await self.come_back()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.backend.webhook.close()
        await self.go_down()

    @property
    @override
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def go_down(self) -> None:
        """Close the port and every connection; the world stays."""
        self.updates.abort_poll("terminated by shutdown")
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def come_back(self) -> None:
        """Listen, again on the same port after an outage."""
        app = web.Application(client_max_size=UPLOAD_LIMIT)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.*}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """Refuse every connection for as long as the block runs."""
        await self.go_down()
        try:
            yield
        finally:
            await self.come_back()

    @override
    def emit(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update, once its shape is the documented one."""
        self.spec.check("Update", {"update_id": 1, kind: payload}, kind)
        self.updates.put(kind, payload)

    async def perform(
        self, method: str, raw: dict[str, object], uploads: dict[str, Upload] | None = None
    ) -> Any:
        """Do what a request asks, or raise the vendor's refusal."""
        if method not in METHODS:
            raise ApiError(404, "Not Found: method not found")
        asked = self.spec.arguments(method, raw, uploads or {}, is_strict=self._is_strict)
        result = METHODS[method](self.backend, asked)
        return await result if inspect.isawaitable(result) else result

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _response(ApiError(401, "Unauthorized"))
        method = request.match_info["method"]
        try:
            raw, uploads = await read_body(request)
        except web.HTTPRequestEntityTooLarge:
            return _response(ApiError(413, "Request Entity Too Large"))
        except ApiError as refusal:
            return _response(refusal)
        call = Call(
            number=len(self.calls) + 1,
            method=method,
            arguments={**raw, **uploads},
            at=self.clock.now().timestamp(),
        )
        self.calls.append(call)
        await self.faults.run_hooks(call, "before")
        return await self._serve(request, call, self.faults.take(call) or Fault())

    async def _serve(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        if fault.error and not fault.is_done:
            return self._refused(call, fault.error)
        if fault.is_refused:
            return _reset(request)
        if fault.accept == "after":
            await asyncio.sleep(fault.delay)
        response = await self._perform_call(call)
        await self.faults.run_hooks(call, "after")
        if fault.accept == "before":
            await asyncio.sleep(fault.delay)
        if fault.error:
            return self._refused(call, fault.error)
        return _reset(request) if fault.is_dropped else response

    async def _perform_call(self, call: Call) -> web.Response:
        uploads = {k: v for k, v in call.arguments.items() if isinstance(v, Upload)}
        raw = {k: v for k, v in call.arguments.items() if k not in uploads}
        try:
            result = await self.perform(call.method, raw, uploads)
        except ApiError as refusal:
            return self._refused(call, refusal)
        return web.json_response({"ok": True, "result": result})

    def _refused(self, call: Call, refusal: ApiError) -> web.Response:
        self.refusals.append((call, refusal.description))
        return _response(refusal)

    async def _download(self, request: web.Request) -> web.Response:
        stored = self.world.files.at(request.match_info["path"])
        if request.match_info["token"] != self.token or stored is None:
            return _response(ApiError(404, "Not Found"))
        return web.Response(body=stored.content)

    @override
    async def answer_in_webhook(self, body: dict[str, Any]) -> None:
        """Do the one call that a webhook's answer may carry; its result goes nowhere."""
        method = str(body.pop("method"))
        await self.perform(method, body)


def _response(refusal: ApiError) -> web.Response:
    if refusal.code == 502:  # the proxy in front answers this one, and it speaks no JSON
        return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")
    return web.json_response(refusal.body, status=refusal.code)


def _reset(request: web.Request) -> web.Response:
    """Cut the connection without a word."""
    if request.transport:
        request.transport.abort()
    return web.Response()
