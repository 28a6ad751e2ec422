"""Words between a requester and the engineers: carried, shown, taken back, moved, and lost."""

from dataclasses import replace

from desk.actions.tell_outcome import field_notice, tell_outcome
from desk.events import EventKind
from desk.form import Field
from desk.inbound import Deleted, Edited, Submitted, Undelivered
from desk.notice import NoticeKind, Op
from desk.outcome import Ask, Done, FieldFaults, Refused, Show
from desk.people import Address, Identity
from desk.policy import Status
from desk.ticket import Verb
from tests import nouns
from tests.desk.actions.conftest import LEA, MAYA, OTTO, SAM, person
from tests.nouns import DIRECT, L1_ROOM

SHARED = Address(platform="slack", channel="C0HELP")


async def open_in_channel(room) -> int:
    """Maya asks in a channel where engineers can read along."""
    await room.says(MAYA, "The belt slips", at=SHARED, is_addressed=True, answer_in="m1")
    async with room.store.begin() as work:
        maya = await work.people.meet(person(MAYA))
        return (await work.tickets.open_of(maya.id))[0].id


async def test_an_engineer_who_writes_in_the_requesters_thread_answers_there(room):
    number = await open_in_channel(room)
    await room.says(
        SAM, "I am on my way", at=SHARED, anchors=("m1",), answer_in="m1", is_direct=False
    )
    ticket = await room.ticket(number)
    assert (ticket.status, ticket.assignee) == (Status.OPEN, await room.id_of(SAM))
    assert ticket.first_response_at == room.clock()
    shown = [one for one in await room.sayings() if one.notice.kind is NoticeKind.REPLY]
    assert {one.address.top for one in shown} == {L1_ROOM}
    assert shown[0].notice.facts["text"] == "I am on my way"


async def test_others_who_write_there_are_left_alone(room):
    number = await open_in_channel(room)
    before = await room.history(number)
    for text in ("Me too", ""):
        said = await room.says(
            OTTO, text, at=SHARED, anchors=("m1",), answer_in="m1", is_direct=False
        )
        assert said == Done()
    assert await room.history(number) == before


async def test_words_are_taken_back_once_and_by_who_wrote_them(room, refused):
    number = await room.opens()
    await room.does(SAM, "reply", f"{number} Please restart it")
    lost = room.presses(LEA, Verb.UNDO, channel=L1_ROOM)
    await refused(lost, "not_allowed", verb="undo")
    await room.presses(SAM, Verb.UNDO, channel=L1_ROOM)
    assert (await room.ticket(number)).first_response_at is None
    assert await room.presses(SAM, Verb.UNDO, channel=L1_ROOM) == Done()
    assert (await room.history(number)).count("ticket.undone") == 1


async def test_taking_one_answer_back_leaves_the_other_as_the_first_response(room):
    number = await room.opens()
    await room.does(SAM, "reply", f"{number} I am looking")
    room.clock.move(minutes=5)
    await room.does(SAM, "reply", f"{number} Please restart it")
    await room.presses(SAM, Verb.UNDO, channel=L1_ROOM)
    assert (await room.ticket(number)).first_response_at is not None


async def test_words_that_went_to_the_wrong_ticket_become_one_of_their_own_once(room):
    number = await room.opens()
    await room.says(MAYA, "And the lamp in hall 3 is broken")
    outcome = await room.presses(MAYA, Verb.SOMETHING_NEW)
    fresh = outcome.facts["ticket"]
    assert fresh != number
    assert (await room.ticket(fresh)).text == "And the lamp in hall 3 is broken"
    assert await room.presses(MAYA, Verb.SOMETHING_NEW) == Done()


async def test_all_messages_of_an_album_move_with_its_words(room):
    await room.opens()
    said = "And the lamp in hall 3 is broken"
    await room.says(MAYA, said, message="picture", together="album")
    fresh = (await room.presses(MAYA, Verb.SOMETHING_NEW)).facts["ticket"]
    for one in ("picture", "album"):
        await room.says(MAYA, "It flickers", anchors=(one,))
    assert (await room.history(fresh)).count("ticket.wrote") == 2


async def test_moving_words_away_leaves_a_ticket_waiting_for_its_requester(room):
    number = await room.opens()
    await room.does(SAM, "ask", f"{number} Which hall?")
    await room.says(MAYA, "My phone is broken too")
    assert (await room.ticket(number)).status is Status.OPEN
    await room.presses(MAYA, Verb.SOMETHING_NEW)
    assert (await room.ticket(number)).status is Status.PENDING


