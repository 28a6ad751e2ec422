"""Files come out of Telegram by their ids only, and go in as what they are."""

from types import SimpleNamespace

import aiohttp
import pytest

from desk.attachment import Attachment, FileState
from desk.inbound import Commanded, Said
from desk.notice import Notice, NoticeKind, Op
from desk.people import Address
from handlers.cards.catalogue import draw
from handlers.files import Brought, TooLarge
from handlers.notifier import NotSent, Parcel, Refused, Sent, Unknown
from handlers.telegram.alarms import Bell
from handlers.telegram.app import bot_on
from handlers.telegram.files import TelegramFiles, files_of
from handlers.telegram.listeners import TelegramListener, place_of
from handlers.telegram.moves import Moves
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.nouns import POLICY
from tests.pictures import picture

MAYA, SAM = 11, 12
FORUM = -1001000000001
FACTS = {"file": {"id": 7, "name": "a <b>.png", "size": 912}, "by": {"name": "Maya <i>"}}
CARD = draw(Notice(kind=NoticeKind.FILE, facts=FACTS), "en")
PNG = picture()


@pytest.fixture
async def telegram():
    async with FakeTelegram() as fake:
        people = [fake.add_user(MAYA, "Maya"), fake.add_user(SAM, "Sam")]
        fake.start(MAYA)
        fake.add_group(FORUM, "L1", forum=True, members=people)
        yield fake


@pytest.fixture
async def files(telegram):
    async with aiohttp.ClientSession() as session:
        bot = bot_on(session, TOKEN, telegram.api_url)
        yield TelegramFiles(
            bot, session, f"{telegram.api_url}/file/bot{TOKEN}/", Moves(POLICY, Bell())
        )


def sent_by(telegram, message):
    """What the listener makes of a message of a person."""
    wire = telegram.message(MAYA, message).wire()
    body = {"v": 1, "kind": "update", "update": {"update_id": 1, "message": wire}, "bot": "bot"}
    return TelegramListener().understand("k", body)


def parcel(chat=MAYA, thread=None, **more):
    address = Address(platform="telegram", channel=str(chat), thread=thread)
    return Parcel(key="k", op=Op.UPLOAD, address=address, card=CARD, **more)


def kept(name="a.log", picture=None):
    return Attachment(id=7, name=name, picture=picture, state=FileState.KEPT)


def reading(content):
    async def read():
        return content

    return read


async def test_a_document_is_understood_and_fetched(telegram, files):
    number = telegram.send_document(MAYA, MAYA, "app.log", b"log!", caption="see this")
    said = sent_by(telegram, number)
    [file] = said.files
    assert (said.text, file.name, file.size, file.type) == ("see this", "app.log", 4, "text/plain")
    assert await files.fetch(file.reference, 100) == Brought(content=b"log!")


async def test_a_photo_is_its_largest_size(telegram, files):
    said = sent_by(telegram, telegram.send_photo(MAYA, MAYA, PNG))
    [file] = said.files
    assert (said.text, file.name) == ("", "photo.jpg")
    assert await files.fetch(file.reference, len(PNG)) == Brought(content=PNG)


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ({"voice": {"file_id": "v", "file_size": 9}}, "voice.ogg"),
        ({"audio": {"file_id": "v", "file_name": "song.mp3"}}, "song.mp3"),
        ({"video": {"file_id": "v"}}, "video.mp4"),
        ({"video_note": {"file_id": "v"}}, "video.mp4"),
        ({"animation": {"file_id": "v"}, "document": {"file_id": "d"}}, "animation.mp4"),
        ({"document": {"file_id": "v"}}, "file"),
    ],
)
def test_everything_that_holds_bytes_is_a_file(message, name):
    [file] = files_of(message)
    assert (file.name, file.reference) == (name, "v")


def test_what_holds_none_is_none():
    assert files_of({"text": "hi", "sticker": {"file_id": "s"}, "photo": []}) == ()


async def test_an_album_is_held_together(telegram):
    more = {"extra": {"media_group_id": "77"}}
    first = telegram.send_photo(MAYA, MAYA, PNG, "two of them", **more)
    second = telegram.send_photo(MAYA, MAYA, PNG, **more)
    for number in (first, second):
        said = sent_by(telegram, number)
        assert isinstance(said, Said)
        assert (said.together, said.anchors) == ("g77", ("g77",))
    wire = telegram.message(MAYA, first).wire()
    assert place_of({**wire, "chat": {"id": FORUM, "type": "supergroup"}}).endswith("g77")


async def test_a_command_takes_its_file_along(telegram):
    number = telegram.send_document(
        MAYA, MAYA, "app.log", b"log!", caption="/new the frobnicator wibbles"
    )
    commanded = sent_by(telegram, number)
    assert isinstance(commanded, Commanded)
    assert [file.name for file in commanded.files] == ["app.log"]


async def test_more_than_is_allowed_is_not_read_to_its_end(telegram, files):
    [file] = sent_by(telegram, telegram.send_document(MAYA, MAYA, "x", b"12345")).files
    assert await files.fetch(file.reference, 4) == TooLarge()
    huge = telegram.send_document(MAYA, MAYA, "x", bytes(21 * 1024 * 1024))
    [file] = sent_by(telegram, huge).files
    assert await files.fetch(file.reference, 10**9) == TooLarge()


