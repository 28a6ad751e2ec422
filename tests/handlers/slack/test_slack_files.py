"""Files come out of Slack from Slack's own hosts only, and go in once, however often it is tried."""

import json
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from desk.attachment import Attachment, FileState
from desk.notice import Notice, NoticeKind, Op
from desk.people import Address
from handlers.cards.catalogue import draw
from handlers.files import Brought, TooLarge
from handlers.notifier import NotSent, Parcel, Refused, Sent, Unknown
from handlers.slack.files import Pad, SlackFiles, files_of
from handlers.slack.listeners import SlackListener
from handlers.slack.notifier import SlackNotifier
from tests.fakes.slack import BOT_USER_ID, FakeSlack

SAM, HELP = "U0SAM00001", "C0HELP0001"
PAYLOADS = Path(__file__).parents[2] / "payloads" / "slack"
FACTS = {"file": {"id": 7, "name": "<!channel>.png", "size": 912}, "by": {"name": "Maya <b>"}}
CARD = draw(Notice(kind=NoticeKind.FILE, facts=FACTS), "en")
LOG = Attachment(id=7, name="größe.log", state=FileState.KEPT)


@pytest.fixture
async def slack():
    async with FakeSlack() as fake:
        yield furnish(fake)


def furnish(fake):
    fake.add_user(SAM, "sam")
    fake.add_channel(HELP, "help", members=[SAM])
    return fake


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as shared:
        yield shared


@pytest.fixture
def client(slack, session):
    return AsyncWebClient(
        token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[]
    )


@pytest.fixture
def files(client, session):
    return SlackFiles(client, session, SlackNotifier(client, session.close), Pad())


def sent(slack, name="app.log", content=b"log!"):
    """What the listener makes of a file that Sam sends without words."""
    ts = slack.say(HELP, SAM, "", files=[(name, content)])
    message = next(one for one in slack.messages(HELP) if one["ts"] == ts)
    return files_of(message)[0]


def parcel(channel=HELP, thread=None, key="file:7", **more):
    address = Address(platform="slack", channel=channel, thread=thread)
    return Parcel(key=key, op=Op.UPLOAD, address=address, card=CARD, **more)


def reading(content):
    async def read():
        return content

    return read


def shown(slack, channel=HELP):
    return [one for one in slack.messages(channel) if one.get("files") and one.get("bot_id")]


def test_a_documented_message_brings_its_file():
    body = json.loads((PAYLOADS / "file_share.json").read_text())["body"]
    stored = {"kind": "request", "body": body, "profile": None, "bot": BOT_USER_ID, "at": "x"}
    [file] = SlackListener().understand("k", stored).files
    assert (file.name, file.reference, file.size, file.type, file.state) == (
        "screen.png",
        "F123ABC456",
        20481,
        "image/png",
        FileState.COMING,
    )
    assert file.link == "https://example.slack.com/files/U123ABC456/F123ABC456/screen.png"


def test_our_own_files_are_no_words_of_anybody():
    body = json.loads((PAYLOADS / "file_share.json").read_text())["body"]
    stored = {"kind": "request", "body": body, "profile": None, "bot": "U123ABC456", "at": "x"}
    assert SlackListener().understand("k", stored) is None


def test_what_slack_only_links_to_is_named_and_leads_nowhere_else():
    told = {"id": "F1", "name": "plan", "is_external": True, "permalink": "https://evil.example/x"}
    [file] = files_of({"files": [told, {"id": "F2", "mode": "tombstone"}]})
    assert (file.name, file.state, file.link) == ("plan", FileState.LOST, None)
    assert files_of({}) == ()


async def test_a_file_is_fetched_with_our_token(slack, files):
    assert await files.fetch(sent(slack).reference, 100) == Brought(content=b"log!")


async def test_more_than_is_allowed_is_not_read_to_its_end(slack, files):
    assert await files.fetch(sent(slack).reference, 3) == TooLarge()


async def test_what_slack_does_not_know_is_refused(slack, files):
    assert await files.fetch("F0NONE", 100) == Refused(reason="file_not_found")


async def test_a_page_that_asks_to_sign_in_is_not_the_file(slack, client, files):
    file = sent(slack)
    client.token = "xoxb-wrong"

    async def files_info(**_):
        told = slack.world.files[file.reference]
        link = f"{slack.api_url.removesuffix('/api/')}/files-pri/T-{told.id}/x"
        return {"file": {"id": told.id, "size": told.size, "url_private": link}}

    client.files_info = files_info
    assert await files.fetch(file.reference, 100_000) == Refused(reason="not the file")


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.example/x",
        "https://slack.com.evil.example/x",
        "https://evil.example/slack.com",
        "file:///etc/passwd",
        "",
    ],
)
@pytest.mark.parametrize("base", ["https://slack.com/api/", "http://127.0.0.1:9/api/"])
async def test_our_token_is_shown_to_slack_only(session, url, base):
    async def files_info(**_):
        return {"file": {"id": "F1", "url_private": url}}

    client = SimpleNamespace(token="t", base_url=base, files_info=files_info)
    files = SlackFiles(client, session, None, Pad())
    assert await files.fetch("F1", 100) == Refused(reason="file elsewhere")


