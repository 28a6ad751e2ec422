"""Is what a platform sends without a field set aside with its words, named, and told to the admins?

Through both doors at which platforms knock, with the real inbox and its worker.
"""

import asyncio
import json
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import urlencode

import pytest
import structlog
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.routing import Route

from bot.config_tables import TelegramTable
from bot.settings import Settings
from bot.wiring import add_slack, add_telegram
from desk.outcome import Done
from handlers.reading import UnreadableError
from handlers.telegram.webhook import HEADER
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.http_mode import FORM, JSON, sign
from tests.fakes.telegram import FakeTelegram
from tests.handlers import missing
from tests.handlers.telegram.polled import running
from tests.patience import eventually

SECRET = "a-secret-of-our-own-making-32-long"


def lacking(bodies, meaning):
    """Give every documented body without each field that it cannot do without, and its path."""
    found = []
    for body in bodies.values():
        for path in missing.paths(body):
            less = missing.without(body, path)
            try:
                meaning(less)
            except UnreadableError as error:
                found.append((less, error.field))
    return found


@asynccontextmanager
async def door_of(platform):
    """Knock at a platform's own path, as the page serves it."""
    [(path, endpoint)] = platform.endpoints().items()
    app = Starlette(routes=[Route(path, endpoint, methods=["POST"])])
    async with AsyncClient(transport=ASGITransport(app), base_url="http://desk") as client:
        yield partial(client.post, path)


@pytest.fixture
async def slack(desk, meet):
    """Knock as Slack does: whatever is posted is signed."""
    await meet("ada")
    async with FakeSlack() as fake:
        fake.add_user("U123ABC456", "maya")
        fake.add_channel("C123ABC456", "test", members=["U123ABC456"])
        secret = fake.signing_secret
        add_slack(
            desk,
            Settings(
                slack_bot_token=fake.bot_token,
                slack_signing_secret=secret,
                slack_api_url=fake.api_url,
            ),
        )
        async with door_of(desk.platforms[-1]) as door:

            async def post(body):
                kind, text = written(body)
                signed = sign(secret, str(int(fake.clock())), text)
                answer = await door(content=text, headers={"content-type": kind} | signed)
                assert answer.status_code == 200, "Slack would send it again, and then give it up"
                return answer

            yield post


def written(body):
    """Write a body as Slack does: interactions as a form's field, commands as a form."""
    if "command" in body:
        return FORM, urlencode(body)
    if "event" in body or body.get("type") == "event_callback":
        return JSON, json.dumps(body)
    return FORM, urlencode({"payload": json.dumps(body)})


@pytest.fixture
async def telegram(desk, meet):
    """Knock as Telegram does, with the secret."""
    await meet("ada")
    async with FakeTelegram() as fake:
        table = TelegramTable(webhook="https://desk.example")
        desk.config = desk.config.model_copy(update={"telegram": table})
        told = {"telegram_bot_token": fake.token, "telegram_webhook_secret": SECRET}
        add_telegram(desk, Settings(**told, telegram_api_url=fake.api_url))
        platform = desk.platforms[-1]
        async with door_of(platform) as door, running(platform):
            await eventually(lambda: fake.backend.webhook.url, "no webhook")

            async def post(update):
                answer = await door(json=update, headers={HEADER: SECRET})
                assert answer.status_code == 200, "Telegram would send it again for a day"

            yield post


async def worked(desk):
    processor = desk.processor()
    while await processor.step():
        pass


@asynccontextmanager
async def working(desk):
    """Let the worker run, so that who waits for an answer gets it."""
    stop = asyncio.Event()
    work = asyncio.create_task(desk.processor().run(stop))
    try:
        yield
    finally:
        stop.set()
        await work


async def nothing_waits(desk):
    return (await desk.store.inbox.undone())[0] == 0


async def alerts(desk):
    """What the admins are told, as (code, facts)."""
    found = []
    while jobs := await desk.store.outbox.lease("test", now=desk.clocks.machine()):
        notices = [job.saying.notice for job in jobs]
        found += [notice.facts for notice in notices if notice.kind.value == "alert"]
        for job in jobs:
            await desk.store.outbox.sent(job, f"m{job.id}", "", desk.clocks.machine())
    return [(one["code"], one["facts"]) for one in found]


async def test_whatever_slack_leaves_out_is_named_and_kept(desk, slack):
    await set_aside(desk, slack, missing.slack_bodies(), missing.slack_meaning, "body")


async def test_whatever_telegram_leaves_out_is_named_and_kept(desk, telegram):
    updates = missing.telegram_updates()
    await set_aside(desk, telegram, updates, missing.telegram_meaning, "update")


async def set_aside(desk, post, bodies, meaning, part):
    """Send what lacks a field, and see each in the books, in the log and told to the admins."""
    cases = lacking(bodies, meaning)
    assert len(cases) > 40
    with structlog.testing.capture_logs() as logs:
        async with working(desk):
            for number, (body, _) in enumerate(cases):
                await post(apart(body, number))
            await eventually(lambda: nothing_waits(desk), "rows were left")
    dead = {
        json.dumps(json.loads(letter.body)[part], sort_keys=True): letter.error
        for letter in await desk.store.inbox.dead()
    }
    for number, (body, field) in enumerate(cases):
        error = dead[json.dumps(apart(body, number), sort_keys=True)]
        assert error.endswith(field), (error, field)
        assert any(one.get("field", "").endswith(field) for one in logs), field
    [(code, facts)] = await alerts(desk)
    assert (code, set(facts)) == ("row_unread", {"key", "field"})


def apart(body, number):
    """Let bodies that differ only in what they lack be different happenings."""
    again = json.loads(json.dumps(body))
    if "update_id" in again:
        again["update_id"] = 880000000 + number
    event = again.get("event", {})
    action = (again.get("actions") or [{}])[0]
    for part in (again, event, event.get("message"), action, again.get("view")):
        for name in ("event_id", "trigger_id", "ts", "action_ts", "hash"):
            if name in (part or {}):
                part[name] = f"{part[name]}{number}"
    return again


async def test_a_form_that_lacks_a_field_stays_open_with_a_sentence(slack, desk):
    body = missing.slack_bodies()["view_submission"]
    del body["user"]["id"]
    body["view"]["blocks"] = [{"type": "input", "block_id": "note"}]
    answer = (await slack(body)).json()
    assert answer["response_action"] == "errors"
    assert answer["errors"]["note"]


async def test_who_waits_for_a_tap_is_told_that_it_did_not_work(slack, desk):
    body = missing.slack_bodies()["slash_command"]
    del body["user_id"]
    answer = (await slack(body)).json()
    assert answer["response_type"] == "ephemeral"
    assert answer["text"]


async def test_what_was_set_aside_is_done_once_it_can_be_read(slack, desk):
    """A newer release knows the field; here the row itself is mended."""
    body = missing.slack_bodies()["message_im"]
    whole = json.loads(json.dumps(body))
    del body["event"]["ts"]
    await slack(body)
    await worked(desk)
    [letter] = await desk.store.inbox.dead()
    assert letter.error == "cannot be read: body.event.ts"
    assert json.loads(letter.body)["body"] == body
    mended = json.dumps({**json.loads(letter.body), "body": whole})
    async with desk.store.database.write() as connection:
        words = {"body": mended, "key": letter.key}
        await connection.exec_driver_sql("UPDATE inbox SET body = :body WHERE key = :key", words)
        await connection.commit()
    assert await desk.store.inbox.again(letter.key)
    await worked(desk)
    assert await desk.store.inbox.dead() == []
    assert isinstance(await desk.store.inbox.outcome(letter.key), Done)
