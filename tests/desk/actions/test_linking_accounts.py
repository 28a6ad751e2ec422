"""Who may make two accounts one person's, with which words, and who may not?"""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.link_codes import LinkCodes
from desk.actions.linking import LIVES, MOST_WRONG, WRONG_COUNT, code_in, hash_of
from desk.events import EventKind
from desk.inbound import Author, Commanded, Said
from desk.notice import NoticeKind
from desk.outcome import Done
from desk.people import Address, Identity
from storage.tables import events
from tests.desk.actions.conftest import MAYA, SAM, TICKET, person
from tests.nouns import DIRECT, L1_ROOM

CHAT = Address(platform="telegram", channel="77")
THERE = Author(identity=Identity(platform="telegram", id="77"), name="Maya on Telegram")
WRONG = "LINK-2222-2222-2222"


@pytest.fixture
def code(room):
    """Ask for a code and show it, as a platform does."""

    async def code(who=MAYA):
        shown = await room.does(who, "link_account", channel=DIRECT, is_direct=True)
        codes = LinkCodes(room.store, room.clock)
        return (await codes.with_code(shown.notice)).facts["code"]

    return code


@pytest.fixture
def says(room):
    """Say something to the bot on Telegram."""

    async def says(text, author=THERE, **more):
        told = {"channel": CHAT, "is_direct": True, "message": "1", **more}
        return await room.happens(Said(author=author, text=text, said_at=room.clock(), **told))

    return says


async def logged(room):
    async with room.store.database.read() as connection:
        kinds = await connection.execute(select(events.c.kind, events.c.data, events.c.ticket))
        return [row for row in kinds.all() if row.kind.value.startswith("person.")]


async def test_a_code_said_on_the_other_platform_makes_one_person_of_both(room, code, says):
    await room.opens()
    await says(TICKET)
    told = await says(f" {(await code()).lower()} ")
    assert told.notice.kind is NoticeKind.LINKED
    assert told.notice.facts == {
        "state": "linked",
        "name": "Maya",
        "platform": "telegram",
        "tickets": 1,
    }
    async with room.store.begin() as work:
        one = await work.people.meet(THERE)
        assert one.id == (await work.people.meet(person(MAYA))).id
        assert len(await work.tickets.open_of(one.id)) == 2
        assert one.is_language_chosen
    [kept] = await logged(room)
    assert (kept.kind, kept.data, kept.ticket) == (
        EventKind.ACCOUNT_LINKED,
        {"account": "telegram:77", "tickets": 1},
        None,
    )


async def test_rights_and_waiting_are_the_same_in_either(room, code, says):
    number = await room.opens()
    await says(await code(SAM))
    given = Commanded(
        author=THERE, channel=CHAT, name="claim", words=str(number), said_at=room.clock()
    )
    await room.happens(given)
    assert (await room.ticket(number)).assignee == await room.id_of(SAM)


@pytest.mark.parametrize(
    ("after", "why"),
    [(timedelta(), None), (LIVES - timedelta(seconds=1), None), (LIVES, "expired")],
)
async def test_a_code_lives_ten_minutes(room, code, says, after, why):
    known = await code()
    room.clock.move(seconds=after.total_seconds())
    told = await says(known)
    assert (told.facts["why"] if why else None) == why


async def test_a_code_is_used_once_and_a_newer_one_voids_it(room, code, says):
    first, second = await code(), await code()
    assert (await says(first)).facts == {"why": "wrong"}
    assert (await says(second)).notice.kind is NoticeKind.LINKED
    other = replace(THERE, identity=Identity(platform="telegram", id="78"))
    for author in (THERE, other):
        assert (await says(second, author)).facts == {"why": "used"}


async def test_ones_own_code_and_one_of_the_same_platform_join_nothing(room, code):
    known = await code()
    own = await room.says(MAYA, known)
    assert own.facts == {"why": "own"}
    assert (await room.says(SAM, known)).facts == {"why": "taken"}


