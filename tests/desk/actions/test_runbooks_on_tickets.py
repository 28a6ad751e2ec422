"""How do runbooks get into a ticket's thread, and what becomes of their steps?"""

from dataclasses import replace

import pytest

from desk.actions.deed import Deed, Place
from desk.actions.suggest import SuggestRunbooks
from desk.actions.tell_outcome import field_notice
from desk.actions.tick import tick
from desk.errors import StaleError
from desk.inbound import Edited, Submitted
from desk.notice import NoticeKind, Op
from desk.outcome import Ask, Done, Show
from desk.people import Actor
from desk.services import Service
from desk.ticket import Verb
from knowledge.runbook import Step
from tests.desk.actions.conftest import MAYA, NORA, SAM, person, room_on
from tests.nouns import DIRECT, L1_ROOM, L2_ROOM

NOTE = {"reason": "stuck", "symptom": "stands", "next_step": "look"}


async def look(room) -> int:
    return await SuggestRunbooks(room.shelf)(room.store.begin, now=room.clock())


async def opens_another(room, text: str) -> int:
    """Let Maya ask when further words are a ticket of their own again."""
    room.clock.move(days=2)
    return await room.opens(text)


async def suggestions(room) -> list[list[str]]:
    notices = await room.heard(NoticeKind.RUNBOOKS)
    return [[row["id"] for row in one.facts["rows"]] for one in notices]


async def checklists(room, op=Op.POST):
    sayings = await room.sayings()
    return [one for one in sayings if one.notice.kind is NoticeKind.CHECKLIST and one.op is op]


async def taps(room, step: int, who: str = SAM, **more):
    """Tap the box of a step on the newest card."""
    return await room.presses(who, Verb.TICK, offer=step - 1, channel=L1_ROOM, **more)


def steps_of(notice) -> list[bool]:
    return [step["at"] is not None for step in notice.facts["checklist"]["steps"]]


async def test_what_fits_is_suggested_in_the_thread_once(room):
    number = await room.opens()
    assert await look(room) == 1
    assert await look(room) == 0
    await room.says(MAYA, "The conveyor still stands")
    assert await look(room) == 0
    (notice,) = await room.heard(NoticeKind.RUNBOOKS)
    assert notice.facts["rows"] == [{"id": "belt", "title": "A conveyor stands"}]
    (saying,) = [one for one in await room.sayings() if one.notice.kind is NoticeKind.RUNBOOKS]
    assert (saying.address, saying.under) == (L1_ROOM, f"ticket:{number}:stay:1")
    assert "ticket.runbook_suggested" in await room.history(number)


async def test_further_words_of_the_requester_are_read_too(room):
    await room.opens("Something is odd")
    assert await look(room) == 0
    await room.says(MAYA, "It is the conveyor")
    assert await look(room) == 1


async def test_what_the_requester_edits_is_read_anew(room):
    await room.opens("Something is odd")
    await room.says(MAYA, "It is the thing", message="w1")
    assert await look(room) == 0
    edit = {"message": "w1", "text": "It is the conveyor", "edited_at": room.clock()}
    await room.happens(Edited(author=person(MAYA), channel=DIRECT, **edit))
    assert await look(room) == 1


async def test_another_tier_is_suggested_what_is_for_it_and_not_the_same_again(room):
    number = await room.opens()
    await look(room)
    await room.does(SAM, "escalate", f"{number}")
    form = (await room.presses(SAM, Verb.ESCALATE)).form.id
    filled = {**NOTE, "tier": "L2", "tried": "x"}
    await room.happens(Submitted(author=person(SAM), form=form, values=filled))
    await look(room)
    assert await suggestions(room) == [["belt"], ["gate"]]


async def test_the_service_names_runbooks_and_a_change_of_it_too(sqlite_url: str):
    hall = Service(key="hall", title="Hall", runbooks=("door", "gate", "gone"))
    async with room_on(sqlite_url, services=(hall,)) as room:
        number = await room.opens("Something is odd")
        await look(room)
        form = (await room.does(SAM, "change", f"{number}")).form.id
        told = {"priority": "P3", "service": "hall"}
        await room.happens(Submitted(author=person(SAM), form=form, values=told))
        await look(room)
        assert await suggestions(room) == [["door"]]  # the gate's is for another tier
        shown = await room.does(SAM, "runbook", f"{number}")
        assert shown.facts == {"ticket": number}
        assert (await suggestions(room))[-1] == ["door", "belt"]


