"""How is a prepared text sent, and what does whoever may not send it read?"""

from desk.notice import NoticeKind
from desk.outcome import Show
from desk.ticket import Verb
from tests.desk.actions.conftest import MAYA, NORA, SAM
from tests.nouns import L1_ROOM


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
