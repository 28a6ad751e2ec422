"""What somebody finds on the page, without any script."""

import pytest

from desk.policy import Status
from desk.search import TicketSearch
from tests.handlers.web.desk_in_memory import row, whole
from tests.handlers.web.visitor import Visitor, seen


@pytest.fixture
def tickets(desk):
    desk.desk.rows["new"] = [row(1, "Printer eats paper"), row(2, "Gate", requester="Tom Berg")]


async def test_the_board_has_a_search_that_finds_by_words(visitor, tickets):
    board = seen(await visitor.get("/board?as=sam"))
    assert "search" in {form.get("role") for form in board.all("form")}
    page = await visitor.get("/search?as=sam&q=PRINTER")
    assert page.status_code == 200
    links = {link["href"] for link in seen(page).all("a")}
    assert "/tickets/1?as=sam" in links
    assert "/tickets/2?as=sam" not in links


async def test_a_requester_finds_own_tickets_only(visitor, tickets):
    found = seen(await visitor.get("/search?as=tom&q="))
    assert ("Gate" in found.words, "Printer" in found.words) == (True, False)


async def test_filters_are_read_from_fields_and_from_the_line_and_stay_filled(
    desk, visitor, tickets
):
    query = "q=gate+owner:lea&state=resolved&from=Tom&since=2026-11-01"
    page = seen(await visitor.get(f"/search?as=sam&{query}"))
    wanted = desk.desk.searched[-1]
    assert wanted.words == ("gate",)
    assert (wanted.owner, wanted.requester) == ("lea", "Tom")
    assert wanted.statuses == (Status.RESOLVED,)
    assert wanted.since is not None
    filled = {one.get("name"): one.get("value") for one in page.all("input")}
    assert (filled["q"], filled["from"], filled["since"]) == ("gate owner:lea", "Tom", "2026-11-01")
    assert [one["value"] for one in page.all("option") if "selected" in one] == ["sam", "resolved"]


async def test_nothing_found_and_a_filter_that_is_none_are_told(desk, visitor, tickets):
    assert "Nothing was found." in seen(await visitor.get("/search?as=sam&q=zebra")).words
    page = await visitor.get("/search?as=sam&q=gate&since=soon")
    assert page.status_code == 422
    assert "soon is no date" in seen(page).words
    assert "gate" in {one.get("value") for one in seen(page).all("input")}
    assert TicketSearch(words=("gate",)) not in desk.desk.searched


async def test_a_further_page_keeps_what_was_looked_for(desk, visitor):
    desk.desk.rows["new"] = [row(number, f"Belt {number}") for number in range(1, 61)]
    first = seen(await visitor.get("/search?as=sam&q=belt&state=open"))
    further = next(link["href"] for link in first.all("a") if "page=2" in link["href"])
    second = seen(await visitor.get(further))
    assert "Belt 60" in second.words
    assert "Belt 12" not in second.words
    assert not [link for link in second.all("a") if "page=3" in link["href"]]


async def test_a_stranger_finds_nothing(tickets):
    visitor = Visitor(whole(is_demo=False).services)
    assert (await visitor.get("/search?q=printer")).status_code == 401
    await visitor.client.aclose()
