"""Did our own page send this, and may the answer do anything but be our page?"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handlers.web.options import WebOptions

LARGEST = 1_000_000
"""Bytes of one form; words that are longer belong into a file."""

_HEALTH = {"/livez", "/readyz"}
"""Asked by probes that know only an address."""

_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class TooLargeError(Exception):
    """The form is larger than `LARGEST`."""


class Guard:
    """Refuses foreign hosts and foreign forms, and puts the safety headers on every answer."""

    def __init__(self, app: ASGIApp, options: WebOptions) -> None:
        self._app = app
        self._options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through when it is ours."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refusal(Request(scope))
        await (refused or self._app)(scope, receive, _guarded(send))

    def _refusal(self, request: Request) -> Response | None:
        if request.url.path not in _HEALTH and not self._options.is_ours(_host(request)):
            return PlainTextResponse("This desk is not known by that name.", 421)
        if request.method not in {"GET", "HEAD"} and not is_same_origin(request):
            return PlainTextResponse("This form came from another site and was not accepted.", 403)
        return None


def is_same_origin(request: Request) -> bool:
    """Whether the browser says that our own page sent it; silence is not enough."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == _host(request)


def new_secret() -> str:
    """Make a secret of 192 bits that fits a cookie."""
    return secrets.token_urlsafe(24)


def form_token(browser: str) -> str:
    """Make what forms carry from what the browser's own cookie holds."""
    return hashlib.sha256(f"form:{browser}".encode()).hexdigest()


def is_own_form(browser: str | None, token: str) -> bool:
    """Whether a form was made for the browser that sends it."""
    if browser is None:
        return False
    return hmac.compare_digest(form_token(browser).encode(), token.encode("utf-8", "replace"))


async def read_form(request: Request) -> Mapping[str, str]:
    """Read a URL-encoded form, the first value of each name; raises TooLargeError early.

    Line ends are made plain, and what no text may hold (NUL) is taken out.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise TooLargeError
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
    return {name: plain(values[0]) for name, values in fields.items()}


def plain(text: str) -> str:
    """Make line ends plain, and take out what no text may hold."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _host(request: Request) -> str:
    return request.headers.get("host", "")


def _guarded(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if "cache-control" not in headers:
                headers["cache-control"] = "no-store"
        await send(message)

    return guarded
