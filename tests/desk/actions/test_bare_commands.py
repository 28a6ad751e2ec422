"""A command's name is one where nothing else can be meant; all else stays a person's words."""

import pytest

from desk.notice import NoticeKind
from desk.outcome import Ask, Show
from desk.people import Address
from tests.desk.actions.conftest import MAYA, SAM, TICKET, person
from tests.nouns import DIRECT, L1_ROOM

SAMS = Address(platform="slack", channel="D0SAM")
LOBBY = Address(platform="slack", channel="C0LOBBY")


async def says(room, who, text, name, **more):
    told = {"at": SAMS if who == SAM else DIRECT, "is_direct": True, **more}
    return await room.says(who, text, command=name, **told)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("tickets", "tickets", NoticeKind.TICKETS),
        ("help", "help", NoticeKind.HELP),
        ("list", "tickets", NoticeKind.TICKETS),
        ("maintenance", "maintenance", NoticeKind.MAINTENANCES),
        ("search state:open", "search", NoticeKind.FOUND),
        ("language de", "language", NoticeKind.LANGUAGE),
        ("page", "page", NoticeKind.SIGN_IN),
    ],
)
async def test_a_name_alone_or_what_can_mean_nothing_else_is_done(room, text, name, kind):
    shown = await says(room, MAYA, text, name)
    assert isinstance(shown, Show)
    assert shown.notice.kind is kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("search does not work", "search"),
        ("page is slow since noon", "page"),
        ("help me with the conveyor", "help"),
        ("cover of the machine is broken", "cover"),
        ("maintenance light is red", "maintenance"),
        ("language of my screen is wrong", "language"),
        ("new laptop for Paul", "new"),
        ("cancel my order", "cancel"),
        ("urgent", "urgent"),
        ("status is red", "status"),
    ],
)
async def test_what_a_person_might_as_well_say_is_words(room, text, name):
    done = await says(room, MAYA, text, name)
    assert not isinstance(done, Show)
    assert "question" in done.facts


async def test_a_name_before_a_number_is_done(room):
    number = await room.opens()
    await says(room, SAM, f"claim {number}", "claim")
    assert (await room.ticket(number)).assignee == await room.id_of(SAM)
    shown = await says(room, MAYA, f"status SUP-{number}", "status")
    assert shown.notice.kind is NoticeKind.STATUS


async def test_a_mention_at_the_top_of_a_channel_is_as_good_as_a_direct_chat(room):
    shown = await room.says(MAYA, "tickets", at=LOBBY, command="tickets", is_addressed=True)
    assert shown.notice.kind is NoticeKind.TICKETS


async def test_in_a_thread_and_unaddressed_they_are_words(room):
    await room.says(MAYA, "tickets", at=LOBBY, command="tickets")
    number = await room.opens()
    await room.arrives()
    root = await room.root(L1_ROOM)
    told = {"at": L1_ROOM, "anchors": (root,), "is_addressed": True}
    await room.says(SAM, f"claim {number}", command="claim", **told)
    assert (await room.ticket(number)).assignee is None


async def test_an_answer_to_a_form_is_one_whatever_it_says(room):
    number = await room.opens()
    asked = await says(room, SAM, f"resolve {number}", "resolve")
    assert isinstance(asked, Ask)
    answered = await says(room, SAM, "help", "help")
    assert isinstance(answered, Ask)
    assert answered.form.values == {"text": "help"}


async def test_who_asks_in_words_that_hold_a_command_still_gets_a_ticket(room):
    await says(room, MAYA, f"status of things: {TICKET}", "status")
    async with room.store.begin() as work:
        assert len(await work.tickets.open_of((await work.people.meet(person(MAYA))).id)) == 1
