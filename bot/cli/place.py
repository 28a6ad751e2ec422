"""Which desk does a command mean, where it is typed?"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.config import Config, of_demo
from bot.errors import UsageError
from bot.settings import Settings, is_configured

if TYPE_CHECKING:
    from desk.policy import DeskPolicy
    from storage.store import Store

Found = TypeVar("Found")

DEMO = Path("demo.db")


def database() -> tuple[str, Config]:
    """Give the database and configuration that hold here; outside a configured desk, the demo's."""
    from bot.cli.reading import read_both

    if not is_configured(Settings()):
        return f"sqlite:///{DEMO}", of_demo()
    settings, config = read_both()
    return settings.database, config


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
        other = " (or firstline demo)" if file.name == DEMO.name else ""
        raise UsageError([f"There is no {file} here. Start the desk first: firstline run{other}."])


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A desk as a command sees it: its rows and its policy, with nothing running."""

    url: str
    config: Config
    ids: Mapping[str, str]
    store: "Store"

    @property
    def policy(self) -> "DeskPolicy":
        """What this desk has been told to do."""
        return self.store.policy


async def on_place(work: Callable[[Place], Awaitable[Found]]) -> Found:
    """Open the desk of this place, do the work, and close it; raises as `there` does."""
    from bot.channel_names import kept
    from bot.clocks import machine_now
    from bot.databases import usable
    from storage.store import Store

    url, config = there()
    today = machine_now().date()
    with usable(url):
        ids = await kept(url, config, today)
        store = Store.open(url, config.policy(today, ids), clock=machine_now)
        try:
            return await work(Place(url=url, config=config, ids=ids, store=store))
        finally:
            await store.close()
