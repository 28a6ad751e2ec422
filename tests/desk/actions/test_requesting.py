"""A filled form opens a ticket; where somebody has to say yes first, they are asked, once."""

from dataclasses import replace

import pytest

from desk.actions.approve import RemindApprovals, _remind
from desk.actions.deed import Deed, Place
from desk.actions.request import request_by_button
from desk.inbound import Submitted
from desk.notice import NoticeKind, Op
from desk.outcome import Ask, Done, FieldFaults, Show
from desk.people import Address, Identity
from desk.policy import Roles, Status, TicketType
from desk.request_types import RequestField, RequestType
from desk.ticket import Verb
from storage.store import Store
from tests.desk.actions.conftest import LEA, MAYA, NORA, OTTO, SAM, Room, person, room_on
from tests.nouns import DIRECT, L1_ROOM, L2_ROOM, POLICY

MANAGERS = Address(platform="slack", channel="C0BOSS")
WHAT = RequestField(name="what", label="What?")
ACCESS = RequestType(
    key="access", title="Access", words=("permission",), tier="L2", category="access",
    deciders=("L1", "manager"), fields=(WHAT,),
)  # fmt: skip
DIRECTLY = RequestType(key="reset", title="Reset", priority="P2", fields=(WHAT,))
NAMED = replace(ACCESS, key="named", title="Named", deciders=(f"slack:{OTTO}", "admin"))
ALONE = replace(ACCESS, key="alone", title="Alone", deciders=("L1",), is_own_fine=True)
KNOWN = (ACCESS, DIRECTLY, NAMED, ALONE)


@pytest.fixture
async def room(sqlite_url):
    roles = Roles(channels=frozenset({MANAGERS}))
    async with room_on(sqlite_url, requests=KNOWN, roles=roles) as room:
        yield room


async def _asks(room, name="access", who=MAYA, what="Post invoices"):
    asked = await room.does(who, "request", name, channel=DIRECT, is_direct=True)
    assert isinstance(asked, Ask)
    done = await room.happens(
        Submitted(author=person(who), form=asked.form.id, values={"what": what})
    )
    assert isinstance(done, Done)
    return int(done.facts["ticket"])


async def _told(room, kind=NoticeKind.APPROVAL):
    return [
        (one.notice.facts["state"], one.address.top, one.op)
        for one in await room.sayings()
        if one.notice.kind is kind
    ]


async def test_what_can_be_asked_for_is_listed_and_opens_its_form(room):
    shown = await room.does(MAYA, "request", channel=DIRECT, is_direct=True)
    assert isinstance(shown, Show)
    assert [one.words for one in shown.notice.offers] == [one.key for one in KNOWN]
    asked = await room.does(MAYA, "request", "Permission", channel=DIRECT, is_direct=True)
    assert isinstance(asked, Ask)
    assert (asked.form.ticket, asked.form.request, asked.form.title) == (None, "access", "Access")


async def test_a_button_opens_its_form(room):
    deed = Deed(
        verb=Verb.REQUEST,
        actor=await room.store.people.actor(person(SAM).identity),
        place=Place(channel=DIRECT),
        at=room.clock(),
        now=room.clock(),
        words="reset",
    )
    async with room.store.begin() as work:
        asked = await request_by_button(work, deed)
    assert isinstance(asked, Ask)
    assert asked.form.request == "reset"


async def test_what_nobody_has_a_form_for_is_refused(room, refused):
    await refused(
        room.does(MAYA, "request", "moon"), "bad_command", name="request", wanted="request"
    )


async def test_a_form_that_lacks_something_says_so_and_stays(room):
    asked = await room.does(MAYA, "request", "reset", channel=DIRECT, is_direct=True)
    empty = Submitted(author=person(MAYA), form=asked.form.id, values={"what": " "})
    assert await room.happens(empty) == FieldFaults(form=asked.form.id, faults={"what": "missing"})


async def test_without_deciders_it_goes_straight_to_the_engineers(room):
    number = await _asks(room, "reset", what="Password: hunter2secret9")
    ticket = await room.ticket(number)
    assert (ticket.status, ticket.tier, ticket.priority.value) == (Status.NEW, "L1", "P2")
    assert ticket.type is TicketType.SERVICE_REQUEST
    assert "hunter2secret9" not in ticket.text + ticket.title
    assert await _told(room) == []


async def test_fields_asked_in_chat_take_words_and_no_files(room):
    asked = await room.does(MAYA, "request", "reset", channel=DIRECT, is_direct=True)
    assert isinstance(asked, Ask)
    done = await room.says(MAYA, "Mail account")
    assert isinstance(done, Done)
    assert (await room.ticket(int(done.facts["ticket"]))).title == "Reset: Mail account"


async def test_who_may_decide_is_asked_and_the_requester_told(room):
    number = await _asks(room)
    ticket = await room.ticket(number)
    assert (ticket.status, ticket.tier, ticket.category) == (Status.ON_HOLD, "L2", "access")
    assert await _told(room) == [("waiting", L1_ROOM, Op.POST), ("waiting", MANAGERS, Op.POST)]
    assert await _told(room, NoticeKind.APPROVAL_TOLD) == [("waiting", DIRECT, Op.POST)]
    card = (await room.heard(NoticeKind.TICKET_CARD))[-1]
    assert card.facts["waits_for"] == ["First", "manager"]


