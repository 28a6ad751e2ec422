"""Which files of a folder are read, and what do they say?"""

import stat
from pathlib import Path
from typing import Final

from knowledge.errors import FolderMissingError
from knowledge.faults import Fault

_LARGEST_FILE: Final = 256 * 1024


def markdown_in(folder: Path) -> list[Path]:
    """List the folder's Markdown files by name; raises FolderMissingError."""
    # Files with a leading dot are what editors leave behind while someone types.
    try:
        names = [path for path in folder.iterdir() if path.suffix == ".md"]
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FolderMissingError(folder) from error
    return sorted(path for path in names if not path.name.startswith("."))


def read_text(path: Path, name: str) -> str | Fault:
    """Read a file as text with plain line ends; `name` is what a fault calls it."""
    try:
        entry = path.stat()
        if not stat.S_ISREG(entry.st_mode):  # a pipe would be waited for without end
            return Fault(file=name, line=0, code="not_a_file")
        if entry.st_size > _LARGEST_FILE:
            facts = {"limit": str(_LARGEST_FILE)}
            return Fault(file=name, line=0, code="too_large", facts=facts)
        raw = path.read_bytes()
    except OSError as error:
        facts = {"reason": error.strerror or "unknown"}
        return Fault(file=name, line=0, code="unreadable", facts=facts)
    return _decode(name, raw)


def _decode(file: str, raw: bytes) -> str | Fault:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Fault(file=file, line=line, code="not_utf8")
    return text.replace("\r\n", "\n").replace("\r", "\n")
