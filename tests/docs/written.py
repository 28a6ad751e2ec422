"""What do the documents have to say, derived from the code that they describe?"""

import os
from pathlib import Path

from typer.main import get_command

from bot.cli import program
from desk.people import Role
from handlers.commands import COMMANDS, description, usage
from handlers.texts import Texts

ROOT = Path(__file__).parents[2]
ENGLISH = Texts()
LEFT_BEHIND = {"node_modules", "mutants", "__pycache__"}
OURS = {".py", ".md", ".toml", ".po", ".html", ".js", ".css", ".sh", ".json", ".lock", ""}


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def files():
    """Every file that is ours, as far as a folder tells: not what tools leave behind."""
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [name for name in inner if name not in LEFT_BEHIND and name[0] != "."]
        ours = [name for name in names if name[0] != "." and Path(name).suffix in OURS]
        yield from (Path(folder) / name for name in ours)


def chat_rows(who):
    """The commands that somebody may type in chat, as a table has them."""
    return [
        f"| `{usage(command, ENGLISH)}` | {description(command, ENGLISH)} |"
        for command in COMMANDS
        if command.is_listed and command.who is who
    ]


def requester_rows():
    return chat_rows(Role.REQUESTER)


def engineer_rows():
    return chat_rows(Role.ENGINEER)


def command_rows():
    """The command line, as a table has it: how it is called, what it does, its options."""
    return [_row(path, command) for path, command in commands()]


def commands():
    return _leaves(get_command(program()), ())


def _leaves(command, path):
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(path), command
        return
    for name, each in inner.items():
        yield from _leaves(each, (*path, name))


def _row(path, command):
    words = [_word(one) for one in command.params if one.param_type_name == "argument"]
    options = [
        f"`{one.opts[0]}`"
        for one in command.params
        if one.param_type_name == "option" and "--help" not in one.opts
    ]
    called = " ".join(["firstline", path, *words])
    about = command.help.partition("\n")[0]
    return f"| `{called}` | {about} | {' '.join(options)} |"


def _word(argument):
    name = argument.name.upper()
    return name if argument.required else f"[{name}]"