async def test_words_that_never_reached_the_requester_are_told_to_the_engineers(room):
    number = await room.opens()
    lost = Undelivered(ticket=number, kind=NoticeKind.REPLY.value, reason="blocked", address=DIRECT)
    assert await room.happens(lost) == Done()
    assert await room.happenings() == ["undelivered"]
    assert (await room.history(number))[-1] == "ticket.undelivered"


async def test_words_about_no_ticket_are_told_to_nobody(room):
    lost = Undelivered(ticket=None, kind="answer", reason="blocked", address=DIRECT)
    assert await room.happens(lost) == Done()
    assert await room.sayings() == []


async def test_edits_and_deletions_follow_to_the_engineers(room):
    number = await room.opens()
    await room.says(MAYA, "In hall 3", message="later")
    await room.arrives()
    edited = Edited(
        author=person(MAYA),
        channel=DIRECT,
        message="later",
        text="In hall 4",
        edited_at=room.clock(),
    )
    await room.happens(edited)
    newest = (await room.sayings())[-1]
    assert newest.op is Op.EDIT
    assert "In hall 4" in str(newest.notice.facts)
    room.clock.move(minutes=1)
    await room.happens(Deleted(channel=DIRECT, message="later", deleted_at=room.clock()))
    assert (await room.sayings())[-1].notice.facts["is_deleted"] is True
    assert (await room.history(number)).count("ticket.wrote") == 1


async def test_what_words_were_is_kept_once_a_change_and_nothing_after_they_are_gone(room):
    number = await room.opens()
    await room.says(MAYA, "In hall 3", message="later")
    await room.arrives()
    edited = Edited(
        author=person(MAYA), channel=DIRECT, message="later", text="", edited_at=room.clock()
    )
    gone = Deleted(channel=DIRECT, message="later", deleted_at=room.clock())
    for text in ("In hall 3", "In hall 4", "In hall 4", "In hall 5"):
        await room.happens(replace(edited, text=text))
    for happened in (gone, gone, replace(edited, text="In hall 6")):
        await room.happens(happened)
    async with room.store.begin() as work:
        told = await work.events.of_ticket(number)
    wrote = next(one for one in told if one.kind is EventKind.WROTE)
    about = [one for one in told if one.data.get("event") == wrote.id]
    assert wrote.data["text"] == "In hall 3"
    assert [(one.kind, one.data["text"]) for one in about] == [
        (EventKind.REWORDED, "In hall 4"),
        (EventKind.REWORDED, "In hall 5"),
        (EventKind.WITHDRAWN, None),
    ]
    assert {one.by for one in about} == {await room.id_of(MAYA)}


async def test_an_engineers_edit_follows_until_the_words_are_taken_back(room):
    number = await room.opens()
    await room.arrives()
    under = {"at": L1_ROOM, "anchors": (await room.root(L1_ROOM),), "message": "r1"}
    await room.says(SAM, "Restart hall 3", is_addressed=True, **under)
    await room.arrives()
    edited = Edited(
        author=person(SAM),
        channel=L1_ROOM,
        message="r1",
        text="Restart hall 4, password: hunter2",
        edited_at=room.clock(),
    )
    await room.happens(edited)
    newest = (await room.sayings())[-1]
    assert (newest.op, newest.address.top, newest.notice.kind) == (
        Op.EDIT,
        DIRECT,
        NoticeKind.REPLY,
    )
    assert "hall 4" in str(newest.notice.facts["text"])
    assert "hunter2" not in str(newest.notice.facts)
    await room.happens(replace(edited, text=" "))
    assert (await room.sayings())[-1] == newest, "words are taken back by deleting them"

    await room.happens(Deleted(channel=L1_ROOM, message="r1", deleted_at=room.clock()))
    assert (await room.history(number)).count("ticket.undone") == 1
    count = len(await room.sayings())
    await room.happens(edited)
    await room.happens(Deleted(channel=L1_ROOM, message="r1", deleted_at=room.clock()))
    assert len(await room.sayings()) == count


async def test_an_edit_or_deletion_of_internal_words_stays_among_engineers(room):
    await room.opens()
    await room.arrives()
    under = {"at": L1_ROOM, "anchors": (await room.root(L1_ROOM),), "message": "r1"}
    await room.says(SAM, "a first thought", **under)
    count = len(await room.sayings())
    at = room.clock()
    await room.happens(
        Edited(author=person(SAM), channel=L1_ROOM, message="r1", text="x", edited_at=at)
    )
    await room.happens(Deleted(channel=L1_ROOM, message="r1", deleted_at=at))
    assert len(await room.sayings()) == count


