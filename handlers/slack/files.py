"""How do files come out of Slack and get into it?

A file is asked for by its id, and Slack's own answer says where it is; our token goes to Slack's
hosts and nowhere else. Putting one there takes three calls and is not atomic, so the file's id is
written down before it is shared: asked again, Slack tells whether that was done.
"""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from typing_extensions import override

from desk.attachment import Attachment, FileState
from desk.notice import Op
from desk.people import Address
from handlers.files import Brought, FetchResult, FileCarrier, Read, read_up_to
from handlers.notifier import Delivered, NotSent, Parcel, Refused, Sent, Unknown
from handlers.slack.errors import AWAY, code_of
from handlers.slack.identity import PLATFORM
from handlers.slack.notifier import SlackNotifier, certain, meaning
from handlers.slack.render import fallback

_OWN_HOST: Final = "slack.com"
_GONE: Final = frozenset({"tombstone", "hidden_by_limit"})
_UNSHARED: Final = frozenset({"file_not_found", "file_deleted"})
_DONE: Final = "done:"
_CHUNK: Final = 65_536
_AGAIN: Final = 30.0
_LIMITS: Final = aiohttp.ClientTimeout(total=35.0, connect=5.0)

log = structlog.get_logger(__name__)


class Marks(Protocol):
    """Small texts that outlive the process."""

    async def get(self, name: str) -> str | None:
        """Give what was kept."""

    async def set(self, name: str, value: str) -> None:
        """Keep it."""


class Pad(Marks):
    """Marks of a process that keeps none."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    @override
    async def get(self, name: str) -> str | None:
        return self._kept.get(name)

    @override
    async def set(self, name: str, value: str) -> None:
        self._kept[name] = value


def files_of(event: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Give what came with a message; what Slack only links to is named, not fetched."""
    files = event.get("files") or ()
    return tuple(_attachment(file) for file in files if file.get("mode") not in _GONE)


