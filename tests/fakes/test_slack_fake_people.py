"""Can people use an app's buttons, commands and windows on the fake as they would in Slack?"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fakes.slack import FakeSlack, ImpossibleActError, buttons_of
from tests.fakes.slack_rig import (
    ELSEWHERE,
    HELP,
    MAYA,
    RESOLVE_FORM,
    SAM,
    TICKET_CARD,
    bolt_app,
    client_of,
    connected,
    furnish,
)

Body = dict[str, Any]


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield furnish(fake)


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return client_of(slack)


@pytest.fixture
async def app(slack: FakeSlack) -> AsyncIterator[AsyncApp]:
    async with connected(slack, bolt_app(slack)) as connected_app:
        yield connected_app


async def post_card(client: AsyncWebClient) -> str:
    posted = await client.chat_postMessage(channel=HELP, text="Ticket", blocks=TICKET_CARD)
    return str(posted["ts"])


async def open_form(slack: FakeSlack, form: Body = RESOLVE_FORM) -> str:
    trigger_id = slack.handles.new_trigger(SAM)
    opened = await client_of(slack).views_open(trigger_id=trigger_id, view=form)
    return str(opened["view"]["id"])


async def test_another_app_posts_as_a_bot_with_or_without_an_account(slack: FakeSlack) -> None:
    first = slack.report(HELP, "B0OTHER001", "Disk full", username="Nagios")
    second = slack.report(HELP, "B0OTHER001", user="U0OTHER001", thread_ts=first, text="Still")
    hook, app = (slack.message(HELP, ts) for ts in (first, second))
    assert (hook["subtype"], hook["bot_id"]) == ("bot_message", "B0OTHER001")
    assert "user" not in hook
    assert (app["user"], app["thread_ts"], app["text"]) == ("U0OTHER001", first, "Still")
    assert "subtype" not in app
    assert len(slack.envelopes_of("message")) == 2


async def test_a_button_is_pressed_by_its_label(
    slack: FakeSlack, client: AsyncWebClient, app: AsyncApp
) -> None:
    pressed: list[Body] = []

    @app.action("b:7.0")
    async def on_claim(ack: AsyncAck, body: Body) -> None:
        await ack()
        pressed.append(body)

    ts = await post_card(client)
    assert buttons_of(slack.message(HELP, ts)) == ["Claim"]
    assert (await slack.press(SAM, HELP, ts, "Claim")).is_acked
    body = pressed[0]
    assert (body["user"]["id"], body["channel"]["id"], body["message"]["ts"]) == (SAM, HELP, ts)
    assert (body["actions"][0]["value"], body["actions"][0]["type"]) == ("b:7.0", "button")


async def test_an_option_is_chosen_from_a_menu(
    slack: FakeSlack, client: AsyncWebClient, app: AsyncApp
) -> None:
    chosen: list[str] = []

    @app.action("b:7.more")
    async def on_more(ack: AsyncAck, action: Body) -> None:
        await ack()
        chosen.append(action["selected_option"]["value"])

    ts = await post_card(client)
    await slack.choose(SAM, HELP, ts, "b:7.more", "Merge")
    await slack.choose(SAM, HELP, ts, "b:7.more", "b:7.1")
    assert chosen == ["b:7.2", "b:7.1"]


async def test_a_press_nobody_answers_fails_once_and_is_not_repeated(
    slack: FakeSlack, client: AsyncWebClient, app: AsyncApp
) -> None:
    slack.deliveries.ack_timeout = 0.2
    ts = await post_card(client)
    ack = await slack.press(SAM, HELP, ts, "Claim")
    await asyncio.sleep(0.3)
    assert not ack.is_acked
    assert len(slack.deliveries.envelopes[-1].sent_at) == 1


async def test_people_cannot_do_what_the_client_would_not_let_them(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    ts = await post_card(client)
    with pytest.raises(ImpossibleActError, match=r"'Claim' \(b:7.0\)"):
        await slack.press(SAM, HELP, ts, "Resolve")
    with pytest.raises(ImpossibleActError, match="not offered"):
        await slack.choose(SAM, HELP, ts, "b:7.more", "Explode")
    with pytest.raises(ImpossibleActError, match="is not in"):
        slack.say(ELSEWHERE, SAM, "hello?")
    with pytest.raises(ImpossibleActError, match="no message"):
        await slack.press(SAM, HELP, "1.000001", "Claim")


async def test_a_button_only_one_person_sees_is_pressed_without_its_message(
    slack: FakeSlack, client: AsyncWebClient, app: AsyncApp
) -> None:
    pressed: list[Body] = []

    @app.action("b:7.0")
    async def on_claim(ack: AsyncAck, body: Body) -> None:
        await ack()
        pressed.append(body)

    await client.chat_postEphemeral(channel=HELP, user=SAM, text="psst", blocks=TICKET_CARD)
    await slack.press(SAM, HELP, slack.ephemerals[0].ts, "Claim")
    assert pressed[0]["container"]["is_ephemeral"]
    assert "message" not in pressed[0]


async def test_a_command_is_answered_in_its_acknowledgement(
    slack: FakeSlack, app: AsyncApp
) -> None:
    @app.command("/support")
    async def on_support(ack: AsyncAck, body: Body) -> None:
        await ack(f"{body['user_id']} asked: {body['text']}")

    ack = await slack.command(MAYA, ELSEWHERE, "/support", f"assign <@{SAM}>")
    assert ack.text == f"{MAYA} asked: assign <@{SAM}|sam>"
    assert (await slack.wait_for_ephemeral(MAYA, "asked")).channel == ELSEWHERE


async def test_a_shortcut_brings_the_message_along(slack: FakeSlack, app: AsyncApp) -> None:
    used: list[Body] = []

    @app.shortcut("ticket.from_message")
    async def on_shortcut(ack: AsyncAck, body: Body) -> None:
        await ack()
        used.append(body)

    ts = slack.say(HELP, MAYA, "stuck")
    assert (await slack.message_shortcut(SAM, HELP, ts, "ticket.from_message")).is_acked
    assert used[0]["message"]["text"] == "stuck"


async def test_a_window_opens_from_a_press_and_closes_when_it_is_sent(
    slack: FakeSlack, client: AsyncWebClient, app: AsyncApp
) -> None:
    sent: list[Body] = []

    @app.action("b:7.0")
    async def on_claim(ack: AsyncAck, body: Body) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=RESOLVE_FORM)

    @app.view("form:resolve")
    async def on_resolve(ack: AsyncAck, view: Body) -> None:
        await ack()
        sent.append(view["state"]["values"])

    await slack.press(SAM, HELP, await post_card(client), "Claim")
    view = await slack.wait_for_view(SAM, "form:resolve")
    await slack.submit(view["id"], SAM, {"answer": "Oil", "cause": "Wear"})
    assert sent[0]["answer"]["v"] == {"type": "plain_text_input", "value": "Oil"}
    assert sent[0]["cause"]["v"]["selected_option"]["value"] == "wear"
    assert slack.views_open(SAM) == []


async def test_a_window_that_is_sent_back_stays_open_with_its_errors(
    slack: FakeSlack, app: AsyncApp
) -> None:
    @app.view("form:resolve")
    async def on_resolve(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"answer": "Say more."})

    view_id = await open_form(slack)
    ack = await slack.submit(view_id, SAM, {"answer": "Oil"})
    assert ack.errors == {"answer": "Say more."}
    assert [view["id"] for view in slack.views_open(SAM)] == [view_id]
    again = await slack.submit(view_id, SAM, {"cause": "wear"})
    typed = slack.views_open(SAM)[0]["state"]["values"]["answer"]["v"]["value"]
    assert (again.errors, typed) == (ack.errors, "Oil")
    assert slack.problems == []


async def test_errors_for_fields_that_are_not_there_are_a_problem(
    slack: FakeSlack, app: AsyncApp
) -> None:
    @app.view("form:resolve")
    async def on_resolve(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"reason": "Say more."})

    await slack.submit(await open_form(slack), SAM, {"answer": "Oil"})
    assert "no field" in slack.problems[0]


async def test_a_window_may_be_answered_with_another_one(slack: FakeSlack, app: AsyncApp) -> None:
    @app.view("form:resolve")
    async def on_resolve(ack: AsyncAck) -> None:
        await ack(response_action="push", view={**RESOLVE_FORM, "callback_id": "form:sure"})

    @app.view("form:sure")
    async def on_sure(ack: AsyncAck) -> None:
        await ack(response_action="clear")

    await slack.submit(await open_form(slack), SAM, {"answer": "Oil"})
    second = await slack.wait_for_view(SAM, "form:sure")
    assert len(slack.views_open(SAM)) == 2
    await slack.submit(second["id"], SAM, {"answer": "Yes"})
    assert slack.views_open(SAM) == []


async def test_a_window_without_an_acknowledgement_stays_open(
    slack: FakeSlack, app: AsyncApp
) -> None:
    slack.deliveries.ack_timeout = 0.2
    view_id = await open_form(slack)
    assert not (await slack.submit(view_id, SAM, {"answer": "Oil"})).is_acked
    assert slack.views_open(SAM)


async def test_the_client_sends_no_form_that_is_not_filled_in(slack: FakeSlack) -> None:
    view_id = await open_form(slack)
    with pytest.raises(ImpossibleActError, match="must be filled"):
        await slack.submit(view_id, SAM, {})
    with pytest.raises(ImpossibleActError, match="40 characters"):
        await slack.submit(view_id, SAM, {"answer": "x" * 41})
    with pytest.raises(ImpossibleActError, match="no fields"):
        await slack.submit(view_id, SAM, {"reason": "x"})
    with pytest.raises(ImpossibleActError, match="in front of"):
        await slack.submit(view_id, MAYA, {"answer": "x"})


async def test_the_app_hears_of_a_closed_window_only_where_it_asked(
    slack: FakeSlack, app: AsyncApp
) -> None:
    @app.view_closed("form:resolve")
    async def on_closed(ack: AsyncAck) -> None:
        await ack()

    assert await slack.close_view(await open_form(slack), SAM) is None
    told = await open_form(slack, {**RESOLVE_FORM, "notify_on_close": True})
    ack = await slack.close_view(told, SAM)
    assert ack is not None
    assert ack.is_acked


async def test_a_trigger_opens_one_window(slack: FakeSlack, client: AsyncWebClient) -> None:
    used = slack.handles.new_trigger(SAM)
    await client.views_open(trigger_id=used, view=RESOLVE_FORM)
    for trigger_id, error in ((used, "exchanged_trigger_id"), ("made.up", "invalid_trigger_id")):
        with pytest.raises(SlackApiError, match=error):
            await client.views_open(trigger_id=trigger_id, view=RESOLVE_FORM)


async def test_a_trigger_does_not_live_long() -> None:
    async with FakeSlack(trigger_seconds=0.0) as slack:
        furnish(slack)
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await open_form(slack)


async def test_three_windows_lie_on_one_another_and_no_more(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    view_id = await open_form(slack)
    for _ in range(2):
        trigger_id = slack.handles.new_trigger(SAM, view_id)
        await client.views_push(trigger_id=trigger_id, view=RESOLVE_FORM)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await client.views_push(
            trigger_id=slack.handles.new_trigger(SAM, view_id), view=RESOLVE_FORM
        )


async def test_a_window_is_redrawn_unless_somebody_was_faster(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    view_id = await open_form(slack)
    old_hash = slack.views_open(SAM)[0]["hash"]
    await client.views_update(view_id=view_id, view=RESOLVE_FORM, hash=old_hash)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view_id, view=RESOLVE_FORM, hash=old_hash)
    await slack.close_view(view_id, SAM)
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id=view_id, view=RESOLVE_FORM)


async def test_the_home_tab_shows_what_was_published_and_is_pressed(
    slack: FakeSlack, client: AsyncWebClient, app: AsyncApp
) -> None:
    @app.action("b:7.0")
    async def on_claim(ack: AsyncAck) -> None:
        await ack()

    home = {"type": "home", "blocks": TICKET_CARD}
    await client.views_publish(user_id=MAYA, view=home)
    shown = await slack.wait_for_home(MAYA, "Ticket SUP-7")
    assert shown["type"] == "home"
    assert (await slack.press_home(MAYA, "Claim")).is_acked


async def test_a_response_url_takes_five_posts(
    slack: FakeSlack, client: AsyncWebClient, app: AsyncApp
) -> None:
    urls: list[str] = []

    @app.action("b:7.0")
    async def on_claim(ack: AsyncAck, body: Body) -> None:
        await ack()
        urls.append(body["response_url"])

    ts = await post_card(client)
    await slack.press(SAM, HELP, ts, "Claim")
    webhook = AsyncWebhookClient(urls[0])
    await webhook.send(text="already claimed", response_type="ephemeral")
    await webhook.send(text="claimed by Sam", replace_original=True)
    answers = [await webhook.send(text="again") for _ in range(4)]
    assert slack.ephemerals[0].text == "already claimed"
    assert slack.message(HELP, ts)["text"] == "claimed by Sam"
    assert [(a.status_code, a.body) for a in answers[-2:]] == [(200, "ok"), (404, "used_url")]


async def test_what_people_type_is_escaped_and_linked(slack: FakeSlack) -> None:
    ts = slack.say(HELP, MAYA, f"<@{SAM}> see https://x.example/a?b=1&c=2. or me@x.example <b>")
    assert slack.message(HELP, ts)["text"] == (
        f"<@{SAM}> see <https://x.example/a?b=1&amp;c=2>. or "
        "<mailto:me@x.example|me@x.example> &lt;b&gt;"
    )


async def test_a_wait_in_vain_shows_what_is_there(slack: FakeSlack, client: AsyncWebClient) -> None:
    await post_card(client)
    with pytest.raises(AssertionError, match=r"(?s)'Resolved'.*Ticket SUP-7.*\[Claim\]"):
        await slack.wait_for_message(HELP, "Resolved", timeout=0.05)
