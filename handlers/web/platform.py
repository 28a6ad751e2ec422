"""What is the web chat to the program that runs it?"""

import asyncio

from typing_extensions import override

from handlers.files import FileCarrier
from handlers.listener import Listener
from handlers.notifier import Notifier
from handlers.platform import Platform


class WebPlatform(Platform):
    """The built-in chat: its way in is the page itself, so there is nothing to connect."""

    name = "web"

    def __init__(
        self, listener: Listener, notifier: Notifier, files: FileCarrier | None = None
    ) -> None:
        self.listener = listener
        self.notifier = notifier
        self.files = files

    @override
    async def run(self, stop: asyncio.Event) -> None:
        await stop.wait()