async def test_nothing_is_suggested_for_what_is_over(room):
    number = await room.opens()
    await room.does(MAYA, "cancel", f"{number}", channel=DIRECT)
    assert await look(room) == 0
    assert await suggestions(room) == []


async def test_two_tickers_suggest_it_once(room):
    number = await room.opens()
    other = SuggestRunbooks(room.shelf)
    found = room.shelf.search_runbooks

    async def slow(text: str) -> dict[str, float]:
        room.shelf.search_runbooks = found
        await other(room.store.begin, now=room.clock())
        return await found(text)

    room.shelf.search_runbooks = slow
    assert await look(room) == 0
    assert await suggestions(room) == [["belt"]]
    assert (await room.history(number)).count("ticket.runbook_suggested") == 1


async def test_a_look_that_fails_is_taken_again_and_does_not_hold_up_the_others(room):
    first, second = await room.opens(), await opens_another(room, "The conveyor again")
    find, called = room.shelf.search_runbooks, []

    async def changed_meanwhile(text: str) -> dict[str, float]:
        called.append(text)
        if len(called) == 1:
            raise StaleError(ticket=first)
        return await find(text)

    room.shelf.search_runbooks = changed_meanwhile
    assert (await look(room), await look(room)) == (1, 1)
    for number in (first, second):
        assert (await room.history(number)).count("ticket.runbook_suggested") == 1


async def test_a_start_posts_the_steps_with_a_box_each(room):
    number = await room.opens()
    await look(room)
    await room.presses(SAM, Verb.RUNBOOK, channel=L1_ROOM)
    (saying,) = await checklists(room)
    told = saying.notice.facts["checklist"]
    assert (saying.address, saying.under) == (L1_ROOM, f"ticket:{number}:stay:1")
    assert [step["text"] for step in told["steps"]] == [
        "Look at the `panel`",
        "Reset it",
        "Watch it run",
    ]
    assert (told["title"], told["by"]["name"]) == ("A conveyor stands", "Sam")
    assert [offer.words for offer in saying.notice.offers] == ["1:1:on", "1:2:on", "1:3:on"]
    card = (await room.heard(NoticeKind.TICKET_CARD))[-1]
    assert card.facts["runbooks"] == [{"title": "A conveyor stands", "done": 0, "total": 3}]


async def test_a_step_is_ticked_and_unticked_and_both_are_kept(room):
    number = await room.opens()
    await room.does(SAM, "runbook", f"{number} belt")
    await taps(room, 2)
    edit = (await checklists(room, Op.EDIT))[-1]
    assert steps_of(edit.notice) == [False, True, False]
    assert edit.notice.facts["checklist"]["steps"][1]["by"]["name"] == "Sam"
    assert [offer.words for offer in edit.notice.offers] == ["1:1:on", "1:2:off", "1:3:on"]
    await taps(room, 2)
    assert steps_of((await checklists(room, Op.EDIT))[-1].notice) == [False, False, False]
    async with room.store.begin() as work:
        ticked, unticked = (await work.events.of_ticket(number))[-2:]
    assert [one.kind.value for one in (ticked, unticked)] == [
        "ticket.step_ticked",
        "ticket.step_unticked",
    ]
    assert ticked.by == await room.id_of(SAM)
    assert (ticked.data["step"], ticked.data["text"]) == (2, "Reset it")


async def test_a_second_tap_on_an_old_card_changes_nothing(room):
    number = await room.opens()
    await room.does(SAM, "runbook", f"{number} belt")
    sam = await room.id_of(SAM)
    async with room.store.begin() as work:
        (kept,) = await work.checklists.of_ticket(number)
        await work.checklists.tick(kept.id, 1, sam, room.clock())
        await work.commit(Done())
    before = await room.history(number)
    await taps(room, 1)  # the card still offers to tick it
    assert await room.history(number) == before
    assert await checklists(room, Op.EDIT) == []


