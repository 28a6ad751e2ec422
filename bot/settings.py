"""Which secrets and addresses does the environment give? The one reader of the environment.

A secret comes as NAME, or as NAME_FILE, which names a file that holds it. Both may stand in `.env`
in the working directory too; what stands in the environment itself wins.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from typing_extensions import override

from bot.errors import Exit, ProgramError

ENV_FILE: Final = ".env"
CONFIG_FILE: Final = "firstline.toml"
DATABASE: Final = "sqlite:///firstline.db"
SECRETS: Final = (
    "slack_bot_token",
    "slack_app_token",
    "slack_signing_secret",
    "telegram_bot_token",
    "telegram_webhook_secret",
    "database_url",
)

SENDER_VARIABLE: Final = "alerts_token_"
"""How the name of the token begins that a sender of alerts shows; its own name follows."""

_LONG_WORD: Final = r"[\w-]{32,256}"
_FORMS: Final = {
    "slack_bot_token": (r"xoxb-\S+", "it begins with xoxb- and stands under OAuth & Permissions"),
    "slack_app_token": (r"xapp-\S+", "it begins with xapp- and stands under Basic Information"),
    "slack_signing_secret": (r"\S+", "it is one word and stands under Basic Information"),
    "telegram_bot_token": (r"\d+:[\w-]+", "it is a number, a colon and letters, from @BotFather"),
    "telegram_webhook_secret": (_LONG_WORD, "it is 32 to 256 letters, digits, _ and -"),
    "database_url": (r"(postgres(ql)?|sqlite)(\+\w+)?:\S+", "it begins with postgresql://"),
    "slack_api_url": (r"https?://\S+", "it begins with https://"),
    "telegram_api_url": (r"https?://\S+", "it begins with https://"),
}


class SettingsError(ProgramError):
    """The environment is not in order; none of the sentences tells a secret."""

    exit = Exit.CONFIG


@dataclass(frozen=True, slots=True)
class _Broken:
    """Stands for a value that could not be had, until validation tells why."""

    reason: str


class Settings(BaseSettings):
    """What the environment gives at the moment when this is made.

    Make it once and hand it on. Raises SettingsError, which names all faults at once.
    """

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    telegram_bot_token: SecretStr | None = None
    telegram_webhook_secret: SecretStr | None = None
    database_url: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    telegram_api_url: str = "https://api.telegram.org"
    firstline_config: Path = Path(CONFIG_FILE)
    port: int | None = Field(default=None, ge=1, le=65535)

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - as the base class takes them
        try:
            super().__init__(**values)
        except ValidationError as error:
            faults = [_sentence(details) for details in error.errors(include_url=False)]
        else:
            faults = []
        faults += _lonely({*values, *sources()})
        if faults:
            raise SettingsError(faults)

    @override
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read files that NAME_FILE names, wherever that stands."""
        return init_settings, _Environment(settings_cls), _EnvFile(settings_cls)

    @property
    def has_slack(self) -> bool:
        """Whether Slack is to be spoken to."""
        return self.slack_bot_token is not None

    @property
    def has_telegram(self) -> bool:
        """Whether Telegram is to be spoken to."""
        return self.telegram_bot_token is not None

    @property
    def database(self) -> str:
        """The address of the database; in the working directory unless DATABASE_URL says."""
        return self.database_url.get_secret_value() if self.database_url else DATABASE

    @property
    def is_empty(self) -> bool:
        """Whether nothing is set that a desk would need."""
        return not (self.has_slack or self.has_telegram or self.database_url is not None)

    @field_validator("*", mode="before")
    @classmethod
    def _is_there(cls, value: object) -> object:
        if isinstance(value, _Broken):
            raise ValueError(value.reason)  # noqa: TRY004 - pydantic collects only this one
        return value.strip() if isinstance(value, str) else value

    @field_validator(*_FORMS)
    @classmethod
    def _is_of_its_form(
        cls, value: SecretStr | str | None, info: ValidationInfo
    ) -> SecretStr | str | None:
        pattern, hint = _FORMS[str(info.field_name)]
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if text is not None and not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(f"does not look right: {hint}")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        # slack_sdk puts method names right behind it.
        return value.rstrip("/") + "/"

    @field_validator("telegram_api_url")
    @classmethod
    def _ends_without_slash(cls, value: str) -> str:
        return value.rstrip("/")


