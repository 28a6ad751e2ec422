"""What brings files from a platform and puts them there?

Each platform that takes files has one beside its notifier. A file is asked for by the reference
that the platform's own listener read, and only the platform itself is ever asked: no address from a
text, a title or a link is opened. Both ways take at most `PATIENCE`.
"""

from collections.abc import AsyncIterable, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from desk.attachment import Attachment
from handlers.notifier import Delivered, NotSent, Parcel, Refused

PATIENCE = timedelta(seconds=40)
"""Shorter than a lease and its quarantine, so that nobody else begins the same meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """The bytes of a file, whole."""

    content: bytes


@dataclass(frozen=True, slots=True)
class TooLarge:
    """There is more of it than was allowed; what was read is thrown away."""


Read = Callable[[], Awaitable[bytes]]
"""Reads a file whole, for those who need its bytes."""

FetchResult = Brought | TooLarge | Refused | NotSent


class FileCarrier(Protocol):
    """One platform's way for files."""

    async def fetch(self, reference: str, largest: int) -> FetchResult:
        """Bring the bytes of a file; never more than `largest`, whatever was announced."""

    async def upload(self, parcel: Parcel, file: Attachment, read: Read) -> Delivered:
        """Put a file where the parcel says; its card is the caption."""


async def read_up_to(chunks: AsyncIterable[bytes], largest: int) -> Brought | TooLarge:
    """Read a stream to its end, but give it up as soon as it is larger than allowed."""
    content = bytearray()
    async for chunk in chunks:
        content += chunk
        if len(content) > largest:
            return TooLarge()
    return Brought(content=bytes(content))
