"""What stands again when a merge is undone, a link removed, and what becomes of a split ticket?"""

import pytest

from desk.events import EventKind
from desk.facts import FigureMetric, derive
from desk.inbound import Edited, Submitted
from desk.notice import NoticeKind, Op
from desk.outcome import Ask, Done
from desk.people import Address
from desk.policy import Status
from desk.ticket import ClosedAs, Verb
from tests import nouns
from tests.desk.actions.conftest import MAYA, NORA, OTTO, SAM, TICKET, person
from tests.nouns import DIRECT, L1_ROOM

OTTOS = Address(platform="slack", channel="D0OTTO", thread="t1")


@pytest.fixture
async def merged(room):
    """Maya's ticket, into which Otto's about the same was merged."""
    first = await room.opens()
    await room.says(OTTO, "The belt does not move", at=OTTOS.top, is_direct=True, answer_in="t1")
    second = first + 1
    await room.does(SAM, "claim", str(second))
    await room.does(SAM, "merge", f"{second} {first}")
    return first, second


async def facts_of(room, number):
    async with room.store.begin() as work:
        history = await work.events.of_ticket(number)
        return derive(work.policy, history)


async def promised(room, number):
    ticket = await room.ticket(number)
    return ticket.first_response_due, ticket.resolution_due


async def test_both_stand_again_as_they_stood(room, merged):
    first, second = merged
    await room.does(SAM, "unmerge", str(second))
    alone, other = await room.ticket(second), await room.ticket(first)
    assert (alone.status, alone.merged_into, alone.closed_as) == (Status.OPEN, None, None)
    assert alone.assignee == await room.id_of(SAM)
    assert (other.duplicates, other.status) == ((), Status.NEW)
    assert await room.happenings() == ["merged", "merged_in", "unmerged", "unmerged"]
    told = [one.facts for one in await room.heard(NoticeKind.MERGED)]
    assert [one.get("state") for one in told] == [None, "undone"]


async def test_what_befell_it_while_it_was_merged_does_not_close_it(room):
    first = await room.opens()
    await room.says(OTTO, "The belt does not move", at=OTTOS.top, is_direct=True, answer_in="t1")
    second = (await _newest_of(room, OTTO)).id
    await room.does(SAM, "claim", str(second))
    before = await promised(room, second)
    await room.does(SAM, "merge", f"{second} {first}")
    async with room.store.begin() as work:
        late = nouns.event(EventKind.UNDELIVERED, ticket=second, data={"status": "closed"})
        await work.events.add(late)
        await work.commit(Done())
    await room.does(SAM, "unmerge", str(second))
    alone = await room.ticket(second)
    assert (alone.status, alone.merged_into) == (Status.OPEN, None)
    assert await promised(room, second) == before


async def _newest_of(room, who):
    async with room.store.begin() as work:
        return (await work.tickets.open_of((await work.people.meet(person(who))).id))[0]


async def test_its_words_go_to_it_again_and_answers_to_the_other_no_more(room, merged):
    first, second = merged
    await room.does(SAM, "unmerge", str(second))
    await room.says(OTTO, "Now it smokes", at=OTTOS.top, is_direct=True, anchors=("t1",))
    await room.says(OTTO, "Now it smokes", at=OTTOS.top, is_direct=True)
    assert (await room.history(second))[-1] == "ticket.wrote"
    await room.does(SAM, "reply", f"{first} Look again")
    replies = [one for one in await room.sayings() if one.notice.kind is NoticeKind.REPLY]
    assert OTTOS.channel not in {one.address.channel for one in replies}


async def test_what_was_written_meanwhile_is_kept_in_both(room, merged):
    first, second = merged
    await room.says(OTTO, "It is belt 4", at=OTTOS.top, is_direct=True)
    assert (await room.history(first))[-1] == "ticket.wrote"
    await room.does(SAM, "unmerge", str(second))
    async with room.store.begin() as work:
        undone = [e for e in await work.events.of_ticket(second) if "text" in e.data][-1]
    assert undone.data["text"] == "It is belt 4"
    assert "ticket.wrote" in await room.history(first)


async def test_its_promises_and_figures_are_as_if_it_had_never_been_merged(room, merged):
    first, second = merged
    assert FigureMetric.CREATED not in {one.metric for one in await facts_of(room, second)}
    await room.does(SAM, "unmerge", str(second))
    assert FigureMetric.CREATED in {one.metric for one in await facts_of(room, second)}
    assert await promised(room, second) == await promised(room, first)
    await room.does(SAM, "merge", f"{second} {first}")
    assert FigureMetric.CREATED not in {one.metric for one in await facts_of(room, second)}
    assert await promised(room, second) == (None, None)


