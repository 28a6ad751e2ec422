"""A Telegram platform on books in memory, and ways to wait for what it does."""

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from desk.ports import NotStoredError
from handlers.handles import Handles
from handlers.telegram.app import TelegramPlatform
from handlers.telegram.options import TelegramOptions
from handlers.telegram.poller import Polling
from tests.nouns import L2_ROOM, POLICY

PATIENCE = 20.0
STOPPED = 5.0
"""A second, and four for a busy machine: the poll that is let go of would take ten."""

MAYA, SAM = 11, 12
OPTIONS = TelegramOptions()
TEAM = int(L2_ROOM.channel)


class Books:
    """Inbox, marks and leases of one desk; `broken` lets so many puts fail."""

    def __init__(self):
        self.rows, self.outcomes, self.marks, self.holder = {}, {}, {}, None
        self.puts, self.broken, self.on_put = 0, 0, None
        self.holds = 0

    async def put(self, letter):
        self.puts += 1
        await asyncio.sleep(0)
        if self.broken:
            self.broken -= 1
            raise NotStoredError(letter.key)
        is_new = letter.key not in self.rows
        self.rows.setdefault(letter.key, letter)
        if self.on_put:
            self.on_put(letter)
        return is_new

    async def outcome(self, key):
        return self.outcomes.get(key)

    async def get(self, name):
        return self.marks.get(name)

    async def set(self, name, value):
        self.marks[name] = value

    async def hold(self, name, owner, seconds):
        self.holds += 1
        self.holder = self.holder or owner
        return self.holder == owner

    async def let_go(self, name, owner):
        if self.holder == owner:
            self.holder = None

    @property
    def updates(self):
        return [key for key in self.rows if key.startswith("tg:")]

    def bodies(self, kind="update"):
        found = (json.loads(letter.body) for letter in self.rows.values())
        return [body for body in found if body["kind"] == kind]

    def texts(self):
        said = (body["update"].get("message", {}) for body in self.bodies())
        return [message["text"] for message in said if "text" in message]


def platform_on(
    telegram,
    books,
    *,
    handles=None,
    policy=POLICY,
    alarm=None,
    news=10,
    lease=30.0,
    options=OPTIONS,
):
    """Make a platform that tries again soon."""
    alarms = {} if alarm is None else {"alarm": alarm}
    return TelegramPlatform(
        token=telegram.token,
        api_url=telegram.api_url,
        options=options,
        policy=policy,
        inbox=books,
        handles=handles or Handles(books.outcome),
        marks=books,
        leases=books,
        now=lambda: datetime.now(UTC),  # noqa: TID251 - the machine's clock
        polling=Polling(again=0.05, news=news, lease=lease),
        **alarms,
    )


@asynccontextmanager
async def running(platform):
    """Poll until the block ends, and then stop without waiting for the poll under way."""
    stop = asyncio.Event()
    polling = asyncio.create_task(platform.run(stop))
    try:
        yield polling
    finally:
        stop.set()
        try:
            await asyncio.wait_for(polling, STOPPED)
        finally:
            await platform.notifier.close()


async def eventually(look, what="nothing came of it", patience=PATIENCE):
    """Wait until `look` gives something true, and give that."""
    ends = asyncio.get_running_loop().time() + patience
    while not (found := look()):
        assert asyncio.get_running_loop().time() < ends, what() if callable(what) else what
        await asyncio.sleep(0.01)
    return found
