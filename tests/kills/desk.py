"""The real program with every wait shortened, in a process that dies where it is told to.

Each program is forked off a nursery that has imported everything and done nothing else, so that
it starts in a fraction of the time.
"""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Connection, event

import handlers.slack.app  # noqa: F401 - the nursery imports what programs will need
from bot import logs
from bot.config import parse
from bot.delivery import Patience
from bot.program import run, workers
from bot.settings import Settings
from bot.wiring import add_slack, build
from handlers.telegram.app import TelegramPlatform
from handlers.telegram.options import TelegramOptions
from handlers.telegram.poller import Polling
from storage.worker_lock import worker_lock
from tests.kills.spots import Spot, Tally, kind_of, purpose_of

QUICK = Patience(
    lease=timedelta(seconds=2),
    least_lease=timedelta(seconds=1),
    quarantine=timedelta(seconds=0.8),
    second_look=timedelta(seconds=0.3),
    poll=0.1,
    drain=1.0,
)
POLLING = Polling(news=1, lease=1.5, again=0.2)

CONFIG = """
[desk]
name = "Harbour"
[tiers.L1]
title = "L1 support"
channels = ["{room}"]
calendar = "always"
[calendars.always]
hours = "24/7"
[[sla]]
calendar = "always"
first_response = "2h"
resolution = "3d"
"""

NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload(["__main__", __name__, "tests.kills.shelf"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Where a program lives, and when it dies."""

    url: str
    room: str
    api_url: str
    tokens: Sequence[str]
    is_blind: bool = False
    death: Spot | None = None
    diary: Path | None = None

    @property
    def platform(self) -> str:
        return self.room.partition(":")[0]


def config_of(room: str):
    return parse(CONFIG.format(room=room), "firstline.toml")


def live(orders):
    """Run until death."""
    asyncio.run(_live(orders))


async def _live(orders):
    logs.set_up(is_quiet=True)
    if (test := multiprocessing.parent_process()) is not None:
        asyncio.get_running_loop().add_reader(test.sentinel, die)  # it was stopped without a word
    from tests.kills.shelf import SHELF  # in the nursery it is there already

    with worker_lock(orders.url):
        desk = await build(
            orders.url,
            config_of(orders.room),
            patience=QUICK,
            is_blind=orders.is_blind,
            librarian=SHELF,
        )
        desk.pacer.paces.clear()
        watch(desk.store.database, Tally(orders.death, die, orders.diary))
        if orders.platform == "slack":
            bot, app = orders.tokens
            add_slack(desk, settings_of(orders.api_url, bot, app))
        else:
            desk.add(telegram_of(desk, orders))
        await run(desk, workers(desk), asyncio.Event())


def settings_of(api_url, bot, app):
    return Settings.model_construct(
        slack_bot_token=SecretStr(bot),
        slack_app_token=SecretStr(app),
        slack_signing_secret=None,
        slack_api_url=api_url,
    )


def telegram_of(desk, orders):
    return TelegramPlatform(
        token=orders.tokens[0],
        api_url=orders.api_url,
        options=TelegramOptions(),
        policy=desk.policy,
        inbox=desk.store.inbox,
        handles=desk.handles,
        marks=desk.store.marks,
        leases=desk.store.leases,
        now=desk.clocks.machine,
        polling=POLLING,
    )


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def watch(database, tally):
    """Pass by every statement, and every commit before and after it."""
    for engine in {database._writer.sync_engine, database._reader.sync_engine}:
        event.listen(engine, "begin", _open, insert=True)
        event.listen(engine, "before_cursor_execute", _noticing(tally))
        engine.dialect.do_commit = _committing(tally, engine.dialect.do_commit)


def _open(connection: Connection) -> None:
    connection.info["told"] = []


def _noticing(tally):
    def notice(connection, cursor, statement, parameters, context, executemany):
        kind = kind_of(statement)
        connection.info.setdefault("told", []).append(kind)
        tally.pass_by(kind)

    return notice


def _committing(tally, commit):
    def do_commit(connection):
        purpose = purpose_of(connection.info.get("told", ()))
        tally.pass_by(f"commit {purpose} before")
        commit(connection)
        tally.pass_by(f"commit {purpose} after")

    return do_commit
