"""Does the fake refuse the cards that Slack would refuse, and say where the fault is?"""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.blocks import check_message_blocks, check_view
from tests.fakes.slack.errors import SlackRefusalError
from tests.fakes.slack_rig import HELP, RESOLVE_FORM, TICKET_CARD, client_of, furnish

Blocks = list[dict[str, Any]]


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(unknown_blocks=frozenset({"data_visualization"})) as fake:
        yield furnish(fake)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(number: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), "action_id": f"b:{number}", **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def overflow(count: int) -> dict[str, Any]:
    options = [{"text": plain(f"Option {number}"), "value": str(number)} for number in range(count)]
    return {"type": "overflow", "action_id": "more", "options": options}


def chart(title: str = "Open", points: int = 2) -> dict[str, Any]:
    data = [{"label": str(number), "value": number} for number in range(points)]
    return {
        "type": "data_visualization",
        "title": title,
        "chart": {"type": "pie", "segments": data},
    }


def test_a_card_within_its_limits_is_drawn() -> None:
    check_message_blocks(TICKET_CARD)
    check_message_blocks([section("x" * 3000), actions(*map(button, range(25))), chart()])
    check_message_blocks([{"type": "divider"}] * 50)


@pytest.mark.parametrize(
    ("blocks", "fault"),
    [
        ([section("x" * 3001)], "less than 3001 characters [json-pointer:/blocks/0/text]"),
        ([section("")], "more than 0 characters [json-pointer:/blocks/0/text]"),
        ([{"type": "section"}], "text or fields [json-pointer:/blocks/0]"),
        (
            [section("a", fields=[plain("b")] * 11)],
            "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
        ),
        (
            [section("a", fields=[plain("x" * 2001)])],
            "less than 2001 characters [json-pointer:/blocks/0/fields/0]",
        ),
        (
            [{"type": "header", "text": plain("x" * 151)}],
            "less than 151 characters [json-pointer:/blocks/0/text]",
        ),
        (
            [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
            "'plain_text' was expected [json-pointer:/blocks/0/text/type]",
        ),
        (
            [actions(*map(button, range(26)))],
            "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
        ),
        (
            [actions(button(text=plain("x" * 76)))],
            "less than 76 characters [json-pointer:/blocks/0/elements/0/text]",
        ),
        (
            [actions(button(value="x" * 2001))],
            "less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
        ),
        ([actions(button(style="loud"))], "[json-pointer:/blocks/0/elements/0"),
        ([actions(button(emoji=True))], "[json-pointer:/blocks/0/elements/0"),
        (
            [actions(overflow(6))],
            "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
        ),
        ([actions(button(), button())], "action_id already exists in this block: b:0"),
        (
            [section("a", block_id="same"), section("b", block_id="same")],
            "block_id already exists: same [json-pointer:/blocks/1/block_id]",
        ),
        ([section("a", block_id="x" * 256)], "less than 256 characters"),
        ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([{"type": "paragraph"}], "unsupported type: paragraph [json-pointer:/blocks/0/type]"),
        ([{"type": "alert", "text": plain("!")}], "not supported in this context: alert"),
        ([{"type": "markdown", "text": "x" * 12_001}], "less than 12001 characters"),
        ([chart(), chart(), chart()], "no more than 2 data_visualization blocks"),
        ([chart("x" * 51)], "less than 51 characters [json-pointer:/blocks/0/title]"),
        ([chart(points=7)], "no more than 6 items allowed"),
        ([{"type": "image", "image_url": "https://x.example/a.png"}], "[json-pointer:/blocks/0"),
    ],
)
def test_a_faulty_card_is_refused_with_the_place_of_the_fault(blocks: Blocks, fault: str) -> None:
    with pytest.raises(SlackRefusalError) as refused:
        check_message_blocks(blocks)
    assert refused.value.code == "invalid_blocks"
    messages = refused.value.body["response_metadata"]["messages"]
    assert any(fault in message and message.startswith("[ERROR] ") for message in messages), (
        messages
    )


def test_a_card_may_not_be_too_long_as_a_whole() -> None:
    with pytest.raises(SlackRefusalError, match="msg_blocks_too_long"):
        check_message_blocks([section("x" * 2800)] * 5)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": plain("x" * 25)}, "less than 25 characters [json-pointer:/view/title]"),
        ({"submit": None}, "must be a plain_text object"),
        ({"type": "home"}, "must be one of modal [json-pointer:/view/type]"),
        ({"footer": "x"}, "invalid additional property: footer"),
        ({"private_metadata": "x" * 3001}, "less than 3001 characters"),
        ({"blocks": [{"type": "divider"}] * 101}, "no more than 100 items"),
        ({"blocks": [{"type": "markdown", "text": "x"}]}, "not supported in this context"),
        ({"blocks": [section("x" * 3001)]}, "[json-pointer:/view/blocks/0/text]"),
    ],
)
def test_a_faulty_view_is_refused_as_an_invalid_argument(
    change: dict[str, Any], fault: str
) -> None:
    given = {key: value for key, value in {**RESOLVE_FORM, **change}.items() if value is not None}
    given |= {key: value for key, value in change.items() if value is None}
    with pytest.raises(SlackRefusalError) as refused:
        check_view(given)
    assert refused.value.code == "invalid_arguments"
    assert any(fault in sentence for sentence in refused.value.body["errors"])


def test_a_form_needs_a_button_to_send_it() -> None:
    without = {key: value for key, value in RESOLVE_FORM.items() if key != "submit"}
    with pytest.raises(SlackRefusalError, match="invalid_arguments"):
        check_view(without)


def test_a_very_large_view_is_too_large() -> None:
    with pytest.raises(SlackRefusalError, match="view_too_large"):
        check_view({**RESOLVE_FORM, "blocks": [section("x" * 3000)] * 90})


async def test_a_workspace_that_has_not_got_a_block_yet_refuses_it(slack: FakeSlack) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client_of(slack).chat_postMessage(channel=HELP, text="numbers", blocks=[chart()])
    assert refused.value.response["error"] == "invalid_blocks"
    assert "data_visualization" in refused.value.response["errors"][0]
