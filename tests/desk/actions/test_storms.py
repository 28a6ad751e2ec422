"""Many who meet one trouble follow one incident: nobody is folded, and nobody is told twice."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from desk.actions.tell_followers import CountFollowers, TellFollowers
from desk.errors import BadCommandError, NotFoundError, WrongOtherError
from desk.events import EventKind
from desk.inbound import Pressed
from desk.notice import NoticeKind, Op
from desk.organisations import Organisation
from desk.outcome import Ask, Done, Show
from desk.people import Address
from desk.policy import Status, TicketType
from desk.services import Service
from desk.storms import Storms
from desk.ticket import Verb
from storage.codec import offers_from_tree
from storage.store import Store
from storage.tables import buttons
from tests.desk.actions.conftest import ALWAYS, MAYA, SAM, Room, person, room_on
from tests.nouns import L1_ROOM, L2_ROOM, POLICY

ERP = Service(key="erp", title="ERP", words=("SAP",))
GATE = Service(key="gate", title="Gate control")
DOWN = "The ERP is down"
ENGINEERS = {L1_ROOM, L2_ROOM}


def organisation(name: str, who: str) -> Organisation:
    return Organisation(name=name, people=frozenset({person(who).identity}))


@pytest.fixture
async def room(sqlite_url):
    policy = replace(
        POLICY,
        calendars=(ALWAYS,),
        services=(ERP, GATE),
        organisations=(organisation("Dock", "U0DOCK"),),
    )
    async with room_on(sqlite_url) as before:
        store = Store.open(sqlite_url, policy, clock=before.clock)
        yield Room(store, before.clock)
        await store.close()


def chat(who: str) -> Address:
    return Address(platform="slack", channel=f"D{who}")


async def asks(room, who: str, text: str = DOWN):
    return await room.says(who, text, at=chat(who), is_direct=True)


async def taps(room, who: str, verb: Verb):
    """Tap the newest button of the verb in their own chat."""
    async with room.store.database.read() as connection:
        rows = (await connection.execute(select(buttons).order_by(buttons.c.id.desc()))).all()
    for row in rows:
        offers = [offer.verb for offer in offers_from_tree(row.offers)]
        if verb in offers and row.address.top == chat(who):
            place = {"channel": chat(who), "author": person(who)}
            return await room.happens(Pressed(button=row.id, offer=offers.index(verb), **place))
    raise LookupError(verb)


async def storm(room) -> int:
    """Three who say the same; gives the incident's number."""
    for who in ("U0ANN", "U0BOB", "U0CAT"):
        await asks(room, who)
    async with room.store.begin() as work:
        return (await work.incidents.open_of("erp")).ticket


async def follow(room, who: str = "U0DAN") -> int:
    await asks(room, who, "SAP does not work since this morning")
    done = await taps(room, who, Verb.ME_TOO)
    return done.facts["ticket"]


async def resolve(room, number: int, text: str = "Started it anew"):
    return await room.does(SAM, "resolve", f"{number} {text}", values={"category": "defect"})


async def tick(room, **by):
    room.clock.move(**by)
    await CountFollowers()(room.store.begin, now=room.clock())
    return await TellFollowers()(room.store.begin, now=room.clock())


async def said_to(room, address: Address, op: Op = Op.POST) -> list:
    return [one for one in await room.sayings() if one.address.top == address and one.op is op]


async def kinds_for(room, who: str, op: Op = Op.POST) -> list[str]:
    return [one.notice.kind.value for one in await said_to(room, chat(who), op)]


async def test_three_of_a_kind_are_an_incident_and_cards_offer_to_say_so(room):
    number = await storm(room)
    async with room.store.begin() as work:
        first = (await work.people.meet(person("U0ANN"))).id
        assert (await work.tickets.get(number)).requester == first
    edits = [
        one.notice
        for one in await said_to(room, L1_ROOM, Op.EDIT)
        if any(offer.verb is Verb.SAME for offer in one.notice.offers)
    ]
    assert {one.ticket for one in edits} == {number + 1, number + 2}
    assert {one.facts["same_as"] for one in edits} == {f"SUP-{number}"}


