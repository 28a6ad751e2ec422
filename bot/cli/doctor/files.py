"""Do the file and the environment fit each other, and keep their secrets?"""

import stat
from collections.abc import Iterator
from pathlib import Path

from bot import starting
from bot.cli.doctor.line import Line, Part, fault, ok, warning
from bot.cli.doctor.scene import Scene
from bot.clocks import machine_now
from bot.config import Config
from bot.duty_notes import file_notes, hours_notes
from bot.serving import PortBusyError, bind
from bot.settings import ENV_FILE, SECRETS, Settings, sources
from storage.worker_lock import lock_holder

_TOKENS = {"slack": "SLACK_BOT_TOKEN", "telegram": "TELEGRAM_BOT_TOKEN"}
_TITLES = {"slack": "Slack", "telegram": "Telegram"}
_PAGE = "https://desk.example.com"


def look(scene: Scene) -> list[Line]:
    """Look at the file, the environment and the page's address, as far as they can be read."""
    settings, config = scene.settings, scene.config
    found: list[Line] = []
    if config is not None and not scene.is_demo:
        found += _file(config)
        found += _page(config)
        found += _duties(config)
    if settings is not None and not scene.is_demo:
        found += _environment(settings)
    if settings is not None and config is not None and not scene.is_demo:
        found += _both(scene, settings)
    return [*found, *_port(scene)]


def _both(scene: Scene, settings: Settings) -> Iterator[Line]:
    """Hold the channels of the file against the tokens of the environment."""
    present = {"slack": settings.has_slack, "telegram": settings.has_telegram}
    for platform, is_there in present.items():
        title, token = _TITLES[platform], _TOKENS[platform]
        is_given = bool(scene.channels(platform))
        if is_given and not is_there:
            yield fault(
                Part.CONFIGURATION,
                f"Tiers have channels in {title}, and {token} is not set: their cards stay unsent.",
                f"Set {token}, or take the {platform}: channels out of the file.",
            )
        if is_there and not is_given:
            yield warning(
                Part.CONFIGURATION,
                f"{title} is set up, and no tier has a channel there: its engineers see no ticket.",
                f'Write channels = ["{platform}:..."] in a tier of the file.',
            )


def _file(config: Config) -> Iterator[Line]:
    file = config.path or "The shipped example (there is no firstline.toml here)"
    yield ok(Part.CONFIGURATION, f"{file}: {config.desk.name}, tiers {', '.join(config.tiers)}.")
    if not config.roles.admins:
        yield warning(
            Part.CONFIGURATION,
            "There is no admin, so nobody is told when something is wrong with the desk itself.",
            'Write admins = ["slack:U0123ABCD"] in [roles].',
        )


def _duties(config: Config) -> Iterator[Line]:
    """Say which hours no rotation has; gaps within them are looked for with the covers."""
    now = machine_now()
    policy = config.policy(now.date())
    for said in (*file_notes(policy, config.folder), *hours_notes(policy, now)):
        told, _, mend = said.partition(". ")
        yield warning(Part.CONFIGURATION, f"{told}.", mend)


def _environment(settings: Settings) -> Iterator[Line]:
    for name, source in sources().items():
        if name in SECRETS:
            yield ok(Part.ENVIRONMENT, f"{name.upper()} is set ({source}), and of its form.")
    try:
        starting.check_platforms(settings)
    except starting.StartError:
        yield fault(
            Part.ENVIRONMENT,
            "No chat platform is set up.",
            "Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or TELEGRAM_BOT_TOKEN.",
        )
    file = Path(ENV_FILE)
    if file.exists() and stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        yield warning(
            Part.ENVIRONMENT,
            f"Others on this machine may read {ENV_FILE}, where tokens stand.",
            f"Run: chmod 600 {ENV_FILE}",
        )


def _page(config: Config) -> Iterator[Line]:
    page = config.desk.page
    if page is not None:
        yield ok(Part.PAGE, f"Links lead to {page}.")
        return
    yield warning(
        Part.PAGE,
        "The links that the chat command page gives lead to this computer only.",
        f'Write page = "{_PAGE}" in [desk], the address that people reach it at.',
    )


def _port(scene: Scene) -> Iterator[Line]:
    """Try the port, unless the desk that runs here has it."""
    if scene.settings is None or (scene.url and lock_holder(scene.url) is not None):
        return
    port = scene.settings.port or starting.PORT
    try:
        bind("127.0.0.1", port).close()
    except PortBusyError:
        yield fault(
            Part.PAGE,
            f"Port {port} is taken by another program.",
            f"End it, or give another: firstline run --port {port + 1}.",
        )
