"""The real program on a fake Slack, with every wait shortened: started and killed by the test.

python -m tests.kills.desk DATABASE_URL SLACK_API_URL BOT_TOKEN APP_TOKEN [blind]
"""

import asyncio
import sys
from dataclasses import dataclass

from bot import logs
from bot.program import run, workers
from bot.wiring import add_web
from storage.worker_lock import worker_lock
from tests.scenarios.rig import QUICK, SlackStage, build_desk, slack_platform


@dataclass(frozen=True)
class Fake:
    """What the platform has to know of the fake."""

    api_url: str
    bot_token: str
    app_token: str


async def main(url, fake, *, is_blind):
    logs.set_up(is_quiet=True)
    with worker_lock(url):
        desk = await build_desk(url, *SlackStage.channels, patience=QUICK, is_blind=is_blind)
        add_web(desk, changed=lambda: None)
        desk.add(slack_platform(desk, fake))
        await run(desk, workers(desk), asyncio.Event())


if __name__ == "__main__":
    database, *slack = sys.argv[1:5]
    asyncio.run(main(database, Fake(*slack), is_blind="blind" in sys.argv[5:]))
