"""How does what time does go on with the others when it fails for one?"""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import TypeVar

from desk.errors import DeskError

Due = TypeVar("Due", bound=Hashable)
"""What is due, mostly by its number."""

Act = Callable[[Due], Awaitable[int]]
"""Does what is due on one, in a transaction of its own; gives how much that was."""

Page = Callable[[int], Awaitable[Sequence[Due]]]
"""Gives numbers of what is due, the oldest first, but leaves out so many of the oldest."""


async def one_by_one(due: Sequence[Due], act: Act[Due]) -> int:
    """Act on each and give the sum; see `page_by_page`."""

    async def page(_: int) -> Sequence[Due]:
        return due

    return await page_by_page(page, act)


async def page_by_page(page: Page[Due], act: Act[Due]) -> int:
    """Act on each of what is due, as far as it goes, and give the sum of what that gave.

    A refusal counts as nothing: somebody was faster, or the file has lost what it rests on; the
    audit finds what stays behind. Whatever else goes wrong is raised when the others had their
    turn, as an ExceptionGroup whose errors say of which number.
    """
    done, stayed, seen, failures = 0, 0, set[Due](), list[Exception]()
    while fresh := [number for number in await page(stayed) if number not in seen]:
        seen.update(fresh)
        for number in fresh:
            try:
                done += await act(number)
            except DeskError:
                stayed += 1
            except Exception as error:  # noqa: BLE001 - raised below
                error.add_note(f"number {number}")
                failures.append(error)
                stayed += 1
    if failures:
        raise ExceptionGroup("of what was due some failed", failures)
    return done
