"""What an open page is told, and when it stops."""

import asyncio
import json
from datetime import timedelta

import pytest
from starlette.datastructures import QueryParams
from starlette.requests import Request

from handlers.web.assets import read_assets
from handlers.web.card_json import Drawn, encode
from handlers.web.live import Signal, Stream, Watch
from handlers.web.pages.loop import Loop
from handlers.web.site import Site
from tests.handlers.web.chat_in_memory import NOW
from tests.handlers.web.desk_in_memory import person, row, whole
from tests.handlers.web.sample_talk import OPENED, line, team_card
from tests.handlers.web.visitor import Seen


class Open:
    """An open page, read frame by frame."""

    def __init__(self, desk, query: str = "", after: str = ""):
        self.desk, self.query, self.after = desk, query, after
        self.frames: list[tuple[str, object, str]] = []

    async def __aenter__(self):
        site = Site(self.desk.services, read_assets())
        loop = Loop(site)
        scope = {"type": "http", "method": "GET", "path": "/stream", "headers": self._headers()}
        query = QueryParams(self.query)
        visit = await site.visit(Request(scope), query.get("as"))
        seating = None if query.get("show") == "board" else await loop.seating(visit, query)
        watch = Watch(
            visit=visit,
            viewer=seating.viewer if seating else visit.viewer,
            seating=seating,
            after=self.after,
            more=query.get("more"),
        )
        self.task = asyncio.create_task(self._read(Stream(site, loop, watch)))
        await self.calm()
        return self

    async def __aexit__(self, *_):
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    def _headers(self):
        return [(b"cookie", b"firstline=session-of-sam")]

    async def _read(self, stream):
        async for event in stream.events():
            self.frames.append((event.event, json.loads(event.data), event.id))

    async def calm(self) -> None:
        """Wait until nothing more comes."""
        before = -1
        while before != len(self.frames):
            before = len(self.frames)
            await asyncio.sleep(0.02)

    async def told(self, kind: str) -> list[object]:
        """Give what came of a kind since the last time that anybody asked."""
        await self.calm()
        found = [data for event, data, _ in self.frames if event == kind]
        self.frames.clear()
        return found

    @property
    def last_id(self) -> str:
        return self.frames[-1][2]


async def say(desk, text="hi", channel="dm:maya", key="k", **more) -> int:
    return await desk.chat.put(key, channel=channel, text=text, at=NOW, **more)


def kept(card) -> str:
    return encode(Drawn(card=card, button=7))


async def test_a_new_message_comes_as_it_stands_on_the_page(desk):
    async with Open(desk) as page:
        await page.told("message")
        number = await say(desk, "<b>hi</b>", author="maya", author_name="Maya")
        (part,) = await page.told("message")
        assert part["id"] == f"left-m{number}"
        assert (part["into"], part["is_own"]) == ("left-log", True)
        assert "&lt;b&gt;hi" in part["html"]


async def test_a_card_comes_with_its_thread_and_a_reply_comes_into_it(desk):
    async with Open(desk) as page:
        card = kept(team_card(103, "Laptop", "please"))
        root = await say(desk, channel="l1-support", card=card)
        topic, message = await page.told("message")
        assert (topic["id"], topic["is_whole"]) == (f"right-t{root}", True)
        assert message["id"] == f"right-m{root}"
        assert f'id="right-r-of-{root}"' in topic["html"]
        await say(desk, channel="l1-support", thread=root, key="r", author="sam")
        (reply,) = await page.told("message")
        assert (reply["into"], reply["is_own"]) == (f"right-r-of-{root}", True)


async def test_a_changed_card_comes_under_its_own_id(desk):
    number = await say(desk, card=kept(line("a:1:v1", "first")))
    async with Open(desk, after="99") as page:
        await page.told("message")
        await desk.chat.change(number, text="t", card=kept(line("a:1:v2", "second")))
        desk.chat.last = 200
        await desk.chat.react(number, "eyes")
        (part,) = await page.told("message")
        assert part["id"] == f"left-m{number}"
        assert "second" in part["html"]


async def test_a_question_gets_its_tickets_number_when_the_ticket_is_made(desk):
    question = await say(desk, "error 500", author="maya")
    async with Open(desk) as page:
        await page.told("message")
        await say(desk, thread=question, card=kept(OPENED), key="o")
        first, _ = await page.told("message")
        assert first["id"] == f"left-m{question}"
        assert "SUP-106" in first["html"]


async def test_a_message_that_is_taken_away_leaves_the_page(desk):
    number = await say(desk)
    async with Open(desk) as page:
        await page.told("message")
        await desk.chat.remove(number)
        assert await page.told("gone") == [{"ids": [f"left-m{number}", f"left-t{number}"]}]