@pytest.mark.parametrize(
    ("texts", "storms"),
    [
        ((DOWN, DOWN), Storms()),
        ((DOWN, "The gate control is down", DOWN), Storms()),
        ((DOWN, "How do I export from the ERP?", DOWN), Storms()),
        ((DOWN, DOWN, "The ERP prints my address with a wrong street"), Storms()),
        ((DOWN, DOWN, DOWN), Storms(tickets=0)),
        ((DOWN, DOWN, DOWN), Storms(tickets=4)),
        ((DOWN, DOWN, DOWN), Storms(window=timedelta(minutes=2))),
    ],
)
async def test_what_is_no_storm_declares_nothing(room, sqlite_url, texts, storms):
    calm = Room(
        Store.open(sqlite_url, replace(room.store.policy, storms=storms), clock=room.clock),
        room.clock,
    )
    for who, text in zip(("U0ANN", "U0BOB", "U0CAT"), texts, strict=False):
        await asks(calm, who, text)
        room.clock.move(minutes=1)
    async with calm.store.begin() as work:
        assert await work.incidents.open() == []
    await calm.store.close()


async def test_who_comes_later_is_asked_and_sees_nobodys_words(room):
    number = await storm(room)
    await asks(room, "U0DAN", "SAP does not work since this morning")
    (asked,) = await said_to(room, chat("U0DAN"))
    assert asked.notice.kind is NoticeKind.SAME_TROUBLE
    assert asked.notice.facts["incident"] == {
        "other": f"SUP-{number}",
        "service": "ERP",
        "since": room.clock().isoformat(),
    }
    assert "down" not in str(asked.notice.facts)
    done = await taps(room, "U0DAN", Verb.ME_TOO)
    own = await room.ticket(done.facts["ticket"])
    assert (own.merged_into, own.status) == (number, Status.CLOSED)
    assert await kinds_for(room, "U0DAN") == ["incident.same"]
    cards = [one for one in await said_to(room, L1_ROOM) if one.notice.ticket == own.id]
    assert cards == []
    mine = await room.does("U0DAN", "tickets", channel=chat("U0DAN"))
    (row,) = mine.notice.facts["rows"]
    assert (row["id"], row["status"], row["title"]) == (
        own.id,
        "new",
        "SAP does not work since this morning",
    )
    async with room.store.begin() as work:
        history = await work.events.of_ticket(own.id)
    assert [event.kind for event in history] == [EventKind.OPENED, EventKind.MERGED]


async def test_something_else_becomes_a_ticket_as_ever(room):
    number = await storm(room)
    await asks(room, "U0DAN")
    done = await taps(room, "U0DAN", Verb.SOMETHING_ELSE)
    own = await room.ticket(done.facts["ticket"])
    assert (own.merged_into, own.status) == (None, Status.NEW)
    assert await kinds_for(room, "U0DAN") == ["incident.same", "ticket.opened"]
    card = [one for one in await said_to(room, L1_ROOM) if one.notice.ticket == own.id]
    assert [offer.verb for offer in card[0].notice.offers][1] is Verb.SAME
    assert own.id != number


async def test_an_incident_that_is_over_when_they_tap_is_none(room):
    number = await storm(room)
    await asks(room, "U0DAN")
    await resolve(room, number)
    done = await taps(room, "U0DAN", Verb.ME_TOO)
    assert (await room.ticket(done.facts["ticket"])).merged_into is None


async def test_who_is_told_an_answer_first_is_asked_when_they_want_a_person(room):
    await asks(room, "U0DAN", "network")  # names nothing, and near matches are offered
    await storm(room)
    await taps(room, "U0DAN", Verb.PERSON)
    assert "incident.same" not in await kinds_for(room, "U0DAN", Op.EDIT)


async def test_an_engineer_says_that_one_is_the_same_and_takes_it_back(room):
    number = await storm(room)
    second = number + 1
    await room.presses(SAM, Verb.SAME, channel=L1_ROOM)
    await room.does(SAM, "same", f"{number + 1} SUP-{number}")
    for one in (second, number + 2):
        assert (await room.ticket(one)).merged_into == number
    assert (await kinds_for(room, "U0BOB"))[-1] == "incident.followed"
    with pytest.raises(WrongOtherError):
        await room.does(SAM, "same", f"{number} {number}")
    await room.presses(SAM, Verb.UNMERGE, channel=L1_ROOM)
    await room.does(SAM, "unmerge", str(number + 2))
    for one in (second, number + 2):
        assert (await room.ticket(one)).status is Status.NEW
    async with room.store.begin() as work:
        assert await work.incidents.count(number) == 0


