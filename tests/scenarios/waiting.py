"""How long may something take before a test gives up on it?"""

import asyncio
import inspect

SOON = 20.0
"""Seconds of patience: the machine that runs the tests may be busy."""


async def eventually(look, what, patience=SOON):
    """Wait until `look` gives something true, and give that.

    The longer it takes, the more rarely it looks: a busy machine has better things to do.
    """
    ends, pause = asyncio.get_running_loop().time() + patience, 0.01
    while True:
        found = look()
        found = await found if inspect.isawaitable(found) else found
        if found:
            return found
        if asyncio.get_running_loop().time() > ends:
            raise AssertionError(what() if callable(what) else what)
        await asyncio.sleep(pause)
        pause = min(pause * 1.25, 0.15)
