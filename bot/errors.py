"""What stops the program although nothing is broken, and with which exit code?

    ProgramError
    ├── ConfigError             `firstline.toml` is not in order
    ├── SettingsError           the environment is not in order
    ├── PlatformRefusedError    Slack or Telegram said no
    └── UsageError              a command that cannot be carried out as it was given

The first two live beside what they judge. The command line prints the sentences and leaves with
the code; none of these is ever shown as a traceback.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import ClassVar


class Exit(IntEnum):
    """What the program tells whoever started it."""

    OK = 0
    CHECK_FAILED = 1
    USAGE = 2
    CONFIG = 3
    PLATFORM = 4


class ProgramError(Exception):
    """Something that the person at the keyboard can mend; `sentences` say how."""

    exit: ClassVar[Exit] = Exit.CHECK_FAILED

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


class PlatformRefusedError(ProgramError):
    """A platform refused what it was asked for."""

    exit = Exit.PLATFORM


class UsageError(ProgramError):
    """The command cannot be carried out as it was given."""

    exit = Exit.USAGE
