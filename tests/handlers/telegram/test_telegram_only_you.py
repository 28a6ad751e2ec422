"""What is for one person is read by that person, whatever group it came up in."""

import re
from pathlib import Path

import aiohttp
import pytest

from desk.notice import Notice, NoticeKind, Offer, Op
from desk.people import Address, Identity
from desk.ticket import Verb
from handlers.cards.catalogue import draw
from handlers.notifier import Parcel, Refused, Sent, Unknown
from handlers.telegram.alarms import Bell
from handlers.telegram.app import bot_on
from handlers.telegram.deep_links import link_to, opened_by
from handlers.telegram.moves import Moves
from handlers.telegram.notifier import TelegramNotifier
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.nouns import POLICY

MAYA, SAM, TEAM = 11, 12, -1001000000001
HINT = Notice(
    kind=NoticeKind.REFUSED,
    facts={"code": "not_allowed", "facts": {}},
    offers=(Offer(verb=Verb.TAKE_OVER),),
    ticket=106,
)
WAY_IN = Notice(kind=NoticeKind.SIGN_IN, facts={"url": "https://desk.example/in/s3cret"})
CODE = Notice(kind=NoticeKind.LINK_CODE, facts={"code": "LINK-s3cret", "minutes": 10})
OWN = Notice(kind=NoticeKind.TICKETS, facts={"rows": []})
STANDING = Notice(kind=NoticeKind.STATUS, facts={"ticket": {"title": "Pay slip"}}, ticket=106)


@pytest.fixture
async def telegram():
    async with FakeTelegram() as fake:
        people = [fake.add_user(MAYA, "Maya"), fake.add_user(SAM, "Sam")]
        fake.start(MAYA)
        fake.add_group(TEAM, "L1", forum=True, members=people)
        yield fake


@pytest.fixture
async def whisper(telegram):
    """Tell somebody something in the group's topic."""
    async with aiohttp.ClientSession() as session:
        notifier = TelegramNotifier(
            bot_on(session, TOKEN, telegram.api_url),
            session.close,
            moves=Moves(POLICY, Bell()),
            bell=Bell(),
        )
        topic = telegram.world.open_topic(telegram.world.chat(TEAM), telegram.bot, "t", None)

        async def tell(notice, who, language="en"):
            asked = telegram.say(who, TEAM, "/status", topic=topic.id)
            return await notifier.carry(
                Parcel(
                    key="k",
                    op=Op.POST,
                    address=Address(
                        platform="telegram", channel=str(TEAM), thread=f"t{topic.id}r{asked}"
                    ),
                    card=draw(notice, language),
                    button=7,
                    only=Identity(platform="telegram", id=str(who)),
                )
            )

        yield tell


@pytest.mark.parametrize("notice", [HINT, WAY_IN, OWN, STANDING])
async def test_whoever_started_the_bot_reads_it_alone(telegram, whisper, notice):
    sent = await whisper(notice, MAYA)
    assert isinstance(sent, Sent)
    assert telegram.from_bot(TEAM) == []
    [said] = telegram.from_bot(MAYA)
    assert said.buttons == [button.label for button in draw(notice, "en").buttons]


async def test_the_message_in_the_other_chat_is_no_message_of_the_group(whisper):
    """Else whoever answers the group's own message of that number would write to this ticket."""
    sent = await whisper(STANDING, MAYA)
    assert sent.message == ""


async def test_a_hint_is_shown_in_the_group_to_who_never_started_the_bot(telegram, whisper):
    sent = await whisper(HINT, SAM)
    [said] = telegram.from_bot(TEAM)
    assert sent.message == str(said.message_id)
    assert said.text == draw(HINT, "en").text
    assert said.buttons == ["Take over"]


@pytest.mark.parametrize(
    ("notice", "payload"),
    [(WAY_IN, "page"), (CODE, "link"), (OWN, "tickets"), (STANDING, "t106")],
)
@pytest.mark.parametrize(("language", "way"), [("en", "Open our chat"), ("de", "Chat öffnen")])
async def test_what_is_private_is_never_shown_to_a_group(
    telegram, whisper, notice, payload, language, way
):
    await whisper(notice, SAM, language)
    [said] = telegram.from_bot(TEAM)
    assert way in said.text
    assert said.buttons == []
    [link] = [one["url"] for one in said.entities if one["type"] == "text_link"]
    assert link == f"https://t.me/firstline_bot?start={payload}"
    for secret in ("s3cret", "Pay slip", "no open tickets", "keine offenen"):
        assert secret not in said.text


async def test_whoever_blocked_the_bot_is_told_in_the_group(telegram, whisper):
    telegram.block_bot(MAYA)
    await whisper(HINT, MAYA)
    assert len(telegram.from_bot(TEAM)) == 1


async def test_an_invitation_stands_without_the_link_while_our_name_is_unknown(telegram, whisper):
    telegram.fail_next("getMe", 502, times=2)
    await whisper(OWN, SAM)
    [said] = telegram.from_bot(TEAM)
    assert said.text.endswith("written to me.")


async def test_what_may_have_arrived_is_not_said_to_the_group(telegram, whisper):
    telegram.fail_next("sendMessage", 502, when="after")
    assert isinstance(await whisper(HINT, MAYA), Unknown)
    assert telegram.from_bot(TEAM) == []


async def test_another_refusal_is_no_reason_to_tell_the_group(telegram, whisper):
    telegram.fail_next("sendMessage", 400, description="Bad Request: BUTTON_DATA_INVALID")
    assert isinstance(await whisper(HINT, MAYA), Refused)
    assert telegram.from_bot(TEAM) == []


@pytest.mark.parametrize(
    ("payload", "command"),
    [
        ("t106", ("status", "106")),
        ("tickets", ("tickets", "")),
        ("page", ("page", "")),
        ("help", ("help", "")),
        ("link", ("link_account", "")),
        ("", ("start", "")),
        ("campaign-7", ("start", "")),
        ("t" + "9" * 20, ("start", "")),
    ],
)
def test_a_link_opens_what_it_names(payload, command):
    assert opened_by(payload) == command


@pytest.mark.parametrize("notice", [WAY_IN, CODE, OWN, STANDING])
def test_a_card_is_opened_by_its_link(notice):
    named = {"sign_in": "page", "link_code": "link_account"}
    kind = named.get(notice.kind.value, notice.kind.value)
    payload = link_to("firstline_bot", draw(notice, "en").key).partition("=")[2]
    assert opened_by(payload)[0] == kind


def test_each_documented_link_opens_something():
    told = Path("docs/telegram.md").read_text(encoding="utf-8")
    payloads = re.findall(r"`https://t\.me/<bot>\?start=(\w+)`", told)
    assert len(payloads) == 5
    assert all(opened_by(payload)[0] != "start" for payload in payloads)
