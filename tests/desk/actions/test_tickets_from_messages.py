"""Who may make a ticket of a message, whose is it, and when does it exist already?"""

from desk.inbound import Pointed, Said
from desk.notice import NoticeKind
from desk.outcome import Done, Show
from desk.people import Address
from desk.policy import Status
from tests.desk.actions.conftest import MAYA, NORA, OTTO, SAM, TICKET, person

LOBBY = Address(platform="slack", channel="C0LOBBY")


def pointed(room, who, by=MAYA, text=TICKET, *, message="100.1", is_quiet=False, **more):
    """Somebody points at what `by` wrote in the lobby."""
    said = Said(
        author=person(by),
        channel=LOBBY,
        message=message,
        text=text,
        said_at=room.clock(),
        answer_in=message,
    )
    author = person(who, **more)
    told = {"channel": LOBBY, "pointed_at": room.clock(), "is_quiet": is_quiet}
    return room.happens(Pointed(author=author, said=said, **told))


async def test_it_belongs_to_who_wrote_it_and_is_answered_under_their_words(room):
    done = await pointed(room, SAM)
    ticket = await room.ticket(done.facts["ticket"])
    assert (ticket.requester, ticket.text) == (await room.id_of(MAYA), TICKET)
    assert str(ticket.origin) == "slack:C0LOBBY:100.1"
    [told] = await room.heard(NoticeKind.TICKET_OPENED)
    assert told.facts["by"]["name"] == "Sam"
    [line] = await room.heard(NoticeKind.HAPPENED)
    assert line.facts["what"] == "opened_for"


async def test_who_wrote_it_opens_it_without_a_word_of_another(room):
    await pointed(room, MAYA)
    [told] = await room.heard(NoticeKind.TICKET_OPENED)
    assert told.facts["by"] is None
    assert await room.heard(NoticeKind.HAPPENED) == []


async def test_an_engineer_of_any_tier_may_and_nobody_else(room, refused):
    await refused(pointed(room, OTTO), "not_allowed", verb="open_for")
    await refused(pointed(room, SAM, is_trusted=False), "not_allowed", verb="open_for")
    assert isinstance(await pointed(room, NORA), Done)


async def test_a_guest_may_for_what_they_wrote_themselves(room):
    assert isinstance(await pointed(room, MAYA, is_trusted=False), Done)


async def test_a_second_time_shows_the_ticket_that_is_there(room, refused):
    number = (await pointed(room, SAM)).facts["ticket"]
    again = await pointed(room, SAM)
    assert isinstance(again, Show)
    assert again.notice.facts["ticket"]["id"] == number
    await refused(pointed(room, OTTO), "not_allowed", verb="status", ticket=number)


async def test_a_question_that_was_answered_becomes_the_ticket_that_a_person_takes(room):
    asked = await room.says(MAYA, "vpn", at=LOBBY, message="100.1", is_addressed=True)
    done = await pointed(room, SAM, text="vpn")
    assert done.facts["question"] == asked.facts["question"]
    ticket = await room.ticket(done.facts["ticket"])
    assert ticket.question == asked.facts["question"]
    assert (await room.heard(NoticeKind.TICKET_OPENED))[0].facts["by"]["name"] == "Sam"


async def test_promises_count_from_the_pointing_for_nobody_was_asked_before(room):
    ticket = await room.ticket((await pointed(room, SAM)).facts["ticket"])
    assert ticket.asked_at == room.clock()
    assert ticket.status is Status.NEW


async def test_a_secret_in_it_is_masked(room):
    done = await pointed(room, SAM, text="It says my password is hunter2secret")
    assert "hunter2secret" not in (await room.ticket(done.facts["ticket"])).text


async def test_what_no_person_wrote_or_what_says_nothing_opens_nothing(room, refused):
    nobody = Pointed(author=person(SAM), channel=LOBBY, pointed_at=room.clock())
    await refused(room.happens(nobody), "not_found", noun="author")
    await refused(pointed(room, SAM, text=" "), "not_found", noun="words")
