"""What does `firstline doctor` find out about Telegram, and what does it tell a person to do?"""

import pytest

from handlers.finding import words
from handlers.telegram.doctor import check
from handlers.texts import languages
from tests.fakes.telegram import TOKEN, FakeTelegram

SAM, FORUM, PLAIN = 12, -1001000000001, -1001000000002


@pytest.fixture
async def telegram():
    async with FakeTelegram() as fake:
        fake.add_user(SAM, "Sam")
        yield fake


async def look(telegram, *chats, topics=True, token=TOKEN, webhook=None):
    found = await check(
        bot_token=token,
        api_url=telegram.api_url,
        chats=[str(c) for c in chats],
        topics=topics,
        webhook=webhook,
    )
    for finding in found:
        said = [words(finding, language) for language in languages()]
        assert all(one.sentence for one in said)
        assert all(bool(one.mend) is finding.is_fault for one in said)
    return found


def codes(found):
    return [finding.code for finding in found]


def faults(found):
    return {finding.code: finding.facts for finding in found if finding.is_fault}


async def test_all_is_well_where_the_bot_is_an_admin_that_may_open_topics(telegram):
    telegram.add_group(FORUM, "L1", forum=True, members=[SAM])
    found = await look(telegram, FORUM)
    assert codes(found) == ["connected", "hears_as_admin", "in_chat", "topics_ready"]
    assert found[0].facts == {"bot": "firstline_bot"}
    assert not faults(found)


async def test_a_wrong_token_is_the_only_finding_and_is_not_shown(telegram):
    found = await look(telegram, FORUM, token="123:hush-hush")
    assert codes(found) == ["bad_token"]
    assert "hush" not in str(found)


async def test_nobody_at_the_other_end_is_told_from_a_wrong_token(telegram):
    async with telegram.outage():
        found = await look(telegram, FORUM)
    assert codes(found) == ["unreachable"]
    assert TOKEN not in str(found)


async def test_a_group_without_the_bot_says_whom_to_add(telegram):
    found = await look(telegram, FORUM)
    assert faults(found)["chat_unknown"]["bot"] == "firstline_bot"


async def test_a_bot_that_was_thrown_out_is_seen(telegram):
    telegram.add_group(FORUM, "L1", forum=True, members=[SAM])
    telegram.kick_bot(FORUM, SAM)
    assert "chat_unknown" in faults(await look(telegram, FORUM))


async def test_an_ordinary_member_in_privacy_mode_is_deaf(telegram):
    telegram.add_group(PLAIN, "L2", members=[SAM], bot_admin=False)
    assert faults(await look(telegram, PLAIN)) == {
        "not_heard": {"chat": "L2", "bot": "firstline_bot"}
    }


async def test_an_ordinary_member_that_hears_all_still_misses_who_leaves():
    async with FakeTelegram(has_privacy_mode=False) as telegram:
        telegram.add_user(SAM, "Sam")
        telegram.add_group(PLAIN, "L2", members=[SAM], bot_admin=False)
        found = await look(telegram, PLAIN)
    assert codes(found) == ["connected", "hears_all", "not_admin"]


async def test_an_admin_without_the_right_to_manage_topics_is_told(telegram):
    telegram.add_group(FORUM, "L1", forum=True, members=[SAM], can_manage_topics=False)
    assert "no_topic_right" in faults(await look(telegram, FORUM))
    assert not faults(await look(telegram, FORUM, topics=False))


async def test_a_group_without_topics_is_no_fault(telegram):
    telegram.add_group(PLAIN, "L2", members=[SAM])
    found = await look(telegram, PLAIN)
    assert codes(found)[-1] == "no_topics"
    assert not faults(found)


async def test_a_group_that_moved_says_what_to_write(telegram):
    telegram.add_group(-5, "L3", members=[SAM])
    new = telegram.migrate(-5)
    found = await look(telegram, -5)
    assert faults(found) == {"chat_moved": {"chat": "-5", "to": str(new)}}
    assert f'"telegram:{new}"' in words(found[-1], "en").mend


async def test_a_webhook_that_hears_in_our_place_is_told(telegram):
    telegram.backend.webhook.set("https://elsewhere.example/hook", "", 40)
    assert "webhook_set" in codes(await look(telegram))


async def test_looking_fetches_nothing_and_writes_nothing(telegram):
    telegram.add_group(FORUM, "L1", forum=True, members=[SAM])
    await look(telegram, FORUM)
    asked = {call.method for call in telegram.calls}
    assert asked == {"getMe", "getWebhookInfo", "getChat", "getChatMember"}


async def test_where_telegram_sends_to_is_told(telegram):
    telegram.updates.clear()
    wanted = "https://desk.example.com/"
    assert "webhook_later" in codes(await look(telegram, webhook=wanted))
    telegram.backend.webhook.set("https://desk.example.com/telegram/updates", "", 40)
    assert "webhook_here" in codes(await look(telegram, webhook=wanted))


async def test_a_webhook_that_telegram_cannot_reach_is_a_fault(telegram):
    telegram.backend.webhook.set("https://127.0.0.1:1/telegram/updates", "", 40)
    telegram.start(SAM)
    telegram.backend.webhook.last_error = "Connection failed"
    found = faults(await look(telegram, webhook="https://127.0.0.1:1"))
    assert found["webhook_fails"]["reason"].startswith("Connection failed")