async def test_an_engineer_who_lets_go_of_a_follower_without_a_card_gets_one(room):
    await storm(room)
    own = await follow(room)
    await room.does(SAM, "unmerge", str(own))
    cards = [one for one in await said_to(room, L1_ROOM) if one.card and f":{own}:" in one.card]
    assert [one.notice.kind for one in cards] == [NoticeKind.TICKET_CARD]


async def test_an_engineer_declares_a_ticket_and_what_cannot_be_is_refused(room, refused):
    await asks(room, "U0ANN", "How do I open the thing?")
    other = await room.opens("The gate control smells of oil")
    first = other - 1
    with pytest.raises(BadCommandError):
        await room.does(SAM, "incident", f"{first} nothing")
    assert isinstance(await room.does(SAM, "incident", str(first)), Ask)
    await room.does(SAM, "incident", f"{first} Gate control")
    ticket = await room.ticket(first)
    assert (ticket.service, ticket.type) == ("gate", TicketType.INCIDENT)
    number = f"SUP-{first}"
    for words, why in ((str(first), "is_incident"), (str(other), "is_other_incident")):
        await refused(room.does(SAM, "incident", words), "wrong_other", why=why, other=number)
    await refused(
        room.does(SAM, "merge", f"{first} {other}"), "wrong_other", why="is_incident", other=number
    )
    await refused(
        room.does(SAM, "same", f"{other} {other}"),
        "wrong_other",
        why="is_no_incident",
        other=str(other),
    )


async def test_the_end_is_told_once_and_each_says_whether_it_works(room):
    number = await storm(room)
    own = await follow(room)
    room.clock.move(minutes=40)  # from here on words are about something new
    again = await follow(room)
    assert own != again
    assert await tick(room, minutes=1) == 0
    counted = [
        one.notice.facts["incident"]["affected"]
        for one in await said_to(room, L1_ROOM, Op.EDIT)
        if "incident" in one.notice.facts
    ]
    assert counted[-1] == 1  # one person with two tickets
    await resolve(room, number)
    await tick(room, minutes=1)
    await tick(room, minutes=1)
    told = [
        one
        for one in await said_to(room, chat("U0DAN"))
        if one.notice.kind is NoticeKind.INCIDENT_OVER
    ]
    assert [one.notice.facts["text"] for one in told] == ["Started it anew"]
    await taps(room, "U0DAN", Verb.WORKS)
    await taps(room, "U0DAN", Verb.WORKS)
    states = [one.notice.facts["state"] for one in await said_to(room, chat("U0DAN"), Op.EDIT)]
    assert states[-1] == "works"
    async with room.store.begin() as work:
        kinds = [event.kind for event in await work.events.of_ticket(own)]
    assert kinds.count(EventKind.CONFIRMED) == 1


async def test_still_broken_opens_their_own_ticket_with_its_card(room):
    number = await storm(room)
    own = await follow(room)
    await resolve(room, number)
    await tick(room, minutes=1)
    room.clock.move(hours=2)
    await taps(room, "U0DAN", Verb.STILL_BROKEN)
    await taps(room, "U0DAN", Verb.STILL_BROKEN)
    ticket = await room.ticket(own)
    assert (ticket.status, ticket.merged_into, ticket.assignee) == (Status.OPEN, None, None)
    assert (ticket.reopen_count, ticket.related) == (1, (number,))
    assert ticket.first_response_at is not None
    cards = [one for one in await said_to(room, L1_ROOM) if one.card and f":{own}:" in one.card]
    assert [one.notice.kind for one in cards] == [NoticeKind.TICKET_CARD]
    assert "ticket.reopened" in await kinds_for(room, "U0DAN")
    async with room.store.begin() as work:
        kinds = [event.kind for event in await work.events.of_ticket(own)]
        assert await work.incidents.count(number) == 0
    assert kinds[-3:] == [EventKind.UNMERGED, EventKind.RESOLVED, EventKind.REOPENED]


