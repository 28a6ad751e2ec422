"""How does the command line speak? Results go to stdout, everything about them to stderr.

Rich draws; it leaves colours away where NO_COLOR is set or nobody looks.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Final

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_WIDE: Final = 1000


def say(text: str = "") -> None:
    """Print a line of the result, as it is."""
    typer.echo(text)


def note(text: str) -> None:
    """Print something about the result; it does not end up in a pipe."""
    typer.echo(text, err=True)


def tell(value: object) -> None:
    """Print a value as JSON; moments as ISO 8601."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under headings; where nobody looks, lines are never wrapped."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDE)
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        drawn.add_column(heading, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(str(cell)) for cell in row))
    console.print(drawn)


def complain(sentences: Iterable[str]) -> None:
    """Print what is wrong, a line each."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False)
    for sentence in sentences:
        console.print(Text(sentence, style="red"), soft_wrap=True)


@contextmanager
def progress(text: str) -> Iterator[Callable[[str], None]]:
    """Show somebody who waits that something goes on, and how far; in a pipe, say nothing."""
    from rich.console import Console

    with Console(stderr=True).status(text) as status:
        yield status.update
