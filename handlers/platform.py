"""What is one chat platform to the program that runs it?"""

import asyncio
from typing import Protocol

from handlers.listener import Listener
from handlers.notifier import Notifier


class Platform(Protocol):
    """A way in, a way out, and the connection that both live on."""

    name: str

    @property
    def listener(self) -> Listener:
        """Turns stored bodies into facts for the desk."""

    @property
    def notifier(self) -> Notifier:
        """Carries cards out."""

    async def run(self, stop: asyncio.Event) -> None:
        """Receive until `stop`; a platform that is away is tried again, never an end of the desk.

        Puts the rosters of the channels it was given into the inbox when it connects.
        """