async def test_the_card_of_the_ticket_says_when_all_is_done(room):
    number = await room.opens()
    await room.does(SAM, "runbook", f"{number} belt")
    for step in (1, 2, 3):
        await taps(room, step)
    card = (await room.heard(NoticeKind.TICKET_CARD))[-1]
    assert card.facts["runbooks"][0]["done"] == 3


async def test_it_stays_as_it_was_when_it_was_started(room):
    number = await room.opens()
    await room.does(SAM, "runbook", f"{number} belt")
    belt, *others = room.shelf.runbooks
    room.shelf.runbooks = (replace(belt, steps=(Step(text="Do nothing"),)), *others)
    await taps(room, 1)
    told = (await checklists(room, Op.EDIT))[-1].notice.facts["checklist"]
    assert len(told["steps"]) == 3
    async with room.store.begin() as work:
        (kept,) = await work.checklists.of_ticket(number)
    assert kept.version == belt.version != room.shelf.runbooks[0].version


async def test_started_again_it_comes_to_the_end_of_the_thread_but_not_at_once(room):
    number = await room.opens()
    for wait in (0, 10, 120):
        room.clock.move(seconds=wait)
        await room.does(SAM, "runbook", f"{number} A CONVEYOR stands")
    assert len(await checklists(room)) == 2
    assert (await room.history(number)).count("ticket.runbook_started") == 1


async def test_the_hand_over_proposes_what_was_tried_and_the_list_goes_along(room):
    number = await room.opens()
    await room.does(SAM, "runbook", f"{number} belt")
    await taps(room, 1)
    asked = await room.does(SAM, "escalate", f"{number}")
    assert isinstance(asked, Ask)
    tried = next(one for one in asked.form.fields if one.name == "tried")
    assert tried.initial == "A conveyor stands (1/3):\n☑ Look at the `panel`"
    filled = {**NOTE, "tier": "L2", "tried": tried.initial}
    await room.happens(Submitted(author=person(SAM), form=asked.form.id, values=filled))
    old = (await checklists(room, Op.EDIT))[-1]
    assert (old.address, old.notice.facts["moved_to"], old.notice.offers) == (L1_ROOM, "Second", ())
    new = (await checklists(room))[-1]
    assert (new.address, steps_of(new.notice)) == (L2_ROOM, [True, False, False])
    await taps(room, 2, who=NORA)
    assert (await checklists(room, Op.EDIT))[-1].address == L2_ROOM


async def test_a_form_asked_in_chat_offers_what_is_proposed_as_a_button(room):
    number = await room.opens()
    await room.does(SAM, "runbook", f"{number} belt")
    await taps(room, 1)
    asked = await room.does(SAM, "escalate", f"{number} stuck")
    form = asked.form
    for name, value in (("tier", "L2"), ("symptom", "stands")):
        form = form.fill(name, value)
    notice = field_notice(form, f"SUP-{number}")
    assert notice.facts["field"]["name"] == "tried"
    first, last = notice.offers
    assert (first.verb, last.verb) == (Verb.FILL, Verb.FORGET)
    assert first.words.startswith(f"{form.id}:tried:A conveyor stands (1/3):")


async def test_what_is_resolved_is_not_ticked_any_more(room, refused):
    number = await room.opens()
    await room.does(SAM, "runbook", f"{number} belt")
    await room.does(SAM, "resolve", str(number), values={"text": "Done", "category": "defect"})
    await refused(taps(room, 1), "wrong_status", ticket=number, verb="tick", status="resolved")
    card = (await room.heard(NoticeKind.TICKET_CARD))[-1]
    assert card.facts["runbooks"] == [{"title": "A conveyor stands", "done": 0, "total": 3}]


