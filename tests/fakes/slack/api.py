"""How does a call to the Web API come in, and how is it answered?

Facts, as measured: query, form and JSON body are merged, the query counts even on POST; a refusal
has HTTP status 200, only 429 and 5xx use the status; a missing token is `not_authed`, a wrong one
`invalid_auth`, one of the wrong kind `not_allowed_token_type`; granted scopes come back in
`x-oauth-scopes`.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from tests.fakes.slack import (
    api_assistant,
    api_chat,
    api_conversations,
    api_files,
    api_people,
    api_reactions,
    api_views,
)
from tests.fakes.slack.core import SlackCore
from tests.fakes.slack.errors import SlackRefusalError
from tests.fakes.slack.faults import Call, play, ratelimited
from tests.fakes.slack.spec import JSON_ARGUMENTS, Method, load_methods, read_json

Handler = Callable[[SlackCore, dict[str, Any]], dict[str, Any]]


HANDLERS: Mapping[str, Handler] = {
    **api_people.METHODS,
    **api_chat.METHODS,
    **api_conversations.METHODS,
    **api_reactions.METHODS,
    **api_views.METHODS,
    **api_files.METHODS,
    **api_assistant.METHODS,
}


class WebApi:
    """The door at `/api/<method>`."""

    def __init__(self, core: SlackCore) -> None:
        self._core = core
        self._methods = load_methods()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, with whatever was ordered to go wrong on the way."""
        call = Call(at=time.monotonic(), method=request.match_info["method"])
        self._core.attempts.append(call)
        raw, token = await _read(request)
        fault = self._core.faults.next_for(call.method, str(raw.get("channel", "")))
        await self._core.faults.run_hooks("before", call)
        if broken := await play(fault, "before", request):
            return broken
        answer = self._limited(call, raw) or self._serve(call, raw, token)
        await self._core.faults.run_hooks("after", call)
        return await play(fault, "after", request) or answer

    def _limited(self, call: Call, raw: dict[str, Any]) -> web.Response | None:
        method = self._methods.get(call.method)
        if self._core.limits is None or method is None:
            return None
        wait = self._core.limits.wait_for(call.method, method.tier, str(raw.get("channel", "")))
        return ratelimited(wait) if wait else None

    def _serve(self, call: Call, raw: dict[str, Any], token: str) -> web.Response:
        try:
            call.answer = {"ok": True, **self._carry_out(call, raw, token)}
            call.is_accepted = True
        except SlackRefusalError as refusal:
            call.answer = refusal.body
        self._core.news.tell()
        scopes = {"x-oauth-scopes": ",".join(sorted(self._core.scopes))} if call.is_accepted else {}
        return web.json_response(call.answer, headers=scopes)

    def _carry_out(self, call: Call, raw: dict[str, Any], token: str) -> dict[str, Any]:
        method, handler = self._methods.get(call.method), HANDLERS.get(call.method)
        if method is None or handler is None:
            raise SlackRefusalError("unknown_method", req_method=call.method)
        self._check_token(token, call.method)
        self._check_scopes(method)
        args = method.read(raw)
        call.args = {name: _decoded(name, value) for name, value in args.items()}
        return handler(self._core, args)

    def _check_token(self, token: str, method: str) -> None:
        """Check the token and its kind; the app-level one opens connections and nothing else."""
        app, bot = self._core.app_token, self._core.bot_token
        if not token:
            raise SlackRefusalError("not_authed")
        if token not in {app, bot}:
            raise SlackRefusalError("invalid_auth")
        if method != "auth.test" and (token == app) != (method == "apps.connections.open"):
            raise SlackRefusalError("not_allowed_token_type")
        if token == bot and self._core.token_error:
            raise SlackRefusalError(self._core.token_error)

    def _check_scopes(self, method: Method) -> None:
        """Check that any of the page's scopes was granted; the handlers look at which one."""
        self._core.need_scope(*method.bot_scopes)


async def _read(request: web.Request) -> tuple[dict[str, Any], str]:
    """Return what was passed, merged from all three places, and the token."""
    passed: dict[str, Any] = dict(request.query)
    if request.method == "POST" and request.can_read_body:
        passed |= await _body(request)
    in_passed = str(passed.pop("token", ""))
    header = request.headers.get("Authorization", "")
    return passed, header.removeprefix("Bearer ").strip() or in_passed


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        return dict(await request.post())
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        return {"": "invalid_json"}
    return body if isinstance(body, dict) else {"": "json_not_object"}


def _decoded(name: str, value: Any) -> Any:
    """Return an argument as a test wants to read it."""
    try:
        return read_json(value) if name in JSON_ARGUMENTS else value
    except ValueError:
        return value