async def test_words_of_a_follower_are_kept_read_and_open_it_once_it_is_over(room):
    number = await storm(room)
    own = await follow(room)
    await asks(room, "U0DAN", "The export hangs as well")
    read = [
        one
        for one in await said_to(room, L1_ROOM)
        if one.notice.facts.get("what") == "follower_wrote"
    ]
    assert [(one.notice.facts["text"], one.notice.ticket) for one in read] == [
        ("The export hangs as well", number)
    ]
    assert (await kinds_for(room, "U0DAN"))[-1] == "ticket.belongs"
    await resolve(room, number)
    await tick(room, minutes=1)
    there = {"anchors": ("m4",), "answer_in": "m4"}
    await room.says("U0DAN", "thanks", at=chat("U0DAN"), is_direct=True, **there)
    assert (await room.ticket(own)).merged_into == number
    await room.says("U0DAN", "It still hangs here", at=chat("U0DAN"), is_direct=True, **there)
    assert (await room.ticket(own)).status is Status.OPEN
    assert (await room.ticket(number)).status is Status.RESOLVED
    assert "ticket.relayed" in [one.notice.kind.value for one in await said_to(room, L1_ROOM)]


async def test_words_after_the_time_to_reopen_are_a_new_ticket(room):
    number = await storm(room)
    own = await follow(room)
    await resolve(room, number)
    await tick(room, minutes=1)
    room.clock.move(days=8)
    async with room.store.begin() as work:
        question = (await work.tickets.get(own)).question
        origin = (await work.questions.get(question)).origin
    await room.says(
        "U0DAN",
        "Broken again, it hangs",
        at=chat("U0DAN"),
        anchors=("m4",),
        answer_in=origin.thread,
    )
    assert (await room.ticket(own)).merged_into == number
    assert (await room.ticket(own + 1)).follows == own


async def test_nothing_said_to_a_follower_reaches_the_requester_of_the_incident(room):
    await storm(room)
    own = await follow(room)
    before = len(await said_to(room, chat("U0ANN")))
    with pytest.raises(Exception, match="wrong_status"):
        await room.does(SAM, "reply", f"{own} Dear Dan, we look at your own account")
    assert len(await said_to(room, chat("U0ANN"))) == before


async def test_one_that_is_opened_again_goes_on_and_is_told_anew_to_those_in_doubt(room):
    number = await storm(room)
    doubting, happy = await follow(room, "U0EVA"), await follow(room, "U0DAN")
    await resolve(room, number)
    await tick(room, minutes=1)
    await taps(room, "U0DAN", Verb.WORKS)
    await room.does(SAM, "reopen", str(number))
    async with room.store.begin() as work:
        assert (await work.incidents.open_of("erp")).ticket == number
    shown = await taps(room, "U0EVA", Verb.STILL_BROKEN)
    assert isinstance(shown, Show)
    assert shown.notice.facts["state"] == "again"
    await resolve(room, number, "Now for good")
    await tick(room, minutes=1)
    told = {who: (await kinds_for(room, who)).count("incident.over") for who in ("U0DAN", "U0EVA")}
    assert told == {"U0DAN": 1, "U0EVA": 2}
    assert doubting < happy


async def test_one_that_is_opened_again_beside_a_newer_one_is_an_incident_no_more(room):
    number = await storm(room)
    await resolve(room, number)
    await asks(room, "U0EVA", "ERP: the totals of invoices are wrong")
    other = number + 3
    await room.does(SAM, "incident", str(other))
    await room.does(SAM, "reopen", str(number))
    async with room.store.begin() as work:
        assert (await work.incidents.open_of("erp")).ticket == other
    await resolve(room, other)
    await room.does(SAM, "incident", str(number))
    async with room.store.begin() as work:
        assert (await work.incidents.open_of("erp")).ticket == number


