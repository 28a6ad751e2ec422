"""Does the doctor ask the platforms themselves, and say what to mend there?"""

import asyncio
import json

import pytest

from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import TOKEN, FakeTelegram

ROOM, ELSEWHERE = "C0LONE0001", "C0LTWO0001"
GROUP = -1001000000001


@pytest.fixture(autouse=True)
def articles_in_order(monkeypatch):
    """To check the shipped ones takes a second each time."""
    monkeypatch.setattr("bot.cli.doctor.knowledge.check_folder", lambda _folder: [])


@pytest.fixture
async def slack(empty_folder, monkeypatch):
    async with FakeSlack() as fake:
        fake.add_user("U0SAM00001", "sam")
        fake.add_channel(ROOM, "l1-support", members=["U0SAM00001"])
        monkeypatch.setenv("SLACK_API_URL", fake.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", fake.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", fake.app_token)
        yield fake


@pytest.fixture
async def telegram(empty_folder, monkeypatch):
    async with FakeTelegram() as fake:
        monkeypatch.setenv("TELEGRAM_API_URL", fake.api_url)
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
        yield fake


@pytest.fixture
def asked(looked):
    """Ask beside the loop on which the stand-in answers; texts and mends of one platform."""

    async def ask(platform, code, *words):
        lines = await asyncio.to_thread(looked, code, *words)
        return [(level, text, mend) for part, level, text, mend in lines if part == platform]

    return ask


def faults(lines):
    return [(text, mend) for level, text, mend in lines if level == "fault"]


async def test_slack_in_order_names_the_team_and_the_channel(slack, asked, configured):
    configured(('"web:l1-support"', '"slack:#l1-support"'))
    lines = await asked("slack", 0)
    assert not faults(lines)
    texts = [text for _, text, _ in lines]
    assert "Every scope is granted." in texts
    assert "Socket Mode opens a connection." in texts
    assert "Member of #l1-support." in texts


