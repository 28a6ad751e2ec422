"""What bytes does Telegram keep, and under which names does it hand them out?"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram.errors import bad_request

DOWNLOAD_LIMIT = 20 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file the platform holds."""

    file_id: str
    name: str
    mime: str
    content: bytes

    @property
    def path(self) -> str:
        folder = "photos" if self.mime.startswith("image/") else "documents"
        return f"{folder}/{self.file_id}"

    def wire(self) -> dict[str, Any]:
        return {
            "file_id": self.file_id,
            "file_unique_id": f"u{self.file_id}",
            "file_size": len(self.content),
        }

    def document(self) -> dict[str, Any]:
        named = {"file_name": self.name, "mime_type": self.mime}
        return {"document": {**self.wire(), **named}}

    def photo(self) -> dict[str, Any]:
        """Draw it as two sizes, the larger last, as the platform does."""
        width, height = picture_size(self.content)
        small = {"file_unique_id": f"s{self.file_id}", "width": min(width, 90)}
        sizes = [
            {**self.wire(), **small, "height": min(height, 90)},
            {**self.wire(), "width": width, "height": height},
        ]
        return {"photo": sizes}


class FileStore:
    """All files, by id and by path."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def add(self, content: bytes, *, name: str, mime: str) -> StoredFile:
        identity = f"file{len(self._files) + 1}"
        stored = StoredFile(file_id=identity, name=name, mime=mime, content=content)
        self._files[identity] = stored
        return stored

    def get(self, file_id: str) -> StoredFile:
        if file_id not in self._files:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self._files[file_id]

    def at(self, path: str) -> StoredFile | None:
        stored = self._files.get(path.rpartition("/")[2])
        return stored if stored and stored.path == path else None


def picture_size(content: bytes) -> tuple[int, int]:
    """Read the size from a PNG; take any JPEG for one of ordinary size."""
    if content.startswith(_PNG) and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(_JPEG):
        return 1280, 800
    raise bad_request("IMAGE_PROCESS_FAILED")


def require_photo(content: bytes) -> None:
    if len(content) > PHOTO_LIMIT:
        raise bad_request("too big a photo")
    width, height = picture_size(content)
    if (
        not width
        or not height
        or width + height > 10_000
        or max(width, height) > 20 * min(width, height)
    ):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
