"""What do the cards look like that people get? `firstline cards`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.groups import group
from bot.cli.output import progress, say
from bot.errors import UsageError

FILE = "cards.html"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "cards", "The cards that people get.")
    commands.command("preview")(preview)


def preview(
    *,
    out: Annotated[Path, typer.Option(help="The folder to write it into.")] = Path(),
) -> None:
    """Write a page of every card as Slack, Telegram and the page draw it, in every language."""
    from bot.gallery import page

    file = out / FILE
    try:
        with progress("Drawing the cards"):
            out.mkdir(parents=True, exist_ok=True)
            file.write_text(page(), encoding="utf-8")
    except OSError as error:
        told = f"{file} cannot be written: {error.strerror}. Name another --out."
        raise UsageError([told]) from error
    say(f"{file} shows every card; open it in a browser.")
