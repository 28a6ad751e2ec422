"""Does the program start what it was told, refuse what it must not, and end at once?"""

import asyncio
import os
import signal
import socket
import time

import aiohttp
import pytest

from bot import demo
from bot.channel_names import keep
from bot.cli.output import progress
from bot.config import example, parse
from bot.errors import PlatformRefusedError
from bot.program import run
from bot.settings import Settings
from bot.starting import Plan, StartError, channel_ids, run_demo, run_desk
from bot.wiring import build
from desk.outcome import Done
from storage import migrate
from tests import nouns
from tests.bot.conftest import CONFIG
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.patience import eventually

AT_ONCE, SECOND_START = 2.0, 3.0
BUSY = 15.0
"""Seconds that a machine full of other tests may add to what takes two by itself."""

FIRST_START = 90.0
"""Seconds for acting out a week of history on such a machine."""


def plan_for(folder, **more):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Plan(**{"url": f"sqlite:///{folder}/desk.db", "port": port, **more})


class Started:
    """The program in a task of its own, with its page."""

    def __init__(self, plan, task, said):
        self.home = f"http://127.0.0.1:{plan.port}"
        self.task = task
        self.said = said

    async def answers(self, path="/livez"):
        async with aiohttp.ClientSession() as session:
            try:
                async with session.get(self.home + path) as answer:
                    return answer.status
            except aiohttp.ClientError:
                return 0

    async def end(self, number=signal.SIGTERM):
        """Give the seconds that it took to end."""
        begun = time.monotonic()
        os.kill(os.getpid(), number)
        async with asyncio.timeout(20):
            await self.task
        return time.monotonic() - begun


@pytest.fixture
def start(empty_folder, monkeypatch):
    """Start a desk or a demo in this process, and wait until its page answers."""
    monkeypatch.setattr("bot.logs.set_up", lambda **_: None)

    async def start(plan, *what):
        said = []
        runner = run_desk(plan, *what, said.append) if len(what) == 2 else None
        runner = runner or run_demo(plan, *what, said.append, progress)
        started = Started(plan, asyncio.create_task(runner), said)

        async def is_up():
            if started.task.done():
                started.task.result()
            return await started.answers() == 200

        await eventually(is_up, "the page never answered", FIRST_START)
        return started

    return start


@pytest.fixture
async def telegram(empty_folder, monkeypatch):
    async with FakeTelegram() as fake:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", fake.api_url)
        yield fake


async def test_a_desk_runs_until_it_is_ended(start, telegram, empty_folder):
    started = await start(plan_for(empty_folder), Settings(), parse(CONFIG, "firstline.toml"))
    assert started.said == [f"Firstline: Harbour, page at {started.home}"]
    assert await started.answers("/readyz") == 200
    assert await started.end() < AT_ONCE + BUSY
    assert await started.answers() == 0


async def test_a_demo_ends_at_once_with_a_page_open_and_goes_on_where_it_was(start, empty_folder):
    plan = plan_for(empty_folder)
    first = await start(plan, example())
    assert "Firstline demo" in first.said[0]
    async with aiohttp.ClientSession() as session, session.get(f"{first.home}/stream") as stream:
        assert stream.status == 200
        assert await first.end(signal.SIGINT) < AT_ONCE + BUSY
    worked = time.process_time()
    again = await start(plan_for(empty_folder), example())
    assert time.process_time() - worked < SECOND_START, "its history is there already"
    await again.end()


async def test_a_demo_that_was_cut_off_half_way_begins_anew(start, empty_folder, monkeypatch):
    async def cut_off(desk):
        await desk.store.marks.set(demo.DEMO, "begun")

    monkeypatch.setattr(demo, "prepare", cut_off)
    for _ in range(2):
        started = await start(plan_for(empty_folder), example())
        await started.end()


