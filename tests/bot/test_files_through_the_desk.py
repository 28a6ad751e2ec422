"""What comes with words is kept with them, and carried to those it is meant for, and nobody else."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot import file_traffic
from bot.config import parse
from bot.librarian import Librarian
from bot.wiring import add_web, build
from desk.actions.attach import FETCHED_BY, take_back
from desk.actions.close import CLOCK
from desk.actions.deed import Place
from desk.attachment import Attachment, Audience, FileState
from desk.errors import NotAllowedError
from desk.inbound import Author, Commanded, Deleted, Fetched, Pressed, Said
from desk.outcome import Ask, Done
from desk.people import Address, Identity
from desk.ticket import Verb
from handlers.files import Brought, TooLarge
from handlers.notifier import NotSent, Refused, Sent, Unknown
from handlers.web.card_json import decode
from tests.bot.conftest import CONFIG
from tests.nouns import NOON

MAYA_CHAT = Address(platform="web", channel="dm:maya")
ROOM = Address(platform="web", channel="l1")
SHOT = Attachment(name="shot.png", reference="F1", size=9, type="image/png")
LOG = Attachment(name="app.log", reference="F2", size=4)
PNG = b"\x89PNG\r\n\x1a\nx"


class Warehouse:
    """A platform's way for files that gives what it was told to, and keeps what it was given."""

    def __init__(self):
        self.results = {"F1": Brought(content=PNG), "F2": Brought(content=b"log!")}
        self.asked, self.put, self.answers, self.languages = [], [], [], []

    async def fetch(self, reference, largest):
        self.asked.append((reference, largest))
        return self.results[reference]

    async def upload(self, parcel, file, read):
        if self.answers:
            return self.answers.pop(0)
        place = f"web:{parcel.address.channel}"
        self.put.append((place, file.name, await read()))
        self.languages.append(parcel.language)
        return Sent(message=f"up{len(self.put)}")


class Story:
    """People who say things to a desk in which nothing runs by itself."""

    def __init__(self, desk, clock):
        self.desk, self.clock, self.count = desk, clock, 100
        self.files = desk.carriers["web"] = Warehouse()

    async def seat(self):
        async with self.desk.store.begin() as work:
            sam = await work.people.meet(_author("sam"))
            await work.people.join(ROOM, sam.id)
            await work.commit(Done())

    def said(self, who, text="", *files, **more):
        self.count += 1
        told = {
            "author": _author(who),
            "channel": MAYA_CHAT if who == "maya" else ROOM,
            "message": str(self.count),
            "text": text,
            "said_at": self.desk.clocks.desk(),
            "answer_in": next(iter(more.get("anchors", ())[-1:]), None),
            "is_direct": who == "maya",
            "files": files,
        }
        return Said(**{**told, **more})

    async def hear(self, *args, **more):
        outcome = await self.do(self.said(*args, **more))
        await self.settle()
        return outcome

    async def do(self, inbound):
        return await self.desk.doors.open(
            inbound, self.desk.store.begin, now=self.desk.clocks.desk()
        )

    async def settle(self):
        delivery, processor = self.desk.delivery(), self.desk.processor()
        for _ in range(20):
            self.clock.move(seconds=2)
            moved = await delivery.step()
            if not (await processor.step() or moved):
                return

    async def tickets(self):
        return await self.desk.store.tickets.rows(CLOCK)

    async def page(self, number):
        return await self.desk.store.tickets.page(CLOCK, number)

    async def shown(self, place):
        return await self.desk.store.chat_pages.messages(place.channel, viewer=_viewer(place))

    async def root(self):
        """The message under which engineers talk about the newest ticket."""
        cards = [m for m in await self.shown(ROOM) if m.thread is None]
        return str(cards[-1].id)

    async def reads(self, place):
        cards = [decode(m.card).card for m in await self.shown(place) if m.card]
        return "\n".join(str(card) for card in cards)


def _author(who):
    return Author(identity=Identity(platform="web", id=who), name=who.title())


def _viewer(place):
    return "maya" if place == MAYA_CHAT else "sam"


@pytest.fixture(scope="module")
def librarian():
    """One index of the articles for all stories: building it takes longer than a story."""
    config = parse(CONFIG, "firstline.toml")
    return asyncio.run(Librarian.open(config.articles, config.knowledge.thresholds()))


@pytest.fixture
async def desk(sqlite_url, clock, librarian):
    config = parse(CONFIG, "firstline.toml")
    built = await build(sqlite_url, config, machine=clock, librarian=librarian)
    add_web(built, changed=lambda: None)
    yield built
    await built.close()


