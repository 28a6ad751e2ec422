"""Files come in whole and counted, and go out so that nothing in them can do anything."""

import json
from dataclasses import replace

import pytest

from desk.attachment import Attachment, Audience, FileState
from desk.notice import Notice, NoticeKind, Op
from desk.people import Address
from desk.views import ChatFile
from handlers.cards.catalogue import draw
from handlers.files import read_up_to
from handlers.notifier import Parcel, Refused, Sent
from handlers.web.files import WebFiles
from handlers.web.listeners import WebListener
from tests.handlers.web.chat_in_memory import NOW, MemoryChat
from tests.handlers.web.visitor import OURS, SCRIPT, seen

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
SAY = {"key": "k1", "as": "maya", "channel": "dm:maya", "thread": "", "back": "/?show=left"}


async def send(visitor, *files, headers=OURS, **fields):
    token = fields.pop("token", None) or await visitor.token()
    told = {"token": token, "text": "", **SAY, **fields}
    given = [("files", (name, content, "text/html")) for name, content in files]
    return await visitor.client.post("/say", data=told, files=given, headers=headers)


async def test_a_file_is_stored_before_its_words_are(desk, visitor):
    answer = await send(visitor, ("shot.png", PNG), text="look\r\nhere")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?show=left")
    kept = desk.files.rows[1]
    assert (kept.name, kept.size, kept.picture, kept.state) == (
        "shot.png",
        len(PNG),
        "image/png",
        FileState.KEPT,
    )
    assert (kept.by, kept.origin, kept.key) == (
        1,
        Address(platform="web", channel="dm:maya"),
        "web:maya:k1:0",
    )
    assert desk.files.bytes[1] == PNG
    assert desk.chat.rows[1].files == (
        ChatFile(id=1, name="shot.png", size=len(PNG), is_picture=True),
    )
    [letter] = desk.inbox.letters.values()
    said = WebListener().understand(letter.key, json.loads(letter.body))
    assert said.text == "look\nhere"
    assert [(one.id, one.state) for one in said.files] == [(1, FileState.KEPT)]


async def test_a_file_alone_is_enough(desk, visitor):
    answer = await send(visitor, ("a.log", b"x"), headers=SCRIPT)
    assert answer.json() == {"kind": "said"}
    assert desk.chat.rows[1].text == ""


async def test_neither_words_nor_files_are_nothing(desk, visitor):
    answer = await send(visitor, ("", b""), headers=SCRIPT)
    assert answer.status_code == 422
    assert not desk.files.rows


async def test_the_same_form_twice_keeps_its_files_once(desk, visitor):
    for _ in range(2):
        await send(visitor, ("a.log", b"one"), ("b.log", b"two"))
    assert len(desk.files.rows) == 2
    assert len(desk.chat.rows) == 1


async def test_a_command_with_a_file_takes_it_along(desk, visitor):
    await send(visitor, ("a.log", b"x"), text="/new the frobnicator wibbles")
    [letter] = desk.inbox.letters.values()
    commanded = WebListener().understand(letter.key, json.loads(letter.body))
    assert (commanded.name, [one.name for one in commanded.files]) == ("new", ["a.log"])


async def test_names_are_made_plain_and_without_secrets(desk, visitor):
    await send(visitor, ("../../x\\y<b>.png", b"x"), ("password=hunter2hunter2.txt", b"x"))
    assert desk.files.rows[1].name == "_.._x_y<b>.png"
    assert "hunter2" not in desk.files.rows[2].name
    page = seen(await visitor.get("/?show=left&as=maya"))
    assert "_.._x_y<b>.png" in page.words


async def test_too_much_is_refused_with_a_sentence_and_nothing_is_kept(desk, visitor):
    policy = replace(desk.services.policy, max_attachment=2_000_000)
    object.__setattr__(desk.services, "policy", policy)
    answer = await send(visitor, ("big.bin", b"x" * 3_100_000), headers=SCRIPT, text="words")
    assert (answer.status_code, answer.json()["kind"]) == (413, "refused")
    assert "too large" in answer.json()["text"]
    answer = await send(visitor, ("huge.bin", b"x" * 16_000_000), headers=SCRIPT)
    assert answer.status_code == 413
    assert not desk.files.rows
    assert not desk.inbox.letters


async def test_more_files_than_ten_are_no_form_of_ours(desk, visitor):
    answer = await send(visitor, *[(f"{n}.log", b"x") for n in range(11)])
    assert answer.status_code == 403
    assert not desk.files.rows


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\nnonsense", b"\0" * 50])
async def test_a_broken_form_is_refused(desk, visitor, body):
    headers = {**OURS, "content-type": "multipart/form-data; boundary=x"}
    await visitor.token()
    answer = await visitor.client.post("/say", content=body, headers=headers)
    assert answer.status_code == 403