@pytest.mark.parametrize("words", ["", "{number}", "{number} belt"])
async def test_requesters_and_other_tiers_are_refused(room, refused, words):
    number = await room.opens()
    told = words.format(number=number)
    facts = {"ticket": number, "tier": "First"} if told else {}
    await refused(room.does(MAYA, "runbook", told), "not_allowed", verb="runbook", **facts)
    if told:
        await refused(room.does(NORA, "runbook", told), "not_allowed", verb="runbook", **facts)
    assert await room.heard(NoticeKind.RUNBOOKS) == []
    assert await checklists(room) == []


async def test_a_requester_who_gets_hold_of_a_button_is_refused(room, refused):
    number = await room.opens()
    await look(room)
    facts = {"ticket": number, "tier": "First"}
    pressed = room.presses(MAYA, Verb.RUNBOOK)
    await refused(pressed, "not_allowed", verb="runbook", **facts)
    await room.does(SAM, "runbook", f"{number} belt")
    await refused(room.presses(MAYA, Verb.TICK), "not_allowed", verb="tick", **facts)


async def test_one_for_another_tier_is_as_good_as_not_there(room, refused):
    number = await room.opens()
    for name in ("gate", "nothing"):
        started = room.does(SAM, "runbook", f"{number} {name}")
        await refused(started, "not_found", noun="runbook", key=name)
    await refused(room.does(SAM, "runbook", "belt"), "bad_command", name="runbook", wanted="ticket")


async def test_without_a_ticket_one_sees_those_of_ones_own_tiers(room):
    listed = {}
    for who in (SAM, NORA):
        shown = await room.does(who, "runbook")
        assert isinstance(shown, Show)
        listed[who] = [row["id"] for row in shown.notice.facts["rows"]]
    assert listed == {SAM: ["belt", "door"], NORA: ["belt", "door", "gate"]}


async def test_the_list_of_a_ticket_says_what_runs_first_and_only_to_who_asked(room):
    number = await room.opens()
    await room.does(SAM, "runbook", f"{number} door")
    await taps(room, 1)
    await room.does(SAM, "runbook", f"{number}")
    saying = (await room.sayings())[-1]
    assert saying.only.id == SAM
    assert saying.notice.facts["rows"] == [
        {"id": "door", "title": "A door", "done": 1, "total": 1},
        {"id": "belt", "title": "A conveyor stands"},
    ]
    assert [offer.words for offer in saying.notice.offers] == ["door", "belt"]


async def test_in_the_thread_the_number_may_be_left_out_and_words_to_the_bot_do_it(room):
    await room.opens()
    await room.arrives()
    root = await room.root(L1_ROOM)
    told = {"anchors": (root,), "answer_in": root}
    await room.does(SAM, "runbook", "door", **told)
    await room.says(SAM, "runbook belt", at=L1_ROOM, is_addressed=True, command="runbook", **told)
    await room.presses(SAM, Verb.DO, channel=L1_ROOM)
    titles = [one.notice.facts["checklist"]["title"] for one in await checklists(room)]
    assert titles == ["A door", "A conveyor stands"]


async def tick_directly(room, number: int, words: str):
    async with room.store.begin() as work:
        sam = await work.people.meet(person(SAM))
        deed = Deed(
            verb=Verb.TICK,
            actor=Actor(person=sam, roles=frozenset()),
            place=Place(channel=L1_ROOM),
            at=room.clock(),
            now=room.clock(),
            words=words,
        )
        return await tick(work, deed, await work.tickets.get(number))


@pytest.mark.parametrize("words", [None, "1", "1:2", "1:2:maybe", "x:1:on", "1:x:on"])
async def test_a_box_that_means_nothing_is_refused(room, refused, words):
    number = await room.opens()
    await room.does(SAM, "runbook", f"{number} belt")
    await refused(tick_directly(room, number, words), "not_found", noun="checklist")


async def test_a_box_of_another_ticket_or_of_no_list_is_refused(room, refused):
    first, second = await room.opens(), await opens_another(room, "The lift is odd")
    await room.does(SAM, "runbook", f"{first} belt")
    for number, words, key in ((second, "1:1:on", "1"), (first, "99:1:on", "99")):
        box = tick_directly(room, number, words)
        await refused(box, "not_found", noun="checklist", key=key)
