"""Does a platform do what the desk will ask of it, seen in a channel of one's choice?"""

import asyncio

from bot.cli.doctor.line import Line, Part, fault
from bot.cli.doctor.platforms import lines_of
from bot.cli.doctor.scene import Scene
from bot.errors import UsageError
from bot.settings import ENV_FILE, Settings
from desk.people import Address
from handlers.finding import Finding

_TOKENS = {Part.SLACK: "SLACK_BOT_TOKEN", Part.TELEGRAM: "TELEGRAM_BOT_TOKEN"}


def place_of(text: str) -> Address:
    """Read where it is to be tried; raises UsageError with what to write."""
    try:
        place = Address.parse(text)
    except ValueError:
        place = None
    if place is None or place.thread or place.platform not in set(_TOKENS):
        raise UsageError(
            [f"--live {text}: name a channel, such as slack:#l1-support or telegram:-1001234567890"]
        )
    return place


def try_out(scene: Scene, place: Address) -> list[Line]:
    """Post there, read it back where that can be done, change it and take it away."""
    part = Part(place.platform)
    settings = scene.settings
    token = None if settings is None else getattr(settings, _TOKENS[part].lower())
    if settings is None or token is None:
        name = _TOKENS[part]
        return [fault(part, f"{name} is not set.", f"Set it in the environment or in {ENV_FILE}.")]
    return lines_of(part, [asyncio.run(_echo(settings, place, token.get_secret_value()))])


async def _echo(settings: Settings, place: Address, token: str) -> Finding:
    if place.platform == Part.SLACK:
        from handlers.slack import echo as slack

        return await slack.echo(
            bot_token=token, api_url=settings.slack_api_url, channel=place.channel
        )
    from handlers.telegram import echo as telegram

    return await telegram.echo(
        bot_token=token, api_url=settings.telegram_api_url, chat=place.channel
    )