async def test_a_slack_token_that_is_wrong(slack, asked, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hush-hush")
    [(text, mend)] = faults(await asked("slack", 4))
    assert text == "Slack refuses the bot token (invalid_auth)."
    assert "OAuth & Permissions" in mend


async def test_an_app_token_that_is_wrong(slack, asked, monkeypatch):
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-hush-hush")
    [(text, mend)] = faults(await asked("slack", 4))
    assert text.startswith("Socket Mode opens no connection")
    assert "connections:write" in mend


async def test_a_scope_that_is_missing(slack, asked):
    slack.scopes -= {"reactions:write"}
    [(text, mend)] = faults(await asked("slack", 4))
    assert text == "Scopes are missing: reactions:write."
    assert "firstline slack manifest" in mend


async def test_a_channel_that_the_bot_is_not_in(slack, asked, configured):
    slack.add_channel(ELSEWHERE, "l2-support", bot_is_member=False)
    configured(('"web:l2-support"', f'"slack:{ELSEWHERE}"'))
    [(text, mend)] = faults(await asked("slack", 4))
    assert text == "Not a member of #l2-support."
    assert mend == "Write /invite @firstline in #l2-support."


async def test_a_channel_that_is_not_there(slack, asked, configured):
    configured(('"web:l2-support"', '"slack:#no-such"'))
    [(text, _)] = faults(await asked("slack", 4))
    assert text.startswith("Slack shows no channel #no-such")


async def test_a_slack_that_cannot_be_reached(asked, monkeypatch):
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    [(text, mend)] = faults(await asked("slack", 4))
    assert text.startswith("Slack did not answer")
    assert "SLACK_API_URL" in mend


async def test_telegram_in_order_names_the_bot_and_the_group(telegram, asked, configured):
    telegram.add_group(GROUP, "L1", forum=True)
    configured(('"web:l1-support"', f'"telegram:{GROUP}"'))
    lines = await asked("telegram", 0)
    assert not faults(lines)
    texts = [text for _, text, _ in lines]
    assert "Connected as @firstline_bot." in texts
    assert "Each ticket gets a topic of its own in L1." in texts


async def test_a_webhook_without_a_secret_says_what_to_set(telegram, asked, configured):
    configured(("[telegram]", '[telegram]\nwebhook = "https://desk.example.com"'))
    lines = await asked("telegram", 4)
    [(text, mend)] = faults(lines)
    assert "TELEGRAM_WEBHOOK_SECRET" in text
    assert "openssl" in mend
    texts = [text for _, text, _ in lines]
    assert any("https://desk.example.com/telegram/updates once" in one for one in texts)


async def test_a_telegram_token_that_is_wrong(telegram, asked, monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:hush-hush")
    [(text, mend)] = faults(await asked("telegram", 4))
    assert text.startswith("Telegram does not know this token")
    assert "@BotFather" in mend
    assert "hush" not in text


async def test_a_group_that_the_bot_is_not_in(telegram, asked, configured):
    configured(('"web:l1-support"', f'"telegram:{GROUP}"'))
    [(text, mend)] = faults(await asked("telegram", 4))
    assert str(GROUP) in text
    assert mend.startswith("Add @firstline_bot to the group")


async def test_a_group_in_which_the_bot_may_not_open_topics(telegram, asked, configured):
    telegram.add_group(GROUP, "L1", forum=True, can_manage_topics=False)
    configured(('"web:l1-support"', f'"telegram:{GROUP}"'))
    [(text, mend)] = faults(await asked("telegram", 4))
    assert text == "In L1 the bot may not open topics."
    assert "topics = false" in mend


async def test_a_telegram_that_cannot_be_reached(asked, monkeypatch):
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    [(text, mend)] = faults(await asked("telegram", 4))
    assert text.startswith("Telegram did not answer")
    assert "TELEGRAM_API_URL" in mend


async def test_both_platforms_are_asked_and_the_tokens_are_never_said(
    slack, telegram, firstline, configured
):
    result = await asyncio.to_thread(firstline, "doctor", "--json")
    found = json.loads(result.stdout)["findings"]
    assert {"slack", "telegram"} <= {line["part"] for line in found}
    assert slack.bot_token not in result.output
    assert TOKEN not in result.output


async def test_slack_is_tried_out_in_a_channel_and_nothing_is_left_there(slack, asked):
    lines = await asked("slack", 0, "--live", "slack:#l1-support")
    assert lines[-1][1].startswith("Posted, read back, changed and took away a message")
    assert slack.messages(ROOM) == []
    methods = [call.method for call in slack.calls if call.method.startswith("chat.")]
    assert methods == ["chat.postMessage", "chat.update", "chat.delete"]


@pytest.mark.parametrize(
    ("method", "error", "said"),
    [
        ("chat.postMessage", "not_in_channel", "Could not post"),
        ("conversations.history", "missing_scope", "could not read it back"),
        ("chat.update", "cant_update_message", "could not change it"),
        ("chat.delete", "cant_delete_message", "could not take it away"),
    ],
)
async def test_a_step_that_slack_refuses_is_named(slack, asked, method, error, said):
    slack.faults.fail_next(method, error=error)
    [(text, _)] = faults(await asked("slack", 4, "--live", f"slack:{ROOM}"))
    assert said in text
    assert error in text
    assert bool(slack.messages(ROOM)) is (method == "chat.delete")


async def test_telegram_is_tried_out_in_a_chat_and_nothing_is_left_there(telegram, asked):
    telegram.add_group(GROUP, "L1")
    lines = await asked("telegram", 0, "--live", f"telegram:{GROUP}")
    assert lines[-1][1].startswith("Sent, changed and took away a message")
    assert telegram.from_bot(GROUP) == []


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("sendMessage", "Could not send"),
        ("editMessageText", "could not change it"),
        ("deleteMessage", "could not take it away"),
    ],
)
async def test_a_step_that_telegram_refuses_is_named(telegram, asked, method, said):
    telegram.add_group(GROUP, "L1")
    telegram.fail_next(method, 400, description="Bad Request: not now")
    [(text, _)] = faults(await asked("telegram", 4, "--live", f"telegram:{GROUP}"))
    assert said in text
    assert "ot now" in text
    assert bool(telegram.from_bot(GROUP)) is (method == "deleteMessage")


@pytest.mark.parametrize("place", ["#l1-support", "web:l1", "slack:C1:171.5", "slack:"])
def test_a_place_that_cannot_be_tried_out_is_refused_with_an_example(firstline, place):
    result = firstline("doctor", "--live", place)
    assert result.exit_code == 2
    assert "slack:#l1-support" in result.stderr


def test_trying_out_needs_a_token(looked, empty_folder, configured):
    lines = [line for line in looked(3, "--live", "slack:#x") if line[0] == "slack"]
    assert [text for _, level, text, _ in lines if level == "fault"][-1].startswith(
        "SLACK_BOT_TOKEN"
    )
