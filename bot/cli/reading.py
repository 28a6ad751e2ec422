"""Which settings and which configuration hold for this command?"""

from pathlib import Path

from bot.config import Config, example, load
from bot.settings import Settings, config_file


def read_config(file: Path | None = None) -> Config:
    """Read the file; where there is none and nobody named one, the shipped example holds."""
    path, is_named = (file, True) if file is not None else config_file()
    if not is_named and not path.exists():
        return example()
    return load(path)


def read_both() -> tuple[Settings, Config]:
    """Read the environment and the file; raises SettingsError or ConfigError."""
    return Settings(), read_config()
