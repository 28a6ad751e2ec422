"""Does a calendar get who is on call with its key, and nothing without?"""

import asyncio

import httpx
import icalendar
import pytest

from bot.config import parse
from bot.duty_feed import DutyFeed, hash_of, new_key
from bot.page import make_page
from bot.wiring import add_web, build
from handlers.web.live import Signal
from tests.bot.conftest import CONFIG
from tests.nouns import NOON

ROTATION = '[oncall.first]\ntier = "L1"\npeople = ["web:sam"]\nstarts = 2026-01-05\n'
ADDRESS = "http://127.0.0.1:8080"


@pytest.fixture
async def desk(sqlite_url, clock, shelf):
    config = parse(CONFIG + ROTATION, "firstline.toml")
    built = await build(sqlite_url, config, machine=clock, librarian=shelf)
    add_web(built, changed=lambda: None)
    yield built
    await built.close()


@pytest.fixture
async def get(desk):
    app = make_page(desk, Signal(), asyncio.Event(), ADDRESS)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url=ADDRESS
    ) as client:
        yield client.get


async def test_the_key_opens_the_rotations_calendar(desk, get, meet):
    await meet("sam")
    key = new_key()
    await desk.store.duty_feeds.keep("first", hash_of(key), NOON)
    answer = await get(f"/oncall/first.ics?key={key}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert {str(event["SUMMARY"]) for event in events} == {"On call for L1 support: Sam"}


async def test_everything_else_is_answered_alike(desk, get):
    await desk.store.duty_feeds.keep("first", hash_of("right"), NOON)
    await desk.store.duty_feeds.keep("gone", hash_of("right"), NOON)
    answers = [
        await get(path)
        for path in (
            "/oncall/first.ics?key=wrong",
            "/oncall/first.ics",
            f"/oncall/first.ics?key={'x' * 9000}",
            "/oncall/first.ics?key=%ff%00",
            "/oncall/gone.ics?key=right",
            "/oncall/never.ics?key=right",
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


async def test_a_newer_key_shuts_the_one_before(desk):
    feed = DutyFeed(desk.store, desk.policy, desk.clocks)
    for key in ("one", "two"):
        await desk.store.duty_feeds.keep("first", hash_of(key), NOON)
    assert await feed.read("first", "one") is None
    assert await feed.read("first", "two")
    await desk.store.duty_feeds.remove("first")
    assert await feed.read("first", "two") is None


def test_keys_are_long_and_never_the_same():
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert min(map(len, keys)) >= 32
