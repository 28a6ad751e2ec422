"""Does the stand-in outlive the bot that it serves, and hand out again what was not confirmed?"""

import asyncio
import sys

import pytest

from tests.fakes.telegram_rig import MAYA

pytestmark = pytest.mark.kill

# Answers each update, and confirms the lot by asking for what comes after.
ECHO = """
import json, sys, urllib.request

def call(method, **arguments):
    url, body = f"{sys.argv[1]}/{method}", json.dumps(arguments).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))["result"]

offset = 0
while True:
    for update in call("getUpdates", offset=offset, timeout=10):
        said = update["message"]
        call("sendMessage", chat_id=said["chat"]["id"], text="echo " + said["text"])
        offset = update["update_id"] + 1
"""


@pytest.fixture
async def start(telegram):
    started = []

    async def run():
        url = f"{telegram.api_url}/bot{telegram.token}"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ECHO, url, stderr=asyncio.subprocess.DEVNULL
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_bot_killed_at_its_third_answer_leaves_nothing_out(telegram, start):
    for word in ("one", "two", "three", "four"):
        telegram.say(MAYA, MAYA, word)
    first = await start()

    async def kill(_):
        first.kill()
        await first.wait()

    telegram.on_call("sendMessage", kill, nth=3, when="after")
    await telegram.wait_for_message(MAYA, contains="echo three")
    assert telegram.confirmed_offset == 0
    await start()
    await telegram.wait_for_message(MAYA, contains="echo four")
    said = [message.text for message in telegram.from_bot(MAYA)]
    assert said[:3] == ["echo one", "echo two", "echo three"]
    assert said[3:] == ["echo one", "echo two", "echo three", "echo four"]


async def test_a_poll_that_died_with_its_bot_loses_nothing(telegram, start):
    first = await start()
    await telegram.wait_until(lambda: telegram.calls_of("getUpdates"), lambda: "never polled")
    first.kill()
    await first.wait()
    telegram.say(MAYA, MAYA, "anyone?")
    await start()
    await telegram.wait_for_message(MAYA, contains="echo anyone?")
