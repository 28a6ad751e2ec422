"""Is the fake as strict as Slack's Web API, seen through the vendor's own client?"""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import BOT_ID, BOT_USER_ID, FakeSlack, words_of
from tests.fakes.slack_rig import (
    ELSEWHERE,
    HELP,
    MAYA,
    SAM,
    SECRET,
    STRANGER,
    TICKET_CARD,
    client_of,
    furnish,
)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield furnish(fake)


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return client_of(slack)


async def refusal_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def raw(slack: FakeSlack, method: str, **request: Any) -> dict[str, Any]:
    """Call without the vendor's client, which would not send such things."""
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(slack.api_url + method, **request) as answer,
    ):
        assert answer.status == 200
        body: dict[str, Any] = await answer.json()
        return body


async def test_a_card_is_posted_and_read_back(slack: FakeSlack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=HELP, text="Ticket SUP-7", blocks=TICKET_CARD)
    read = await client.conversations_history(channel=HELP)
    message = read["messages"][0]
    assert message["ts"] == posted["ts"]
    assert message["bot_id"] == BOT_ID
    assert "subtype" not in message
    assert message["blocks"][0]["block_id"]
    assert words_of(message).startswith("Ticket SUP-7")


async def test_metadata_is_shown_only_to_who_asks_for_all_of_it(client: AsyncWebClient) -> None:
    metadata = {"event_type": "notice", "event_payload": {"key": "event:1@slack:C0HELP0001"}}
    posted = await client.chat_postMessage(channel=HELP, text="hello", metadata=metadata)
    plain = await client.conversations_history(channel=HELP)
    whole = await client.conversations_history(channel=HELP, include_all_metadata=True)
    thread = await client.conversations_replies(
        channel=HELP, ts=posted["ts"], include_all_metadata=True
    )
    assert plain["messages"][0]["metadata"] == {"event_type": "notice"}
    assert whole["messages"][0]["metadata"] == metadata
    assert thread["messages"][0]["metadata"] == metadata


