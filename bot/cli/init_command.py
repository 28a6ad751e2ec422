"""How does a newcomer start? `firstline init [slack|telegram]`."""

import shutil
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.cli.output import note, say
from bot.errors import UsageError

_ARTICLES: Final = "articles"
_ENV_FILE: Final = ".env"


class Platform(StrEnum):
    """Where the desk is to live."""

    SLACK = "slack"
    TELEGRAM = "telegram"


_TOKENS: Final = {
    Platform.SLACK: ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
    Platform.TELEGRAM: ("TELEGRAM_BOT_TOKEN",),
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init")(init)


def init(
    platform: Annotated[Platform | None, typer.Argument(help="Where the desk will live.")] = None,
    *,
    articles: Annotated[
        bool, typer.Option("--articles", help="Copy the shipped articles, to edit them.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write anew; what was there is kept beside it.")
    ] = False,
) -> None:
    """Write firstline.toml, and say what comes next."""
    from bot.settings import config_file

    file, _ = config_file()
    folder = file.parent / _ARTICLES
    _refuse([file, *([folder] if articles else [])], force=force)
    if articles:
        _copy_articles(folder)
    _keep(file)
    file.write_text(_text(platform, with_articles=articles), encoding="utf-8")
    say(f"Wrote {file}.")
    if platform is not None:
        _next_steps(platform)
        _ask_tokens(_TOKENS[platform])
    else:
        say("It still needs a chat platform. These write the file again, with the steps to take:")
        say('"firstline init slack --force", "firstline init telegram --force".')
    say('Then: "firstline config check", and "firstline run".')


def _refuse(paths: Iterable[Path], *, force: bool) -> None:
    there = [path for path in paths if path.exists()]
    if there and not force:
        raise UsageError(f"{path} is there already; --force writes it anew." for path in there)


def _keep(file: Path) -> None:
    """Put what somebody wrote aside, under a name that nothing has yet."""
    if not file.exists():
        return
    numbers = (f"{file.name}.old{number or ''}" for number in range(1000))
    free = next(path for name in numbers if not (path := file.with_name(name)).exists())
    file.rename(free)
    say(f"Kept what was there as {free}.")


def _copy_articles(folder: Path) -> None:
    from bot.config import example

    shutil.copytree(example().articles, folder, dirs_exist_ok=True)
    say(f"Copied the articles to {folder}.")


def _text(platform: Platform | None, *, with_articles: bool) -> str:
    import tomlkit

    from bot.config import example_text

    text = example_text()
    if with_articles:
        text = text.replace(f'# folder = "{_ARTICLES}"  ', f'folder = "{_ARTICLES}"    ')
    document = tomlkit.parse(text)
    if platform is Platform.SLACK:
        for tier in document["tiers"].values():
            tier["channels"].insert(0, tier["channels"][0].replace("web:", "slack:#"))
        roles = document["roles"]
        roles["manager_channels"].insert(0, "slack:#managers")
    return tomlkit.dumps(document)


def _next_steps(platform: Platform) -> None:
    say()
    for line in _slack_steps() if platform is Platform.SLACK else _TELEGRAM_STEPS:
        say(line)
    say()


def _slack_steps() -> Iterable[str]:
    from bot.cli.slack_commands import manifest_of
    from bot.config import example
    from handlers.slack.manifest import create_link

    config = example()
    yield "1. Create the app: open this link, choose the workspace, Create, then Install."
    yield f"   {create_link(manifest_of(config))}"
    yield '   Or paste there, From a manifest, what "firstline slack manifest" prints.'
    yield "2. Basic Information, App-Level Tokens: generate one with connections:write (xapp-...)."
    yield "3. OAuth & Permissions: copy the Bot User OAuth Token (xoxb-...)."
    yield "4. Set both as SLACK_APP_TOKEN and SLACK_BOT_TOKEN, in the environment or in .env."
    yield "5. Invite the bot to each channel that firstline.toml names: /invite @firstline"


_TELEGRAM_STEPS: Final = (
    "1. In Telegram, write /newbot to @BotFather and answer its two questions.",
    "2. Set the token it gives as TELEGRAM_BOT_TOKEN, in the environment or in .env.",
    "3. Write /setprivacy to @BotFather, choose the bot, Disable: engineers' groups need it.",
    "4. Make a group for each tier, turn Topics on, add the bot as an administrator who may",
    "   manage topics and delete messages, and add the group's number to firstline.toml:",
    '   channels = ["telegram:-1001234567890"]',
    '5. "firstline telegram setup" tells Telegram the commands.',
)


def _ask_tokens(names: Iterable[str]) -> None:
    if not sys.stdin.isatty():
        return
    note("Paste the tokens; they go to .env, which only you may read. Enter skips one.")
    given = {name: _prompt(name) for name in names}
    found = {name: token for name, token in given.items() if token}
    if found:
        write_tokens(Path(_ENV_FILE), found)
        say(f"Wrote {', '.join(found)} to {_ENV_FILE}.")


def _prompt(name: str) -> str:
    answer: str = typer.prompt(name, default="", hide_input=True, show_default=False)
    return answer.strip()


def write_tokens(file: Path, tokens: dict[str, str]) -> None:
    """Put tokens into a file that nobody else may read, and keep its other lines."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    kept = [line for line in lines if line.partition("=")[0].strip() not in tokens]
    text = "\n".join([*kept, *(f"{name}={token}" for name, token in tokens.items())]) + "\n"
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)  # before anything secret is in it
    new.write_text(text, encoding="utf-8")
    new.replace(file)
