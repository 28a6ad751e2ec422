"""Is the database in order? `firstline db upgrade|check|rebuild-facts`."""

import asyncio
from typing import TYPE_CHECKING

import typer

from bot.cli.groups import group
from bot.cli.output import Json, complain, progress, say, tell
from bot.errors import Exit

if TYPE_CHECKING:
    from bot.cli.place import Place


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "db", "The database.")
    commands.command("upgrade")(upgrade)
    commands.command("check")(check)
    commands.command("rebuild-facts")(rebuild_facts)


def upgrade() -> None:
    """Bring the tables up to this release; safe to run twice and from two places."""
    from bot.cli.place import database
    from bot.databases import usable
    from storage import migrate

    url, _ = database()
    with progress("Upgrading the tables"), usable(url):
        migrate.upgrade(url)
    say(f"The tables are those of this release ({migrate.head()}).")


def check(*, as_json: Json = False) -> None:
    """Say whether the tables are those of this release."""
    from bot.cli.place import database, existing
    from bot.databases import name_of, usable, words_of
    from storage import migrate

    url, _ = database()
    existing(url)
    with usable(url):
        standing = migrate.standing(url)
    if as_json:
        is_at_head = standing is migrate.Standing.CURRENT
        tell({"is_at_head": is_at_head, "standing": standing.value, "head": migrate.head()})
    if standing is not migrate.Standing.CURRENT:
        said, wanted = words_of(standing)
        complain([f"{name_of(url)}: {said} {wanted}."])
        raise typer.Exit(Exit.CHECK_FAILED)
    if not as_json:
        say("The tables are those of this release.")


def rebuild_facts(*, as_json: Json = False) -> None:
    """Derive the facts that figures rest on anew, from the event log."""
    from bot.cli.place import on_place

    with progress("Reading the event log"):
        count = asyncio.run(on_place(_rebuild))
    if as_json:
        tell({"facts": count})
    else:
        say(f"{count} facts were derived anew.")


async def _rebuild(place: "Place") -> int:
    from desk import facts

    found = [
        fact
        async for _, history in place.store.histories.tickets_with_history()
        for fact in facts.derive(place.policy, history)
    ]
    await place.store.figures.replace_all(found)
    return len(found)
