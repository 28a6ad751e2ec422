"""What may be set about the web platform itself?"""

from dataclasses import dataclass
from urllib.parse import urlsplit

_OWN_COMPUTER = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """`base_url` is the address that people type; `mention` is what they call the bot in chat."""

    base_url: str = "http://127.0.0.1:8080"
    mention: str = "firstline"
    bot_name: str = "Firstline"

    @property
    def is_secure(self) -> bool:
        """Whether cookies can be kept to encrypted connections."""
        return urlsplit(self.base_url).scheme == "https"

    def is_ours(self, host: str) -> bool:
        """Whether a Host header names this desk; a stranger's name that points here does not.

        A page of a rebound name would otherwise pass for our own.
        """
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        wanted = urlsplit(self.base_url).netloc
        if wanted.rpartition(":")[0] in _OWN_COMPUTER or wanted in _OWN_COMPUTER:
            return name in _OWN_COMPUTER
        return host == wanted


DEFAULTS = WebOptions()
"""What holds where nothing was said."""
