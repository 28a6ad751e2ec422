"""How do files get onto the page and off it again?

What a browser sends is counted while it comes in, and stored in parts before the words that it came
with. `pages/saved.py` gives files to browsers.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from typing_extensions import override

from desk.attachment import Attachment, FileState, picture_of, plain_name
from desk.people import Actor, Address
from desk.ports import ChatStore
from desk.redaction import redact
from desk.views import ChatFile
from handlers.files import FetchResult, FileCarrier, Read
from handlers.notifier import Delivered, Parcel, Refused, Sent
from handlers.web.card_json import Drawn, encode
from handlers.web.security import LARGEST, TooLargeError, plain

MOST = 10
"""Files of one message."""

_CHUNK = 256_000
_TOO_LARGE = "too large"
_PATIENCE = 5
"""So many times what is allowed is read and thrown away, so that the browser hears the refusal."""


class FileShelf(Protocol):
    """Files and their bytes, as the page needs them."""

    async def announce(self, file: Attachment) -> Attachment:
        """Make the row of a file whose bytes come next; the same key again gives the same row."""

    async def write(self, id: int, content: AsyncIterator[bytes]) -> None:  # noqa: A002
        """Keep the bytes."""

    async def settle(self, file: Attachment) -> None:
        """Note what became of it."""

    async def look(self, actor: Actor, id: int) -> Attachment:  # noqa: A002
        """Give a file that the actor may see; raises NotFoundError or NotAllowedError."""

    def read(self, id: int) -> AsyncIterator[bytes]:  # noqa: A002
        """Give the bytes, part by part."""


class FilledForm(dict[str, str]):
    """The words of a form, and the files that came with them, which have to be closed."""

    files: tuple[UploadFile, ...] = ()

    @property
    def named(self) -> tuple[UploadFile, ...]:
        """The files that somebody chose; a field that was left empty comes without a name."""
        return tuple(file for file in self.files if file.filename)

    async def close(self) -> None:
        """Let go of what was read into temporary files."""
        for file in self.files:
            await file.close()


def is_upload(request: Request) -> bool:
    """Whether the browser sends files with the form."""
    return request.headers.get("content-type", "").startswith("multipart/form-data")


async def read_upload(request: Request, largest: int) -> FilledForm:
    """Read a form with files; raises TooLargeError as soon as all of it is more than allowed.

    A form that is none is read as an empty one.
    """
    stream = _counted(request, largest + LARGEST)
    parser = MultiPartParser(
        request.headers, stream, max_files=MOST, max_fields=50, max_part_size=LARGEST
    )
    try:
        sent = await parser.parse()
    except MultiPartException as error:
        if error.message == _TOO_LARGE:
            raise TooLargeError from error
        return FilledForm()
    form = FilledForm()
    for name, value in sent.multi_items():
        if isinstance(value, str):
            form.setdefault(name, plain(value))
        else:
            form.files = (*form.files, value)
    return form


async def keep(
    shelf: FileShelf, files: Sequence[UploadFile], like: Attachment
) -> tuple[ChatFile, ...]:
    """Store what came with a form; `like` says whose it is, and its key names the form."""
    kept = []
    for number, upload in enumerate(files):
        named = replace(
            like,
            key=f"{like.key}:{number}",
            name=plain_name(redact(upload.filename or "").text),
            type=upload.content_type or "",
        )
        kept.append(await _keep(shelf, upload, named))
    return tuple(kept)


async def _keep(shelf: FileShelf, upload: UploadFile, named: Attachment) -> ChatFile:
    file = await shelf.announce(named)
    start = await upload.read(_CHUNK)
    picture, size = picture_of(start), upload.size or 0
    if file.state is FileState.COMING:
        await shelf.write(file.id, _chunks(start, upload))
        await shelf.settle(replace(file, state=FileState.KEPT, size=size, picture=picture))
    return ChatFile(id=file.id, name=file.name, size=size, is_picture=picture is not None)


class WebFiles(FileCarrier):
    """Puts files into the web chat; their bytes stay where they are."""

    def __init__(
        self,
        chat: ChatStore,
        *,
        now: Callable[[], datetime],
        changed: Callable[[], None],
        name: str = "Firstline",
    ) -> None:
        self._chat = chat
        self._now = now
        self._changed = changed
        self._name = name

    @override
    async def fetch(self, reference: str, largest: int) -> FetchResult:
        """Refuse: what was sent on the page is here already."""
        return Refused(reason="own_file")

    @override
    async def upload(self, parcel: Parcel, file: Attachment, read: Read) -> Delivered:
        """Put a message with the file; the same key again puts nothing new."""
        if parcel.card is None:
            return Refused(reason="no_card")
        root = parcel.address.thread or parcel.under
        shown = ChatFile(
            id=file.id,
            name=file.name,
            size=file.size or 0,
            is_picture=file.picture is not None,
        )
        drawn = encode(Drawn(card=parcel.card))
        message = await self._chat.put(
            parcel.key,
            channel=parcel.address.channel,
            text=parcel.card.text,
            at=self._now(),
            thread=None if root is None else int(root),
            author_name=self._name,
            card=drawn,
            files=[shown],
        )
        self._changed()
        return Sent(message=str(message), drawn=drawn)


def like(key: str, by: int, place: Address, now: datetime) -> Attachment:
    """Say what is common to the files of one form."""
    return Attachment(name="", key=key, by=by, origin=place, added_at=now)


async def _counted(request: Request, largest: int) -> AsyncGenerator[bytes, None]:
    count = 0
    async for chunk in request.stream():
        count += len(chunk)
        if count > largest * _PATIENCE:
            break
        if count <= largest:
            yield chunk
    if count > largest:
        # Only at this the parser lets go of what it has put into temporary files.
        raise MultiPartException(_TOO_LARGE)


async def _chunks(start: bytes, upload: UploadFile) -> AsyncIterator[bytes]:
    chunk = start
    while chunk:
        yield chunk
        chunk = await upload.read(_CHUNK)
