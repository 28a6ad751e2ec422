"""Does the page say who is on call, and where nobody is, to those who may know?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.intervals import Interval
from desk.policy import Rotation
from desk.views import DutyPlan, DutyShift, RotationPlan
from tests.handlers.web.chat_in_memory import NOW
from tests.handlers.web.desk_in_memory import whole
from tests.handlers.web.visitor import Visitor, seen

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NASTY = "<script>Ivy</script>"


def shift(start, end, *people, cover=None):
    span = Interval(start=NOW + start, end=NOW + end)
    return DutyShift(span=span, people=people, cover=cover)


def rotation(key, *shifts, strangers=()):
    return RotationPlan(rotation=key, timezone="Europe/Berlin", shifts=shifts, strangers=strangers)


FIRST = DutyPlan(
    tier="L1",
    title="L1 support",
    rotations=(
        rotation(
            "first",
            shift(-HOUR, 3 * HOUR, "Sam Okafor"),
            shift(3 * HOUR, 5 * HOUR, "Sam Okafor", cover=7),
            shift(5 * HOUR, DAY, NASTY),
            shift(2 * DAY, 9 * DAY, "Sam Okafor"),
        ),
    ),
    gaps=(Interval(start=NOW + DAY, end=NOW + 2 * DAY),),
)
SECOND = DutyPlan(
    tier="L2",
    title="L2 engineering",
    rotations=(rotation("day", strangers=("Tom Berg (web:tom)",)), rotation("night")),
    gaps=(Interval(start=NOW, end=NOW + 14 * DAY),),
)


class Duty:
    def __init__(self, *plans):
        self.given = plans

    async def plans(self, start, end):
        assert (start, end) == (NOW, NOW + 14 * DAY)
        return self.given


@pytest.fixture
async def visit():
    async def visit(path, *plans):
        visitor = Visitor(replace(whole().services, duty=Duty(*plans)))
        try:
            return await visitor.get(path)
        finally:
            await visitor.client.aclose()

    return visit


async def test_now_next_and_what_comes_are_shown_in_order(visit):
    page = seen(await visit("/oncall?as=sam", FIRST))
    assert "L1 support" in page.words
    assert "Sam Okafor until 13:05" in " ".join(page.words.split())
    words = " ".join(page.words.split())
    order = ["Next", NASTY, "covers (#7)", NASTY, "Nobody gap"]
    places = [words.index(order[0])]
    for one in order[1:]:
        places.append(words.index(one, places[-1] + 1))
    assert places == sorted(places)
    assert not [tag for tag, more in page.tags if tag == "script" and not more.get("src")]
    assert len([1 for _, more in page.tags if more.get("aria-current") == "time"]) == 1


async def test_a_gap_and_people_from_outside_the_team_are_pointed_out(visit):
    page = " ".join(seen(await visit("/oncall?as=ivy", SECOND)).words.split())
    assert "There are gaps" in page
    assert "Nobody until Tue 8 Dec 10:05" in page
    assert "nobody else in the next 14 days" in page
    assert "Tom Berg (web:tom)" in page


async def test_outside_the_hours_nobody_is_missed(visit):
    closed = replace(FIRST, rotations=(rotation("first"),), gaps=())
    page = " ".join(seen(await visit("/oncall?as=sam", closed)).words.split())
    assert "nobody: outside the hours" in page
    assert "There are gaps" not in page


async def test_without_rotations_it_says_where_to_write_one(visit):
    assert "[oncall]" in seen(await visit("/oncall?as=sam")).words


async def test_who_only_asks_has_no_such_page(visit):
    answer = await visit("/oncall?as=maya", FIRST)
    assert answer.status_code == 404
    assert "Sam Okafor until" not in answer.text


async def test_who_is_not_signed_in_is_told_how():
    visitor = Visitor(whole(is_demo=False).services)
    answer = await visitor.get("/oncall")
    await visitor.client.aclose()
    assert answer.status_code == 401


async def test_the_board_leads_there_where_there_are_rotations(desk):
    rotations = (Rotation(key="first", tier="L1", timezone="UTC"),)
    policy = replace(desk.services.policy, rotations=rotations)
    for services, viewer, leads in (
        (replace(desk.services, policy=policy), "sam", True),
        (replace(desk.services, policy=policy), "maya", False),
        (desk.services, "sam", False),
    ):
        visitor = Visitor(services)
        page = await visitor.get(f"/board?as={viewer}")
        await visitor.client.aclose()
        assert ("/oncall" in page.text) == leads
