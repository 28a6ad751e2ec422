"""What came in and could not be worked on, and how is it tried again? `firstline inbox`."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.groups import group
from bot.cli.output import Json, note, progress, say, tell
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.cli.place import Place
    from storage.inbox import DeadLetter

_WORDS = frozenset({"text", "caption", "value"})
"""The names under which platforms send what people typed."""

_NOT_SAID = frozenset({"blocks", "message_text", "title", "placeholder", "label", "options"})
"""What stands beside it and repeats it, or is ours."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "inbox", "What came in and was set aside.")
    commands.command("dead")(dead)
    commands.command("again")(again)


def dead(*, as_json: Json = False) -> None:
    """Show what was set aside because it failed or could not be read, with the words in it."""
    from bot.cli.place import on_place

    async def look(place: "Place") -> "list[DeadLetter]":
        return await place.store.inbox.dead()

    with progress("Reading the inbox"):
        found = asyncio.run(on_place(look))
    if as_json:
        tell([_whole(letter) for letter in found])
        return
    if not found:
        note("Nothing was set aside.")
    for letter in found:
        _show(letter)


def again(key: Annotated[str, typer.Argument(help="As `firstline inbox dead` shows it.")]) -> None:
    """Try what was set aside once more, once its fault is mended."""
    from bot.cli.place import on_place

    async def put_back(place: "Place") -> bool:
        return await place.store.inbox.again(key)

    with progress("Putting it back"):
        found = asyncio.run(on_place(put_back))
    if not found:
        raise UsageError([f"Nothing was set aside under {key}: firstline inbox dead lists it."])
    say("It is tried again: at once where the desk runs, else when it starts.")


def _show(letter: "DeadLetter") -> None:
    say(f"{letter.key}  {_when(letter.received_at)}")
    say(f"  {letter.error}")
    for words in dict.fromkeys(_said(json.loads(letter.body))):
        say("\n".join(f"  > {line}" for line in words.splitlines()))


def _whole(letter: "DeadLetter") -> dict[str, Any]:
    body = json.loads(letter.body)
    return {
        "key": letter.key,
        "platform": letter.platform,
        "received_at": letter.received_at,
        "tries": letter.tries,
        "error": letter.error,
        "words": list(dict.fromkeys(_said(body))),
        "body": body,
    }


def _said(part: object) -> Iterator[str]:
    """Find what people typed, wherever it stands; buttons carry values of ours."""
    inner: list[tuple[str, object]] = []
    if isinstance(part, Mapping):
        inner = [(str(name), one) for name, one in part.items()]
    elif isinstance(part, list):
        inner = [("", one) for one in part]
    for name, one in inner:
        if name in _WORDS and isinstance(one, str) and one.strip():
            yield one
        elif name == "values" and isinstance(one, Mapping):
            yield from (words for words in one.values() if isinstance(words, str) and words)
            yield from _said(one)
        elif name not in _NOT_SAID:
            yield from _said(one)


def _when(moment: datetime) -> str:
    return moment.astimezone().strftime("%d %b %H:%M")