class _Environment(EnvSettingsSource):
    @override
    def __call__(self) -> dict[str, Any]:
        return {**super().__call__(), **_from_files(self)}


class _EnvFile(DotEnvSettingsSource):
    @override
    def __call__(self) -> dict[str, Any]:
        return {**super().__call__(), **_from_files(self)}


def sources() -> dict[str, str]:
    """Say for each value that is set where it stands; what is missing here has its default."""
    places = {"environment": _Environment(Settings), ENV_FILE: _EnvFile(Settings)}
    found: dict[str, str] = {}
    for place, source in places.items():
        for name in Settings.model_fields:
            for key in (name, f"{name}_file"):
                if source.env_vars.get(key) and (key == name or name in SECRETS):
                    found.setdefault(name, f"{key.upper()} in {place}")
    return found


def is_configured(settings: Settings) -> bool:
    """Whether there is a desk here: anything in the environment, or a file that is there."""
    file, is_named = config_file()
    return is_named or file.exists() or not settings.is_empty


def config_file() -> tuple[Path, bool]:
    """Find the configuration, whatever else is wrong; and whether somebody named it."""
    for source in (_Environment(Settings), _EnvFile(Settings)):
        if named := source.env_vars.get("firstline_config"):
            return Path(named), True
    return Path(CONFIG_FILE), False


def sender_tokens(senders: Iterable[str]) -> dict[str, SecretStr]:
    """Give the token of each sender of alerts: `ALERTS_TOKEN_PROMETHEUS` is that of prometheus.

    Raises SettingsError, which names all that are missing or not of their form.
    """
    names = {sender: f"{SENDER_VARIABLE}{sender}" for sender in senders}
    values = {
        **_given(_EnvFile(Settings), names.values()),
        **_given(_Environment(Settings), names.values()),
    }
    faults = [*filter(None, (_token_fault(name, values.get(name)) for name in names.values()))]
    if faults:
        raise SettingsError(faults)
    return {sender: SecretStr(str(values[name]).strip()) for sender, name in names.items()}


def _given(source: EnvSettingsSource, names: Iterable[str]) -> dict[str, str | _Broken]:
    plain = {name: value for name in names if (value := source.env_vars.get(name))}
    return {**plain, **_from_files(source, names)}


def _token_fault(name: str, value: str | _Broken | None) -> str | None:
    if isinstance(value, _Broken):
        return f"{name.upper()} {value.reason}."
    if value is None:
        return f"{name.upper()} is not set. Make one: openssl rand -hex 32"
    if not re.fullmatch(_LONG_WORD, value.strip(), re.ASCII):
        return f"{name.upper()} does not look right: it is 32 to 256 letters, digits, _ and -."
    return None


def _from_files(
    source: EnvSettingsSource, secrets: Iterable[str] = SECRETS
) -> dict[str, str | _Broken]:
    names = {name: source.env_vars.get(f"{name}_file") for name in secrets}
    return {
        name: _Broken(f"and {name.upper()}_FILE are both set; keep one")
        if source.env_vars.get(name)
        else _content(Path(path))
        for name, path in names.items()
        if path
    }


def _content(path: Path) -> str | _Broken:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        return _Broken(f"comes from {path}, which is not text")
    except OSError as error:
        return _Broken(f"comes from {path}, which cannot be read: {error.strerror}")
    return text or _Broken(f"comes from {path}, which is empty")


def _sentence(details: ErrorDetails) -> str:
    name = str(details["loc"][0]).upper()
    if details["type"] == "value_error":
        return f"{name} {details['ctx']['error']}."
    return f"{name} is refused: {details['msg'][:1].lower()}{details['msg'][1:]}."


def _lonely(given: set[str]) -> Iterator[str]:
    """Find halves of a pair that are no use alone."""
    slack = {"slack_app_token", "slack_signing_secret"} & given
    if "slack_bot_token" in given and not slack:
        yield (
            "SLACK_BOT_TOKEN needs SLACK_APP_TOKEN beside it (Socket Mode), "
            "or SLACK_SIGNING_SECRET (HTTP)."
        )
    for name in sorted(slack if "slack_bot_token" not in given else ()):
        yield f"{name.upper()} needs SLACK_BOT_TOKEN beside it."
    if "telegram_webhook_secret" in given and "telegram_bot_token" not in given:
        yield "TELEGRAM_WEBHOOK_SECRET needs TELEGRAM_BOT_TOKEN beside it."