async def test_duplicates_are_found_by_the_key_in_the_metadata(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    for key in ("a", "b", "a"):
        metadata = {"event_type": "notice", "event_payload": {"key": key}}
        await client.chat_postMessage(channel=HELP, text=key, metadata=metadata)
    assert slack.posts_by_key() == {"a": 2, "b": 1}


async def test_a_reply_to_a_reply_lands_under_the_root_and_not_in_the_channel(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    root = slack.say(HELP, MAYA, "it is stuck")
    first = await client.chat_postMessage(channel=HELP, text="which one?", thread_ts=root)
    second = await client.chat_postMessage(channel=HELP, text="hello?", thread_ts=first["ts"])
    lost = await client.chat_postMessage(channel=HELP, text="nowhere", thread_ts="1.000001")
    history = await client.conversations_history(channel=HELP)
    replies = await client.conversations_replies(channel=HELP, ts=root)
    assert second["message"]["thread_ts"] == root
    assert "thread_ts" not in lost["message"]
    assert [m["text"] for m in history["messages"]] == ["nowhere", "it is stuck"]
    assert [m["text"] for m in replies["messages"]] == ["it is stuck", "which one?", "hello?"]
    assert replies["messages"][0]["reply_count"] == 2


async def test_a_broadcast_reply_shows_in_the_channel_too(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    root = slack.say(HELP, MAYA, "it is stuck")
    await client.chat_postMessage(channel=HELP, text="late!", thread_ts=root, reply_broadcast=True)
    newest = (await client.conversations_history(channel=HELP))["messages"][0]
    assert (newest["text"], newest["subtype"]) == ("late!", "thread_broadcast")


async def test_history_is_read_between_two_moments_and_by_pages(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    said = [slack.say(HELP, MAYA, f"word {number}") for number in range(5)]
    after = await client.conversations_history(channel=HELP, oldest=said[1], latest=said[4])
    within = await client.conversations_history(channel=HELP, oldest=said[3], inclusive=True)
    page = await client.conversations_history(channel=HELP, limit=2)
    cursor = page["response_metadata"]["next_cursor"]
    rest = await client.conversations_history(channel=HELP, limit=3, cursor=cursor)
    assert [m["ts"] for m in after["messages"]] == [said[3], said[2]]
    assert [m["ts"] for m in within["messages"]] == [said[4], said[3]]
    assert [m["ts"] for m in page["messages"] + rest["messages"]] == said[::-1]
    assert page["has_more"]
    assert not rest["has_more"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE1", "channel_not_found"),
        ("", "channel_not_found"),
        (ELSEWHERE, "not_in_channel"),
        (SECRET, "channel_not_found"),
    ],
)
async def test_the_app_posts_only_where_it_is(
    client: AsyncWebClient, channel: str, error: str
) -> None:
    assert await refusal_of(client.chat_postMessage(channel=channel, text="hi")) == error


async def test_only_posting_takes_a_name_or_a_person_for_a_channel(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    named = await client.chat_postMessage(channel="#help", text="hi")
    direct = await client.chat_postMessage(channel=MAYA, text="hi")
    assert named["channel"] == HELP
    assert direct["channel"] == slack.dm(MAYA)
    editing = client.chat_update(channel="#help", ts=named["ts"], text="ho")
    assert await refusal_of(editing) == "channel_not_found"


async def test_an_archived_channel_takes_nothing(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.archive(HELP, SAM)
    assert await refusal_of(client.chat_postMessage(channel=HELP, text="hi")) == "is_archived"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": HELP}, "no_text"),
        ({"channel": HELP, "text": ""}, "no_text"),
        ({"channel": HELP, "blocks": []}, "no_text"),
        ({"channel": HELP, "text": "hi", "blocks": "no json"}, "invalid_blocks_format"),
        ({"channel": HELP, "text": "hi", "blocks": {}}, "invalid_blocks_format"),
        ({"text": "hi"}, "invalid_arguments"),
        ({"channel": HELP, "txt": "hi"}, "invalid_arguments"),
        ({"channel": HELP, "text": 7}, "invalid_arguments"),
        ({"channel": HELP, "text": "hi", "unfurl_links": "maybe"}, "invalid_arguments"),
        ({"channel": HELP, "text": "hi", "metadata": "no json"}, "invalid_metadata_format"),
        ({"channel": HELP, "text": "hi", "metadata": {"key": "a"}}, "invalid_metadata_schema"),
        ({"channel": HELP, "text": "hi", "markdown_text": "ho"}, "markdown_text_conflict"),
    ],
)
async def test_a_faulty_post_is_refused_by_its_own_code(
    slack: FakeSlack, arguments: dict[str, Any], error: str
) -> None:
    assert (await raw(slack, "chat.postMessage", json=arguments))["error"] == error


async def test_spaces_are_a_text(slack: FakeSlack) -> None:
    assert (await raw(slack, "chat.postMessage", json={"channel": HELP, "text": " "}))["ok"]


async def test_query_form_and_json_are_merged(slack: FakeSlack) -> None:
    asked = {"params": {"channel": HELP}}
    by_form = await raw(slack, "chat.postMessage", **asked, data={"text": "form", "blocks": "[]"})
    by_json = await raw(slack, "chat.postMessage", **asked, json={"text": "json"})
    assert (by_form["message"]["text"], by_json["message"]["text"]) == ("form", "json")


async def test_a_very_long_text_is_cut_and_says_so(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=HELP, text="x" * 40_001)
    assert posted["warning"] == "message_truncated"
    assert len(posted["message"]["text"]) == 40_000


async def test_an_edit_takes_4000_characters(client: AsyncWebClient) -> None:
    ts = (await client.chat_postMessage(channel=HELP, text="hi"))["ts"]
    editing = client.chat_update(channel=HELP, ts=ts, text="x" * 4001)
    assert await refusal_of(editing) == "msg_too_long"


async def test_an_edit_with_a_text_alone_takes_the_card_away_and_keeps_the_metadata(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    metadata = {"event_type": "notice", "event_payload": {"key": "a"}}
    posted = await client.chat_postMessage(
        channel=HELP, text="Ticket", blocks=TICKET_CARD, metadata=metadata
    )
    echo = await client.chat_update(channel=HELP, ts=posted["ts"], text="done")
    message = slack.message(HELP, posted["ts"])
    assert "blocks" not in message
    assert message["edited"]["user"] == BOT_USER_ID
    assert message["metadata"] == metadata
    assert "ts" not in echo["message"]


async def test_only_own_messages_are_changed(slack: FakeSlack, client: AsyncWebClient) -> None:
    ts = slack.say(HELP, MAYA, "mine")
    editing = client.chat_update(channel=HELP, ts=ts, text="yours")
    deleting = client.chat_delete(channel=HELP, ts=ts)
    missing = client.chat_update(channel=HELP, ts="1.000001", text="whose")
    assert await refusal_of(editing) == "cant_update_message"
    assert await refusal_of(deleting) == "cant_delete_message"
    assert await refusal_of(missing) == "message_not_found"


async def test_a_deleted_root_leaves_a_tombstone(slack: FakeSlack, client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel=HELP, text="root"))["ts"]
    slack.say(HELP, MAYA, "reply", root)
    await client.chat_delete(channel=HELP, ts=root)
    left = (await client.conversations_replies(channel=HELP, ts=root))["messages"]
    assert left[0]["subtype"] == "tombstone"
    assert left[1]["text"] == "reply"


async def test_a_private_word_goes_to_members_only(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    await client.chat_postEphemeral(channel=HELP, user=SAM, text="only you")
    outside = client.chat_postEphemeral(channel=HELP, user=STRANGER, text="only you")
    nobody = client.chat_postEphemeral(channel=HELP, user="sam", text="only you")
    assert (await slack.wait_for_ephemeral(SAM)).text == "only you"
    assert await refusal_of(outside) == "user_not_in_channel"
    assert await refusal_of(nobody) == "invalid_arguments"
    assert slack.messages(HELP) == []


async def test_reactions_are_counted_and_not_doubled(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    ts = slack.say(HELP, MAYA, "stuck")
    await client.reactions_add(channel=HELP, timestamp=ts, name="eyes")
    again = client.reactions_add(channel=HELP, timestamp=ts, name="eyes")
    badly = client.reactions_add(channel=HELP, timestamp=ts, name=":eyes:")
    assert await refusal_of(again) == "already_reacted"
    assert await refusal_of(badly) == "invalid_name"
    await client.reactions_remove(channel=HELP, timestamp=ts, name="eyes")
    gone = client.reactions_remove(channel=HELP, timestamp=ts, name="eyes")
    assert await refusal_of(gone) == "no_reaction"


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("", "not_authed"),
        ("xoxb-of-another", "invalid_auth"),
        ("xapp-1-A0FIRST001-fake-app-token", "not_allowed_token_type"),
    ],
)
async def test_a_wrong_token_is_refused_by_its_kind(
    slack: FakeSlack, token: str, error: str
) -> None:
    client = AsyncWebClient(token=token, base_url=slack.api_url)
    assert await refusal_of(client.conversations_info(channel=HELP)) == error


async def test_a_revoked_token_is_good_for_nothing(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.revoke_token()
    assert await refusal_of(client.auth_test()) == "token_revoked"


async def test_what_was_not_granted_is_named(slack: FakeSlack, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.team_info()
    assert refused.value.response["error"] == "missing_scope"
    assert refused.value.response["needed"] == "team:read"
    assert "chat:write" in refused.value.response["provided"]
    slack.scopes -= {"groups:read"}
    private = client.conversations_list(types="private_channel")
    assert await refusal_of(private) == "missing_scope"


async def test_granted_scopes_come_back_in_a_header(client: AsyncWebClient) -> None:
    known = await client.auth_test()
    assert known["bot_id"] == BOT_ID
    assert "chat:write" in known.headers["x-oauth-scopes"]


async def test_a_method_that_is_not_there_says_so(client: AsyncWebClient) -> None:
    assert await refusal_of(client.api_call("chat.postMesage")) == "unknown_method"


async def test_people_are_found_by_id_address_and_membership(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.add_user("U0GUEST001", "guest", is_restricted=True)
    guest = (await client.users_info(user="U0GUEST001"))["user"]
    maya = (await client.users_lookupByEmail(email="maya@example.com"))["user"]
    members = await client.conversations_members(channel=HELP)
    places = await client.users_conversations(user=MAYA)
    assert guest["is_restricted"]
    assert maya["id"] == MAYA
    assert set(members["members"]) == {MAYA, SAM, BOT_USER_ID}
    assert [c["id"] for c in places["channels"]] == [HELP, ELSEWHERE]


async def test_a_direct_message_is_opened_once(slack: FakeSlack, client: AsyncWebClient) -> None:
    first = await client.conversations_open(users=MAYA)
    again = await client.conversations_open(users=MAYA)
    assert first["channel"]["id"] == again["channel"]["id"] == slack.dm(MAYA)
    assert await refusal_of(client.conversations_open(users="U0NOBODY01")) == "user_not_found"


async def test_a_file_goes_in_by_three_calls_and_comes_out_with_the_token(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    root = slack.say(HELP, MAYA, "numbers, please")
    await client.files_upload_v2(
        channel=HELP, thread_ts=root, filename="kpi.csv", content="a,b\n1,2\n"
    )
    shared = slack.thread(HELP, root)[1]
    assert shared["subtype"] == "file_share"
    url = shared["files"][0]["url_private"]
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as stranger:
            assert stranger.content_type == "text/html"
        granted = {"Authorization": f"Bearer {slack.bot_token}"}
        async with session.get(url, headers=granted) as own:
            assert await own.read() == b"a,b\n1,2\n"


async def test_a_permalink_leads_to_the_thread(slack: FakeSlack, client: AsyncWebClient) -> None:
    root = slack.say(HELP, MAYA, "stuck")
    reply = slack.say(HELP, SAM, "where?", root)
    link = await client.chat_getPermalink(channel=HELP, message_ts=reply)
    assert link["permalink"].endswith(f"?thread_ts={root}&cid={HELP}")
