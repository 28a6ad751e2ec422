"""Two tickets about the same: one lives, and both who asked are told."""

import pytest

from desk.actions.nudge import NudgeWaiting
from desk.attachment import Attachment, FileState
from desk.facts import derive
from desk.inbound import Edited, Fetched
from desk.notice import NoticeKind, Op
from desk.outcome import Ask, Done, Show
from desk.people import Address
from desk.policy import Status
from desk.ticket import ClosedAs, Verb
from storage.figures import FigureBook
from tests.desk.actions.conftest import LEA, MAYA, OTTO, SAM, TICKET, person
from tests.nouns import DIRECT, L1_ROOM, L2_ROOM

LOBBY = Address(platform="slack", channel="C0LOBBY")
FILE = Attachment(name="belt.png", reference="F1", size=4)
OTTOS = Address(platform="slack", channel="D0OTTO", thread="t1")


@pytest.fixture
async def both(room):
    """Maya's ticket, and Otto's about the same."""
    first = await room.opens()
    await room.says(OTTO, "The belt does not move", at=OTTOS.top, is_direct=True, answer_in="t1")
    second = first + 1
    assert (await room.ticket(second)).origin == OTTOS
    return first, second


@pytest.fixture
async def merged(room, both):
    first, second = both
    await room.does(SAM, "merge", f"{second} {first}")
    return first, second


async def read_by(room, origin, kind):
    return [
        one.notice
        for one in await room.sayings()
        if one.address == origin and one.notice.kind is kind
    ]


async def otto_writes(room, text, **more):
    told = {"at": OTTOS.top, "is_direct": True, "answer_in": "t1", **more}
    return await room.says(OTTO, text, **told)


async def test_the_merged_one_is_closed_and_names_the_living(room, merged):
    first, second = merged
    gone, lives = await room.ticket(second), await room.ticket(first)
    assert (gone.status, gone.closed_as) == (Status.CLOSED, ClosedAs.MERGED)
    assert gone.merged_into == first
    assert lives.duplicates == (second,)
    assert (gone.first_response_due, gone.resolution_due) == (None, None)
    card = (await room.heard(NoticeKind.TICKET_CARD))[-2:]
    assert [one.ticket for one in card] == [second, first]
    assert card[0].offers == ()
    assert card[0].facts["ticket"]["merged_into"] == f"SUP-{first}"
    assert card[1].facts["ticket"]["duplicates"] == [f"SUP-{second}"]


async def test_both_sides_learn_of_it(room, merged):
    first, second = merged
    (told,) = await read_by(room, OTTOS, NoticeKind.MERGED)
    assert (told.facts["into"], told.facts["is_own"]) == (f"SUP-{first}", False)
    assert (await room.happenings())[-2:] == ["merged", "merged_in"]
    assert "merged" in (await room.history(second))[-1]
    assert (await room.history(first))[-1] == "ticket.merged_in"


async def test_what_the_other_writes_reaches_the_living_ticket_as_their_words(room, merged):
    first, _ = merged
    await otto_writes(room, "It squeaks, too")
    assert (await room.history(first))[-1] == "ticket.wrote"
    relayed = (await room.heard(NoticeKind.RELAYED))[-1]
    assert relayed.ticket == first
    assert (relayed.facts["text"], relayed.facts["by"]["name"]) == ("It squeaks, too", "Otto")


async def test_words_under_those_words_stay_theirs(room, merged):
    first, _ = merged
    await otto_writes(room, "It squeaks, too", message="w1")
    await otto_writes(room, "And it smells", message="w2", anchors=("w1",))
    assert [one.facts["text"] for one in await room.heard(NoticeKind.RELAYED)] == [
        "It squeaks, too",
        "And it smells",
    ]
    assert (await room.history(first)).count("ticket.wrote") == 2


async def test_an_edit_of_theirs_follows(room, merged):
    await otto_writes(room, "It squeaks", message="w1")
    before = len(await room.sayings())
    edit = {"message": "w1", "text": "It screams", "edited_at": room.clock()}
    await room.happens(Edited(author=person(OTTO), channel=OTTOS.top, **edit))
    (told, *_) = (await room.sayings())[before:]
    assert (told.op, told.notice.facts["text"]) == (Op.EDIT, "It screams")


