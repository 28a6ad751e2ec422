"""A ticker in a process of its own, which kills itself before a drawn statement.

`python -m tests.clock.process URL NOW STATEMENT`, the policy pickled on its standard input, the moment
in seconds. It ends with SIGKILL, or with 0 where it was done before.
"""

import asyncio
import os
import pickle
import signal
import sys
from asyncio.subprocess import PIPE
from typing import Any

from sqlalchemy import event

from desk.actions.keep_promises import KeepPromises
from desk.policy import DeskPolicy
from storage.store import Store
from tests.clock.deeds import moment

KILLED = -signal.SIGKILL


async def tick(url: str, policy: DeskPolicy, now: int, statement: int) -> None:
    """Tick once, and die on the way."""
    store = Store.open(url, policy, clock=lambda: moment(now))
    left = statement

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(store.database._writer.sync_engine, "before_cursor_execute", count)
    await KeepPromises()(store.begin, now=moment(now))
    await store.close()


async def die(url: str, policy: DeskPolicy, now: int, statement: int) -> bool:
    """Start it, and tell whether it was killed."""
    words = (sys.executable, "-m", "tests.clock.process", url, str(now), str(statement))
    process = await asyncio.create_subprocess_exec(*words, stdin=PIPE)
    await process.communicate(pickle.dumps(policy))
    code = process.returncode
    if code not in {0, KILLED}:
        raise RuntimeError(f"the ticker's process ended with {code}")
    return code == KILLED


if __name__ == "__main__":
    given = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - our own
    asyncio.run(tick(sys.argv[1], given, int(sys.argv[2]), int(sys.argv[3])))
