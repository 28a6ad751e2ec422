"""Is the database in order? `firstline db upgrade|check|rebuild-facts`."""

import asyncio
from typing import TYPE_CHECKING

import typer

from bot.cli.groups import group
from bot.cli.output import Json, complain, progress, say, tell
from bot.errors import Exit

if TYPE_CHECKING:
    from bot.wiring import Desk


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "db", "The database.")
    commands.command("upgrade")(upgrade)
    commands.command("check")(check)
    commands.command("rebuild-facts")(rebuild_facts)


def upgrade() -> None:
    """Bring the tables up to this release; safe to run twice and from two places."""
    from bot.cli.place import database
    from storage import migrate

    url, _ = database()
    with progress("Upgrading the tables"):
        migrate.upgrade(url)
    say(f"The tables are those of this release ({migrate.head()}).")


def check(*, as_json: Json = False) -> None:
    """Say whether the tables are those of this release."""
    from bot.cli.place import database
    from storage import migrate

    url, _ = database()
    is_fine = migrate.is_at_head(url)
    if as_json:
        tell({"is_at_head": is_fine, "head": migrate.head()})
    elif is_fine:
        say("The tables are those of this release.")
    if not is_fine:
        complain(["The tables are not those of this release. Run: firstline db upgrade"])
        raise typer.Exit(Exit.CHECK_FAILED)


def rebuild_facts(*, as_json: Json = False) -> None:
    """Derive the facts that figures rest on anew, from the event log."""
    from bot.cli.place import on_desk

    with progress("Reading the event log"):
        count = asyncio.run(on_desk(_rebuild))
    if as_json:
        tell({"facts": count})
    else:
        say(f"{count} facts were derived anew.")


async def _rebuild(desk: "Desk") -> int:
    from desk import facts

    found = [
        fact
        async for _, history in desk.store.histories.tickets_with_history()
        for fact in facts.derive(desk.policy, history)
    ]
    await desk.store.figures.replace_all(found)
    return len(found)