async def test_both_read_a_reply_each_under_their_own_number(room, merged):
    first, second = merged
    await room.does(SAM, "reply", f"{first} A fitter is on the way")
    (mayas,) = await read_by(room, (await room.ticket(first)).origin, NoticeKind.REPLY)
    (ottos,) = await read_by(room, OTTOS, NoticeKind.REPLY)
    assert mayas.ticket == first
    assert ottos.ticket == second
    assert ottos.facts["text"] == mayas.facts["text"] == "A fitter is on the way"
    assert ottos.facts["ticket"]["title"] == "The belt does not move"
    assert TICKET not in str(ottos.facts)
    assert "Maya" not in str(ottos.facts)


async def test_both_read_the_resolution_and_one_is_asked_for_a_mark(room, merged):
    first, _ = merged
    values = {"text": "New belt", "category": "defect"}
    await room.does(SAM, "resolve", str(first), values=values)
    (mayas,) = await read_by(room, (await room.ticket(first)).origin, NoticeKind.RESOLVED)
    (ottos,) = await read_by(room, OTTOS, NoticeKind.RESOLVED)
    assert ottos.facts["text"] == "New belt"
    assert ottos.facts["state"] == "shared"
    assert (len(mayas.offers), ottos.offers) == (6, ())


async def test_a_mark_of_the_one_is_not_shown_to_the_other(room, merged):
    first, _ = merged
    values = {"text": "New belt", "category": "defect"}
    await room.does(SAM, "resolve", str(first), values=values)
    await room.presses(MAYA, Verb.RATE)
    assert len(await read_by(room, OTTOS, NoticeKind.RESOLVED)) == 1


async def test_the_others_words_reopen_it_and_later_open_a_ticket_of_their_own(room, merged):
    first, second = merged
    values = {"text": "New belt", "category": "defect"}
    await room.does(SAM, "resolve", str(first), values=values)
    await otto_writes(room, "It stands still again", anchors=("t1",))
    assert (await room.ticket(first)).status is Status.OPEN
    assert len(await read_by(room, OTTOS, NoticeKind.REOPENED)) == 1
    await room.does(SAM, "resolve", str(first), values=values)
    room.clock.move(days=8)
    await otto_writes(room, "And again it does not move", message="late", anchors=("t1",))
    fresh = await room.ticket(second + 1)
    assert fresh.requester == await room.id_of(OTTO)
    assert (fresh.follows, fresh.related) == (second, (second,))
    assert (await room.ticket(second)).related == (fresh.id,)


async def test_an_undo_takes_the_words_from_both(room, merged):
    first, _ = merged
    await room.does(SAM, "reply", f"{first} Reinstall everything", message="e1")
    await room.presses(SAM, Verb.UNDO)
    gone = [one for one in await room.sayings() if one.op is Op.DELETE]
    assert {one.address for one in gone} == {(await room.ticket(first)).origin, OTTOS}


async def test_what_was_said_before_the_merge_is_taken_back_where_it_was_said(room, both):
    first, second = both
    await room.does(SAM, "reply", f"{first} Reinstall everything", message="e1")
    await room.does(SAM, "merge", f"{second} {first}")
    await room.presses(SAM, Verb.UNDO)
    gone = [one.address for one in await room.sayings() if one.op is Op.DELETE]
    assert gone == [(await room.ticket(first)).origin]


async def test_words_of_an_engineer_in_the_one_thread_reach_the_other(room):
    first = await room.opens()
    there = {"at": LOBBY, "answer_in": "t1"}
    await room.says(OTTO, "The belt does not move", message="t1", is_addressed=True, **there)
    await room.does(SAM, "merge", f"{first + 1} {first}")
    await room.says(SAM, "I look at it", anchors=("t1",), message="t2", **there)
    assert (await room.history(first))[-1] == "ticket.replied"
    assert [one.facts["text"] for one in await read_by(room, DIRECT, NoticeKind.REPLY)] == [
        "I look at it"
    ]
    await room.says(OTTO, "Thank you, it squeaks", anchors=("t2",), message="t3", **there)
    assert (await room.history(first))[-1] == "ticket.wrote"


