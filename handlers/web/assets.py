"""Under which names are our script and style sheet served, so that they can be kept for ever?"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).with_name("static")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file, read once."""

    content: bytes
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """All files by the name that carries their hash, and those names by the plain one."""

    by_name: Mapping[str, Asset]
    names: Mapping[str, str]

    def url(self, plain: str) -> str:
        """Where the page finds a file."""
        return f"/static/{self.names[plain]}"


def read_assets(folder: Path = _FOLDER) -> Assets:
    """Read every file of the folder."""
    by_name: dict[str, Asset] = {}
    names: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
        by_name[name] = Asset(content=content, type=_TYPES[path.suffix])
        names[path.name] = name
    return Assets(by_name=by_name, names=names)