async def test_it_is_for_engineers_and_ends_when_the_other_is_closed(room, merged, refused):
    first, second = merged
    for who in (OTTO, NORA):
        told = {"verb": "unmerge", "ticket": second, "tier": "First"}
        await refused(room.does(who, "unmerge", str(second)), "not_allowed", **told)
    told = {"ticket": first, "verb": "unmerge", "status": "new"}
    await refused(room.does(SAM, "unmerge", str(first)), "wrong_status", **told)
    async with room.store.begin() as work:
        other = await work.tickets.get(first)
        resolved = other.resolve(1, "Done", "defect", room.clock())
        await work.tickets.save(resolved.close(room.clock()))
        await work.commit(Done())
    told = {"why": "is_over", "other": f"SUP-{first}"}
    await refused(room.does(SAM, "unmerge", str(second)), "wrong_other", **told)


async def two(room):
    """Two tickets of Maya's and Otto's."""
    first = await room.opens()
    await room.says(OTTO, "The gate is shut", at=OTTOS.top, is_direct=True, answer_in="t1")
    return first, first + 1


async def test_a_link_is_removed_on_both_sides(room, refused):
    first, second = await two(room)
    await room.does(SAM, "link", f"{first} {second}")
    await room.does(SAM, "unlink", f"{second} {first}")
    assert (await room.ticket(first)).related == (await room.ticket(second)).related == ()
    assert (await room.happenings())[-2:] == ["unlinked", "unlinked"]
    told = {"why": "is_not_linked", "other": f"SUP-{second}"}
    await refused(room.does(SAM, "unlink", f"{first} {second}"), "wrong_other", **told)


async def test_a_second_matter_becomes_a_ticket_of_the_same_requester(room):
    number = await room.opens()
    asked = (await room.ticket(number)).asked_at
    room.clock.move(minutes=20)
    await room.does(SAM, "split", f"{number} The lift is broken too")
    fresh, old = await room.ticket(number + 1), await room.ticket(number)
    assert (fresh.requester, fresh.text) == (old.requester, "The lift is broken too")
    assert (fresh.origin, fresh.follows) == (DIRECT.top, number)
    assert (old.status, old.related) == (Status.NEW, (fresh.id,))
    assert fresh.asked_at == room.clock() > asked
    assert (await room.happenings())[-1] == "split"


async def test_words_of_the_requester_count_from_when_they_were_written(room):
    number = await room.opens("The conveyor stands still and the lift is broken")
    asked = room.clock()
    room.clock.move(minutes=5)
    await room.says(MAYA, "Also the gate is shut")
    wrote = room.clock()
    room.clock.move(minutes=20)
    await room.does(SAM, "split", f"{number} the lift is broken")
    await room.does(SAM, "split", f"{number} the gate is shut")
    fresh = [await room.ticket(number + place) for place in (1, 2)]
    assert [one.asked_at for one in fresh] == [asked, wrote]


async def test_a_ticket_of_which_nothing_is_left_is_closed_as_split(room):
    number = await room.opens(f"{TICKET} and the lift is broken")
    asked = await room.does(SAM, "split", str(number))
    assert isinstance(asked, Ask)
    values = {"text": "the lift is broken", "other": TICKET}
    await room.happens(Submitted(author=person(SAM), form=asked.form.id, values=values))
    old = await room.ticket(number)
    assert (old.status, old.closed_as) == (Status.CLOSED, ClosedAs.SPLIT)
    assert old.related == (number + 1, number + 2)
    assert await promised(room, number) == (None, None)
    assert FigureMetric.CREATED not in {one.metric for one in await facts_of(room, number)}
    assert [(await room.ticket(number + one)).text for one in (1, 2)] == list(values.values())
    with pytest.raises(LookupError):
        await room.presses(SAM, Verb.UNMERGE, channel=L1_ROOM)


async def test_an_engineers_edit_reaches_both_whose_tickets_are_merged_and_is_marked(room, merged):
    await room.arrives()
    root = await room.root(L1_ROOM)
    said = {"anchors": (root,), "answer_in": root, "message": "e1", "is_addressed": True}
    await room.says(SAM, "We look into it", at=L1_ROOM, **said)
    told = {"author": person(SAM), "channel": L1_ROOM, "message": "e1", "text": "At five"}
    await room.happens(Edited(edited_at=room.clock(), **told))
    edits = [
        one
        for one in await room.sayings()
        if one.notice.kind is NoticeKind.REPLY and one.op is Op.EDIT
    ]
    assert {one.address for one in edits} == {DIRECT, OTTOS}
    assert {(one.notice.facts["text"], one.notice.facts["is_edited"]) for one in edits} == {
        ("At five", True)
    }
