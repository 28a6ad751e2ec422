"""Channels that are listened to more or less closely, files beside words, and the operator."""

from dataclasses import replace

from desk.actions.split import something_new
from desk.actions.tell_outcome import tell_outcome
from desk.attachment import Attachment
from desk.inbound import Said, Undelivered
from desk.notice import NoticeKind
from desk.outcome import Done
from desk.people import Address, Identity
from desk.policy import Status, Watch
from desk.ports import Link, Side
from desk.ticket import Verb
from tests.desk.actions.conftest import MAYA, OTTO, SAM, Room, person
from tests.desk.actions.test_words_that_fit_nowhere import deed_of
from tests.nouns import DIRECT, L1_ROOM

SHARED = Address(platform="slack", channel="C0HELP")
FILE = Attachment(name="belt.png", reference="F1", size=10)


def listening(room: Room, watch: Watch) -> Room:
    """The same desk, told how to listen in the shared channel."""
    store = room.store
    store.policy = replace(store.policy, watched={SHARED: watch})
    return Room(store, room.clock)


async def test_where_only_the_sure_are_welcome_it_is_silent_unless_an_article_answers(room):
    sure = listening(room, Watch.SURE)
    assert await sure.says(MAYA, "network", at=SHARED) == Done()
    assert await sure.says(MAYA, "Lunch?", at=SHARED) == Done()
    assert await sure.sayings() == []
    await sure.says(MAYA, "vpn", at=SHARED)
    assert len(await sure.heard(NoticeKind.ANSWER)) == 1


async def test_among_few_only_a_mention_asks_however_channels_are_listened_to(room):
    everything = listening(room, Watch.EVERYTHING)
    await everything.says(MAYA, "vpn", at=SHARED, is_among_few=True)
    assert await everything.sayings() == []
    await everything.says(MAYA, "vpn", at=SHARED, is_among_few=True, is_addressed=True)
    assert len(await everything.heard(NoticeKind.ANSWER)) == 1


async def test_a_secret_is_covered_and_its_writer_told_where_words_are_for_us(room):
    await room.says(MAYA, "my password: hunter2secret", at=SHARED)
    assert await room.sayings() == []
    await room.says(MAYA, "my password: hunter2secret")
    (told,) = await room.heard(NoticeKind.SECRET)
    assert told.facts["kinds"]
    assert "hunter2secret" not in str(await room.sayings())


async def test_a_file_that_comes_with_a_forms_answer_stays_with_the_ticket(room):
    number = await room.opens()
    await room.does(SAM, "resolve", str(number), is_direct=True)
    await room.says(SAM, "", at=L1_ROOM, is_direct=True, files=(FILE,))
    await room.says(SAM, "Fixed", at=L1_ROOM, is_direct=True)
    await room.says(SAM, "defect", at=L1_ROOM, is_direct=True)
    assert (await room.ticket(number)).status is Status.RESOLVED
    async with room.store.begin() as work:
        assert [one.name for one in await work.files.of_ticket(number)] == ["belt.png"]


async def test_an_answer_to_a_question_whose_sending_was_never_noted_fills_the_form(room):
    number = await room.opens()
    await room.does(SAM, "resolve", str(number))
    lost = {"at": L1_ROOM, "anchors": ("never-noted",)}
    await room.says(SAM, "not for the bot", **lost)
    await room.says(SAM, "Fixed", **lost, replies_to_bot=True)
    await room.says(SAM, "defect", **lost, replies_to_bot=True)
    assert (await room.ticket(number)).resolution == "Fixed"


async def test_a_file_alone_says_enough_in_an_answer(room):
    number = await room.opens()
    await room.does(SAM, "reply", str(number), files=(FILE,), values={"text": ""}, message="c1")
    assert (await room.ticket(number)).first_response_at is not None


async def test_an_answer_by_command_in_the_requesters_thread_is_shown_to_the_engineers(room):
    await room.says(MAYA, "The belt slips", at=SHARED, is_addressed=True, answer_in="m1")
    await room.does(SAM, "reply", "101 On my way", channel=SHARED, answer_in="m1")
    (shown,) = await room.heard(NoticeKind.REPLY)
    assert shown.facts["text"] == "On my way"


async def test_a_verb_that_the_status_does_not_allow_is_refused_before_words_are_asked_for(
    room, refused
):
    number = await room.opens()
    await room.does(MAYA, "cancel", str(number), channel=DIRECT)
    late = room.does(SAM, "resolve", str(number))
    await refused(late, "wrong_status", ticket=number, verb="resolve", status="closed")


async def test_whoever_reaches_the_database_may_do_everything(room):
    number = await room.opens()
    operator = person(OTTO, is_operator=True)
    await room.does(OTTO, "claim", str(number), author=operator)
    assert (await room.ticket(number)).assignee == await room.id_of(OTTO)


async def test_a_question_for_a_field_can_be_dropped_by_its_button(room):
    number = await room.opens()
    asked = await room.does(SAM, "resolve", str(number))
    async with room.store.begin() as work:
        reader = Identity(platform="slack", id=SAM)
        at = room.clock()
        await tell_outcome(work, "k1", asked, "en", reader, L1_ROOM, at, asks_in_chat=True)
        await work.commit(Done())
    assert await room.presses(SAM, Verb.FORGET, channel=L1_ROOM) == Done()
    sam = await room.id_of(SAM)
    async with room.store.begin() as work:
        assert await work.forms.waiting(sam, L1_ROOM, room.clock()) is None


async def test_only_words_of_its_own_requester_are_moved_out_of_a_ticket(room, refused):
    number = await room.opens()
    ticket = await room.ticket(number)

    async def move():
        async with room.store.begin() as work:
            opened = (await work.events.of_ticket(number))[0]
            deed = await deed_of(work, MAYA, at=room.clock(), event=opened.id)
            await something_new(work, deed, ticket)

    await refused(move(), "not_found", noun="words")


async def test_words_under_a_message_that_is_about_nothing_are_a_question(room):
    async with room.store.begin() as work:
        await work.links.add(Link(channel=DIRECT, message="old", side=Side.REQUESTER))
        await work.commit(Done())
    await room.says(MAYA, "vpn", anchors=("old",))
    assert len(await room.heard(NoticeKind.ANSWER)) == 1


async def test_what_did_not_reach_one_of_a_tiers_channels_is_not_told_there(room):
    number = await room.opens()
    lost = Undelivered(
        ticket=number, kind=NoticeKind.RELAYED.value, reason="archived", address=L1_ROOM
    )
    await room.happens(lost)
    assert await room.happenings() == []


async def test_a_group_that_speaks_is_asked_for_a_name(room, refused):
    crowd = person(OTTO, is_nobody=True)
    at = room.clock()
    said = Said(
        author=crowd, channel=DIRECT, message="m1", text="The printer is on fire", said_at=at
    )
    await refused(room.happens(said), "nobody")
    await refused(room.does(OTTO, "tickets", author=crowd), "nobody")