async def test_a_form_of_another_browser_stores_nothing(desk, visitor):
    answer = await send(visitor, ("a.log", b"x"), token="wrong")
    assert answer.status_code == 403
    answer = await send(visitor, ("a.log", b"x"), headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert not desk.files.rows


async def test_a_download_is_never_shown(desk, visitor):
    await send(visitor, ("größe.html", b"<script>alert(1)</script>"))
    answer = await visitor.get("/files/1?as=maya")
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe.html"
    )
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await visitor.get("/files/1/picture?as=maya")).status_code == 404


async def test_a_picture_is_shown_as_what_its_bytes_are(desk, visitor):
    await send(visitor, ("x.html", PNG))
    answer = await visitor.get("/files/1/picture?as=maya")
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    page = seen(await visitor.get("/?show=left&as=maya"))
    assert page.all("img")[-1]["src"] == "/files/1/picture?as=maya"


@pytest.mark.parametrize("path", ["/files/1", "/files/1/picture", "/files/99", f"/files/{2**70}"])
async def test_somebody_elses_file_is_as_good_as_not_there(desk, visitor, path):
    await send(visitor, ("x.png", PNG))
    assert (await visitor.get(f"{path}?as=tom")).status_code == 404


async def test_what_is_not_kept_cannot_be_had(desk, visitor):
    await send(visitor, ("x.png", PNG))
    desk.files.rows[1] = replace(desk.files.rows[1], state=FileState.LOST)
    assert (await visitor.get("/files/1?as=maya")).status_code == 404


async def test_an_engineers_reply_can_carry_a_file(desk, visitor, told):
    root = next(m.id for m in desk.chat.rows.values() if m.channel == "l1-support")
    where = {"channel": "l1-support", "as": "sam", "thread": str(root)}
    await send(visitor, ("fix.txt", b"do this"), text="@firstline here", **where)
    assert desk.files.rows[1].origin == Address(
        platform="web", channel="l1-support", thread=str(root)
    )


async def test_the_ticket_page_shows_files_and_what_became_of_others(desk, visitor):
    kept = replace(FILE, audience=Audience.ENGINEERS)
    dump = Attachment(id=9, name="core.dump", size=9, state=FileState.KEPT)
    film = Attachment(id=8, name="film.mp4", state=FileState.TOO_LARGE)
    from tests.handlers.web.test_web_pages import ticket_page

    desk.desk.pages[106] = (
        "Maya Rossi",
        replace(ticket_page(), files=(kept, film, dump)),
    )
    page = seen(await visitor.get("/tickets/106?as=sam"))
    assert "/files/7?as=sam" in [one.get("href") for one in page.all("a")]
    assert "/files/9?as=sam" in [one.get("href") for one in page.all("a")]
    assert "film.mp4" in page.words
    assert "too large to keep" in page.words


async def test_without_a_place_for_files_there_is_no_field_for_them(desk, visitor):
    assert seen(await visitor.get("/")).all("input")
    object.__setattr__(desk.services, "files", None)
    kinds = {one.get("type") for one in seen(await visitor.get("/")).all("input")}
    assert "file" not in kinds
    assert (await visitor.get("/files/1")).status_code == 404
    answer = await send(visitor, ("a.log", b"x"), text="words")
    assert answer.status_code == 303


FILE = Attachment(id=7, name="shot.png", size=9, picture="image/png", state=FileState.KEPT)
NEWS = Notice(kind=NoticeKind.FILE, facts={"file": {"id": 7, "name": "shot.png", "size": 9}})


async def never():
    raise AssertionError("the page needs no bytes")


async def test_a_carried_file_is_a_message_of_the_bot_once():
    chat, told = MemoryChat(), []
    web = WebFiles(chat, now=lambda: NOW, changed=lambda: told.append(1))
    parcel = Parcel(
        key="file:7",
        op=Op.UPLOAD,
        address=Address(platform="web", channel="l1-support"),
        card=draw(NEWS, "en"),
        under="3",
    )
    first = await web.upload(parcel, FILE, never)
    assert isinstance(first, Sent)
    assert (await web.upload(parcel, FILE, never)).message == first.message
    [message] = chat.rows.values()
    assert (message.thread, message.author) == (3, None)
    assert message.files == (ChatFile(id=7, name="shot.png", size=9, is_picture=True),)
    assert told
    assert await web.upload(replace(parcel, card=None), FILE, never) == Refused(reason="no_card")
    assert await web.fetch("x", 10) == Refused(reason="own_file")


async def test_reading_stops_when_it_is_too_much():
    taken = []

    async def chunks():
        for _ in range(10):
            taken.append(1)
            yield b"1234"

    assert not hasattr(await read_up_to(chunks(), 11), "content")
    assert len(taken) == 3
    assert (await read_up_to(chunks(), 40)).content == b"1234" * 10
