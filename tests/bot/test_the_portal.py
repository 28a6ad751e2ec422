"""Outside a demo: who gets in with the link from chat, through which replica, and what they see."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.config import parse
from bot.inner import Order, order_letter
from bot.page import make_page
from bot.sign_in import LINK_LIVES, SESSION_LIVES
from bot.wiring import add_web, build
from desk.inbound import Author
from desk.outcome import Done, Show
from desk.people import Address, Identity
from handlers.web.live import Signal
from tests.bot.conftest import CONFIG
from tests.handlers.web.visitor import SCRIPT, Visitor, seen

HOME = "https://desk.example.com"
COOKIE = "__Host-firstline"
PROBLEM = "The invoices page shows error 500 since this morning"


class Replica:
    """One of several programs on one database, with the page that it serves."""

    def __init__(self, desk):
        self.desk = desk
        self.page = make_page(desk, Signal(), asyncio.Event(), HOME)

    def visitor(self) -> Visitor:
        return Visitor(app=self.page, base_url=HOME)

    async def work(self) -> None:
        while await self.desk.processor().step() or await self.desk.delivery().step():
            pass

    async def link(self, name: str) -> str:
        """Say `page` to the bot in chat and give the path that it answers with."""
        order = Order(
            identity=Identity(platform="slack", id=name), by=name.title(), name="page", words=""
        )
        letter = order_letter(f"page-{name}", order, self.desk.clocks.desk())
        async with self.desk.handles.waiting(letter.key, (Show,)) as waiting:
            await self.desk.store.inbox.put(letter)
            await self.work()
            shown = await waiting.outcome()
        return "/sign-in/" + shown.notice.facts["url"].rpartition("/")[2]

    async def enter(self, name: str) -> Visitor:
        """Follow the link from chat to the end."""
        visitor, path = self.visitor(), await self.link(name)
        await visitor.get(path)
        answer = await visitor.post(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert (await visitor.get("/")).status_code == 200
        return visitor


@asynccontextmanager
async def two(url, clock, shelf):
    """Two programs on one database; Uma and Tom ask, Nora is an engineer of L1."""
    config = parse(CONFIG.replace("web:l1", "slack:C0L1"), "firstline.toml")
    desks = [await build(url, config, machine=clock, librarian=shelf) for _ in range(2)]
    for desk in desks:
        add_web(desk, changed=lambda: None)
    async with desks[0].store.begin() as work:
        for name in ("uma", "nora", "tom"):
            account = Identity(platform="slack", id=name)
            person = await work.people.meet(Author(identity=account, name=name.title()))
            if name == "nora":
                await work.people.join(Address(platform="slack", channel="C0L1"), person.id)
        await work.commit(Done())
    yield [Replica(desk) for desk in desks]
    for desk in desks:
        await desk.close()


@pytest.fixture
async def replicas(sqlite_url, clock, shelf):
    async with two(sqlite_url, clock, shelf) as replicas:
        yield replicas


@pytest.fixture
async def on_each_engine(database_url, clock, shelf):
    async with two(database_url, clock, shelf) as replicas:
        yield replicas


async def test_the_link_of_one_replica_signs_in_at_the_other_and_out_everywhere(on_each_engine):
    one, other = on_each_engine
    visitor, path = other.visitor(), await one.link("uma")
    assert "Continue" in seen(await visitor.get(path)).words
    cookie = (await visitor.post(path)).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for word in ("Path=/", "Secure", "HttpOnly", "SameSite=lax", "Max-Age=28800"):
        assert word in cookie
    assert "Domain" not in cookie
    elsewhere = one.visitor()
    elsewhere.client.cookies = visitor.client.cookies
    assert "Uma" in seen(await elsewhere.get("/")).words
    assert (await elsewhere.post("/sign-out")).status_code == 303
    visitor.client.cookies.set(COOKIE, cookie.partition("=")[2].partition(";")[0])
    assert (await visitor.get("/")).status_code == 401


async def test_of_two_who_follow_one_link_at_once_one_gets_in(on_each_engine):
    path = await on_each_engine[0].link("uma")
    visitors = [replica.visitor() for replica in on_each_engine * 2]
    for visitor in visitors:
        await visitor.get(path)
    answers = await asyncio.gather(*(visitor.post(path) for visitor in visitors))
    assert sorted(answer.status_code for answer in answers) == [303, 410, 410, 410]


async def test_looking_does_not_use_a_link_up_and_time_does(replicas, clock):
    visitor, path = replicas[0].visitor(), await replicas[0].link("uma")
    for _ in range(3):
        assert (await visitor.get(path)).status_code == 200
        assert (await visitor.client.head(path)).status_code == 200
    clock.move(seconds=LINK_LIVES.total_seconds())
    over = await visitor.post(path)
    assert over.status_code == 410
    assert "used or too old" in seen(over).words
    assert COOKIE not in visitor.client.cookies


async def test_a_session_ends_after_eight_hours(replicas, clock):
    visitor = await replicas[0].enter("uma")
    clock.move(seconds=SESSION_LIVES.total_seconds() - 1)
    assert (await visitor.get("/")).status_code == 200
    clock.move(seconds=1)
    assert (await visitor.get("/")).status_code == 401
    told = await visitor.post("/say", headers=SCRIPT, key="k", text="hi", channel="dm:slack-uma")
    assert (told.status_code, told.json()["kind"]) == (401, "refused")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({}, 403),
        ({"host": "evil.example", "origin": "https://evil.example"}, 421),
    ],
)
async def test_a_strangers_page_cannot_use_a_link_up(replicas, headers, status):
    visitor, path = replicas[0].visitor(), await replicas[0].link("uma")
    await visitor.get(path)
    assert (await visitor.post(path, headers=headers)).status_code == status
    assert (await visitor.post(path, headers={"origin": HOME})).status_code == 303


async def test_everybody_sees_what_their_role_lets_them(replicas):
    one, other = replicas
    uma, tom, nora = [await one.enter(name) for name in ("uma", "tom", "nora")]
    said = {"key": "k", "channel": "dm:slack-uma", "text": PROBLEM}
    assert (await uma.post("/say", **said)).status_code == 303
    await one.work()
    numbers = {"uma": 1, "tom": 0, "nora": 1}
    for name, visitor in {"uma": uma, "tom": tom, "nora": nora}.items():
        board = seen(await visitor.get("/board"))
        assert len([one for one in board.all("li") if one.get("class") == "tile"]) == numbers[name]
    [link] = [one["href"] for one in board.all("a") if one["href"].startswith("/tickets/")]
    assert PROBLEM in seen(await uma.get(link)).words
    assert PROBLEM in seen(await nora.get(link)).words
    assert (await tom.get(link)).status_code == 404
    assert (await other.visitor().get(link)).status_code == 401
    assert "select" not in {tag for tag, _ in seen(await nora.get("/")).tags}, "nobody is played"


async def test_a_stranger_gets_the_way_in_and_nothing_else(replicas):
    visitor = replicas[0].visitor()
    for path in ("/", "/board", "/tickets/1", "/kb", "/kb/reset-password", "/stream", "/nowhere"):
        assert (await visitor.get(path)).status_code == 401
    for path in ("/livez", "/readyz"):
        assert (await visitor.get(path)).text in {"ok", "not ok"}
