"""What is one chat platform to the program that runs it?"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from handlers.files import FileCarrier
from handlers.listener import Listener
from handlers.notifier import Notifier

Endpoint = Callable[[Request], Awaitable[Response]]
"""Answers a request that the platform sends to us; whether it is genuine it must see itself."""


class Platform(Protocol):
    """A way in, a way out, and the connection that both live on."""

    name: str
    listener: Listener
    """Turns stored bodies into facts for the desk."""
    notifier: Notifier
    """Carries cards out."""
    files: FileCarrier | None = None
    """Carries files; None where there is no way for them."""

    def endpoints(self) -> Mapping[str, Endpoint]:
        """Give the paths that the page's server has to open for the platform; most need none."""
        return {}

    async def run(self, stop: asyncio.Event) -> None:
        """Receive until `stop`; a platform that is away is tried again, never an end of the desk.

        Puts the rosters of the channels it was given into the inbox when it connects.
        """