async def test_without_a_page_only_the_workers_run(telegram, empty_folder, monkeypatch):
    monkeypatch.setattr("bot.logs.set_up", lambda **_: None)
    said = []
    plan = plan_for(empty_folder, has_page=False)
    task = asyncio.create_task(
        run_desk(plan, Settings(), parse(CONFIG, "firstline.toml"), said.append)
    )
    await eventually(lambda: telegram.calls_of("getUpdates"), "it never asked for messages")
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(20):
        await task
    assert said == []


async def test_a_desk_never_runs_on_a_demo_nor_a_demo_on_a_desk(start, telegram, empty_folder):
    plan = plan_for(empty_folder)
    migrate.upgrade(plan.url)
    desk = await build(plan.url, parse(CONFIG, "firstline.toml"))
    await desk.store.marks.set(demo.DEMO, demo.READY)
    await desk.close()
    with pytest.raises(StartError, match="is a demo's"):
        await start(plan, Settings(), parse(CONFIG, "firstline.toml"))


async def test_a_desk_with_tickets_never_becomes_a_demo(start, desk, meet, sqlite_url, tmp_path):
    maya = await meet("maya")
    async with desk.store.begin() as work:
        await work.tickets.add(nouns.ticket(maya.id, tier="L1"))
        await work.commit(Done())
    with pytest.raises(StartError, match="holds a desk that is not a demo"):
        await start(plan_for(tmp_path, url=sqlite_url), parse(CONFIG, "firstline.toml"))


async def test_a_tier_with_tickets_is_not_taken_out_of_the_file(start, telegram, empty_folder):
    plan = plan_for(empty_folder)
    migrate.upgrade(plan.url)
    desk = await build(plan.url, parse(CONFIG, "firstline.toml"))
    async with desk.store.begin() as work:
        maya = await work.people.meet(nouns.author())
        await work.tickets.add(nouns.ticket(maya.id, tier="L9"))
        await work.commit(Done())
    await desk.close()
    with pytest.raises(StartError, match=r"Put \[tiers.L9\] back"):
        await start(plan, Settings(), parse(CONFIG, "firstline.toml"))


async def test_one_service_that_fails_ends_all_of_them_loudly(desk):
    ended = asyncio.Event()

    async def waits(stop):
        await stop.wait()
        ended.set()

    async def fails(_stop):
        raise RuntimeError("broken")

    with pytest.raises(ExceptionGroup) as raised:
        await run(desk, [waits, fails], asyncio.Event())
    assert raised.group_contains(RuntimeError, match="broken")
    assert ended.is_set()


async def test_ids_of_channels_come_from_slack_and_from_memory_while_it_is_away(
    desk, empty_folder, monkeypatch
):
    config = parse(CONFIG.replace('"web:l1"', '"slack:#l1"'), "firstline.toml")
    assert await channel_ids(Settings(), config, desk.url) == {}, "Slack is not set up"
    async with FakeSlack() as slack:
        slack.add_channel("C0LONE0001", "l1")
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
        monkeypatch.setenv("SLACK_API_URL", slack.api_url)
        found = await channel_ids(Settings(), config, desk.url)
        assert found == {"#l1": "C0LONE0001"}
    with pytest.raises(PlatformRefusedError, match="firstline doctor"):
        await channel_ids(Settings(), config, desk.url)
    await keep(desk.store.marks, found)
    assert await channel_ids(Settings(), config, desk.url) == found


async def test_a_slack_channel_that_is_not_there_is_said_at_the_start(
    start, empty_folder, monkeypatch
):
    async with FakeSlack() as slack:
        slack.add_channel("C0LONE0001", "l1")
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
        monkeypatch.setenv("SLACK_API_URL", slack.api_url)
        text = CONFIG.replace('"web:l1"', '"slack:#l1", "slack:#gone"')
        started = await start(plan_for(empty_folder), Settings(), parse(text, "firstline.toml"))
        await started.end()
    assert "Slack shows no channel #gone: invite the bot there. See: firstline doctor" in (
        started.said
    )
