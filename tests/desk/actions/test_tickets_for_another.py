"""For whom may a ticket be opened, by whom, and where is that person told?"""

import pytest

from desk.inbound import Named
from desk.notice import NoticeKind
from desk.outcome import Done, Show
from desk.people import Address, Identity
from desk.ticket import Verb
from tests.desk.actions.conftest import LEA, MAYA, NORA, OTTO, SAM, person
from tests.nouns import DIRECT, L1_ROOM

WORDS = "The label printer is out"
MINE = Address(platform="slack", channel="D0SAM")


async def opened(room, words=f"@maya {WORDS}", who=SAM, **more):
    """Maya has written directly before; somebody opens a ticket for her."""
    await room.says(MAYA, "hi")
    shown = await room.does(who, "for", words, **more)
    assert isinstance(shown, Show)
    return await room.ticket(shown.notice.facts["ticket"]["id"])


async def test_it_is_hers_and_she_is_told_in_her_own_chat_by_whom(room):
    ticket = await opened(room)
    assert (ticket.requester, ticket.text) == (await room.id_of(MAYA), WORDS)
    assert (ticket.origin, ticket.asked_at) == (DIRECT, room.clock())
    [told] = await room.heard(NoticeKind.TICKET_OPENED)
    assert told.facts["by"]["name"] == "Sam"
    [line] = await room.heard(NoticeKind.HAPPENED)
    assert (line.facts["what"], line.facts["by"]["name"]) == ("opened_for", "Sam")


async def test_what_she_writes_then_goes_there(room):
    ticket = await opened(room)
    await room.says(MAYA, "It is the one on floor 3")
    assert await room.history(ticket.id) == ["ticket.opened", "ticket.wrote"]


@pytest.mark.parametrize(
    "words",
    [
        f"maya {WORDS}",
        f"@Maya: {WORDS}",
        f"MAYA, {WORDS}",
        f"U0MAYA {WORDS}",
        f"slack:U0MAYA {WORDS}",
    ],
)
async def test_she_is_found_by_name_or_account_whatever_the_case(room, words):
    ticket = await opened(room, words)
    assert (ticket.requester, ticket.text) == (await room.id_of(MAYA), WORDS)


async def met(room, identity, name, **more):
    """Somebody has written directly from an account."""
    account = Identity.parse(identity)
    author = person(MAYA, **more)
    author = type(author)(identity=account, name=name, **more)
    place = Address(platform=account.platform, channel=f"D{account.id}")
    await room.says(MAYA, "hi", at=place, author=author, is_direct=True)


async def test_the_longest_name_counts_and_a_first_name_will_do_where_it_is_the_only_one(room):
    await met(room, "slack:U1", "Ada Maria Byron")
    ticket = await opened(room, f"@Ada Maria Byron {WORDS}")
    again = await opened(room, f"@ada {WORDS}")
    assert ticket.text == again.text == WORDS
    assert ticket.requester == again.requester


async def test_a_username_is_heard_where_the_platform_has_them(room):
    await met(room, "telegram:77", "Ada", handle="ada_b")
    assert (await opened(room, f"@ADA_B {WORDS}")).origin.channel == "D77"


async def test_of_two_with_one_name_the_one_of_this_platform_is_meant(room):
    await met(room, "slack:U1", "Ada")
    await met(room, "telegram:77", "Ada")
    assert (await opened(room, f"@ada {WORDS}")).origin.channel == "DU1"


async def test_of_two_with_one_name_here_the_account_has_to_be_written(room, refused):
    await met(room, "slack:U1", "Ada")
    await met(room, "slack:U2", "Ada")
    known = "Ada (slack:U1), Ada (slack:U2)"
    facts = {"why": "several", "name": "Ada", "known": known}
    await refused(room.does(SAM, "for", f"@ada {WORDS}"), "unreachable", **facts)
    assert (await opened(room, f"@slack:U2 {WORDS}")).origin.channel == "DU2"


