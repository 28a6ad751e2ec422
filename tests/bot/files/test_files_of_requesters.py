"""What comes with a requester's words is kept with them, and brought to the engineers."""

from desk.attachment import Attachment, FileState
from desk.inbound import Pressed
from desk.ticket import Verb
from handlers.web.card_json import decode
from tests.bot.files.story import LOG, MAYA_CHAT, PNG, ROOM, SHOT, author, command


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
        author=author("maya"), channel=MAYA_CHAT, button=drawn.button, offer=offer, message="1"
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


async def test_what_is_too_large_is_named_to_both_sides_and_not_fetched(story):
    film = Attachment(
        name="film.mp4", reference="F3", size=48_100_000, link="https://x.slack.com/f"
    )
    await story.hear("maya", "the frobnicator wibbles in room nine", film)
    assert story.files.asked == []
    assert "too large to keep here" in await story.reads(ROOM)
    assert "film.mp4" in await story.reads(MAYA_CHAT)


async def test_a_secret_in_a_name_is_masked(story):
    named = Attachment(name="password=hunter2hunter2.txt", reference="F1")
    await story.hear("maya", "", named)
    [row] = await story.tickets()
    assert "hunter2" not in str(await story.page(row.ticket))


async def test_after_thanks_a_file_still_reopens(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    [row] = await story.tickets()
    await story.do(command("sam", "resolve", str(row.ticket), text="done it", category="access"))
    anchor = str(101)
    await story.hear("maya", "thanks", LOG, anchors=(anchor,))
    [row] = await story.tickets()
    assert row.status.value == "open"


async def test_what_is_said_something_new_takes_its_file_along(story):
    await story.hear("maya", "the frobnicator wibbles in room nine")
    await story.hear("maya", "and the lamp", LOG)
    receipt = decode((await story.shown(MAYA_CHAT))[-1].card)
    offer = next(b.offer for b in receipt.card.buttons if b.verb == Verb.SOMETHING_NEW)
    await story.do(
        Pressed(author=author("maya"), channel=MAYA_CHAT, button=receipt.button, offer=offer)
    )
    await story.settle()
    pages = [await story.page(row.ticket) for row in await story.tickets()]
    assert {page.row.title: [f.name for f in page.files] for page in pages} == {
        "the frobnicator wibbles in room nine": [],
        "and the lamp": ["app.log"],
    }


async def test_somebody_elses_question_is_no_place_for_a_file(story):
    await story.hear("maya", "How do I reset my password?")
    anchor = str(story.count)
    tom = {"author": author("tom"), "channel": MAYA_CHAT, "anchors": (anchor,)}
    await story.hear("tom", "", LOG, is_direct=False, **tom)
    assert await story.tickets() == ()
    await story.hear("tom", "", LOG, is_direct=False, is_addressed=True, **tom)
    assert [row.title for row in await story.tickets()] == ["app.log"]
