"""Which commands are there, for whom, and where? One table for every platform.

The words of help stand in the catalogues under `command.<name>`.
"""

from dataclasses import dataclass
from enum import StrEnum

from desk.people import Role
from handlers.texts import Texts


class Surface(StrEnum):
    """Where a command makes sense."""

    DIRECT = "direct"
    CHANNEL = "channel"
    ENGINEERS = "engineers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """What stands behind a command's name; its word is `argument.<name>`."""

    name: str
    is_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. `aliases` are understood but not shown.

    An optional number may be left out in the ticket's own thread. What is not listed is
    understood, but no help names it.
    """

    name: str
    who: Role
    surfaces: frozenset[Surface]
    arguments: tuple[Argument, ...] = ()
    aliases: tuple[str, ...] = ()
    is_listed: bool = True


_ANYWHERE = frozenset(Surface)
_ASKING = frozenset({Surface.DIRECT, Surface.CHANNEL})
_WORKING = frozenset({Surface.ENGINEERS, Surface.DIRECT})
_IN_CHANNELS = frozenset({Surface.CHANNEL, Surface.ENGINEERS})
_NUMBER = Argument(name="number", is_optional=True)
_WORDS = Argument(name="words")


def _asking(name: str, *arguments: Argument, aliases: tuple[str, ...] = ()) -> Command:
    return Command(
        name=name, who=Role.REQUESTER, surfaces=_ASKING, arguments=arguments, aliases=aliases
    )


def _working(name: str, *arguments: Argument) -> Command:
    return Command(name=name, who=Role.ENGINEER, surfaces=_WORKING, arguments=arguments)


def _everyone(name: str, *arguments: Argument, aliases: tuple[str, ...] = ()) -> Command:
    return Command(
        name=name, who=Role.REQUESTER, surfaces=_ANYWHERE, arguments=arguments, aliases=aliases
    )


_STEPS_OF_CHANGES = (
    *("plan", "standard", "submit", "approve", "decline"),
    *("schedule", "implement", "review", "withdraw"),
)
_WITHOUT_A_CARD = frozenset({"plan", "approve"})
"""Steps that help names; the rest are buttons of the card that the first of them draws."""


def _of_change(step: str) -> Command:
    return Command(
        name=f"{step}_change",
        who=Role.ENGINEER,
        surfaces=_WORKING,
        arguments=(_NUMBER,),
        aliases=(f"{step}-change",),
        is_listed=step in _WITHOUT_A_CARD,
    )


COMMANDS: tuple[Command, ...] = (
    _asking("new", _WORDS),
    _asking("tickets", aliases=("list",)),
    _everyone("status", _NUMBER),
    _everyone("search", Argument(name="search")),
    _asking("cancel", _NUMBER),
    _asking("urgent", _NUMBER, _WORDS),
    _asking("comment", _NUMBER, _WORDS),
    _everyone("maintenance", Argument(name="window", is_optional=True), aliases=("wartung",)),
    _everyone("subscribe", Argument(name="service", is_optional=True), aliases=("abonnieren",)),
    _everyone("unsubscribe", Argument(name="service", is_optional=True), aliases=("abbestellen",)),
    _everyone("request", Argument(name="request", is_optional=True), aliases=("antrag",)),
    _everyone("approve", _NUMBER),
    _everyone("decline", _NUMBER, _WORDS),
    _everyone("page", aliases=("signin", "sign-in", "login")),
    _everyone("language", Argument(name="language", is_optional=True)),
    _everyone(
        "link_account",
        Argument(name="code", is_optional=True),
        aliases=("link-account", "linkaccount"),
    ),
    _everyone("unlink_account", aliases=("unlink-account", "unlinkaccount")),
    _everyone("help"),
    Command(name="start", who=Role.REQUESTER, surfaces=_ASKING, is_listed=False),
    _working("for", Argument(name="person"), _WORDS),
    Command(name="ticket", who=Role.ENGINEER, surfaces=_IN_CHANNELS),
    _working("claim", _NUMBER),
    _working("take", _NUMBER),
    _working("release", _NUMBER),
    _working("reply", _NUMBER, _WORDS),
    _working("macro", _NUMBER, Argument(name="text", is_optional=True)),
    _working("runbook", _NUMBER, Argument(name="runbook", is_optional=True)),
    _working("ask", _NUMBER, _WORDS),
    _working("note", _NUMBER, _WORDS),
    _working("transfer", _NUMBER),
    _working("priority", _NUMBER, Argument(name="priority")),
    _working("change", _NUMBER),
    _working("explain", _NUMBER),
    *map(_of_change, _STEPS_OF_CHANGES),
    _working("snooze", _NUMBER, Argument(name="until")),
    _working("promise", _NUMBER, Argument(name="length", is_optional=True)),
    _working("merge", _NUMBER, Argument(name="other")),
    _working("unmerge", _NUMBER),
    _working("split", _NUMBER, _WORDS),
    _working("link", _NUMBER, Argument(name="other")),
    _working("unlink", _NUMBER, Argument(name="other")),
    _working("incident", _NUMBER, Argument(name="service", is_optional=True)),
    _working("same", _NUMBER, Argument(name="other", is_optional=True)),
    _working("follow", _NUMBER),
    _working("unfollow", _NUMBER),
    _working("resolve", _NUMBER),
    _working("escalate", _NUMBER),
    _working("return", _NUMBER),
    _working("reopen", _NUMBER),
    _working("oncall"),
    _working("cover", Argument(name="duty")),
)

_BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}


def find(name: str) -> Command | None:
    """Find a command by its name or an alias, whatever the case."""
    return _BY_NAME.get(name.lower())


def parse(text: str) -> tuple[str, str] | None:
    """Split words that begin with a command's name into that name and what follows.

    A leading slash, a bot's name behind an `@` and a colon are what people write, and are cut off.
    """
    first, *rest = text.split(maxsplit=1)[:2] or [""]
    command = find(first.removeprefix("/").partition("@")[0].rstrip(":,.!"))
    words = rest[0].strip() if rest else ""
    if command is None or command.name not in {"for", "ticket"}:
        return None if command is None else (command.name, words)
    return _for_another(command.name, words)


def _for_another(name: str, words: str) -> tuple[str, str] | None:
    """Take words that people begin a sentence with for a command only where nothing else is meant.

    That is `for @maya ...`, `ticket for @maya ...`, and `ticket` alone.
    """
    if name == "ticket" and words:
        first, _, words = words.partition(" ")
        name = first.lower()
    is_meant = name == "for" and words.lstrip().startswith("@")
    if is_meant or (name == "ticket" and not words):
        return name, words.lstrip()
    return None


def commands_for(*, is_engineer: bool, surface: Surface | None = None) -> tuple[Command, ...]:
    """Give the listed commands that somebody may use, at one surface or anywhere."""
    return tuple(
        command
        for command in COMMANDS
        if command.is_listed
        and (is_engineer or command.who is Role.REQUESTER)
        and (surface is None or surface in command.surfaces)
    )


def usage(command: Command, texts: Texts, root: str = "/") -> str:
    """Write how it is called: `/support claim [number]` below a root, `/claim [number]` without."""
    called = f"{root} {command.name}" if root.strip("/") else f"/{command.name}"
    return " ".join([called, *(_shown(argument, texts) for argument in command.arguments)])


def description(command: Command, texts: Texts) -> str:
    """Say in one sentence what it does."""
    return texts.say(f"command.{command.name}")


def _shown(argument: Argument, texts: Texts) -> str:
    word = texts.say(f"argument.{argument.name}")
    return f"[{word}]" if argument.is_optional else f"<{word}>"