@pytest.mark.parametrize(
    ("url", "is_slacks"),
    [
        ("https://files.slack.com/files-pri/T1-F1/x", True),
        ("http://files.slack.com/files-pri/T1-F1/x", False),
        ("https://slack.com/x", True),
        ("https://notslack.com/x", False),
    ],
)
def test_the_hosts_of_slack_are_known(url, is_slacks):
    client = SimpleNamespace(base_url="https://slack.com/api/")
    assert SlackFiles(client, None, None, Pad())._is_slacks(url) is is_slacks


async def test_a_slack_that_is_away_is_asked_again(slack, files):
    file = sent(slack)
    slack.faults.refuse_next("files.info", times=2)  # aiohttp asks a lost GET again itself
    assert isinstance(await files.fetch(file.reference, 9), NotSent)
    slack.faults.fail_next("files.info", status=503)
    assert isinstance(await files.fetch(file.reference, 9), NotSent)
    slack.faults.fail_next("files.info", status=429, retry_after=7)
    assert (await files.fetch(file.reference, 9)).retry_after == 7.0


async def test_a_missing_scope_is_refused_by_its_name(session):
    async with FakeSlack(scopes=frozenset({"chat:write"})) as slack:
        client = AsyncWebClient(
            token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[]
        )
        files = SlackFiles(client, session, SlackNotifier(client, session.close), Pad())
        furnish(slack)
        assert await files.fetch(sent(slack).reference, 9) == Refused(reason="missing_scope")
        answer = await files.upload(parcel(), LOG, reading(b"x"))
        assert answer == Refused(reason="missing_scope")


async def test_a_file_goes_into_its_thread_with_words_that_call_nobody(slack, files):
    root = slack.say(HELP, SAM, "the printer")
    answer = await files.upload(parcel(thread=root), LOG, reading(b"log!"))
    [message] = shown(slack)
    assert answer == Sent(message=message["files"][0]["id"], drawn="größe.log")
    assert message["thread_ts"] == root
    assert "<!channel>" not in message["text"]
    assert slack.world.files[answer.message].content == b"log!"


async def test_a_second_try_finds_what_the_first_one_did(slack, files):
    slack.faults.drop_next("files.completeUploadExternal")
    assert isinstance(await files.upload(parcel(), LOG, reading(b"log!")), Unknown)
    again = await files.upload(parcel(), LOG, reading(b"log!"))
    assert isinstance(again, Sent)
    assert len(shown(slack)) == 1
    assert len(slack.calls_of("files.getUploadURLExternal")) == 1


async def test_a_second_try_shares_what_the_first_one_only_brought(slack, files):
    slack.faults.refuse_next("files.completeUploadExternal")
    assert isinstance(await files.upload(parcel(), LOG, reading(b"log!")), Unknown)
    assert isinstance(await files.upload(parcel(), LOG, reading(b"log!")), Sent)
    assert len(shown(slack)) == 1
    assert len(slack.calls_of("files.getUploadURLExternal")) == 1


async def test_what_slack_has_forgotten_is_brought_anew(slack, files):
    slack.faults.refuse_next("files.completeUploadExternal")
    await files.upload(parcel(), LOG, reading(b"log!"))
    slack.world.files.clear()
    assert isinstance(await files.upload(parcel(), LOG, reading(b"log!")), Sent)
    assert len(shown(slack)) == 1


async def test_before_it_is_shared_nothing_is_unknown(slack, files):
    slack.faults.drop_next("files.getUploadURLExternal")
    assert isinstance(await files.upload(parcel(), LOG, reading(b"log!")), NotSent)
    slack.faults.fail_next("files.getUploadURLExternal", status=429, retry_after=3)
    assert (await files.upload(parcel(), LOG, reading(b"log!"))).retry_after == 3.0
    assert shown(slack) == []


async def test_an_address_that_is_not_slacks_gets_no_bytes(session):
    async def upload_url(**_):
        return {"upload_url": "http://evil.example/x", "file_id": "F1"}

    client = SimpleNamespace(
        token="t",
        base_url="https://slack.com/api/",
        files_getUploadURLExternal=upload_url,
    )
    files = SlackFiles(client, session, SlackNotifier(client, session.close), Pad())
    assert isinstance(await files.upload(parcel(), LOG, reading(b"x")), NotSent)


async def test_a_channel_that_we_are_not_in_is_refused(slack, files):
    slack.add_channel("C0OTHER001", "other", members=[SAM], bot_is_member=False)
    answer = await files.upload(parcel("C0OTHER001"), LOG, reading(b"x"))
    assert answer == Refused(reason="not_in_channel")


async def test_a_file_that_was_put_there_can_be_taken_away(slack, client, session, files):
    answer = await files.upload(parcel(), LOG, reading(b"log!"))
    notifier = SlackNotifier(client, session.close)
    address = Address(platform="slack", channel=HELP)
    taken = Parcel(key="k", op=Op.DELETE, address=address, message=answer.message)
    assert isinstance(await notifier.carry(taken), Sent)
    assert shown(slack) == []
    assert isinstance(await notifier.carry(taken), Sent)  # gone already is as good
