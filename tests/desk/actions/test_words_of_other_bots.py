"""Do words of another program open a ticket, and is nothing ever said to it?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions.ask import MANY
from desk.actions.maintain import _tell
from desk.attachment import Attachment, FileState
from desk.inbound import Author, Reported, Said
from desk.maintenance import Window
from desk.notice import NoticeKind
from desk.outcome import Done
from desk.people import Address, Identity
from desk.policy import Status
from desk.ticket import Verb
from tests.desk.actions.conftest import MAYA, SAM, TICKET

ALERTS = Address(platform="slack", channel="C0ALERTS")
NAGIOS = Author(
    identity=Identity(platform="slack", id="bot:B0NAGIOS"), name="Nagios", is_trusted=False
)


async def reports(room, text, message="100.1", under=None, by=NAGIOS, **more):
    said = Said(
        author=by,
        channel=ALERTS,
        message=message,
        text=text,
        said_at=room.clock(),
        answer_in=under or message,
        anchors=(under,) if under else (),
        **more,
    )
    await room.happens(Reported(said=said))


async def tickets(room):
    async with room.store.begin() as work:
        bot = await work.people.meet(NAGIOS)
        return sorted(await work.tickets.open_of(bot.id), key=lambda ticket: ticket.id)


async def told_at(room, place=ALERTS):
    """All that was ever to be said at a place."""
    return [saying for saying in await room.sayings() if saying.address.top == place]


@pytest.fixture
async def ticket(room):
    await reports(room, "Disk full on web-1")
    [opened] = await tickets(room)
    return opened


async def test_it_opens_a_ticket_and_engineers_get_a_card_without_answers(room, ticket):
    assert (ticket.text, str(ticket.origin)) == ("Disk full on web-1", "slack:C0ALERTS:100.1")
    [card] = await room.heard(NoticeKind.TICKET_CARD)
    assert card.facts["ticket"]["requester"] == {"name": "Nagios", "ids": {}, "is_bot": True}
    offered = {offer.verb for offer in card.offers}
    assert Verb.CLAIM in offered
    assert not offered & {Verb.REPLY, Verb.ASK_REQUESTER}
    assert await told_at(room) == []


async def test_not_even_a_question_with_an_answer_is_answered(room):
    await reports(room, "vpn")
    assert [one.text for one in await tickets(room)] == ["vpn"]
    assert await told_at(room) == []


async def test_a_whole_life_says_nothing_to_it(room, ticket):
    await room.does(SAM, "claim", room.store.policy.number(ticket.id))
    await room.does(
        SAM,
        "resolve",
        room.store.policy.number(ticket.id),
        values={
            "text": "Cleaned up",
            "category": "defect",
        },
    )
    assert (await room.ticket(ticket.id)).status is Status.RESOLVED
    assert await told_at(room) == []


async def test_an_answer_is_refused_for_nobody_would_read_it(room, refused, ticket):
    number = room.store.policy.number(ticket.id)
    await refused(room.does(SAM, "reply", f"{number} It is clean"), "no_reader", number=number)
    await refused(room.does(SAM, "ask", f"{number} Which disk?"), "no_reader", number=number)
    assert await told_at(room) == []


async def test_what_an_engineer_writes_under_its_words_is_for_the_people_there(room, ticket):
    await room.says(SAM, "I look into it", at=ALERTS, anchors=("100.1",), answer_in="100.1")
    known = await room.ticket(ticket.id)
    assert (known.assignee, known.first_response_at) == (await room.id_of(SAM), room.clock())
    assert await told_at(room) == []


async def test_its_further_words_are_the_tickets_until_it_is_solved(room, ticket):
    await reports(room, "Disk still full", message="100.2", under="100.1")
    [told] = await room.heard(NoticeKind.RELAYED)
    assert told.facts["text"] == "Disk still full"
    await room.does(
        SAM,
        "resolve",
        room.store.policy.number(ticket.id),
        values={
            "text": "Cleaned up",
            "category": "defect",
        },
    )
    await reports(room, "Recovered", message="100.3", under="100.1")
    assert (await room.ticket(ticket.id)).status is Status.RESOLVED
    assert await told_at(room) == []


async def test_words_in_threads_of_others_are_their_own_business(room):
    await room.says(MAYA, TICKET, at=ALERTS, message="50.1", answer_in="50.1", is_addressed=True)
    await reports(room, "Reminder: this is open", message="100.2", under="50.1")
    await reports(room, "Reminder: lunch", message="100.3", under="60.1")
    assert await tickets(room) == []
    assert await room.heard(NoticeKind.RELAYED) == []


async def test_a_flood_joins_its_last_ticket(room):
    for number in range(MANY + 3):
        await reports(room, f"Disk {number} full", message=f"100.{number}")
    opened = await tickets(room)
    assert len(opened) == MANY
    told = await room.heard(NoticeKind.RELAYED)
    assert {notice.ticket for notice in told} == {opened[-1].id}
    assert [notice.facts["text"] for notice in told] == [
        "Disk 5 full",
        "Disk 6 full",
        "Disk 7 full",
    ]
    assert await told_at(room) == []


async def test_secrets_are_masked_and_nothing_is_opened_of_no_words(room):
    await reports(room, "password: Tr0ub4dor&3xx", message="100.1")
    await reports(room, " ", message="100.2")
    [one] = await tickets(room)
    assert "Tr0ub4dor" not in one.text
    assert await told_at(room) == []


async def test_it_is_not_told_of_a_file_that_is_too_large(room):
    huge = Attachment(name="dump.bin", reference="F1", size=10**12)
    await reports(room, "Core dumped", files=(huge,))
    [ticket] = await tickets(room)
    async with room.store.begin() as work:
        [kept] = await work.files.of_ticket(ticket.id)
    assert kept.state is FileState.TOO_LARGE
    assert await told_at(room) == []


async def test_it_is_not_told_of_maintenance(room, ticket):
    async with room.store.begin() as work:
        await work.tickets.save(replace(await work.tickets.get(ticket.id), service="portal"))
        await work.commit(Done())
    window = Window(
        id=1,
        services=("portal",),
        starts_at=room.clock(),
        ends_at=room.clock() + timedelta(hours=1),
        text="New disks",
        timezone="UTC",
        planned_by=None,
        planned_at=room.clock(),
    )
    async with room.store.begin() as work:
        assert [one.id for one in await work.tickets.open_about(("portal",))] == [ticket.id]
        await _tell(work, window, "started", "test")
        await work.commit(Done())
    assert await told_at(room) == []
