"""How does the program live on, killed and started again?"""

import asyncio
import signal
from contextlib import asynccontextmanager
from dataclasses import replace

from aiohttp import web

from tests.kills.desk import NURSERY, live
from tests.kills.spots import Tally

SENDS = {
    "slack": (
        "chat.postMessage",
        "chat.update",
        "chat.postEphemeral",
        "views.open",
        "reactions.add",
        "conversations.history",
        "conversations.replies",
        "files.info",
        "files.getUploadURLExternal",
        "files.completeUploadExternal",
    ),
    "telegram": (
        "sendMessage",
        "editMessageText",
        "createForumTopic",
        "editForumTopic",
        "setMessageReaction",
        "answerCallbackQuery",
        "getUpdates",
        "getFile",
        "sendDocument",
    ),
}
"""What the program may say, by platform; its polls count when they bring something."""


class Lives:
    """The program, started anew as often as it dies; each life has its own death, the last none."""

    def __init__(self, fake, orders, deaths):
        self._fake = fake
        self._orders = orders
        self._left = list(deaths)
        self._tally = Tally(None, self._kill, orders.diary)
        self._process = None
        self._is_dead = asyncio.Event()
        self._ended = asyncio.Event()
        self.deaths = []
        for method in SENDS[orders.platform]:
            for when in ("before", "after"):
                self._hook(method, when)

    @asynccontextmanager
    async def going_on(self):
        task = asyncio.create_task(self._go_on())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.wait([task])
            if self._process is not None and self._process.is_alive():
                self._process.kill()
                await asyncio.to_thread(self._process.join)

    async def watching(self, work):
        """Do the work, unless a life ends in any other way than it was told to."""
        doing, ending = asyncio.ensure_future(work), asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({doing, ending}, return_when=asyncio.FIRST_COMPLETED)
            assert doing.done(), f"the program ended by itself with {self._process.exitcode}"
            return doing.result()
        finally:
            doing.cancel()
            ending.cancel()

    async def _go_on(self):
        while True:
            death = self._left.pop(0) if self._left else None
            await self._live(death)
            if death is None or self._process.exitcode != -signal.SIGKILL:
                self._ended.set()
                return
            self.deaths.append(death)

    async def _live(self, death):
        is_sent = death is not None and death.is_send
        orders = replace(self._orders, death=None if is_sent else death)
        self._tally.seen.clear()
        self._tally.death = death if is_sent else None
        self._is_dead.clear()
        self._process = process = NURSERY.Process(target=live, args=(orders,), daemon=True)
        process.start()
        loop = asyncio.get_running_loop()
        loop.add_reader(process.sentinel, self._is_dead.set)
        try:
            await self._is_dead.wait()
        finally:
            loop.remove_reader(process.sentinel)
        process.join()

    def _kill(self):
        self._process.kill()
        return self._is_dead.wait()

    def _hook(self, method, when):
        async def passing(call):
            if method == "getUpdates" and not self._fake.updates.pending():
                return
            dying = self._tally.pass_by(f"send {method} {when}")
            if dying is not None:
                await dying
                if when == "before":  # what was never sent is never carried out
                    raise web.HTTPServiceUnavailable

        faults = self._fake.faults if self._orders.platform == "slack" else self._fake
        faults.on_call(method, passing, when=when)