async def test_one_yes_lets_it_begin_and_every_card_says_so(room, refused):
    number = await _asks(room)
    await room.presses(SAM, Verb.APPROVE, channel=L1_ROOM)
    assert (await room.ticket(number)).status is Status.NEW
    assert (await _told(room))[2:] == [
        ("approved", L1_ROOM, Op.EDIT),
        ("approved", MANAGERS, Op.EDIT),
    ]
    assert await room.happenings() == ["approval_given"]
    assert (await _told(room, NoticeKind.APPROVAL_TOLD))[-1] == ("approved", DIRECT, Op.POST)
    history = await room.history(number)
    assert history == ["ticket.opened", "approval.asked", "approval.given"]
    asked = await room.presses(LEA, Verb.DECLINE, channel=L1_ROOM)
    assert isinstance(asked, Ask)
    values = {"text": "No"}
    again = Submitted(author=person(LEA), form=asked.form.id, values=values)
    await refused(room.happens(again), "approval", why="decided")


async def test_a_no_closes_it_and_the_requester_reads_why(room):
    number = await _asks(room)
    await room.does(LEA, "decline", f"{number} Read only is enough")
    assert (await room.ticket(number)).status is Status.CLOSED
    told = (await room.heard(NoticeKind.APPROVAL_TOLD))[-1].facts
    assert (told["state"], told["text"]) == ("declined", "Read only is enough")


async def test_who_asked_and_who_was_not_named_do_not_decide(room, refused):
    number = await _asks(room)
    other = room.does(NORA, "approve", f"{number} fine")
    await refused(other, "approval", why="other")
    own = await _asks(room, who=SAM)
    await refused(room.does(SAM, "approve", f"{own} fine"), "approval", why="own")
    alone = await _asks(room, "alone", who=SAM)
    await room.does(SAM, "approve", f"{alone} fine")
    assert (await room.ticket(alone)).status is Status.NEW


async def test_a_ticket_that_waits_for_nobody_is_not_decided(room, refused):
    number = await room.opens()
    await refused(room.does(SAM, "approve", f"{number} fine"), "approval", why="none")


async def test_a_named_person_is_asked_alone_or_the_engineers_where_nobody_can_be_told(room):
    await _asks(room, "named")
    assert await _told(room) == [("waiting", L2_ROOM, Op.POST)]
    await room.says(OTTO, "hi", at=Address(platform="slack", channel="D0OTTO"), is_direct=True)
    number = await _asks(room, "named")
    assert (await _told(room))[1:] == [
        ("waiting", Address(platform="slack", channel="D0OTTO"), Op.POST)
    ]
    await room.does(OTTO, "approve", f"{number} fine")
    assert (await room.ticket(number)).status is Status.NEW


async def test_what_waited_for_no_yes_is_cancelled_without_more(room):
    number = await room.opens()
    await room.does(MAYA, "cancel", str(number), channel=DIRECT, is_direct=True)
    assert await _told(room) == []


async def test_what_is_cancelled_needs_no_yes_any_more(room):
    number = await _asks(room)
    await room.does(MAYA, "cancel", str(number), channel=DIRECT, is_direct=True)
    assert (await _told(room))[2:] == [
        ("withdrawn", L1_ROOM, Op.EDIT),
        ("withdrawn", MANAGERS, Op.EDIT),
    ]
    async with room.store.begin() as work:
        assert await work.approvals.waiting() == []


async def test_who_does_not_decide_is_reminded_twice(room):
    await _asks(room)
    remind = RemindApprovals()
    assert await remind(room.store.begin, now=room.clock()) == 0
    for days in (1, 2):
        room.clock.move(days=days)
        assert await remind(room.store.begin, now=room.clock()) == 1
        assert await remind(room.store.begin, now=room.clock()) == 0
    room.clock.move(days=30)
    assert await remind(room.store.begin, now=room.clock()) == 0
    states = [state for state, place, _ in await _told(room) if place == MANAGERS]
    assert states == ["waiting", "reminder", "reminder"]


async def test_a_reminder_that_somebody_was_faster_with_is_none(room):
    number = await _asks(room)
    async with room.store.begin() as work:
        asked = await work.approvals.waiting_of(number)
    assert await _remind(room.store.begin, asked.id, room.clock()) == 0


async def test_a_request_that_the_house_has_dropped_is_refused(room, sqlite_url, refused):
    asked = await room.does(MAYA, "request", "reset", channel=DIRECT, is_direct=True)
    store = Store.open(sqlite_url, POLICY, clock=room.clock)
    later = Room(store, room.clock)
    filled = Submitted(author=person(MAYA), form=asked.form.id, values={"what": "x"})
    await refused(later.happens(filled), "bad_command", name="request", wanted="request")
    await store.close()


async def test_a_manager_by_account_is_asked_in_their_own_chat(sqlite_url):
    boss = Identity(platform="slack", id=OTTO)
    async with room_on(sqlite_url, requests=KNOWN, roles=Roles(managers=frozenset({boss}))) as room:
        home = Address(platform="slack", channel="D0OTTO")
        await room.says(OTTO, "hi", at=home, is_direct=True)
        await _asks(room)
        assert ("waiting", home, Op.POST) in await _told(room)


async def test_nobody_resolves_what_waits_for_a_yes(room, refused):
    number = await _asks(room)
    solved = {"text": "Done", "category": "access"}
    await refused(room.does(NORA, "resolve", str(number), values=solved), "approval", why="waiting")
    await room.presses(SAM, Verb.APPROVE, channel=L1_ROOM)
    assert isinstance(await room.does(NORA, "resolve", str(number), values=solved), Done)


async def test_a_merged_ticket_asks_nobody_any_more(room):
    into = await room.opens()
    number = await _asks(room)
    await room.does(NORA, "merge", f"{number} {into}")
    assert {state for state, _, op in await _told(room) if op is Op.EDIT} == {"withdrawn"}
    async with room.store.begin() as work:
        assert await work.approvals.waiting_of(number) is None
