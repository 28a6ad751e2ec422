"""Which desk does a command mean, where it is typed?"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from bot.config import Config, example
from bot.errors import UsageError
from bot.settings import Settings, config_file
from bot.wiring import Desk

Found = TypeVar("Found")

DEMO = Path("demo.db")


def database() -> tuple[str, Config]:
    """Give the database and configuration that hold here; outside a configured desk, the demo's."""
    from bot import starting
    from bot.cli.reading import read_both

    settings = Settings()
    _, is_there = config_file()
    if starting.is_unconfigured(settings, has_file=is_there):
        return f"sqlite:///{DEMO}", example()
    settings, config = read_both()
    return starting.database_url(settings), config


def there() -> tuple[str, Config]:
    """Give the same, once a desk was started here; raises UsageError, and DatabaseError."""
    from bot.databases import refuse_other_tables

    url, config = database()
    existing(url)
    refuse_other_tables(url)
    return url, config


def existing(url: str) -> None:
    """Raise UsageError where the file of the database is not there yet."""
    from bot.databases import usable
    from storage.engine import address, sqlite_file

    with usable(url):
        file = sqlite_file(address(url))
    if file is not None and not file.exists():
        raise UsageError(
            [f"There is no {file} here. Start the desk first: firstline run (or firstline demo)."]
        )


async def on_desk(work: Callable[[Desk], Awaitable[Found]]) -> Found:
    """Open the desk of this place, do the work, and close it; raises as `there` does."""
    from bot.databases import usable
    from bot.orders import opened

    url, config = there()
    with usable(url):
        desk = await opened(url, config)
        try:
            return await work(desk)
        finally:
            await desk.close()
