"""Does the doctor see what would keep the desk from working in Slack, and say what mends it?"""

import re
from pathlib import Path

import pytest

from handlers.finding import Finding, words
from handlers.slack import doctor
from handlers.texts import Texts, languages
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.core import MANIFEST_SCOPES

L1, PRIVATE = "C0LONE0001", "G0LTWO0001"
WELL = ["connected", "scopes_granted", "socket_mode", "in_channel"]


async def look(slack, *channels, **changes):
    asked = {
        "bot_token": slack.bot_token,
        "app_token": slack.app_token,
        "signing_secret": None,
        "api_url": slack.api_url,
        "channels": channels or (L1,),
    }
    return await doctor.check(**{**asked, **changes})


def faults(findings):
    return [finding.code for finding in findings if finding.is_fault]


def mend(findings):
    [fault] = [finding for finding in findings if finding.is_fault]
    return words(fault, "en").mend


@pytest.fixture
async def slack():
    async with FakeSlack() as fake:
        fake.add_channel(L1, "l1-support")
        yield fake


async def test_a_desk_in_order_has_nothing_to_mend(slack):
    findings = await look(slack)
    assert [finding.code for finding in findings] == WELL
    assert faults(findings) == []
    said = [words(finding, "en").sentence for finding in findings]
    assert said[0].startswith("Connected to ")
    assert said[-1] == "Member of #l1-support"


async def test_looking_leaves_no_trace(slack):
    await look(slack)
    assert slack.messages(L1) == []
    assert slack.sockets.opened == 0


async def test_without_a_good_token_nothing_else_is_asked(slack):
    findings = await look(slack, bot_token="xoxb-wrong")
    assert faults(findings) == ["bad_bot_token"]
    assert len(findings) == 1
    assert "SLACK_BOT_TOKEN" in mend(findings)


async def test_who_is_not_in_a_channel_is_told_how_to_get_in(slack):
    slack.add_channel("C0LTWO0001", "l2-support", bot_is_member=False)
    findings = await look(slack, L1, "C0LTWO0001")
    assert faults(findings) == ["not_in_channel"]
    assert mend(findings) == "Write /invite @firstline in #l2-support."


async def test_a_private_channel_without_us_is_as_unknown_as_one_that_is_not_there(slack):
    slack.add_channel(PRIVATE, "l2-inner", is_private=True, bot_is_member=False)
    findings = await look(slack, PRIVATE, "C0GONE0001")
    assert faults(findings) == ["channel_unknown"] * 2


async def test_an_archived_channel_is_no_place_for_tickets(slack):
    slack.world.channels[L1].is_archived = True
    assert faults(await look(slack)) == ["channel_archived"]


async def test_a_scope_that_was_not_granted_is_named():
    async with FakeSlack(scopes=MANIFEST_SCOPES - {"reactions:write"}) as slack:
        findings = await look(slack, L1)
        assert "missing_scopes" in faults(findings)
        missing = next(finding for finding in findings if finding.code == "missing_scopes")
        assert words(missing, "en").sentence == "Scopes are missing: reactions:write"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"app_token": None}, ["no_way_in"]),
        ({"app_token": None, "signing_secret": "s"}, []),
        ({"app_token": "xapp-1-wrong"}, ["bad_app_token"]),
    ],
)
async def test_there_must_be_a_way_in(slack, given, wanted):
    assert faults(await look(slack, **given)) == wanted


async def test_a_slack_that_does_not_answer_is_no_fault_of_the_token(slack):
    await slack.go_down()
    findings = await look(slack)
    assert faults(findings) == ["unreachable"]
    assert "SLACK_API_URL" in mend(findings)


async def test_a_page_in_between_is_told_apart_from_slack(slack):
    slack.faults.fail_next("auth.test", status=503)
    [finding] = await look(slack)
    assert finding.facts["reason"] == "http_503"
    assert finding.code == "unreachable"


@pytest.mark.parametrize("language", languages())
def test_every_finding_has_its_words(language):
    source = Path(doctor.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'_(?:well|fault)\(\s*"(\w+)"', source))
    texts = Texts(language)
    for code in codes:
        assert texts.has(f"finding.slack.{code}"), code
    for code in re.findall(r'_fault\(\s*"(\w+)"', source):
        assert texts.has(f"finding.slack.{code}.mend"), code


def test_a_fault_without_a_mend_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        words(Finding(platform="slack", code="socket_mode", is_fault=True), "en")
