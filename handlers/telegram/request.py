"""How do requests travel to Telegram, and what is known when one fails?"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING

import aiohttp
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest
from typing_extensions import override

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput
    from telegram.request import RequestData


class NotSentError(NetworkError):
    """The request never left for Telegram: no connection, or no free one in time."""


class OutcomeUnknownError(TimedOut):
    """The request left and no answer came (a reset, a read timeout); it may have been done."""


class FloodedError(RetryAfter):
    """Too much was said; nothing of this was done, and all is refused until `retry_after`.

    The library's own class warns, each time one is made or read, that its number will become a
    timedelta. This one is a timedelta already.
    """

    def __init__(self, retry_after: timedelta) -> None:
        TelegramError.__init__(self, f"Flood control exceeded. Retry in {retry_after}")
        self._retry_after = retry_after

    @property
    @override
    def retry_after(self) -> timedelta:
        return self._retry_after


_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


class SessionRequest(BaseRequest):
    """Carry the library's requests over one shared session, which its owner opens and closes.

    A call takes `timeout` seconds at most, connecting included; one that names its own
    `read_timeout` (as a long poll does) takes that instead. Neither errors nor logs hold the URL,
    because the bot's token is in it.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        timeout: float = 10.0,
        connect_timeout: float = 5.0,
    ) -> None:
        self._session = session
        self._timeout = timeout
        self._connect_timeout = min(connect_timeout, timeout)

    @property
    @override
    def read_timeout(self) -> float:
        return self._timeout

    @override
    async def initialize(self) -> None:
        """Do nothing: the session is open already."""

    @override
    async def shutdown(self) -> None:
        """Do nothing: others may still use the session."""

    @override
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Answer with status and body; raise NotSentError, OutcomeUnknownError or FloodedError."""
        total = read_timeout if isinstance(read_timeout, int | float) else self._timeout
        limits = aiohttp.ClientTimeout(total=total, connect=self._connect_timeout)
        failure: NotSentError | OutcomeUnknownError
        try:
            async with self._session.request(
                method, url, data=_form(request_data), timeout=limits, allow_redirects=False
            ) as response:
                return self._checked(response.status, await response.read())
        except _NEVER_LEFT as error:
            failure = NotSentError(type(error).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            failure = OutcomeUnknownError(type(error).__name__)
        # Raised out here, so that the first error, whose text holds the URL, is not chained to it.
        raise failure

    def _checked(self, status: int, body: bytes) -> tuple[int, bytes]:
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            parameters = self.parse_json_payload(body).get("parameters", {})
            raise FloodedError(timedelta(seconds=parameters.get("retry_after", 1)))
        return status, body


def _form(request_data: RequestData | None) -> aiohttp.FormData | None:
    if request_data is None or not (request_data.parameters or request_data.contains_files):
        return None
    # Unquoted, for Telegram would show a name as it was written: gr%C3%B6%C3%9Fe.txt
    form = aiohttp.FormData(request_data.json_parameters, quote_fields=False)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        # aiohttp warns of large bare bytes: it sends those in one go
        stream = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=filename, content_type=mime)
    return form
