"""What does Slack need to know of us? `firstline slack manifest`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.groups import group
from bot.cli.output import Json, say, tell

if TYPE_CHECKING:
    from bot.config import Config


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "slack", "What Slack needs to know of us.")
    commands.command("manifest")(manifest)


def _public(url: str | None) -> str | None:
    if url is not None and not url.startswith("https://"):
        raise typer.BadParameter("Slack sends to https:// addresses only.")
    return url


def manifest(
    *,
    link: Annotated[
        bool, typer.Option("--link", help="Print the link that creates the app instead.")
    ] = False,
    url: Annotated[
        str | None,
        typer.Option(
            "--url",
            help="Address of the page, where Slack sends signed requests.",
            callback=_public,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Print the manifest of the Slack app, made from what the code uses.

    Without --url it is for Socket Mode, which needs no public address.
    """
    import yaml

    from bot.cli.reading import read_config
    from handlers.slack.manifest import create_link

    described = manifest_of(read_config(), url)
    if link:
        say(create_link(described))
    elif as_json:
        tell(described)
    else:
        say(yaml.safe_dump(described, sort_keys=False, allow_unicode=True).rstrip())


def manifest_of(config: "Config", url: str | None = None) -> dict[str, Any]:
    """Describe the app that this desk needs."""
    from handlers.slack.manifest import manifest as described

    return described(
        name=config.desk.name,
        command=config.slack.command,
        prefix=config.desk.prefix,
        url=url,
        agent=config.slack.agent,
    )