async def test_what_telegram_does_not_know_is_refused(telegram, files):
    assert isinstance(await files.fetch("none", 100), Refused)


@pytest.mark.parametrize("path", ["http://evil.example/x", "/etc/passwd", "", "../../x"])
async def test_nothing_is_read_from_anywhere_else(telegram, path):
    async def get_file(_):
        return SimpleNamespace(file_path=path)

    async with aiohttp.ClientSession() as session:
        base = f"{telegram.api_url}/file/bot{TOKEN}/"
        files = TelegramFiles(
            SimpleNamespace(get_file=get_file), session, base, Moves(POLICY, Bell())
        )
        assert await files.fetch("f", 100) == Refused(reason="file elsewhere")


async def test_a_path_that_leads_nowhere_is_refused(telegram):
    base = f"{telegram.api_url}/file/bot{TOKEN}/"

    async def get_file(_):
        return SimpleNamespace(file_path=f"{base}documents/none")

    async with aiohttp.ClientSession() as session:
        files = TelegramFiles(
            SimpleNamespace(get_file=get_file), session, base, Moves(POLICY, Bell())
        )
        assert await files.fetch("f", 100) == Refused(reason="status 404")


async def test_a_telegram_that_is_away_is_asked_again(telegram, files):
    [file] = sent_by(telegram, telegram.send_document(MAYA, MAYA, "x", b"12345")).files
    telegram.refuse_next("getFile")
    assert isinstance(await files.fetch(file.reference, 9), NotSent)
    telegram.drop_next("getFile")
    assert isinstance(await files.fetch(file.reference, 9), NotSent)
    telegram.fail_next("getFile", 429, retry_after=7)
    flooded = await files.fetch(file.reference, 9)
    assert (flooded.reason, flooded.retry_after) == ("flood", 7.0)
    telegram.fail_next("getFile", 401)
    assert (await files.fetch(file.reference, 9)).reason == "locked out"


async def test_nobody_at_the_address_is_asked_again():
    async with aiohttp.ClientSession() as session:
        base = f"http://127.0.0.1:9/file/bot{TOKEN}/"

        async def get_file(_):
            return SimpleNamespace(file_path=f"{base}x")

        files = TelegramFiles(
            SimpleNamespace(get_file=get_file), session, base, Moves(POLICY, Bell())
        )
        assert isinstance(await files.fetch("f", 100), NotSent)


async def test_a_file_goes_in_as_a_document_with_its_caption(telegram, files):
    answer = await files.upload(parcel(), kept("größe.log"), reading(b"log!"))
    [shown] = telegram.from_bot(MAYA)
    assert answer == Sent(message=str(shown.message_id), drawn=answer.drawn)
    assert shown.media["document"]["file_name"] == "größe.log"
    assert shown.text == "📎 Maya <i> sent a <b>.png (912 B)."
    stored = telegram.world.files.get(shown.media["document"]["file_id"])
    assert stored.content == b"log!"


async def test_a_picture_goes_in_as_a_photo_in_its_topic(telegram, files):
    topic = telegram.topics(FORUM)
    assert topic == []
    answer = await files.upload(parcel(FORUM), kept("a.png", "image/png"), reading(PNG))
    [shown] = telegram.from_bot(FORUM)
    assert isinstance(answer, Sent)
    assert "photo" in shown.media


async def test_a_picture_that_telegram_takes_for_none_goes_in_as_a_document(telegram, files):
    long = picture(10, 400)
    answer = await files.upload(parcel(), kept("a.png", "image/png"), reading(long))
    [shown] = telegram.from_bot(MAYA)
    assert isinstance(answer, Sent)
    assert shown.media["document"]["file_name"] == "a.png"


async def test_a_topic_that_is_gone_is_written_around(telegram, files):
    answer = await files.upload(parcel(FORUM, thread="t999"), kept(), reading(b"x"))
    assert isinstance(answer, Sent)
    assert len(telegram.from_bot(FORUM)) == 1


async def test_a_file_is_marked_when_it_may_be_there_already(telegram, files):
    await files.upload(parcel(is_repeat=True), kept(), reading(b"x"))
    [shown] = telegram.from_bot(MAYA)
    assert shown.text.startswith("(repeat)")


async def test_what_becomes_of_a_file_that_telegram_does_not_take(telegram, files):
    telegram.drop_next("sendDocument")
    assert isinstance(await files.upload(parcel(), kept(), reading(b"x")), Unknown)
    telegram.refuse_next("sendDocument")
    assert isinstance(await files.upload(parcel(), kept(), reading(b"x")), Unknown)
    telegram.fail_next("sendDocument", 403)
    assert isinstance(await files.upload(parcel(), kept(), reading(b"x")), Refused)
    assert isinstance(await files.upload(parcel(chat=999), kept(), reading(b"x")), Refused)
    telegram.fail_next("sendPhoto", 403)
    answer = await files.upload(parcel(), kept("a.png", "image/png"), reading(PNG))
    assert isinstance(answer, Refused)
