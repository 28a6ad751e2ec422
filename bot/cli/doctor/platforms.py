"""Do Slack and Telegram take the tokens, and is the bot where it has to be?

The platforms look at themselves and answer with findings, which are put into words here.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping

from pydantic import SecretStr

from bot import channel_names
from bot.cli.doctor.line import Line, Part, fault, ok
from bot.cli.doctor.scene import Scene
from bot.errors import PlatformRefusedError
from bot.settings import Settings
from handlers.finding import Finding, words


def look_at_slack(scene: Scene) -> list[Line]:
    """Ask Slack; nothing where it is not set up."""
    settings = scene.settings
    if settings is None or settings.slack_bot_token is None:
        return []
    return lines_of(Part.SLACK, asyncio.run(_slack(scene, settings, settings.slack_bot_token)))


def look_at_telegram(scene: Scene) -> list[Line]:
    """Ask Telegram; nothing where it is not set up."""
    settings = scene.settings
    if settings is None or settings.telegram_bot_token is None:
        return []
    from handlers.telegram.doctor import check  # heavy

    looking = check(
        bot_token=settings.telegram_bot_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        chats=scene.channels("telegram"),
        topics=scene.config is not None and scene.config.telegram.topics,
        webhook=scene.config.telegram.webhook if scene.config is not None else None,
    )
    return [*_secret(scene, settings), *lines_of(Part.TELEGRAM, asyncio.run(looking))]


def _secret(scene: Scene, settings: Settings) -> Iterator[Line]:
    """Say what the desk would refuse to start with."""
    from bot.starting import StartError, check_webhook  # heavy

    if scene.config is None:
        return
    try:
        check_webhook(settings, scene.config)
    except StartError as error:
        yield fault(Part.TELEGRAM, *error.sentences)


async def _slack(scene: Scene, settings: Settings, token: SecretStr) -> list[Finding]:
    from handlers.slack import doctor  # heavy

    ids = await _ids(scene, settings, token.get_secret_value())
    return await doctor.check(
        bot_token=token.get_secret_value(),
        app_token=_plain(settings.slack_app_token),
        signing_secret=_plain(settings.slack_signing_secret),
        api_url=settings.slack_api_url,
        channels=[ids.get(name, name) for name in scene.channels("slack")],
        agent=scene.config is not None and scene.config.slack.agent,
    )


async def _ids(scene: Scene, settings: Settings, token: str) -> Mapping[str, str]:
    """Find ids for names; a Slack that does not list them has its own finding soon."""
    if scene.config is None:
        return {}
    try:
        return await channel_names.ask(settings.slack_api_url, token, scene.config)
    except PlatformRefusedError:
        return {}


def lines_of(part: Part, findings: Iterable[Finding]) -> list[Line]:
    """Put findings into words."""
    return [_line(part, finding) for finding in findings]


def _line(part: Part, finding: Finding) -> Line:
    said = words(finding, "en")
    if finding.is_fault:
        return fault(part, f"{said.sentence}.", said.mend)
    return ok(part, f"{said.sentence}.")


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
