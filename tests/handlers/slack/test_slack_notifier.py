"""What is Slack's alone in carrying cards, beside what every notifier keeps to?"""

import json
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from desk.notice import Op
from desk.people import Address, Identity
from handlers.cards.card import Article, Card, Quote
from handlers.notifier import LookupFailedError, NotSent, Parcel, Refused, Sent, Unknown
from handlers.slack.notifier import SlackNotifier
from tests.fakes.slack import FakeSlack, words_of
from tests.handlers.notifier_contract import CARD, CLAIMED, SIGN

SAM, HELP = "U0SAM00001", "C0HELP0001"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def parcel(op=Op.POST, key="event:1@slack:C0HELP0001", *, channel=HELP, thread=None, **more):
    address = Address(platform="slack", channel=channel, thread=thread)
    return Parcel(**{"key": key, "op": op, "address": address, "card": CARD, "button": 7, **more})


@pytest.fixture
async def slack():
    async with FakeSlack() as fake:
        yield furnish(fake)


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as shared:
        yield shared


@pytest.fixture
async def notifier(slack, session):
    return notifier_on(slack, session)


def furnish(fake):
    fake.add_user(SAM, "sam")
    fake.add_channel(HELP, "help", members=[SAM])
    return fake


def notifier_on(slack, session):
    client = AsyncWebClient(
        token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[]
    )
    return SlackNotifier(client, session.close)


async def test_the_key_stands_in_the_metadata_and_nothing_unfolds(slack, notifier):
    await notifier.carry(parcel())
    [call] = slack.calls_of("chat.postMessage")
    assert call.args["metadata"]["event_payload"] == {"key": "event:1@slack:C0HELP0001"}
    assert not call.args["unfurl_links"]
    assert not call.args["unfurl_media"]


async def test_a_person_is_written_to_in_the_direct_chat_which_is_opened_once(slack, notifier):
    for key in ("a", "b"):
        assert isinstance(await notifier.carry(parcel(key=key, channel=SAM)), Sent)
    assert len(slack.messages(slack.dm(SAM))) == 2
    assert len(slack.calls_of("conversations.open")) == 1


async def test_in_a_direct_chat_a_word_for_one_is_a_word_as_any_other(slack, notifier):
    only = Identity(platform="slack", id=SAM)
    await notifier.carry(parcel(channel=SAM, only=only))
    assert slack.ephemerals == []
    assert len(slack.messages(slack.dm(SAM))) == 1


async def test_a_word_for_one_stands_in_the_thread_it_belongs_to(slack, notifier):
    root = (await notifier.carry(parcel())).message
    only = Identity(platform="slack", id=SAM)
    await notifier.carry(parcel(key="b", only=only, thread=root))
    [shown] = slack.ephemerals
    assert (shown.user, shown.thread_ts) == (SAM, root)


async def test_a_word_for_somebody_who_is_not_there_is_refused(notifier):
    only = Identity(platform="slack", id="U0OUT00001")
    assert isinstance(await notifier.carry(parcel(only=only)), Refused)


async def test_a_direct_chat_that_did_not_open_means_that_nothing_was_sent(slack, notifier):
    for plan in (slack.faults.drop_next, slack.faults.refuse_next):
        plan("conversations.open")
        assert isinstance(await notifier.carry(parcel(channel=SAM)), NotSent)
    slack.faults.fail_next("conversations.open", status=500)
    assert isinstance(await notifier.carry(parcel(channel=SAM)), NotSent)
    slack.faults.fail_next("conversations.open", error="user_disabled")
    assert isinstance(await notifier.carry(parcel(channel=SAM)), Refused)
    assert slack.calls_of("chat.postMessage") == []


ARTICLE = Card(
    key="answer:1:v1", text="Answer", heading="Reset", blocks=(Article(markdown="**Open** it"),)
)


async def test_a_workspace_without_a_kind_of_block_gets_plain_words(session):
    async with furnish(FakeSlack(unknown_blocks=frozenset({"markdown"}))) as slack:
        notifier = notifier_on(slack, session)
        sent = await notifier.carry(parcel(card=ARTICLE))
        assert isinstance(sent, Sent)
        [message] = slack.messages(HELP)
        assert "**Open** it" in message["text"]
        assert "blocks" not in message
        assert "blocks" in json.loads(sent.drawn)
        again = await notifier.carry(parcel(Op.EDIT, message=sent.message, card=ARTICLE))
        assert isinstance(again, Sent)
        assert "**Open** it" in slack.messages(HELP)[0]["text"]