async def test_engineers_talk_in_the_old_thread_goes_on_in_the_living_ticket(room, both):
    first, second = both
    await room.arrives()
    card = await room.root(L1_ROOM)
    await room.does(SAM, "merge", f"{second} {first}")
    await room.says(SAM, "A fitter comes", at=L1_ROOM, anchors=(card,), is_addressed=True)
    assert (await room.history(first))[-1] == "ticket.replied"
    await room.says(SAM, "typical", at=L1_ROOM, anchors=(card,))
    assert (await room.history(first))[-1] == "ticket.noted"
    assert (await room.history(second))[-1] == "ticket.merged"


async def test_in_its_thread_the_other_number_is_enough(room, both):
    first, second = both
    await room.arrives()
    card = await room.root(L1_ROOM)
    await room.does(SAM, "merge", f"SUP-{first}", anchors=(card,))
    assert (await room.ticket(second)).merged_into == first


async def test_a_number_alone_asks_for_the_other(room, both):
    _first, second = both
    asked = await room.does(SAM, "merge", str(second))
    assert isinstance(asked, Ask)
    assert [field.name for field in asked.form.fields] == ["into"]


async def test_all_else_on_the_merged_one_is_refused_with_where_it_goes_on(room, merged, refused):
    first, second = merged
    claim = room.does(SAM, "claim", str(second))
    facts = {"ticket": second, "status": "closed", "into": f"SUP-{first}"}
    await refused(claim, "wrong_status", verb="claim", **facts)
    again = room.does(SAM, "merge", f"{second} {first}")
    await refused(again, "wrong_status", verb="merge", **facts)


async def test_wrong_numbers_are_refused_with_what_is_wrong(room, both, refused):
    _, second = both
    await refused(
        room.does(SAM, "merge", f"{second} {second}"),
        "wrong_other",
        why="is_itself",
        other=f"SUP-{second}",
    )
    await refused(room.does(SAM, "merge", f"{second} 999"), "not_found", noun="ticket", id=999)
    await refused(
        room.does(SAM, "merge", f"{second} the first"),
        "wrong_other",
        why="is_no_number",
        other="the first",
        like="SUP-106",
    )


async def test_what_is_over_takes_nothing_in(room, both, refused):
    first, second = both
    values = {"text": "New belt", "category": "defect"}
    await room.does(SAM, "resolve", str(first), values=values)
    late = room.does(SAM, "merge", f"{second} {first}")
    await refused(late, "wrong_other", why="is_resolved", other=f"SUP-{first}")


async def test_chains_lead_to_the_living_in_one_step(room, merged, refused):
    first, second = merged
    await room.says(LEA, "No belt moves at all", at=DIRECT, message="third")
    third = second + 1
    into_dead = room.does(SAM, "merge", f"{third} {second}")
    numbers = {"other": f"SUP-{second}", "into": f"SUP-{first}"}
    await refused(into_dead, "wrong_other", why="is_merged", **numbers)
    back = room.does(SAM, "merge", f"{first} {second}")
    await refused(back, "wrong_other", why="is_merged_here", **numbers)
    await room.does(SAM, "merge", f"{first} {third}")
    assert (await room.ticket(second)).merged_into == third
    assert (await room.ticket(third)).duplicates == (first, second)
    await room.does(SAM, "reply", f"{third} All belts get new motors")
    assert len(await read_by(room, OTTOS, NoticeKind.REPLY)) == 1


async def test_who_asked_twice_is_told_once(room):
    first = await room.opens()
    await room.says(MAYA, "The belt does not move", at=OTTOS.top, is_direct=True, answer_in="t1")
    await room.presses(MAYA, Verb.SOMETHING_NEW)
    second = first + 1
    await room.does(SAM, "merge", f"{second} {first}")
    assert [one.facts["is_own"] for one in await room.heard(NoticeKind.MERGED)] == [True]
    await room.does(SAM, "reply", f"{first} On the way")
    to_maya = [
        one
        for one in await room.sayings()
        if one.notice.kind is NoticeKind.REPLY and one.address.channel != L1_ROOM.channel
    ]
    assert len(to_maya) == 1


async def test_the_merged_ones_requester_sees_how_theirs_stands(room, merged):
    first, second = merged
    await room.does(SAM, "claim", str(first))
    shown = await room.does(OTTO, "status", str(second), channel=OTTOS.top)
    assert isinstance(shown, Show)
    ticket = shown.notice.facts["ticket"]
    assert (ticket["number"], ticket["status"]) == (f"SUP-{second}", "open")
    listed = await room.does(OTTO, "tickets", channel=OTTOS.top)
    assert isinstance(listed, Show)
    assert [row["number"] for row in listed.notice.facts["rows"]] == [f"SUP-{second}"]


