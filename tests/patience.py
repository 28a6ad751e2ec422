"""Waiting for what happens by itself: by looking again and again, never by a fixed sleep."""

import asyncio
from collections.abc import Callable
from inspect import isawaitable
from typing import Any

PATIENCE = 20.0
"""Seconds; machines that run tests are busy."""


async def eventually(look: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Look until there is something true to see, and give that; `what` is said when there never is."""
    ends = asyncio.get_running_loop().time() + patience
    while asyncio.get_running_loop().time() < ends:
        found = look()
        found = await found if isawaitable(found) else found
        if found:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(what)
