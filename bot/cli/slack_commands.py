"""What does Slack need to know of us? `firstline slack manifest`."""

from typing import Annotated

import typer

from bot.cli.groups import group
from bot.cli.output import Json, say, tell


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "slack", "What Slack needs to know of us.")
    commands.command("manifest")(manifest)


def manifest(
    *,
    link: Annotated[
        bool, typer.Option("--link", help="Print the link that creates the app instead.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Print the manifest of the Slack app, made from what the code uses."""
    import yaml

    from bot.cli.reading import read_config
    from handlers.slack import manifest as slack

    config = read_config()
    described = slack.manifest(name=config.desk.name, command=config.slack.command)
    if link:
        say(slack.create_link(described))
    elif as_json:
        tell(described)
    else:
        say(yaml.safe_dump(described, sort_keys=False, allow_unicode=True).rstrip())