async def test_one_may_not_cancel_what_others_need(room, merged, refused):
    first, second = merged
    cancel = room.does(MAYA, "cancel", str(first), channel=DIRECT)
    await refused(cancel, "wrong_other", why="is_needed", other=f"SUP-{second}")


async def test_figures_count_it_once(room, merged):
    first, _ = merged
    facts = await FigureBook(room.store.database, room.store.policy.workspace).all()
    assert [(fact.ticket, fact.metric.value) for fact in facts] == [(first, "created")]


async def test_an_escalated_one_goes_on_for_both(room, merged):
    first, _ = merged
    note = {"tier": "L2", "reason": "r", "symptom": "s", "tried": "t", "next_step": "n"}
    await room.does(SAM, "escalate", str(first), values={**note, "environment": ""})
    assert len(await read_by(room, OTTOS, NoticeKind.HANDED_OVER)) == 1
    assert isinstance(await otto_writes(room, "It squeaks"), Done)
    rooms = [one.address for one in await room.sayings() if one.notice.kind is NoticeKind.RELAYED]
    assert rooms == [L2_ROOM]


async def test_facts_derived_anew_are_those_that_stand(room, merged):
    first, second = merged
    await room.does(SAM, "reply", f"{first} On the way")
    book = FigureBook(room.store.database, room.store.policy.workspace)
    async with room.store.begin() as work:
        histories = [await work.events.of_ticket(number) for number in (first, second)]
    derived = [fact for history in histories for fact in derive(room.store.policy, history)]
    assert set(await book.all()) == set(derived)


async def test_a_new_ticket_names_open_ones_like_it_until_they_are_over(room):
    first = await room.opens("The invoices page shows error 500 since this morning")
    words = "Since this morning my invoices show error 500"
    await room.says(OTTO, words, at=OTTOS.top, is_direct=True, answer_in="t1")
    card = (await room.heard(NoticeKind.TICKET_CARD))[-1]
    assert [one["number"] for one in card.facts["similar"]] == [f"SUP-{first}"]
    await room.does(SAM, "resolve", str(first), values={"text": "Done", "category": "defect"})
    await room.does(SAM, "claim", str(first + 1))
    await room.does(SAM, "release", str(first + 1))
    card = (await room.heard(NoticeKind.TICKET_CARD))[-1]
    assert card.facts["similar"] == []


async def test_a_prepared_text_that_names_one_of_them_is_not_sent_to_both(room, merged, refused):
    first, _ = merged
    await refused(room.does(SAM, "macro", f"{first} thanks"), "shared")
    await room.does(SAM, "macro", f"{first} look")
    assert {one.facts["text"] for one in await room.heard(NoticeKind.REPLY)} == {
        "Bitte {unknown} ansehen."
    }


async def test_both_are_reminded_of_the_same_question(room, merged):
    first, _ = merged
    await room.does(SAM, "ask", f"{first} Which belt?")
    room.clock.move(days=3)
    assert await NudgeWaiting()(room.store.begin, now=room.clock()) == 1
    for origin in (DIRECT, OTTOS):
        (told,) = await read_by(room, origin, NoticeKind.REMINDED)
        assert told.facts["text"] == "Which belt?"
        assert bool(told.offers) is (origin == DIRECT), "only one of them may cancel it"


async def test_a_file_is_taken_back_only_from_whom_it_was_brought_to(room, both):
    first, second = both
    await room.does(SAM, "reply", f"{first} Look", files=(FILE,), message="c1")
    async with room.store.begin() as work:
        (file,) = await work.files.of_ticket(first)
    await room.happens(Fetched(file=file.id, state=FileState.KEPT, size=4))
    await room.arrives()
    await room.does(SAM, "merge", f"{second} {first}")
    await room.presses(SAM, Verb.UNDO, channel=L1_ROOM)
    taken = [one for one in await room.sayings() if one.op is Op.DELETE and one.card]
    assert {one.address for one in taken if one.card.startswith("file")} == {DIRECT}
