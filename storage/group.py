"""How do many callers share one commit?

A commit costs a disk flush, however much it holds. While one group is being written the next one
fills; each caller returns only once its own group is committed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Batch(Generic[Item, Result]):
    """Items that will be written together."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.writing: asyncio.Task[Sequence[Result]] | None = None


class Group(Generic[Item, Result]):
    """Collects what is put meanwhile, and writes it at once.

    When writing fails, all callers of that group get the error: none of it is stored.
    """

    def __init__(
        self, write: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]], *, most: int = 50
    ) -> None:
        self._write = write
        self._most = most
        self._turn = asyncio.Lock()
        self._filling: _Batch[Item, Result] | None = None

    async def put(self, item: Item) -> Result:
        """Write the item with whatever else comes now; a caller that gives up stops nothing."""
        batch = self._open()
        place = len(batch.items)
        batch.items.append(item)
        writing = batch.writing = batch.writing or asyncio.create_task(self._run(batch))
        return (await asyncio.shield(writing))[place]

    async def close(self) -> None:
        """Wait until what was put is written."""
        async with self._turn:
            pass

    def _open(self) -> _Batch[Item, Result]:
        if self._filling is None or len(self._filling.items) >= self._most:
            self._filling = _Batch()
        return self._filling

    async def _run(self, batch: _Batch[Item, Result]) -> Sequence[Result]:
        async with self._turn:
            if self._filling is batch:
                self._filling = None
            return await self._write(batch.items)