async def test_a_card_that_was_drawn_loses_its_buttons_when_it_is_said_in_plain_words(
    slack, notifier
):
    message = (await notifier.carry(parcel())).message
    slack.faults.fail_next("chat.update", error="invalid_blocks")
    await notifier.carry(parcel(Op.EDIT, message=message, card=CLAIMED))
    [shown] = slack.messages(HELP)
    assert not shown.get("blocks")
    assert "Sam has it" in words_of(shown)


@pytest.mark.parametrize(
    "code",
    ["channel_not_found", "not_in_channel", "is_archived", "restricted_action", "missing_scope"],
)
async def test_what_slack_will_never_take_is_refused_by_its_own_name(slack, notifier, code):
    slack.faults.fail_next("chat.postMessage", error=code)
    assert await notifier.carry(parcel()) == Refused(reason=code)


@pytest.mark.parametrize("code", ["fatal_error", "internal_error", "service_unavailable"])
async def test_a_fault_of_slacks_own_leaves_it_unknown(slack, notifier, code):
    slack.faults.fail_next("chat.postMessage", error=code)
    assert await notifier.carry(parcel()) == Unknown(reason=code)


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_who_is_locked_out_waits_a_minute_with_everything(slack, notifier, code):
    slack.faults.fail_next("chat.postMessage", error=code)
    answer = await notifier.carry(parcel())
    assert answer == NotSent(reason=code, retry_after=60.0, is_for_all=True)


async def test_a_page_of_a_proxy_is_no_answer_of_slacks(slack, notifier):
    slack.faults.fail_next("chat.postMessage", status=404)
    answer = await notifier.carry(parcel())
    assert answer == Unknown(reason="http_404")


async def test_signs_have_names_in_slack(slack, notifier):
    ts = slack.say(HELP, SAM, "it smokes")
    for text, name in (("ok", "white_check_mark"), ("eyes", "eyes"), ("something else", "eyes")):
        await notifier.carry(parcel(Op.REACT, message=ts, card=Card(key="k", text=text)))
        assert slack.calls_of("reactions.add")[-1].args["name"] == name
    assert isinstance(await notifier.carry(parcel(Op.REACT, message=ts, card=SIGN)), Sent)


async def test_a_key_is_found_on_a_later_page_of_a_long_history(slack, notifier):
    await notifier.carry(parcel(key="wanted"))
    for number in range(250):
        slack.say(HELP, SAM, f"word {number}")
    found = await notifier.find(parcel(key="wanted"), LONG_AGO)
    assert found.message == slack.messages(HELP)[0]["ts"]
    assert len(slack.calls_of("conversations.history")) == 2


async def test_a_key_is_found_under_an_answer_too_whose_root_has_the_thread(slack, notifier):
    root = slack.say(HELP, SAM, "it smokes")
    answer = (await notifier.carry(parcel(key="a", thread=root))).message
    sent = await notifier.carry(parcel(key="b", under=answer))
    found = await notifier.find(parcel(key="b", under=answer), LONG_AGO)
    assert found.message == sent.message
    assert await notifier.find(parcel(key="c", under=answer), LONG_AGO) is None


async def test_what_was_said_before_the_first_try_is_not_looked_at(slack, notifier):
    await notifier.carry(parcel(key="old"))
    later = datetime.fromtimestamp(slack.clock(), UTC) + timedelta(minutes=1)
    assert await notifier.find(parcel(key="old"), later) is None


async def test_words_of_other_programs_are_no_key_of_ours(slack, notifier):
    slack.say(HELP, SAM, "event:1@slack:C0HELP0001")
    assert await notifier.find(parcel(), LONG_AGO) is None


async def test_where_metadata_is_hidden_nobody_claims_that_a_message_is_not_there(session):
    async with furnish(FakeSlack(metadata_needs_scope=True)) as slack:
        notifier = notifier_on(slack, session)
        await notifier.carry(parcel())
        with pytest.raises(LookupFailedError, match="metadata_hidden"):
            await notifier.find(parcel(), LONG_AGO)


async def test_a_history_that_is_closed_to_us_cannot_be_looked_into(slack, notifier):
    slack.add_channel("C0ELSE0001", "elsewhere", bot_is_member=False)
    with pytest.raises(LookupFailedError):
        await notifier.find(parcel(channel="C0ELSE0001"), LONG_AGO)


async def test_a_card_too_large_for_slack_is_cut_before_it_is_sent(slack, notifier):
    blocks = tuple(Quote(text="word " * 900) for _ in range(8))
    assert isinstance(
        await notifier.carry(parcel(card=Card(key="k", text="t", blocks=blocks))), Sent
    )
    assert len(slack.messages(HELP)) == 1
