"""How is the fake put on a port?"""

from types import TracebackType
from typing import Self

from aiohttp import web

from tests.fakes.slack import api_files
from tests.fakes.slack.api import WebApi
from tests.fakes.slack.forms import Forms
from tests.fakes.slack.http_mode import SignedRequests
from tests.fakes.slack.reading import Reading
from tests.fakes.slack.responses import take_response

MOST_UPLOAD = 64 * 1024 * 1024


class FakeSlack(Forms, Reading):
    """A Slack workspace on a port of this machine, with an app in it.

    Use as `async with FakeSlack() as slack:` and point the app at `slack.api_url`. It is strict
    where slack.com is: tokens, scopes, arguments, cards, handles, acknowledgements. Where
    slack.com lets something pass in silence, `slack.problems` says so.
    """

    _runner: web.AppRunner

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen, on any free port unless told otherwise."""
        app = web.Application(client_max_size=MOST_UPLOAD)
        app.add_routes(
            [
                web.route("*", "/api/{method}", WebApi(self).handle),
                web.get("/link/", self.sockets.handle),
                web.post("/{kind:actions|commands|app}/{key}", self._take_response),
                web.post("/upload/v1/{file_id}", self._take_bytes),
                web.get("/files-pri/{team}-{file_id}/{path:.*}", self._give_bytes),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        host, number = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{number}"

    async def stop(self) -> None:
        """Stop for good."""
        await self.deliveries.stop()
        await self.go_down()

    async def go_down(self) -> None:
        """Break off, as in an outage: nothing answers, people go on, events wait or are lost."""
        await self.sockets.stop()
        await self._runner.cleanup()

    async def come_back(self) -> None:
        """End an outage on the same port."""
        await self.start(self.port)

    @property
    def port(self) -> int:
        return int(self.base_url.rsplit(":", 1)[1])

    def use_http(self, url: str) -> SignedRequests:
        """Tell the app by signed requests to this URL from now on, instead of over sockets."""
        carrier = SignedRequests(
            self.news,
            url,
            self.signing_secret,
            clock=self.clock,
            patience=self.deliveries.ack_timeout,
        )
        self.deliveries.carrier = carrier
        return carrier

    async def disconnect(
        self, reason: str = "refresh_requested", *, grace: float = 0.1, most: int | None = None
    ) -> None:
        """Ask sockets to reconnect, as Slack does every few hours: all, or `most` of the oldest."""
        await self.sockets.disconnect(reason, grace=grace, most=most)

    async def _take_response(self, request: web.Request) -> web.Response:
        return await take_response(self, request)

    async def _take_bytes(self, request: web.Request) -> web.Response:
        answer = await api_files.take_bytes(self, request)
        self.news.tell()
        return answer

    async def _give_bytes(self, request: web.Request) -> web.Response:
        return await api_files.give_bytes(self, request)
