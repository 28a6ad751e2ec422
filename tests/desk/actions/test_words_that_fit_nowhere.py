"""What was said, tapped or filled in does not fit: it is refused by name, or harmless."""

from dataclasses import replace

import pytest

from desk.actions.deed import Deed, Place
from desk.actions.fill import fill, fill_by_button, forget
from desk.actions.hand_over import escalate
from desk.actions.perform import perform
from desk.actions.rate import rate
from desk.actions.reply import undo
from desk.actions.transfer import transfer
from desk.attachment import Attachment
from desk.inbound import Edited
from desk.notice import NoticeKind
from desk.outcome import Ask, Done, Show
from desk.policy import Status
from desk.ticket import Verb
from tests.desk.actions.conftest import LEA, MAYA, NORA, OTTO, SAM, person
from tests.nouns import DIRECT, L1_ROOM, L2_ROOM

FILE = Attachment(name="belt.png", reference="F1", size=10)


async def deed_of(work, who, verb=Verb.NOTE, **more):
    met = await work.people.meet(person(who))
    actor = await work.people.actor(met)
    at = more.pop("at")
    return Deed(verb=verb, actor=actor, place=Place(channel=L1_ROOM), at=at, now=at, **more)


@pytest.fixture
def direct(room):
    """Call an action itself, as nothing that people can do would call it."""

    async def direct(action, who, *nouns, **more):
        async with room.store.begin() as work:
            deed = await deed_of(work, who, at=room.clock(), **more)
            outcome = await action(work, deed, *nouns)
            await work.commit(Done())
        return outcome

    return direct


async def test_a_verb_of_questions_is_not_done_to_tickets(room, direct, refused):
    number = await room.opens()
    for deed in ({"ticket": number, "verb": Verb.SOLVED}, {"ticket": None, "verb": Verb.CLAIM}):
        lost = direct(perform, SAM, **deed)
        await refused(lost, "not_found", noun="ticket", verb=deed["verb"].value)


async def test_a_hand_over_to_no_tier_of_the_list_is_refused(room, direct, refused):
    ticket = replace(await room.ticket(await room.opens()), tier="L3")
    await refused(direct(escalate, SAM, ticket, values={}), "not_found", noun="tier", key="")


@pytest.mark.parametrize("words", [None, "", "0", "6", "five", "5.", "\N{SUPERSCRIPT FIVE}"])
async def test_a_mark_that_is_none_is_refused(room, direct, refused, words):
    ticket = await room.ticket(await room.opens())
    await refused(direct(rate, MAYA, ticket, words=words), "bad_command", name="rate", wanted="1-5")


async def test_only_words_of_an_engineer_to_the_requester_can_be_taken_back(room, direct, refused):
    number = await room.opens()
    await room.does(SAM, "reply", f"{number} Please restart it")
    async with room.store.begin() as work:
        events = {one.kind: one for one in await work.events.of_ticket(number)}
    opened, replied = events["ticket.opened"], events["ticket.replied"]
    ticket = await room.ticket(number)
    await refused(direct(undo, SAM, ticket, event=opened.id), "not_found", noun="words")
    lost = direct(undo, LEA, ticket, event=replied.id)
    await refused(lost, "not_allowed", verb="undo", ticket=number)


async def test_a_ticket_goes_to_an_engineer_of_its_tier_only(room, direct, refused):
    number = await room.opens()
    ticket = await room.ticket(number)
    nora = str(await room.id_of(NORA))
    lost = direct(transfer, SAM, ticket, values={"to": nora})
    await refused(lost, "not_found", noun="person", key=nora)
    lea = await room.id_of(LEA)
    owned = replace(ticket, assignee=lea)
    assert await direct(transfer, SAM, owned, values={"to": str(lea)}) == Done()


async def test_where_there_is_no_colleague_nothing_can_be_handed_on(room, refused):
    number = await room.opens()
    note = {"tier": "L2", "reason": "x", "symptom": "x", "tried": "x", "next_step": "x"}
    await room.does(SAM, "escalate", str(number), values=note)
    await room.does(NORA, "claim", str(number), channel=L2_ROOM)
    alone = room.does(NORA, "transfer", str(number), channel=L2_ROOM)
    await refused(alone, "not_found", noun="colleague")


