"""How is the desk started?"""

import asyncio
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import note, progress, say


class Only(StrEnum):
    """A part of the program."""

    WORKERS = "workers"


Port = Annotated[
    int | None,
    typer.Option("--port", min=1, max=65535, help="Port of the page; else PORT, else 8080."),
]


def register(app: typer.Typer) -> None:
    """Add `run` and `demo`."""
    app.command("run")(run)
    app.command("demo")(demo)


def run(
    only: Annotated[Only | None, typer.Option("--only", help="Run a part of it.")] = None,
    port: Port = None,
    host: Annotated[
        str | None,
        typer.Option("--host", help="Address to listen on; else this machine's, or all with PORT."),
    ] = None,
) -> None:
    """Run the desk: platforms, page, workers. With nothing configured, the demo."""
    from bot import starting
    from bot.cli.reading import read_both
    from bot.settings import Settings, is_configured

    settings = Settings()
    if not is_configured(settings):
        note("Nothing is configured here, so this is the demo. `firstline init` sets up a desk.")
        _demo(port or settings.port or starting.PORT, fresh=False, browser=sys.stdout.isatty())
        return
    settings, config = read_both()
    starting.check_platforms(settings)
    anywhere = "0.0.0.0" if settings.port else "127.0.0.1"  # noqa: S104 - a host gave the port
    plan = starting.Plan(
        url=settings.database,
        host=host or anywhere,
        port=port or settings.port or starting.PORT,
        has_page=only is None,
    )
    asyncio.run(starting.run_desk(plan, settings, config, say))


def demo(
    port: Port = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget the old demo first.")] = False,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Show the loop in the browser, with sample people.

    The desk's clock can be moved; `demo.db` keeps what happened.
    """
    from bot import starting
    from bot.settings import Settings

    _demo(
        port or Settings().port or starting.PORT,
        fresh=fresh,
        browser=browser and sys.stdout.isatty(),
    )


def _demo(port: int, *, fresh: bool, browser: bool) -> None:
    from bot import config, starting

    database = Path("demo.db")
    if fresh:
        starting.forget(database)
    plan = starting.Plan(
        url=f"sqlite:///{database}", host="127.0.0.1", port=port, has_page=True, browser=browser
    )
    asyncio.run(starting.run_demo(plan, config.of_demo(), say, progress))
