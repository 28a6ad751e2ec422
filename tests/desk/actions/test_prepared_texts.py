"""How is a prepared text sent, and what does whoever may not send it read?"""

from desk.inbound import Submitted
from desk.notice import NoticeKind
from desk.outcome import Ask, FieldFaults, Show
from desk.people import Address
from desk.ticket import Verb
from tests.desk.actions.conftest import MAYA, NORA, SAM, person
from tests.nouns import L1_ROOM

LOBBY = Address(platform="slack", channel="C0LOBBY")


async def test_it_is_filled_in_and_sent_as_a_reply_that_can_be_undone(room):
    number = await room.opens()
    await room.does(SAM, "macro", f"{number} thanks")
    reply = (await room.heard(NoticeKind.REPLY))[0]
    assert reply.facts["text"] == f"Hello Maya, Sam has SUP-{number}."
    assert (await room.ticket(number)).assignee == await room.id_of(SAM)
    await room.presses(SAM, Verb.UNDO, channel=L1_ROOM)
    assert (await room.history(number))[-1] == "ticket.undone"


async def test_in_the_thread_the_number_may_be_left_out(room):
    await room.opens()
    await room.arrives()
    root = await room.root(L1_ROOM)
    await room.does(SAM, "macro", "THANKS", anchors=(root,), answer_in=root)
    assert await room.heard(NoticeKind.REPLY)


async def test_without_a_name_they_are_listed_each_once(room):
    shown = await room.does(SAM, "macro")
    assert isinstance(shown, Show)
    assert shown.notice.facts["rows"] == [
        {"id": "thanks", "title": "Thank"},
        {"id": "look", "title": "Look"},
    ]


async def test_one_that_is_not_there_is_refused_with_its_name(room, refused):
    number = await room.opens()
    await refused(room.does(SAM, "macro", f"{number} bye"), "not_found", noun="macro", key="bye")
    await refused(room.does(SAM, "macro", "thanks"), "bad_command", name="macro", wanted="ticket")


async def test_only_engineers_of_the_tier_send_them(room, refused):
    number = await room.opens()
    await refused(room.does(MAYA, "macro"), "not_allowed", verb="reply")
    sent = room.does(NORA, "macro", f"{number} thanks")
    await refused(sent, "not_allowed", verb="reply", ticket=number, tier="First")
    assert await room.heard(NoticeKind.REPLY) == []


async def test_words_to_the_bot_that_look_like_it_are_asked_about_and_then_done(room):
    await room.opens()
    await room.arrives()
    root = await room.root(L1_ROOM)
    told = {"anchors": (root,), "answer_in": root, "is_addressed": True, "command": "macro"}
    await room.says(SAM, "macro thanks", at=L1_ROOM, **told)
    assert await room.heard(NoticeKind.REPLY) == []
    await room.presses(SAM, Verb.DO, channel=L1_ROOM)
    [*replies] = await room.heard(NoticeKind.REPLY)
    assert replies[0].facts["text"].startswith("Hello Maya")


async def form_of(room, verb=Verb.REPLY):
    """Maya's ticket, and the form that Sam's tap opens."""
    number = await room.opens()
    asked = await room.presses(SAM, verb, channel=L1_ROOM)
    assert isinstance(asked, Ask)
    return number, asked.form


async def submitted(room, form, **values):
    return await room.happens(Submitted(author=person(SAM), form=form.id, values=values))


async def test_the_reply_form_offers_them_and_sends_the_chosen_one(room):
    number, form = await form_of(room)
    text, prepared = form.fields
    assert (text.is_optional, prepared.options, prepared.labels) == (
        True,
        ("thanks", "look"),
        ("Thank", "Look"),
    )
    await submitted(room, form, text="", prepared="thanks")
    reply = (await room.heard(NoticeKind.REPLY))[0]
    assert reply.facts["text"] == f"Hello Maya, Sam has SUP-{number}."


async def test_a_question_may_be_prepared_too(room):
    _, form = await form_of(room, Verb.ASK_REQUESTER)
    await submitted(room, form, text="", prepared="look")
    assert (await room.heard(NoticeKind.ASKED_REQUESTER))[0].facts["text"].startswith("Bitte")


async def test_words_of_ones_own_go_before_the_chosen_text(room):
    _, form = await form_of(room)
    await submitted(room, form, text="On my way", prepared="thanks")
    assert (await room.heard(NoticeKind.REPLY))[0].facts["text"] == "On my way"


async def test_with_neither_the_form_stays_open(room):
    _, form = await form_of(room)
    kept = await submitted(room, form, text=" ", prepared="")
    assert kept == FieldFaults(form=form.id, faults={"prepared": "neither"})
    kept = await submitted(room, form, text="", prepared="gone")
    assert kept == FieldFaults(form=form.id, faults={"prepared": "not_a_choice"})
    await submitted(room, form, text="", prepared="thanks")
    assert await room.heard(NoticeKind.REPLY)


async def test_field_by_field_the_choice_is_asked_for_only_where_words_are_skipped(room):
    _, form = await form_of(room)
    asked = await room.says(SAM, "-", at=form.channel, is_direct=True)
    assert asked.form.next_field.name == "prepared"
    again = await room.says(SAM, "-", at=form.channel, is_direct=True)
    assert again == FieldFaults(form=form.id, faults={"prepared": "neither"})
    await room.says(SAM, "thank", at=form.channel, is_direct=True)
    assert (await room.heard(NoticeKind.REPLY))[0].facts["text"].startswith("Hello Maya")


async def test_field_by_field_words_are_sent_at_once(room):
    _, form = await form_of(room)
    await room.says(SAM, "On my way", at=form.channel, is_direct=True)
    assert (await room.heard(NoticeKind.REPLY))[0].facts["text"] == "On my way"


async def test_the_command_without_words_offers_them_too_and_a_note_does_not(room):
    number = await room.opens()
    asked = await room.does(SAM, "reply", str(number))
    assert [one.name for one in asked.form.fields] == ["text", "prepared"]
    noted = await room.does(SAM, "note", str(number))
    assert [one.name for one in noted.form.fields] == ["text"]


async def test_where_several_read_the_answer_those_that_name_one_are_not_offered(room):
    first = await room.opens()
    await room.says(MAYA, "The gate is shut", at=LOBBY, is_addressed=True)
    second = first + 1
    await room.does(SAM, "merge", f"{second} {first}")
    asked = await room.does(SAM, "reply", str(first))
    assert asked.form.fields[1].options == ("look",)
    room.shelf.macros = room.shelf.macros[:2]
    asked = await room.does(SAM, "reply", str(first))
    assert [one.name for one in asked.form.fields] == ["text"]
