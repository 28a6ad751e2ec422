"""Which commands are there? The one place where groups of commands are registered.

A module of commands has `register(app)`. It imports only what its signatures need, and everything
heavy inside its commands, so that `firstline --help` answers at once.
"""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typing_extensions import override

from bot.cli import (
    cards_commands,
    change_commands,
    config_commands,
    db_commands,
    doctor,
    export_command,
    inbox_commands,
    init_command,
    kb_commands,
    maintenance_commands,
    oncall_commands,
    probe_commands,
    run_commands,
    sla_commands,
    slack_commands,
    status_command,
    telegram_commands,
    ticket_commands,
)
from bot.cli.output import complain, say
from bot.errors import Exit, ProgramError
from knowledge.errors import KnowledgeError

_GROUPS = (
    run_commands,
    init_command,
    doctor,
    config_commands,
    kb_commands,
    ticket_commands,
    export_command,
    sla_commands,
    inbox_commands,
    oncall_commands,
    maintenance_commands,
    status_command,
    probe_commands,
    change_commands,
    cards_commands,
    db_commands,
    slack_commands,
    telegram_commands,
)


class _Program(TyperGroup):
    """Turn what people can mend into sentences and an exit code."""

    @override
    def invoke(self, ctx: Any) -> object:
        try:
            return super().invoke(ctx)
        except ProgramError as error:
            complain(error.sentences)
            raise typer.Exit(error.exit) from error
        except KnowledgeError as error:
            complain([str(error)])
            raise typer.Exit(Exit.USAGE) from error
        except typer.BadParameter as error:
            error.message = error.message.replace("Value error, ", "")  # the library's own talk
            raise


def _version_of(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        say(f"firstline {version('firstline')}")
        raise typer.Exit


def _begin(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version_of, is_eager=True, help="Show the release and exit."
        ),
    ] = False,
) -> None:
    """A support desk that lives in chat."""


def program() -> typer.Typer:
    """Put the command line together."""
    app = typer.Typer(
        name="firstline",
        cls=_Program,
        help="A support desk that lives in chat.",
        epilog="Exit codes: 0 ok, 1 check failed, 2 usage, 3 configuration, 4 platform refused.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_begin)
    for group in _GROUPS:
        group.register(app)
    return app
