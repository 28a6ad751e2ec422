"""What is configured here, and can it be read at all?"""

from dataclasses import dataclass

from bot.cli.doctor.line import Line, Part, fault, warning
from bot.cli.place import DEMO
from bot.cli.reading import read_config
from bot.config import Config, ConfigError, of_demo
from bot.config_faults import Fault
from bot.settings import ENV_FILE, Settings, SettingsError, is_configured
from desk.people import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What could be read; None where it has faults, and the rest is looked at all the same."""

    settings: Settings | None
    config: Config | None
    is_demo: bool = False

    @property
    def url(self) -> str | None:
        """The database, None where the environment does not say."""
        if self.is_demo:
            return f"sqlite:///{DEMO}"
        return None if self.settings is None else self.settings.database

    def channels(self, platform: str) -> list[str]:
        """The channels of all tiers on a platform."""
        tiers = self.config.tiers.values() if self.config else ()
        addresses = [Address.parse(text) for tier in tiers for text in tier.channels]
        return [address.channel for address in addresses if address.platform == platform]


def set_up() -> tuple[list[Line], Scene]:
    """Read the environment and the file, and give all faults of both with what could be read."""
    settings, lines = _settings()
    config, more = _config()
    if settings is not None and not is_configured(settings):
        return [_UNCONFIGURED], Scene(settings=settings, config=of_demo(), is_demo=True)
    return [*lines, *more], Scene(settings=settings, config=config)


_UNCONFIGURED = warning(
    Part.CONFIGURATION,
    "Nothing is configured here, so commands use the demo.",
    "Run firstline init to set up a desk.",
)


def _settings() -> tuple[Settings | None, list[Line]]:
    try:
        return Settings(), []
    except SettingsError as error:
        return None, [_unset(sentence) for sentence in error.sentences]


def _unset(sentence: str) -> Line:
    name = sentence.partition(" ")[0]
    mend = f"Set {name} anew, in the environment or in {ENV_FILE}."
    return fault(Part.ENVIRONMENT, sentence, mend)


def _config() -> tuple[Config | None, list[Line]]:
    try:
        return read_config(), []
    except ConfigError as error:
        faults = [fault(Part.CONFIGURATION, _said(each), _mend(each)) for each in error.faults]
        return None, faults


def _said(found: Fault) -> str:
    place = f"{found.file}:{found.line}" if found.line else found.file
    return f"{place}: {found.key} {found.problem}".rstrip() + "."


def _mend(found: Fault) -> str:
    return found.instead if found.instead.endswith(("?", ".")) else f"{found.instead}."