async def test_whom_the_platform_names_is_met_and_reached_in_the_chat_it_opens(room):
    direct = Address(platform="slack", channel="D0OTTO")
    whom = Named(author=person(OTTO), called="@The Otto", direct=direct)
    ticket = await opened(room, f"@The Otto {WORDS}", whom=whom)
    assert (ticket.requester, ticket.origin) == (await room.id_of(OTTO), direct)
    assert ticket.text == WORDS


async def test_who_never_wrote_and_cannot_be_told_gets_none(room, refused):
    whom = Named(author=person(OTTO), called="@otto")
    told = {"why": "silent", "name": "Otto"}
    await refused(room.does(SAM, "for", f"@otto {WORDS}", whom=whom), "unreachable", **told)
    told = {"why": "unknown", "name": "nobody"}
    await refused(room.does(SAM, "for", f"@nobody {WORDS}"), "unreachable", **told)
    told = {"why": "unknown", "name": "5"}
    await refused(room.does(SAM, "for", "5 people cannot print"), "unreachable", **told)


async def test_an_engineer_of_any_tier_may_and_others_learn_not_even_who_is_known(room, refused):
    assert await opened(room, who=NORA)
    for words in (f"@maya {WORDS}", f"@nobody {WORDS}"):
        await refused(room.does(OTTO, "for", words), "not_allowed", verb="open_for")
    untrusted = person(SAM, is_trusted=False)
    given = room.does(SAM, "for", f"@maya {WORDS}", author=untrusted)
    await refused(given, "not_allowed", verb="open_for")


async def test_without_words_there_is_nothing_to_open(room, refused):
    await room.says(MAYA, "hi")
    for words in ("@maya", "", "@maya : "):
        await refused(room.does(SAM, "for", words), "bad_command", name="for", wanted="words")
    await refused(room.does(SAM, "ticket"), "bad_command", name="ticket", wanted="message")


async def test_the_longer_form_is_the_same_and_other_words_behind_it_are_a_question(room):
    await room.says(MAYA, "hi")
    shown = await room.does(SAM, "ticket", f"for @maya {WORDS}")
    assert shown.notice.facts["ticket"]["text"] == WORDS
    await room.does(SAM, "ticket", "The coffee machine leaks", channel=MINE, is_direct=True)
    assert [one.facts["ticket"]["requester"]["name"] for one in await told(room)] == ["Maya", "Sam"]


async def told(room):
    return await room.heard(NoticeKind.TICKET_OPENED)


async def test_a_secret_in_the_words_is_masked(room):
    ticket = await opened(room, "@maya her password is hunter2secret")
    assert "hunter2secret" not in ticket.text


async def test_a_mention_of_the_bot_and_a_direct_chat_do_the_same(room):
    await room.says(MAYA, "hi")
    said = {"command": "for", "is_addressed": True}
    place = Address(platform="slack", channel="C0LOBBY")
    await room.says(SAM, f"ticket for @maya {WORDS}", at=place, **said)
    await room.says(LEA, f"for @maya {WORDS}", at=MINE, is_direct=True, command="for")
    assert [one.facts["by"]["name"] for one in await told(room)] == ["Sam", "Lea"]
    unaddressed = await room.says(SAM, f"for @maya {WORDS}", at=place, command="for")
    assert isinstance(unaddressed, Done)
    assert len(await told(room)) == 2


async def test_in_an_engineers_thread_it_is_asked_whether_the_requester_was_meant(room):
    await room.opens()
    await room.arrives()
    root = await room.root(L1_ROOM)
    words = f"for @maya {WORDS}"
    more = {"anchors": (root,), "is_addressed": True, "command": "for"}
    await room.says(SAM, words, at=L1_ROOM, answer_in=root, **more)
    [asked] = await room.heard(NoticeKind.CONFIRM_RELAY)
    assert asked.facts["text"] == words
    shown = await room.presses(SAM, Verb.DO, channel=L1_ROOM)
    assert shown.notice.facts["ticket"]["text"] == WORDS
