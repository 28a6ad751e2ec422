"""What does a Telegram say that no one here wrote?

`TelegramPeer` starts PyPI's `lo-bot-api-emulator` on a free port, with the verbs of `FakeTelegram`
for acting and reading, so that a scenario can run on either. The emulator reads every request,
checks it against a contract of its own and carries the updates; what it accepts is then kept in a
world of ours, because it keeps no text itself.

What it lacks and is added here, by our own methods: topics, pins, reactions, `getChat` and its kin,
copies, forwards, descriptions, files by id, and the few arguments in `_UNKNOWN_THERE`, which it
never gets to see (nor button styles and forced replies).

What it cannot do, with the reason:

- `edit`, `react`, `join`, `leave`, `block_bot`, `kick_bot` and the like: its queue takes messages,
  callback queries and inline queries only. They raise `PeerCannotError`.
- Wrong tokens: it checks none.
- Lengths after markup: it parses no HTML, and counts the tags in. Wrong markup is refused, by us.
- Texts of errors: some are its own (`invalid reply_markup`, `... is not supported yet`).
- Two pollers: it refuses the second, where the vendor ends the first.
- Updates past 24 hours, ids that start anew, flood limits, faults, outages: it knows none.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web
from lo_bot_api_emulator import (  # type: ignore[import-untyped]
    MODELED_METHODS,
    ApiRefusal,
    LoBotApiEmulator,
)
from typing_extensions import override

from tests.fakes.telegram.errors import ApiError
from tests.fakes.telegram.faults import Call
from tests.fakes.telegram.methods import METHODS
from tests.fakes.telegram.spec import Upload
from tests.fakes.telegram.stage import TOKEN, Stage

if TYPE_CHECKING:
    from types import TracebackType

Json = dict[str, Any]
_UNKNOWN_THERE = {
    "message_thread_id",
    "link_preview_options",
    "protect_content",
    "show_caption_above_media",
    "message_effect_id",
}
_ITS_OWN = {"getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo"}
_CARRIED = {"message", "callback_query"}


class PeerCannotError(NotImplementedError):
    """The peer has no such thing; the module's first lines say why."""


class _KeepingEmulator(LoBotApiEmulator):  # type: ignore[misc] # ships no types
    """The emulator, which lets us keep what it accepts."""

    def __init__(self, stage: TelegramPeer) -> None:
        super().__init__(allow_insecure_loopback_webhooks=True)
        self._stage = stage

    @override
    def validate(self, method: str, fields: Json, uploads: dict[str, Json]) -> Any:
        call = self._stage.note(method, {**fields, **uploads})
        try:
            if method in METHODS and method not in MODELED_METHODS - {"getFile"}:
                return self._stage.keep(method, fields, uploads)
            result = super().validate(method, _as_it_knows(fields), uploads)
            return result if method in _ITS_OWN else self._stage.keep(method, fields, uploads)
        except ApiRefusal as refusal:
            self._stage.refusals.append((call, refusal.description))
            raise

    @override
    def source(self, kind: str, value: Any, uploads: Json, *, album: bool = False) -> Any:
        """Take our own file ids too."""
        is_ours = isinstance(value, str) and value.startswith("file") and kind not in uploads
        return value if is_ours else super().source(kind, value, uploads, album=album)

    @override
    async def download(self, request: web.Request) -> web.Response:
        stored = self._stage.world.files.at(request.match_info["path"])
        if stored is None:
            raise web.HTTPNotFound
        return web.Response(body=stored.content)


class TelegramPeer(Stage):
    """The emulator on a port of its own, with people in its chats."""

    def __init__(self, *, token: str = TOKEN, username: str = "firstline_bot") -> None:
        super().__init__(token=token, username=username)
        self._emulator = _KeepingEmulator(self)
        self._on_their_way: list[asyncio.Task[int]] = []
        self._runner = web.AppRunner(self._emulator.app(), access_log=None, shutdown_timeout=0.1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.gather(*self._on_their_way)
        await self._runner.cleanup()

    @property
    @override
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    @override
    def emit(self, kind: str, payload: Json) -> None:
        """Queue an update; the emulator takes it as soon as the loop is free."""
        if kind not in _CARRIED:
            raise PeerCannotError(f"the peer carries no {kind}")
        update = self._emulator.enqueue_update({kind: payload}, token=self.token)
        self._on_their_way.append(asyncio.get_running_loop().create_task(update))

    def note(self, method: str, arguments: Json) -> Call:
        """Keep a record of a call, and of the offset it confirms."""
        at = self.clock.now().timestamp()
        call = Call(number=len(self.calls) + 1, method=method, arguments=arguments, at=at)
        self.calls.append(call)
        if method == "getUpdates":
            offset = int(arguments.get("offset", 0))
            self.updates.confirmed_offset = max(self.confirmed_offset, offset)
        return call

    def keep(self, method: str, fields: Json, uploads: dict[str, Json]) -> Any:
        """Do in our world what the emulator accepted."""
        files = {name: _upload(part) for name, part in uploads.items()}
        try:
            asked = self.spec.arguments(method, fields, files, is_strict=True)
            return METHODS[method](self.backend, asked)
        except ApiError as error:
            parameters = error.parameters or None
            raise ApiRefusal(error.description, error.code, parameters) from None


def _as_it_knows(fields: Json) -> Json:
    """Leave out what its contract has no place for."""
    known = {name: value for name, value in fields.items() if name not in _UNKNOWN_THERE}
    raw = known.get("reply_markup")
    markup = json.loads(raw) if isinstance(raw, str) else raw
    if isinstance(markup, dict) and "force_reply" in markup:
        return {name: value for name, value in known.items() if name != "reply_markup"}
    if isinstance(markup, dict) and "inline_keyboard" in markup:
        rows = [[_plain(button) for button in row] for row in markup["inline_keyboard"]]
        known["reply_markup"] = json.dumps({"inline_keyboard": rows})
    return known


def _plain(button: Json) -> Json:
    return {name: value for name, value in button.items() if name != "style"}


def _upload(part: Json) -> Upload:
    mime = "application/octet-stream"  # it does not keep the part's own
    return Upload(filename=part["filename"], content=part["data"], content_type=mime)