class SlackFiles(FileCarrier):
    """Slack's way for files."""

    def __init__(
        self,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        notifier: SlackNotifier,
        marks: Marks,
    ) -> None:
        self._client = client
        self._session = session
        self._notifier = notifier
        self._marks = marks

    @override
    async def fetch(self, reference: str, largest: int) -> FetchResult:
        """Ask where the file is, and read it from there."""
        try:
            told = (await self._client.files_info(file=reference))["file"]
            return await self._read(told, largest)
        except (SlackApiError, *AWAY) as error:
            return _not_given(error)

    @override
    async def upload(self, parcel: Parcel, file: Attachment, read: Read) -> Delivered:
        """Put the file into its thread, once; called again, it looks how far it came."""
        try:
            channel = await self._notifier.channel_of(parcel)
            number = await self._there(parcel, channel)
            if number is None:
                number = await self._bring(parcel, file, await read())
            elif number.startswith(_DONE):
                return Sent(message=number.removeprefix(_DONE))
        except (SlackApiError, *AWAY) as error:
            return certain(meaning(parcel, error))
        if number is None:
            return NotSent(reason="not taken", retry_after=_AGAIN)
        return await self._share(parcel, file, channel, number)

    async def _read(self, told: Mapping[str, Any], largest: int) -> FetchResult:
        url = str(told.get("url_private_download") or told.get("url_private") or "")
        if not self._is_slacks(url):
            log.error("file elsewhere", file=told.get("id"))
            return Refused(reason="file elsewhere")
        token = {"Authorization": f"Bearer {self._client.token}"}
        async with self._session.get(
            url, headers=token, timeout=_LIMITS, allow_redirects=False
        ) as response:
            if response.status != HTTPStatus.OK:
                return _status(response.status)
            result = await read_up_to(response.content.iter_chunked(_CHUNK), largest)
        # Without the scope Slack sends a page that asks to sign in, as if it were the file.
        if isinstance(result, Brought) and told.get("size") not in {None, len(result.content)}:
            return Refused(reason="not the file")
        return result

    async def _there(self, parcel: Parcel, channel: str) -> str | None:
        """Give the id of a file that was brought before, marked when it was shared too."""
        number = await self._marks.get(_mark(parcel))
        if not number:
            return None
        try:
            told = (await self._client.files_info(file=number))["file"]
        except SlackApiError as error:
            if code_of(error) not in _UNSHARED:
                raise
            return None
        return f"{_DONE}{number}" if channel in _places(told) else number

    async def _bring(self, parcel: Parcel, file: Attachment, content: bytes) -> str | None:
        """Give Slack the bytes, and write down under which id; None when it did not take them."""
        answer = await self._client.files_getUploadURLExternal(
            filename=file.name, length=len(content)
        )
        url, number = str(answer["upload_url"]), str(answer["file_id"])
        if not self._is_slacks(url):
            log.error("upload elsewhere", file=file.id)
            return None
        async with self._session.post(
            url, data=BytesIO(content), timeout=_LIMITS, allow_redirects=False
        ) as response:
            if response.status != HTTPStatus.OK:
                return None
        await self._marks.set(_mark(parcel), number)
        return number

    async def _share(
        self, parcel: Parcel, file: Attachment, channel: str, number: str
    ) -> Delivered:
        card = parcel.card
        try:
            async with asyncio.timeout(_LIMITS.total):
                await self._client.files_completeUploadExternal(
                    files=[{"id": number, "title": file.name}],
                    channel_id=channel,
                    thread_ts=parcel.under or parcel.address.thread,
                    initial_comment=fallback(card) if card else None,
                )
        except (SlackApiError, *AWAY) as error:
            told = meaning(parcel, error)
            log.info("not shared", file=file.id, reason=code_of(error))
            return told
        return Sent(message=number, drawn=file.name)

    def _is_slacks(self, url: str) -> bool:
        """Whether an address is one of Slack's: there, and only there, our token is shown."""
        asked, ours = urlsplit(url), urlsplit(self._client.base_url)
        if asked.netloc == ours.netloc:
            return asked.scheme == ours.scheme
        host = asked.hostname or ""
        is_slack = (ours.hostname or "").endswith(_OWN_HOST)
        return is_slack and asked.scheme == "https" and host.endswith(f".{_OWN_HOST}")


def _attachment(file: Mapping[str, Any]) -> Attachment:
    is_elsewhere = bool(file.get("is_external")) or file.get("mode") == "external"
    return Attachment(
        name=str(file.get("name") or file.get("title") or "file"),
        reference=str(file["id"]),
        size=file.get("size"),
        type=str(file.get("mimetype") or ""),
        link=_link(file),
        state=FileState.LOST if is_elsewhere else FileState.COMING,
    )


def _link(file: Mapping[str, Any]) -> str | None:
    """Give Slack's own page of the file; whatever leads elsewhere is no link of ours."""
    link = urlsplit(str(file.get("permalink") or ""))
    is_slacks = link.scheme == "https" and (link.hostname or "").endswith(f".{_OWN_HOST}")
    return link.geturl() if is_slacks else None


def _places(told: Mapping[str, Any]) -> set[str]:
    """Name the channels where a file is to be seen."""
    return {place for kind in ("channels", "groups", "ims") for place in told.get(kind) or ()}


def _mark(parcel: Parcel) -> str:
    return f"slack:upload:{parcel.key}"


def _not_given(error: Exception) -> FetchResult:
    """Say what an error means for a file that may simply be asked for again."""
    nothing = Parcel(key="", op=Op.FETCH, address=Address(platform=PLATFORM, channel=""))
    told = meaning(nothing, error)
    if isinstance(told, Unknown):
        return NotSent(reason=told.reason, retry_after=_AGAIN)
    return told if isinstance(told, NotSent | Refused) else Refused(reason=code_of(error))


def _status(status: int) -> FetchResult:
    is_later = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS
    reason = f"status {status}"
    return NotSent(reason=reason, retry_after=_AGAIN) if is_later else Refused(reason=reason)