async def test_what_stands_in_both_threads_or_is_the_bots_own_needs_no_carrying(room):
    await open_in_channel(room)
    await room.arrives()
    there = {"at": SHARED, "anchors": ("m1",), "answer_in": "m1", "is_direct": False}
    await room.says(SAM, "I am on my way", message="r1", **there)
    await room.says(MAYA, "In hall 3", message="r2", **there)
    await room.arrives()
    count = len(await room.sayings())
    async with room.store.begin() as work:
        event = (await work.links.find(SHARED, ("r2",))).event
        relayed = next(one for one in await work.links.of_event(event) if one.by is None)
    for channel, message in ((SHARED, "r1"), (relayed.channel, relayed.message)):
        edited = Edited(
            author=person(SAM), channel=channel, message=message, text="x", edited_at=room.clock()
        )
        assert await room.happens(edited) == Done()
    assert len(await room.sayings()) == count


async def test_an_edit_of_the_question_itself_is_nobodys_business(room):
    await room.opens()
    count = len(await room.sayings())
    edited = Edited(
        author=person(MAYA), channel=DIRECT, message="m1", text="x", edited_at=room.clock()
    )
    assert await room.happens(edited) == Done()
    assert len(await room.sayings()) == count


async def test_a_form_filled_whole_is_one_deed(room, refused):
    number = await room.opens()
    asked = await room.does(SAM, "resolve", str(number))
    assert isinstance(asked, Ask)
    filled = Submitted(author=person(SAM), form=asked.form.id, values={"text": " Fixed "})
    faulty = await room.happens(filled)
    assert isinstance(faulty, FieldFaults)
    assert faulty.faults == {"category": "missing"}
    others = Submitted(author=person(LEA), form=asked.form.id, values={})
    await refused(room.happens(others), "not_allowed", verb="resolve", ticket=number)
    whole = {"text": "Fixed", "category": "defect", "unknown": "x"}
    await room.happens(Submitted(author=person(SAM), form=asked.form.id, values=whole))
    assert (await room.ticket(number)).resolution == "Fixed"


async def test_a_form_expires(room, refused):
    number = await room.opens()
    asked = await room.does(SAM, "resolve", str(number))
    room.clock.move(hours=1)
    late = Submitted(author=person(SAM), form=asked.form.id, values={})
    await refused(room.happens(late), "not_found", noun="form")


async def told(room, outcome, *, asks_in_chat=False):
    async with room.store.begin() as work:
        reader = Identity(platform="slack", id=SAM)
        await tell_outcome(
            work, "k1", outcome, "en", reader, L1_ROOM, room.clock(), asks_in_chat=asks_in_chat
        )
        await work.commit(Done())
    return [one for one in await room.sayings() if one.cause == "outcome:k1"]


async def test_what_is_done_is_said_already(room):
    assert await told(room, Done()) == []


async def test_a_refusal_is_shown_to_who_caused_it_only(room):
    (saying,) = await told(room, Refused(code="stale"))
    assert saying.only == Identity(platform="slack", id=SAM)
    assert saying.notice.facts["code"] == "stale"


async def test_what_was_asked_for_is_shown(room):
    notice = nouns.notice(NoticeKind.HELP)
    (saying,) = await told(room, Show(notice=notice))
    assert saying.notice == notice


async def test_where_forms_cannot_be_asked_in_chat_one_taps_again(room):
    (saying,) = await told(room, FieldFaults(form=1, faults={"text": "missing"}))
    assert saying.notice.facts["code"] == "late"


async def test_a_form_that_nothing_could_show_is_offered_with_what_is_in_it(room):
    number = await room.opens()
    asked = await room.does(SAM, "reply", f"{number}", values={})
    (saying,) = await told(room, asked)
    assert saying.notice.kind is NoticeKind.FORM_WAITS
    assert saying.notice.facts == {"verb": "reply", "number": f"SUP-{number}"}
    opened = await room.presses(SAM, Verb.FILL, channel=L1_ROOM)
    assert isinstance(opened, Ask)
    assert opened.form == asked.form


async def test_where_forms_are_asked_in_chat_the_next_field_is_asked(room):
    number = await room.opens()
    asked = await room.does(SAM, "resolve", str(number))
    faults = FieldFaults(form=asked.form.id, faults={"text": "missing"})
    (saying,) = await told(room, faults, asks_in_chat=True)
    assert saying.notice.kind is NoticeKind.FORM_FIELD
    assert saying.notice.facts["fault"] == "missing"


def test_a_form_that_is_whole_asks_for_nothing_more():
    whole = nouns.form(1, 2, fields=(Field(name="text"),), values={"text": "x"})
    assert field_notice(whole, "SUP-1").facts["code"] == "late"
