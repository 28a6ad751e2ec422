"""What does the knowledge base answer, and is it in order? `firstline kb ask|check|eval`."""

from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.groups import group
from bot.cli.output import Json, complain, note, progress, say, table, tell
from bot.errors import Exit, UsageError

if TYPE_CHECKING:
    from knowledge.findings import Findings, Match

Folder = Annotated[Path | None, typer.Option(help="The articles; else those of firstline.toml.")]


Bar = Annotated[float | None, typer.Option(help="Exit 1 below it, from 0 to 1.")]


class Split(StrEnum):
    """Which part of the queries."""

    DEV = "dev"
    TEST = "test"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "kb", "The knowledge base.")
    commands.command("ask")(ask)
    commands.command("check")(check)
    commands.command("eval")(evaluate)


def ask(
    question: Annotated[list[str], typer.Argument(help="As somebody would ask it.")],
    *,
    folder: Folder = None,
    runbooks: Annotated[
        bool, typer.Option("--runbooks", help="Search what engineers do, not the articles.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what the bot would answer, how sure it is, and why."""
    asked = " ".join(question)
    if not asked.strip():
        raise UsageError(["There is no question. Write one, as somebody would ask it."])
    from bot.cli.reading import read_config
    from knowledge.index import Index
    from knowledge.library import read_folder

    config = read_config()
    library = read_folder(folder or config.articles)
    if library.faults:
        note(f"{len(library.faults)} files are left out; see firstline kb check.")
    with progress("Building the index"):
        inside = [one.article for one in library.runbooks]
        searched = inside if runbooks else library.articles
        index = Index.build(searched, thresholds=config.knowledge.thresholds())
    findings = index.search(asked)
    if as_json:
        tell(asdict(findings))
    else:
        _show(findings, _WOULD_SUGGEST if runbooks else _WOULD_ANSWER)


def check(
    folder: Annotated[
        Path | None, typer.Argument(help="The articles; else those of firstline.toml.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Name everything that is wrong with the articles, runbooks and macros."""
    from bot.cli.reading import read_config
    from knowledge.library import check_folder, read_folder

    looked_at = folder or read_config().articles
    with progress("Reading the articles"):
        faults = check_folder(looked_at)
    if as_json:
        tell({"faults": [{**asdict(fault), "message": fault.message} for fault in faults]})
    else:
        complain(fault.message for fault in faults)
    if faults:
        raise typer.Exit(Exit.CHECK_FAILED)
    if not as_json:
        library = read_folder(looked_at)
        inside = f", {len(library.runbooks)} runbooks" if library.runbooks else ""
        say(f"{len(library.articles)} articles{inside}, and all is in order.")


def evaluate(
    *,
    articles: Annotated[Path, typer.Option(help="A file of JSON lines, or a folder.")],
    queries: Annotated[Path, typer.Option(help="A file of JSON lines.")],
    split: Annotated[Split | None, typer.Option(help="Only these queries.")] = None,
    typos: Annotated[int | None, typer.Option(help="Seed of typing errors to make.")] = None,
    drop: Annotated[int | None, typer.Option(help="Seed of words to leave out.")] = None,
    _lexical_only: Annotated[  # holds anyway while the index has no encoder
        bool, typer.Option("--lexical-only", help="Match by words alone.")
    ] = False,
    min_top1: Bar = None,
    min_precision: Bar = None,
    as_json: Json = False,
) -> None:
    """Measure how well articles answer questions whose articles are known."""
    from knowledge import evaluate as measuring

    with progress("Asking"):
        asked = measuring.load_queries(queries, split, typos=typos, drop=drop)
        evaluation = measuring.evaluate(measuring.load_articles(articles), asked)
    figures = evaluation.as_dict()
    if as_json:
        tell(figures)
    else:
        table(["figure", "value"], ([name, _figure(value)] for name, value in figures.items()))
    _hold(figures, {"top1": min_top1, "precision": min_precision})


def _hold(figures: Mapping[str, float | None], bars: Mapping[str, float | None]) -> None:
    """Leave with 1 when a figure is short of its bar; one that nothing was counted for is short."""
    short = [
        f"{name} is {_figure(figures[name])}, short of {bar}."
        for name, bar in bars.items()
        if bar is not None and (figures[name] or 0.0) < bar
    ]
    complain(short)
    if short:
        raise typer.Exit(Exit.CHECK_FAILED)


def _figure(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.4f}" if isinstance(value, float) else str(value)


_WOULD_ANSWER = {
    "answer": "It would answer.",
    "suggest": 'It would ask "did you mean".',
    "none": "It would not guess, and open a ticket.",
}
_WOULD_SUGGEST = {
    "answer": "It would suggest the first to engineers, in the ticket's thread.",
    "suggest": "It would suggest the first to engineers from 50 % on.",
    "none": "It would suggest nothing to engineers.",
}


def _show(findings: "Findings", does: Mapping[str, str]) -> None:
    say(does[findings.band])
    if not findings.matches:
        return
    say()
    rows = ([*_figures(match), match.article_id, match.nearest] for match in findings.matches)
    table(["sure", "score", "article", "nearest question"], rows)
    say()
    why = ([reason.word, reason.found, _how(reason.met)] for reason in findings.matches[0].why)
    table(["asked", "found", "how"], why)


def _figures(match: "Match") -> list[str]:
    return [f"{match.confidence:.0%}", f"{match.score:.3f}"]


def _how(met: str) -> str:
    return met.replace("_", " ")