async def test_what_others_answered_stays_as_a_message_that_was_taken_back(desk):
    number = await say(desk, channel="l1-support")
    await say(desk, channel="l1-support", thread=number, key="r")
    async with Open(desk) as page:
        await page.told("message")
        await desk.chat.remove(number)
        assert "taken back" in (await page.told("message"))[-1]["html"]
        assert await page.told("gone") == []


async def test_a_page_that_comes_back_is_told_what_it_missed_and_no_more(desk):
    await say(desk, "old")
    async with Open(desk) as page:
        after = page.last_id
    await say(desk, "new", key="n")
    async with Open(desk, after=after) as page:
        parts = [data for event, data, _ in page.frames if event == "message"]
        assert ["new" in part["html"] for part in parts] == [True]
        assert not [1 for event, _, _ in page.frames if event == "board"]
    async with Open(desk, after="nonsense") as page:
        assert len([1 for event, _, _ in page.frames if event == "message"]) == 2


async def test_many_missed_messages_all_come(desk, monkeypatch):
    monkeypatch.setattr("handlers.web.live._AT_ONCE", 3)
    for number in range(10):
        await say(desk, key=f"k{number}")
    async with Open(desk) as page:
        assert len(await page.told("message")) == 10


async def test_what_is_for_somebody_else_never_comes(desk):
    async with Open(desk) as page:
        await page.told("message")
        await say(desk, channel="l1-support", only="ivy")
        await say(desk, channel="dm:tom", key="t")
        assert await page.told("message") == []


async def test_what_a_page_shows_is_read_and_the_rest_is_counted(desk):
    async with Open(desk) as page:
        await page.told("rail")
        await say(desk, channel="l2-engineering")
        await say(desk, channel="l1-support", key="t")
        told = (await page.told("rail"))[-1]
        assert told["id"] == "rail"
        assert " ".join(Seen(told["html"]).words.split()).endswith("l2-engineering 1 unread")


async def test_the_board_comes_when_it_changed_and_only_then(desk):
    desk.desk.rows["new"] = [row(103, "Laptop")]
    async with Open(desk) as page:
        assert "Laptop" in (await page.told("board"))[0]["html"]
        desk.signal.tell()
        assert await page.told("board") == []
        desk.desk.rows["new"].append(row(104, "Printer"))
        desk.signal.tell()
        assert "Printer" in (await page.told("board"))[0]["html"]


async def test_a_page_of_the_board_alone_reads_nothing_for_anybody(desk):
    await say(desk)
    desk.desk.rows["new"] = [row(number, "t") for number in range(60)]
    async with Open(desk, "show=board&as=ivy&more=new") as page:
        (board,) = await page.told("board")
        assert board["html"].count('class="tile"') == 60
        await say(desk, key="n")
        assert await page.told("message") == []
    assert desk.chat.seen == {}


async def test_the_moved_clock_is_told(desk):
    async with Open(desk) as page:
        assert await page.told("clock") == [{"now": NOW.isoformat()}]
        await desk.services.demo.move(timedelta(minutes=15))
        assert await page.told("clock") == [{"now": (NOW + timedelta(minutes=15)).isoformat()}]


async def test_changes_of_another_process_are_found_by_looking(desk, monkeypatch):
    monkeypatch.setattr("handlers.web.live._PATIENCE", 0.01)
    desk.chat.changed = lambda: None
    async with Open(desk) as page:
        await page.told("message")
        await say(desk)
        desk.desk.rows["new"] = [row(103, "Laptop")]
        await asyncio.sleep(0.2)
        kinds = {event for event, _, _ in page.frames}
        assert {"message", "board"} <= kinds


async def test_the_stream_ends_when_the_desk_stops(desk):
    async with Open(desk) as page:
        desk.stop.set()
        await asyncio.wait_for(page.task, 1)


@pytest.mark.parametrize("change", ["left", "new role"])
async def test_the_stream_ends_when_the_session_or_the_role_does(change, monkeypatch):
    monkeypatch.setattr("handlers.web.live._PATIENCE", 0.01)
    desk = whole(is_demo=False)
    desk.desk.sessions["session-of-sam"] = "sam"
    async with Open(desk) as page:
        assert not page.task.done()
        if change == "left":
            desk.desk.sessions.clear()
        else:
            desk.desk.actors["sam"] = person(3, "Sam Okafor", "L1", "L2")
        await asyncio.wait_for(page.task, 1)


async def test_the_stream_is_served_as_events_with_ids(desk, visitor):
    await say(desk, author="maya", author_name="Maya")
    desk.stop.set()
    answer = await visitor.get("/stream?after=0")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.status_code == 200


async def test_whoever_waits_for_a_change_gets_the_next_one():
    signal = Signal()
    first = await signal.wait(0)
    waiting = [asyncio.create_task(signal.wait(first)) for _ in range(2)]
    await asyncio.sleep(0)
    assert not waiting[0].done()
    signal.tell()
    assert await asyncio.gather(*waiting) == [first + 1, first + 1]
