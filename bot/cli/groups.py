"""How do commands come together under a name?"""

import typer


def group(app: typer.Typer, name: str, about: str) -> typer.Typer:
    """Open a group of commands, like `firstline kb`."""
    inner = typer.Typer(help=about, no_args_is_help=True, rich_markup_mode=None)
    # With a callback, a single command stays behind the group's name.
    inner.callback()(_nothing)
    app.add_typer(inner, name=name, help=about)
    return inner


def _nothing() -> None:
    pass