async def test_a_cancelled_incident_leaves_nobody_behind(room):
    number = await storm(room)
    await follow(room)
    await room.does("U0ANN", "cancel", str(number), channel=chat("U0ANN"))
    await tick(room, minutes=1)
    told = (await said_to(room, chat("U0DAN")))[-1].notice
    assert (told.kind, told.facts["how"]) == (NoticeKind.INCIDENT_OVER, "dropped")
    await taps(room, "U0DAN", Verb.STILL_BROKEN)
    async with room.store.begin() as work:
        dan = (await work.people.meet(person("U0DAN"))).id
        (own,) = await work.tickets.open_of(dan)
    assert (own.status, own.reopen_count) == (Status.NEW, 0)


async def test_another_organisation_follows_and_reads_no_words_of_the_first(room):
    number = await storm(room)
    own = await follow(room, "U0DOCK")
    await resolve(room, number, "Dear Ann, your password was the cause")
    await tick(room, minutes=1)
    told = (await said_to(room, chat("U0DOCK")))[-1].notice
    assert told.kind is NoticeKind.INCIDENT_OVER
    shown = await room.does("U0DOCK", "status", str(own), channel=chat("U0DOCK"))
    for seen in (str(told.facts), str(shown.notice.facts)):
        assert "Ann" not in seen
        assert "password" not in seen


async def test_buttons_that_lead_nowhere_are_refused(room):
    number = await storm(room)
    with pytest.raises(NotFoundError):
        await room.does(MAYA, "status", "999")
    own = await follow(room)
    await resolve(room, number)
    await tick(room, minutes=1)
    await room.does(SAM, "unmerge", str(own))
    with pytest.raises(NotFoundError):
        await taps(room, "U0DAN", Verb.WORKS)
    assert Counter(await kinds_for(room, "U0DAN"))["incident.over"] == 1


async def test_three_tickets_of_one_person_are_no_storm(room):
    for text in (DOWN, f"{DOWN} again", f"Still: {DOWN}"):
        await asks(room, "U0ANN", text)
        room.clock.move(minutes=1)
    async with room.store.begin() as work:
        assert await work.incidents.open_of("erp") is None


async def test_what_one_customer_was_told_is_not_written_into_anothers_ticket(room):
    number = await storm(room)
    own = await follow(room, "U0DOCK")
    await resolve(room, number, "Your own rack 7 was unplugged")
    await tick(room, seconds=5)
    await taps(room, "U0DOCK", Verb.STILL_BROKEN)
    ticket = await room.ticket(own)
    assert (ticket.is_open, ticket.resolution or "") == (True, "")


async def test_two_replicas_at_once_tell_each_follower_once(room, sqlite_url):
    number = await storm(room)
    await follow(room)
    await resolve(room, number)
    other = Store.open(sqlite_url, room.store.policy, clock=room.clock)
    async with room.store.begin() as work:
        seen = await work.incidents.waiting(number, 50)
    try:
        for store in (room.store, other):
            room.clock.move(seconds=1)
            async with store.begin() as work:
                # As the one saw it before the other was done.
                await work.incidents.save(await work.incidents.of_ticket(number))
                for follower in seen:
                    await work.incidents.save_follower(follower)
                await work.commit(Done())
            await TellFollowers()(store.begin, now=room.clock())
    finally:
        await other.close()
    assert (await kinds_for(room, "U0DAN")).count("incident.over") == 1


async def test_who_said_meanwhile_that_it_works_is_not_asked(room):
    number = await storm(room)
    own = await follow(room)
    await resolve(room, number)
    async with room.store.begin() as work:
        follower = await work.incidents.follower(own)
        await work.incidents.save_follower(replace(follower, works_at=room.clock()))
        assert not await work.incidents.save_told(own, room.clock())
        await work.commit(Done())
    await tick(room, seconds=5)
    assert "incident.over" not in await kinds_for(room, "U0DAN")


async def test_who_joins_when_all_others_are_told_is_told_too(room):
    number = await storm(room)
    own = await follow(room)
    await resolve(room, number)
    await tick(room, seconds=5)
    async with room.store.begin() as work:
        joined = await work.incidents.follower(own)
        await work.incidents.follow(replace(joined, told_at=None))
        await work.commit(Done())
    async with room.store.begin() as work:
        assert await work.incidents.to_tell(room.clock()) == [number]
