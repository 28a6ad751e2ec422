"""A search by command is shown to its asker, as far as they may see."""

from desk.notice import NoticeKind
from desk.outcome import Show
from tests.desk.actions.conftest import MAYA, OTTO, SAM
from tests.nouns import DIRECT


async def found(room, who, words):
    """The numbers that a command shows, and nothing that it says."""
    count = len(await room.sayings())
    shown = await room.does(who, "search", words, channel=DIRECT)
    assert isinstance(shown, Show)
    assert shown.notice.kind is NoticeKind.FOUND
    assert len(await room.sayings()) == count
    return [row["id"] for row in shown.notice.facts["rows"]]


async def test_engineers_find_by_notes_and_requesters_do_not(room):
    number = await room.opens()
    await room.does(SAM, "note", f"{number} It is the VAT defect")
    assert await found(room, SAM, "vat state:open") == [number]
    assert await found(room, MAYA, "vat") == []
    assert await found(room, MAYA, "conveyor") == [number]
    assert await found(room, OTTO, "conveyor") == []


async def test_a_secret_in_a_search_is_not_shown_again(room):
    shown = await room.does(MAYA, "search", "password: hunter2", channel=DIRECT)
    assert "hunter2" not in str(shown)


async def test_a_search_needs_words_and_filters_that_are_some(room, refused):
    nothing = room.does(MAYA, "search", " ", channel=DIRECT)
    await refused(nothing, "bad_command", name="search", wanted="words")
    soon = room.does(MAYA, "search", "since:soon", channel=DIRECT)
    await refused(soon, "bad_search", wanted="date", given="soon")
