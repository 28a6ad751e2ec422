"""What does somebody see on their own page: their tickets, their work, what nobody has?"""

from dataclasses import replace
from datetime import time, timedelta

from desk.actions.visit import MOST, pressing
from desk.inbound import Visited
from desk.policy import Calendar, Slot
from storage.store import Store
from tests.desk.actions.conftest import LEA, MAYA, NORA, SAM, Room, person
from tests.nouns import NOON, ticket


async def sees(room, who, **more):
    """The facts of somebody's page."""
    shown = await room.happens(Visited(author=person(who, **more)))
    return shown.notice.facts


async def another(room, text="The other conveyor stands still"):
    """Maya opens one more, so much later that it is none of the first one's words."""
    room.clock.move(hours=1)
    return await room.opens(text)


def numbers(part):
    return [row["id"] for row in part["rows"]]


async def test_a_requester_sees_their_tickets_and_nobodys_work(room):
    number = await room.opens()
    facts = await sees(room, MAYA)
    assert facts.keys() == {"own", "hours"}
    assert facts["hours"] == {"is_open": True, "back_at": None}
    assert numbers(facts["own"]) == [number]
    assert facts["own"]["more"] == 0


async def test_an_engineer_sees_what_is_theirs_and_what_is_free_at_their_tiers(room):
    first = await room.opens()
    await room.does(SAM, "claim", str(first))
    second = await another(room)
    sam, lea, nora = [await sees(room, who) for who in (SAM, LEA, NORA)]
    assert (numbers(sam["mine"]), numbers(sam["free"])) == ([first], [second])
    assert (numbers(lea["mine"]), numbers(lea["free"])) == ([], [second])
    assert (numbers(nora["mine"]), numbers(nora["free"])) == ([], [])
    assert sam["mine"]["rows"][0]["owner"] == "Sam"


async def test_whose_account_is_not_trusted_sees_no_work(room):
    await room.opens()
    assert (await sees(room, SAM, is_trusted=False)).keys() == {"own", "hours"}


def test_what_is_due_first_stands_first():
    due = NOON + timedelta(hours=3)
    young = ticket(1, id=1, asked_at=NOON)
    old = ticket(1, id=2, asked_at=NOON - timedelta(hours=1))
    later = ticket(1, id=3, first_response_due=due)
    told = {"first_response_at": NOON, "first_response_due": NOON}
    answered = ticket(1, id=4, resolution_due=due, **told)
    assert sorted([young, old, later, answered], key=pressing) == [later, answered, old, young]


async def test_a_resolved_ticket_has_no_due_time_and_comes_last(room):
    done = await room.opens()
    await room.does(SAM, "claim", str(done))
    values = {"text": "Oiled it", "category": "defect"}
    await room.does(SAM, "resolve", str(done), values=values)
    await another(room)
    rows = (await sees(room, MAYA))["own"]["rows"]
    assert [row["status"] for row in rows][-1] == "resolved"
    assert rows[-1]["due"] is None


async def test_more_than_one_takes_in_is_counted(room):
    for number in range(MOST + 2):
        await another(room, f"Conveyor {number} stands still")
    own = (await sees(room, MAYA))["own"]
    assert (len(own["rows"]), own["more"]) == (MOST, 2)


async def sees_in(room, url, **policy):
    """The facts of Maya's page on a desk that is told otherwise."""
    store = Store.open(url, replace(room.store.policy, **policy), clock=room.clock)
    try:
        return await sees(Room(store, room.clock), MAYA)
    finally:
        await store.close()


async def test_it_says_when_support_is_back_where_nobody_is_there(room, sqlite_url):
    office = (Slot(start=time(9), end=time(17)),)
    calendar = Calendar(key="always", timezone="UTC", hours=(office,) * 5 + ((), ()))
    room.clock.move(hours=6)
    back_at = (NOON + timedelta(days=1)).replace(hour=9, minute=0)
    late = await sees_in(room, sqlite_url, calendars=(calendar,))
    assert late["hours"] == {"is_open": False, "back_at": back_at.isoformat()}
    never = replace(calendar, hours=((),) * 7)
    assert (await sees_in(room, sqlite_url, calendars=(never,)))["hours"] == {}


async def test_each_ticket_says_where_it_was_asked_and_where_its_page_is(room, sqlite_url):
    number = await room.opens()
    facts = await sees_in(room, sqlite_url, page="https://desk.example.com")
    [row] = facts["own"]["rows"]
    assert row["place"] == str((await room.ticket(number)).origin)
    assert row["page"] == f"https://desk.example.com/tickets/{number}"
