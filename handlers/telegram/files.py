"""How do files come out of Telegram and get into it?

A file is asked for by its id; Telegram names a path, and only below its own address is anything
read. Putting one there cannot be looked into afterwards: after an unknown outcome it is sent again.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog
from telegram import Bot, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from typing_extensions import override

from desk.attachment import Attachment
from handlers.files import FetchResult, FileCarrier, Read, TooLarge, read_up_to
from handlers.notifier import Delivered, NotSent, Parcel, Refused, Sent
from handlers.telegram.errors import reason_of, says, wait_of
from handlers.telegram.identity import read_thread
from handlers.telegram.markup import escape
from handlers.telegram.moves import Moves
from handlers.telegram.notifier import NO_TOPIC, meaning
from handlers.telegram.render import draw_text
from handlers.texts import Texts

LARGEST_PHOTO = 10_000_000

_PHOTOS = frozenset({"image/png", "image/jpeg"})
_NO_PHOTO = ("photo", "image_process_failed", "too big")
_CHUNK = 65_536
_SECONDS = 35.0
_AGAIN = 30.0
_LOCKED_OUT_PAUSE = 60.0

_NAMED = {
    "document": "file",
    "video": "video.mp4",
    "animation": "animation.mp4",
    "audio": "audio.mp3",
    "voice": "voice.ogg",
    "video_note": "video.mp4",
}
"""What is sent as a file, and what it is called where its sender's program did not say."""

log = structlog.get_logger(__name__)

Place = tuple[int | None, int | None]


def files_of(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Give what came with a message: the largest size of a photo, or the one file."""
    if message.get("photo"):
        largest = max(message["photo"], key=lambda size: size["width"] * size["height"])
        return (_attachment(largest, "photo.jpg", "image/jpeg"),)
    kind = next((name for name in reversed(_NAMED) if name in message), None)
    if kind is None:
        return ()
    file = message[kind]
    name, told = file.get("file_name") or _NAMED[kind], file.get("mime_type") or ""
    return (_attachment(file, name, told),)


def album_of(message: Mapping[str, Any]) -> str | None:
    """Name the album that the message is part of, as an anchor for its other parts."""
    album = message.get("media_group_id")
    return None if album is None else f"g{album}"


class TelegramFiles(FileCarrier):
    """Telegram's way for files; `base` is the address below which it keeps them."""

    def __init__(self, bot: Bot, session: aiohttp.ClientSession, base: str, moves: Moves) -> None:
        self._bot = bot
        self._session = session
        self._base = base
        self._moves = moves

    @override
    async def fetch(self, reference: str, largest: int) -> FetchResult:
        """Ask where the file is, and read it from there."""
        try:
            file = await self._bot.get_file(reference)
        except TelegramError as error:
            return _not_given(error)
        path = file.file_path or ""
        if not path.startswith(self._base) or ".." in path:
            log.error("file elsewhere", reference=reference)
            return Refused(reason="file elsewhere")
        return await self._read(path, largest)

    @override
    async def upload(self, parcel: Parcel, file: Attachment, read: Read) -> Delivered:
        """Put the file there, once; a picture as a photo where Telegram takes it for one."""
        there = await self._moves.placed(parcel)
        try:
            return self._moves.kept(parcel, await self._upload(there, file, read))
        except ChatMigrated as error:
            await self._moves.take(int(parcel.address.channel), error.new_chat_id)
        there = await self._moves.placed(parcel)
        try:
            return self._moves.kept(parcel, await self._upload(there, file, read))
        except ChatMigrated as error:
            return meaning(parcel, error)

    async def _upload(self, parcel: Parcel, file: Attachment, read: Read) -> Delivered:
        place = read_thread(parcel.under or parcel.address.thread)
        content = await read()
        try:
            return await self._put(parcel, file, content, place)
        except BadRequest as error:
            if place[0] is None or not says(error, *NO_TOPIC):
                return meaning(parcel, error)
        except ChatMigrated:
            raise
        except TelegramError as error:
            return meaning(parcel, error)
        try:
            return await self._put(parcel, file, content, (None, None))
        except TelegramError as error:
            return meaning(parcel, error)

    async def _read(self, url: str, largest: int) -> FetchResult:
        limits = aiohttp.ClientTimeout(total=_SECONDS, connect=5.0)
        try:
            async with self._session.get(url, timeout=limits, allow_redirects=False) as response:
                if response.status == HTTPStatus.OK:
                    return await read_up_to(response.content.iter_chunked(_CHUNK), largest)
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return NotSent(reason=reason_of(error), retry_after=_AGAIN)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
            return NotSent(reason=f"status {status}", retry_after=_AGAIN)
        return Refused(reason=f"status {status}")

    async def _put(
        self, parcel: Parcel, file: Attachment, content: bytes, place: Place
    ) -> Delivered:
        caption = _caption(parcel)
        message = await self._send(file, content, _around(parcel, file, place, caption))
        return Sent(message=str(message.message_id), drawn=caption)

    async def _send(self, file: Attachment, content: bytes, around: dict[str, Any]) -> Message:
        if file.picture in _PHOTOS and len(content) <= LARGEST_PHOTO:
            try:
                return await self._bot.send_photo(photo=content, **around)
            except BadRequest as error:
                if not says(error, *_NO_PHOTO):
                    raise
                log.info("no photo", reason=error.message)
        return await self._bot.send_document(document=content, **around)


def _around(parcel: Parcel, file: Attachment, place: Place, caption: str) -> dict[str, Any]:
    """What is the same for a photo and a document: where it goes, and what stands under it."""
    return {
        "chat_id": int(parcel.address.channel),
        "filename": file.name,
        "caption": caption,
        "parse_mode": ParseMode.HTML,
        "message_thread_id": place[0],
        "reply_parameters": _reply_to(place[1]),
        "read_timeout": _SECONDS,
    }


def _attachment(file: Mapping[str, Any], name: str, told: str) -> Attachment:
    return Attachment(name=name, reference=file["file_id"], size=file.get("file_size"), type=told)


def _caption(parcel: Parcel) -> str:
    card = parcel.card
    if card is None:
        return ""
    repeat = escape(Texts(card.language).say("platform.repeat"))
    return draw_text(card, f"{repeat} " if parcel.is_repeat else "")


def _not_given(error: TelegramError) -> FetchResult:
    """Say what an error means for a file that may simply be asked for again."""
    if isinstance(error, RetryAfter):
        return NotSent(reason="flood", retry_after=wait_of(error))
    if isinstance(error, InvalidToken | Conflict):
        return NotSent(reason="locked out", retry_after=_LOCKED_OUT_PAUSE)
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return NotSent(reason=reason_of(error), retry_after=_AGAIN)
    return TooLarge() if says(error, "too big") else Refused(reason=error.message)


def _reply_to(message: int | None) -> ReplyParameters | None:
    if message is None:
        return None
    return ReplyParameters(message_id=message, allow_sending_without_reply=True)