@pytest.fixture
async def story(desk, clock):
    await desk.store.chat.seat("dm:maya", ["maya"])
    await desk.store.chat.seat("l1", ["sam"])
    told = Story(desk, clock)
    await told.seat()
    return told


async def test_a_file_alone_opens_a_ticket_and_reaches_the_engineers(story):
    await story.hear("maya", "", SHOT)
    [row] = await story.tickets()
    assert row.title == "shot.png"
    assert story.files.put == [("web:l1", "shot.png", PNG)]
    [file] = (await story.page(row.ticket)).files
    assert (file.state, file.size, file.picture) == (FileState.KEPT, len(PNG), "image/png")
    assert "shot.png" in await story.reads(ROOM)


async def test_a_file_with_a_question_comes_with_the_ticket_it_becomes(story):
    await story.hear("maya", "the frobnicator wibbles in room nine", SHOT, LOG)
    [row] = await story.tickets()
    assert {name for _, name, _ in story.files.put} == {"shot.png", "app.log"}
    assert [file.ticket for file in (await story.page(row.ticket)).files] == [row.ticket] * 2


async def test_a_file_of_an_answered_question_waits_for_the_ticket(story):
    question = await story.hear("maya", "How do I reset my password?", SHOT)
    assert await story.tickets() == ()
    assert story.files.asked
    assert not story.files.put
    drawn = decode((await story.shown(MAYA_CHAT))[-1].card)
    offer = next(b.offer for b in drawn.card.buttons if b.verb == Verb.PERSON)
    pressed = Pressed(
        author=_author("maya"), channel=MAYA_CHAT, button=drawn.button, offer=offer, message="1"
    )
    await story.do(pressed)
    await story.settle()
    assert question.facts["question"]
    assert story.files.put == [("web:l1", "shot.png", PNG)]


async def test_a_file_alone_under_an_answered_question_asks_for_a_person(story):
    await story.hear("maya", "How do I reset my password?")
    anchor = str(story.count)
    await story.hear("maya", "", SHOT, anchors=(anchor,))
    [row] = await story.tickets()
    assert "password" in row.title
    assert story.files.put == [("web:l1", "shot.png", PNG)]


async def test_an_album_stays_together(story):
    album = {"together": "g7", "anchors": ("g7",)}
    await story.hear("maya", "How do I reset my password?", SHOT, **album)
    await story.hear("maya", "", LOG, **album)
    assert await story.tickets() == ()  # the second picture belongs to the question
    await story.hear("maya", "the frobnicator wibbles", SHOT, together="g8", anchors=("g8",))
    await story.hear("maya", "", LOG, together="g8", anchors=("g8",))
    [row] = await story.tickets()
    assert [f.name for f in (await story.page(row.ticket)).files] == ["shot.png", "app.log"]