async def test_guests_get_no_code_and_enter_none(room, code, says):
    guest = person("U0GUEST", is_trusted=False)
    asked = await room.does("U0GUEST", "link_account", author=guest)
    assert asked.facts == {"why": "untrusted"}
    assert (await says(await code(), replace(THERE, is_trusted=False))).facts == {
        "why": "untrusted"
    }
    assert (await room.does("U0GUEST", "unlink_account", author=guest)).facts == {
        "why": "untrusted"
    }


async def test_too_many_wrong_codes_and_the_right_one_has_to_wait(room, code, says):
    for _ in range(MOST_WRONG):
        assert (await says(WRONG)).facts == {"why": "wrong"}
    known = await code()
    assert (await says(known)).facts == {"why": "tries"}
    room.clock.move(seconds=WRONG_COUNT.total_seconds())
    assert (await says(await code())).notice.kind is NoticeKind.LINKED


async def test_a_code_that_others_could_read_is_void(room, code, says):
    known = await code()
    lobby = {"channel": Address(platform="telegram", channel="-5"), "is_direct": False}
    assert (await says(known, is_addressed=True, **lobby)).facts == {"why": "public"}
    assert (await says(known)).facts == {"why": "used"}


async def test_a_code_may_stand_behind_the_command_too(room, code):
    given = Commanded(
        author=THERE,
        channel=CHAT,
        name="link_account",
        words=await code(),
        said_at=room.clock(),
        is_direct=True,
    )
    assert (await room.happens(given)).notice.kind is NoticeKind.LINKED
    wrong = replace(given, words="what is this")
    assert (await room.happens(wrong)).facts == {"why": "wrong"}


async def test_accounts_part_again(room, code, says):
    await says(await code())
    given = Commanded(
        author=THERE, channel=CHAT, name="unlink_account", words="", said_at=room.clock()
    )
    told = await room.happens(given)
    assert told.notice.facts["state"] == "unlinked"
    async with room.store.begin() as work:
        assert await work.people.meet(THERE) != await work.people.meet(person(MAYA))
    assert (await room.happens(given)).facts == {"why": "alone"}
    assert [row.kind for row in await logged(room)] == [
        EventKind.ACCOUNT_LINKED,
        EventKind.ACCOUNT_UNLINKED,
    ]


async def test_only_a_hash_of_the_code_is_kept(room, code, says, tmp_path):
    known = await code()
    await says(known)
    stored = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert hash_of(known).encode() in stored
    assert known.encode() not in stored


async def test_a_language_that_was_chosen_stays(room, code, says):
    german = person(MAYA, language="de")
    shown = await room.does(MAYA, "language", author=german)
    assert (shown.notice.facts["language"], shown.notice.facts["is_changed"]) == ("de", False)
    chosen = await room.does(MAYA, "language", "EN-gb", author=german)
    assert (chosen.notice.facts["language"], chosen.notice.facts["is_changed"]) == ("en", True)
    async with room.store.begin() as work:
        assert (await work.people.meet(german)).language == "en"


async def test_the_language_of_who_chose_one_holds_for_both_accounts(room, code, says):
    there = replace(THERE, language="de")
    given = Commanded(author=there, channel=CHAT, name="language", words="en", said_at=room.clock())
    await room.happens(given)
    german = person(MAYA, language="de")
    await room.does(MAYA, "help", author=german)
    await says(await code(), there)
    async with room.store.begin() as work:
        assert (await work.people.meet(german)).language == "en"


@pytest.mark.parametrize(
    "text", ["LINK-2222-2222", "link 2222 2222 2222", "LINK-1111-2222-2222", "please link", ""]
)
def test_other_words_are_no_code(text):
    assert code_in(text) is None


async def test_words_like_a_code_in_a_channel_are_left_alone(room, code):
    assert await room.says(MAYA, await code(), at=L1_ROOM) == Done()
