"""The guides to Slack and Telegram, followed word by word from the pasted tokens on.

A new folder, `firstline init`, the tokens in `.env`, and the program as people start it; at the
other end a peer that we did not write.
"""

import asyncio
import os
import re
import signal
import socket
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import pytest

from tests.fakes.slack_peer import SlackPeer
from tests.fakes.telegram_peer import TelegramPeer
from tests.scenarios.waiting import eventually

ROOT = Path(__file__).parents[2]
MAYA, SAM, ROOM = "U0MAYA0001", "U0SAM00001", "C0LONE0001"
GROUP = -1001000000001
QUESTION = "The invoices page shows error 500 since this morning"
CHANNEL = '"web:l1-support"'

pytestmark = pytest.mark.peer


def free_port():
    """A port that nobody has just now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Folder:
    """A folder in which somebody sets up a desk."""

    def __init__(self, path):
        self.path = path
        self.environment = {
            "PATH": os.environ["PATH"],  # noqa: TID251 - what any program needs
            "HOME": str(path),
            "PYTHONPATH": str(ROOT),
        }

    async def start(self, *words):
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words),
            cwd=self.path,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def runs(self, *words):
        """Run a command to its end; gives its exit code and what it printed."""
        process = await self.start(*words)
        told, _ = await process.communicate()
        return process.returncode, told.decode()

    async def set_up(self, channel, **tokens):
        """Write the file, name the channel in it, and paste the tokens."""
        code, told = await self.runs("init")
        assert code == 0, told
        file = self.path / "firstline.toml"
        file.write_text(file.read_text().replace(CHANNEL, f'"{channel}"'))
        lines = [f"{name}={value}" for name, value in {**tokens, "PORT": free_port()}.items()]
        (self.path / ".env").write_text("\n".join(lines))

    @asynccontextmanager
    async def running(self):
        """Run the desk; it has to end within two seconds of being asked to."""
        process = await self.start("run")
        try:
            yield
            assert process.returncode is None, await process.stdout.read()
            process.send_signal(signal.SIGTERM)
            asked = monotonic()
            await asyncio.wait_for(process.wait(), 10)
            assert process.returncode == 0
            assert monotonic() - asked < 4  # two, on a machine that does nothing else
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


@pytest.mark.parametrize(("guide", "steps"), [("slack", 4), ("telegram", 2)])
def test_a_guide_has_as_many_steps_as_it_promises(guide, steps):
    text = (ROOT / "docs" / f"{guide}.md").read_text(encoding="utf-8")
    numbers = re.findall(r"^(\d+)\. \*\*", text, re.MULTILINE)
    assert numbers == [str(number) for number in range(1, steps + 1)]


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


@pytest.mark.slack_peer
async def test_the_guide_to_slack(folder):
    people = SlackPeer({MAYA: "maya", SAM: "sam"}, {ROOM: ("l1-support", [SAM])})
    async with people as slack:
        code, manifest = await folder.runs("slack", "manifest")
        assert code == 0
        assert "socket_mode_enabled" in manifest
        await folder.set_up(
            "slack:#l1-support",
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_APP_TOKEN=slack.app_token,
            SLACK_API_URL=slack.api_url,
        )
        code, told = await folder.runs("doctor")
        assert "Member of #l1-support." in told, told
        async with folder.running():
            await slack.wait_for_sockets()
            await slack.say(slack.dm(MAYA), MAYA, QUESTION)
            for place in (slack.dm(MAYA), ROOM):
                await eventually(
                    lambda at=place: "SUP-" in slack.describe(at), f"no ticket at {place}"
                )


async def test_the_guide_to_telegram(folder):
    async with TelegramPeer() as telegram:
        telegram.add_user(11, "Maya", "maya")
        telegram.add_group(GROUP, "L1", forum=True)
        await folder.set_up(
            f"telegram:{GROUP}",
            TELEGRAM_BOT_TOKEN=telegram.token,
            TELEGRAM_API_URL=telegram.api_url,
        )
        code, told = await folder.runs("telegram", "setup")
        assert code == 0, told
        code, told = await folder.runs("doctor")
        assert "Connected as @firstline_bot." in told, told
        async with folder.running():
            telegram.start(11)
            telegram.say(11, 11, QUESTION)
            for place in (11, GROUP):
                await eventually(lambda at=place: reads(telegram, at), f"no ticket at {place}")


def reads(telegram, place):
    return any("SUP-" in message.text for message in telegram.from_bot(place))