async def test_a_file_for_an_open_ticket_belongs_to_it(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    await story.hear("maya", "", LOG)
    [row] = await story.tickets()
    assert story.files.put == [("web:l1", "app.log", b"log!")]
    assert [f.event is not None for f in (await story.page(row.ticket)).files] == [True]
    assert "sent" in await story.reads(ROOM)


async def test_a_file_speaks_the_language_of_its_reader_not_of_its_sender(story):
    german = replace(_author("maya"), language="de")
    await story.hear("maya", "the frobnicator wibbles in room nine", author=german)
    root = await story.root()
    await story.hear("sam", "", LOG, anchors=(root,), is_addressed=True)
    assert story.files.languages == ["de"]


async def test_an_engineers_file_reaches_the_requester_only_when_addressed(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    root = await story.root()
    await story.hear("sam", "see this dump", SHOT, anchors=(root,))
    assert story.files.put == []
    await story.hear("sam", "", LOG, anchors=(root,), is_addressed=True)
    assert story.files.put == [("web:dm:maya", "app.log", b"log!")]
    [row] = await story.tickets()
    files = (await story.page(row.ticket)).files
    assert [f.audience for f in files] == [Audience.NOBODY, Audience.REQUESTER]
    maya = await story.desk.store.people.actor(Identity(platform="web", id="maya"))
    page = await story.desk.store.tickets.page(maya, row.ticket)
    assert [f.name for f in page.files] == ["app.log"]
    with pytest.raises(NotAllowedError):
        await story.desk.store.files.look(maya, files[0].id)


async def test_further_pictures_of_an_addressed_album_are_carried_too(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    root = await story.root()
    album = {"together": "g1", "anchors": ("g1", root)}
    await story.hear("sam", "like this", SHOT, is_addressed=True, **album)
    await story.hear("sam", "", LOG, **album)
    assert [name for place, name, _ in story.files.put if place == "web:dm:maya"] == [
        "shot.png",
        "app.log",
    ]


async def test_words_taken_back_take_their_file_back(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    root = await story.root()
    await story.hear("sam", "look", LOG, anchors=(root,), is_addressed=True)
    [row] = await story.tickets()
    undo = [
        m for m in await story.shown(ROOM) if m.card and "Undo" in str(decode(m.card).card.buttons)
    ][-1]
    drawn = decode(undo.card)
    pressed = Pressed(author=_author("sam"), channel=ROOM, button=drawn.button, offer=0)
    await story.do(pressed)
    jobs = await story.desk.store.outbox.lease("test", now=NOON + timedelta(hours=1))
    taken = [job for job in jobs if job.saying.op == "delete"]
    assert "up1" in {job.message for job in taken}
    [file] = (await story.page(row.ticket)).files
    assert file.audience is Audience.NOBODY


async def test_a_file_that_comes_after_its_words_were_taken_back_goes_nowhere(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    story.files.results["F2"] = NotSent(reason="away", retry_after=600.0)
    await story.hear("sam", "look", LOG, anchors=(await story.root(),), is_addressed=True)
    [row] = await story.tickets()
    [file] = (await story.page(row.ticket)).files
    async with story.desk.store.begin() as work:
        event = await work.events.get(file.event)
        ticket = await work.tickets.get(row.ticket)
        await take_back(work, ticket, event, event)
        await work.commit(Done())
    await story.do(Fetched(file=file.id, state=FileState.KEPT, size=4))
    await story.settle()
    assert story.files.put == []


async def test_what_is_too_large_is_named_to_both_sides_and_not_fetched(story):
    film = Attachment(
        name="film.mp4", reference="F3", size=48_100_000, link="https://x.slack.com/f"
    )
    await story.hear("maya", "the frobnicator wibbles in room nine", film)
    assert story.files.asked == []
    assert "too large to keep here" in await story.reads(ROOM)
    assert "film.mp4" in await story.reads(MAYA_CHAT)


async def test_what_turns_out_too_large_is_told_to_both_sides(story):
    story.files.results["F2"] = TooLarge()
    await story.hear("maya", "the frobnicator wibbles in room nine", LOG)
    for place in (ROOM, MAYA_CHAT):
        assert "is too large to keep" in (await story.reads(place)).replace("', '", "")
    assert story.files.put == []


async def test_what_its_platform_refuses_to_give_is_lost_and_told(story):
    story.files.results["F1"] = Refused(reason="file_not_found")
    await story.hear("maya", "", SHOT)
    await story.desk.tick.tell_undelivered()
    await story.settle()
    assert "could not be fetched" in await story.reads(ROOM)
    [row] = await story.tickets()
    [file] = (await story.page(row.ticket)).files
    assert file.state is FileState.LOST


async def test_a_platform_that_is_away_is_asked_again_and_at_last_given_up(story):
    story.files.results["F1"] = NotSent(reason="away", retry_after=30.0)
    await story.hear("maya", "", SHOT)
    [row] = await story.tickets()
    assert [f.state for f in (await story.page(row.ticket)).files] == [FileState.COMING]
    story.clock.move(seconds=31)
    story.files.results["F1"] = Brought(content=PNG)
    await story.settle()
    assert [f.state for f in (await story.page(row.ticket)).files] == [FileState.KEPT]
    story.files.results["F2"] = NotSent(reason="away", retry_after=30.0)
    await story.hear("maya", "", LOG)
    await story.desk.move_clock(FETCHED_BY + timedelta(minutes=1))
    await story.settle()
    await story.desk.tick.tell_undelivered()
    await story.settle()
    assert [f.state for f in (await story.page(row.ticket)).files][-1] is FileState.LOST


async def test_an_upload_that_is_refused_is_told_where_it_is_missed(story):
    story.files.answers = [Refused(reason="missing_scope")]
    await story.hear("maya", "", SHOT)
    await story.desk.tick.tell_undelivered()
    await story.settle()
    assert "could not be put here" in await story.reads(ROOM)


async def test_an_upload_that_nobody_knows_of_is_made_again(story):
    story.files.answers = [Unknown(reason="reset")]
    await story.hear("maya", "", SHOT)
    assert story.files.put == []
    for _ in range(4):
        story.clock.move(minutes=2)
        await story.desk.reconciler().step()
    await story.settle()
    assert story.files.put == [("web:l1", "shot.png", PNG)]


async def test_the_same_news_twice_changes_nothing(story):
    await story.hear("maya", "", SHOT)
    [row] = await story.tickets()
    [file] = (await story.page(row.ticket)).files
    await story.do(Fetched(file=file.id, state=FileState.LOST))
    assert (await story.page(row.ticket)).files == (file,)


async def test_a_platform_without_a_way_for_files_loses_them_honestly(story):
    del story.desk.carriers["web"]
    await story.hear("maya", "", SHOT)
    await story.desk.tick.tell_undelivered()
    await story.settle()
    assert "could not be fetched" in await story.reads(ROOM)


async def test_a_secret_in_a_name_is_masked(story):
    named = Attachment(name="password=hunter2hunter2.txt", reference="F1")
    await story.hear("maya", "", named)
    [row] = await story.tickets()
    assert "hunter2" not in str(await story.page(row.ticket))


@pytest.mark.parametrize("name", ["reply", "note"])
async def test_a_command_takes_its_file_along(story, name):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    [row] = await story.tickets()
    await story.do(_command("sam", name, f"{row.ticket} as in the file", LOG))
    await story.settle()
    reached = [place for place, _, _ in story.files.put]
    assert reached == (["web:dm:maya"] if name == "reply" else [])
    assert [f.name for f in (await story.page(row.ticket)).files] == ["app.log"]


async def test_a_file_beside_another_command_is_kept_inside(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    [row] = await story.tickets()
    await story.do(_command("sam", "claim", str(row.ticket), LOG))
    await story.settle()
    [file] = (await story.page(row.ticket)).files
    assert (file.audience, story.files.put) == (Audience.NOBODY, [])


async def test_a_new_ticket_by_command_takes_a_file_with_or_without_words(story):
    await story.do(_command("maya", "new", "", SHOT))
    await story.do(_command("maya", "new", "the frobnicator wibbles in room nine", LOG))
    await story.settle()
    assert {name for _, name, _ in story.files.put} == {"shot.png", "app.log"}
    assert len(await story.tickets()) == 2


async def test_words_that_look_like_a_command_keep_their_file_until_it_is_said(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    root = await story.root()
    await story.hear("sam", "claim form", LOG, anchors=(root,), is_addressed=True, command="claim")
    assert story.files.put == []
    asked = [m for m in await story.shown(ROOM) if m.card and decode(m.card).card.buttons][-1]
    drawn = decode(asked.card)
    send = next(b.offer for b in drawn.card.buttons if b.verb == Verb.SEND)
    await story.do(Pressed(author=_author("sam"), channel=ROOM, button=drawn.button, offer=send))
    await story.settle()
    assert story.files.put == [("web:dm:maya", "app.log", b"log!")]


async def test_a_file_beside_a_forms_answer_is_kept(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    [row] = await story.tickets()
    outcome = await story.do(_command("sam", "resolve", str(row.ticket)))
    assert isinstance(outcome, Ask)
    root = await story.root()
    newest = str((await story.shown(ROOM))[-1].id)
    await story.hear("sam", "", LOG, anchors=(newest, root), is_direct=True)
    [file] = (await story.page(row.ticket)).files
    assert file.audience is Audience.NOBODY


async def test_after_thanks_a_file_still_reopens(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    [row] = await story.tickets()
    await story.do(_command("sam", "resolve", str(row.ticket), text="done it", category="access"))
    anchor = str(101)
    await story.hear("maya", "thanks", LOG, anchors=(anchor,))
    [row] = await story.tickets()
    assert row.status.value == "open"


async def test_a_file_deleted_with_its_words_leaves_the_engineers_thread(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    await story.hear("maya", "see this", LOG)
    deleted = Deleted(channel=MAYA_CHAT, message=str(story.count), deleted_at=NOON)
    await story.do(deleted)
    jobs = await story.desk.store.outbox.lease("test", now=NOON)
    assert [job.message for job in jobs if job.saying.op == "delete"] == ["up1"]
    [row] = await story.tickets()
    assert [file.name for file in (await story.page(row.ticket)).files] == ["app.log"]


async def test_what_is_said_something_new_takes_its_file_along(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    await story.hear("maya", "and the lamp", LOG)
    receipt = decode((await story.shown(MAYA_CHAT))[-1].card)
    offer = next(b.offer for b in receipt.card.buttons if b.verb == Verb.SOMETHING_NEW)
    await story.do(
        Pressed(author=_author("maya"), channel=MAYA_CHAT, button=receipt.button, offer=offer)
    )
    await story.settle()
    pages = [await story.page(row.ticket) for row in await story.tickets()]
    assert {page.row.title: [f.name for f in page.files] for page in pages} == {
        "the frobnicator wibbles in room nine": [],
        "and the lamp": ["app.log"],
    }


async def test_an_engineers_file_in_the_requesters_own_thread_is_shown_to_the_others(story):
    await story.hear("maya", "the frobnicator wibbles in room nine", answer_in="101")
    place = {"channel": MAYA_CHAT, "answer_in": "101", "anchors": ("101",), "is_direct": False}
    await story.hear("sam", "", LOG, **place)
    assert story.files.put == [("web:l1", "app.log", b"log!")]
    [row] = await story.tickets()
    assert [f.audience for f in (await story.page(row.ticket)).files] == [Audience.ENGINEERS]


async def test_somebody_elses_question_is_no_place_for_a_file(story):
    await story.hear("maya", "How do I reset my password?")
    anchor = str(story.count)
    tom = {"author": _author("tom"), "channel": MAYA_CHAT, "anchors": (anchor,)}
    await story.hear("tom", "", LOG, is_direct=False, **tom)
    assert await story.tickets() == ()
    await story.hear("tom", "", LOG, is_direct=False, is_addressed=True, **tom)
    assert [row.title for row in await story.tickets()] == ["app.log"]


async def test_a_requesters_file_beside_a_command_reaches_the_engineers(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    [row] = await story.tickets()
    await story.do(_command("maya", "cancel", str(row.ticket), LOG))
    await story.settle()
    assert story.files.put == [("web:l1", "app.log", b"log!")]


async def test_an_engineers_question_can_carry_a_file(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    [row] = await story.tickets()
    await story.do(_command("sam", "ask", f"{row.ticket} is it this one?", SHOT))
    await story.settle()
    assert story.files.put == [("web:dm:maya", "shot.png", PNG)]


async def test_a_platform_that_takes_too_long_is_asked_again(story, monkeypatch):
    monkeypatch.setattr(file_traffic, "PATIENCE", timedelta(seconds=2))

    async def sleep(*_):
        await asyncio.sleep(10)

    story.files.fetch = sleep
    await story.hear("maya", "", SHOT)
    [row] = await story.tickets()
    assert [f.state for f in (await story.page(row.ticket)).files] == [FileState.COMING]
    del story.files.fetch
    story.clock.move(minutes=2)
    story.files.upload = sleep
    await story.settle()
    doubtful = await story.desk.store.outbox.ambiguous("test")
    assert doubtful == []  # it rests for the quarantine
    story.clock.move(minutes=2)
    [job] = await story.desk.store.outbox.ambiguous("test")
    assert job.error == "slow"


async def test_of_a_file_that_nobody_is_known_to_have_sent_nobody_is_told(story):
    stray = Attachment(name="x", key="stray", added_at=NOON)
    file = await story.desk.store.files.announce(stray)
    await story.do(Fetched(file=file.id, state=FileState.LOST))
    assert (await story.desk.store.files.get(file.id)).state is FileState.LOST
    assert await story.desk.store.outbox.lease("test", now=NOON) == []


async def test_a_database_that_is_away_loses_no_file(story, monkeypatch):
    async def write(*_):
        raise OperationalError("", {}, Exception("away"))

    monkeypatch.setattr(story.desk.store.files, "write", write)
    await story.hear("maya", "", SHOT)
    monkeypatch.undo()
    story.clock.move(seconds=10)
    await story.settle()
    [row] = await story.tickets()
    assert [f.state for f in (await story.page(row.ticket)).files] == [FileState.KEPT]


def _command(who, name, words, *files, **values):
    return Commanded(
        author=_author(who),
        channel=MAYA_CHAT if who == "maya" else ROOM,
        name=name,
        words=words,
        said_at=NOON,
        message=f"c{name}{words}",
        is_direct=who == "maya",
        files=files,
        values=values,
    )


def test_a_place_names_what_further_messages_will_name():
    assert Place(channel=ROOM, message="1", together="g").sources == ("1", "g")
    assert Place(channel=ROOM).sources == ()
