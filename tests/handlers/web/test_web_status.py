"""Does the page say how services are to whom it may, in words, and name nobody?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.availability import Availability
from desk.service_state import State
from desk.services import Service
from desk.status_page import Day, Note, PlanRow, ServiceRow, StatusPage, TroubleRow
from tests.handlers.web.chat_in_memory import NOW
from tests.handlers.web.desk_in_memory import whole
from tests.handlers.web.visitor import Visitor, seen

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NASTY = "<script>gate</script>"
ZERO = timedelta()


def kept(down=ZERO, planned=ZERO):
    return Availability(agreed=DAY - planned, planned=planned, down=down, unheld=ZERO)


def days(*last):
    before = [kept()] * (90 - len(last))
    return tuple(
        Day(day=(NOW - back * DAY).date(), kept=one)
        for back, one in zip(range(89, -1, -1), [*before, *last], strict=True)
    )


BROKEN = ServiceRow(
    title="ERP",
    state=State.PROBLEM,
    since=NOW - HOUR,
    days=days(None, kept(HOUR / 2), kept(planned=HOUR), kept(5 * HOUR / 2)),
    kept=kept(HOUR),
)
WELL = ServiceRow(title=NASTY, state=State.UP, since=None, days=days(), kept=None)
PAGE = StatusPage(
    state=State.PROBLEM,
    services=(BROKEN, WELL),
    open=(
        TroubleRow(
            service="ERP", since=NOW - HOUR, notes=(Note(at=NOW, text="A switch is replaced."),)
        ),
    ),
    past=(TroubleRow(service="ERP", since=NOW - 2 * DAY, until=NOW - 2 * DAY + HOUR / 2),),
    plans=(
        PlanRow(
            services=("ERP", NASTY),
            starts_at=NOW - HOUR,
            ends_at=NOW + HOUR,
            text="New database",
            is_active=True,
        ),
    ),
)
CALM = StatusPage(state=State.UP, services=(), open=(), past=(), plans=())


class Status:
    def __init__(self, page):
        self.page = page

    async def status(self, now):
        assert now == NOW
        return self.page


@pytest.fixture
async def visit():
    async def visit(path="/status", page=PAGE, *, is_public=True, is_demo=False, **more):
        services = whole(is_demo=is_demo).services
        policy = replace(services.policy, is_status_public=is_public)
        status = Status(page) if page else None
        visitor = Visitor(replace(services, status=status, policy=policy))
        try:
            return await visitor.get(path, **more)
        finally:
            await visitor.client.aclose()

    return visit


async def test_a_stranger_reads_all_of_it_in_words(visit):
    page = seen(await visit())
    words = " ".join(page.words.split())
    for told in (
        "Something does not work as it should.",
        "ERP Trouble since",
        "A switch is replaced.",
        "New database",
        "under way",
        "available: 95.83",
        "nothing recorded",
        f"{NASTY} No trouble known",
        "Last days with trouble: 2",
        "trouble for 2 h 30 min",
        "trouble for 30 min",
        "(30 min)",
    ):
        assert told in words, told
    assert words.index("trouble for 2 h 30 min") < words.index("trouble for 30 min")
    assert not [tag for tag, more in page.tags if tag == "script" and not more.get("src")]
    marks = [more["class"] for tag, more in page.tags if tag == "i" and "title" in more]
    assert len(marks) == 180
    assert marks[86:90] == ["unknown", "short", "planned", "long"]
    assert "/maintenance" not in [more.get("href") for _, more in page.tags]


async def test_german_readers_read_german(visit):
    page = seen(await visit(headers={"accept-language": "de"}))
    assert "ERP Gestört" in " ".join(page.words.split())
    assert "verfügbar: 95,83" in page.words


async def test_where_nothing_is_wrong_it_says_so(visit):
    words = seen(await visit(page=CALM)).words
    assert "No trouble is known." in words
    assert "No service is named" in words


async def test_it_is_for_who_is_signed_in_unless_the_desk_says_otherwise(visit):
    assert (await visit(is_public=False)).status_code == 401
    page = await visit("/status?as=maya", is_public=False, is_demo=True)
    assert "ERP" in seen(page).words
    assert 'href="/maintenance?as=maya"' in page.text


async def test_without_records_there_is_no_such_page(visit):
    assert (await visit(page=None)).status_code == 404


async def test_the_pages_lead_there_where_there_are_services(desk):
    named = replace(desk.services.policy, services=(Service(key="erp", title="ERP"),))
    for policy, leads in ((named, True), (desk.services.policy, False)):
        visitor = Visitor(replace(desk.services, policy=policy))
        page = await visitor.get("/board?as=sam")
        await visitor.client.aclose()
        assert ('href="/status?as=sam"' in page.text) is leads