async def test_a_choice_for_a_field_that_is_filled_already_is_late(room, direct, refused):
    number = await room.opens()
    asked = await room.does(SAM, "resolve", f"{number} Fixed")
    assert isinstance(asked, Ask)
    late = await direct(fill_by_button, SAM, words=f"{asked.form.id}:text:again")
    assert late == asked
    await refused(direct(fill_by_button, SAM, words="x:text:y"), "not_found", noun="form")
    await direct(fill_by_button, SAM, words=f"{asked.form.id}:category:defect")
    assert (await room.ticket(number)).status is Status.RESOLVED


async def test_a_form_without_an_open_field_is_done_with_what_it_has(room, direct):
    number = await room.opens()
    asked = await room.does(SAM, "resolve", f"{number} Fixed")
    whole = asked.form.fill("category", "defect")
    await direct(fill, SAM, whole, "whatever")
    assert (await room.ticket(number)).resolution == "Fixed"


async def test_a_form_is_dropped_by_its_number_or_its_place(room, direct, refused):
    number = await room.opens()
    asked = await room.does(SAM, "resolve", str(number))
    assert await direct(forget, SAM, words=str(asked.form.id)) == Done()
    await refused(direct(forget, SAM), "not_found", noun="form")
    await room.does(SAM, "resolve", str(number))
    assert await direct(forget, SAM) == Done()


async def test_a_change_to_what_it_is_already_changes_nothing(room):
    number = await room.opens()
    before = await room.ticket(number)
    await room.does(SAM, "change", str(number), values={"priority": before.priority.value})
    assert await room.ticket(number) == before


async def test_edits_of_an_engineers_words_do_not_follow(room):
    shared = replace(L1_ROOM, channel="C0HELP")
    await room.says(MAYA, "The belt slips", at=shared, is_addressed=True, answer_in="m1")
    place = {"at": shared, "anchors": ("m1",), "answer_in": "m1", "is_direct": False}
    await room.says(SAM, "On my way", message="own", **place)
    count = len(await room.sayings())
    edited = Edited(
        author=person(SAM), channel=shared, message="own", text="x", edited_at=room.clock()
    )
    assert await room.happens(edited) == Done()
    assert len(await room.sayings()) == count


async def test_further_words_under_an_answer_in_a_channel_are_for_others(room):
    shared = replace(L1_ROOM, channel="C0HELP")
    await room.says(MAYA, "vpn", at=shared, is_addressed=True, answer_in="m1", is_direct=False)
    count = len(await room.sayings())
    under = {"at": shared, "anchors": ("m1",), "answer_in": "m1", "is_direct": False}
    assert await room.says(OTTO, "Worked for me", **under) == Done()
    assert len(await room.sayings()) == count
    await room.says(MAYA, "network", **under, is_addressed=True)
    assert len(await room.heard(NoticeKind.SUGGESTIONS)) == 1


async def test_after_it_was_resolved_thanks_are_enough_and_other_words_reopen(room):
    number = await room.opens()
    await room.does(SAM, "resolve", str(number), values={"text": "Fixed", "category": "defect"})
    place = {"anchors": ("m1",), "answer_in": "m1"}
    await room.says(MAYA, "thanks a lot!", **place)
    assert (await room.ticket(number)).status is Status.RESOLVED
    await room.says(MAYA, "It stands still again", **place)
    ticket = await room.ticket(number)
    assert (ticket.status, ticket.reopen_count) == (Status.OPEN, 1)


async def test_words_after_the_time_for_reopening_are_a_ticket_that_names_the_old_one(room):
    number = await room.opens()
    await room.does(SAM, "resolve", str(number), values={"text": "Fixed", "category": "defect"})
    room.clock.move(days=7)
    await room.says(MAYA, "It stands still again", anchors=("m1",), answer_in="m1")
    assert (await room.ticket(number + 1)).follows == number


async def test_a_page_is_asked_for_by_command(room):
    shown = await room.does(SAM, "page")
    assert isinstance(shown, Show)
    assert shown.notice.facts == {"person": await room.id_of(SAM)}


async def test_a_file_by_command_opens_a_ticket_or_joins_one(room):
    await room.does(MAYA, "new", channel=DIRECT, is_direct=True, files=(FILE,), message="c1")
    ticket = await room.ticket(101)
    assert ticket.requester == await room.id_of(MAYA)
    await room.does(SAM, "claim", "101", files=(replace(FILE, reference="F2"),), message="c2")
    assert (await room.ticket(101)).assignee == await room.id_of(SAM)


async def test_greetings_open_nothing_and_thanks_are_heard(room):
    await room.says(MAYA, "Hi")
    assert len(await room.heard(NoticeKind.WELCOME)) == 1
    assert await room.says(MAYA, "thanks") == Done()
    assert len(await room.sayings()) == 1
