"""What does the doctor say about one thing?"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.errors import Exit


class Level(StrEnum):
    """How grave it is: a fault keeps the desk from working as configured."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


class Part(StrEnum):
    """What was looked at."""

    CONFIGURATION = "configuration"
    ENVIRONMENT = "environment"
    PAGE = "page"
    DATABASE = "database"
    CLOCK = "clock"
    ARTICLES = "articles"
    SERVICES = "services"
    SLACK = "slack"
    TELEGRAM = "telegram"


EXIT_OF: Final = {
    Part.CONFIGURATION: Exit.CONFIG,
    Part.ENVIRONMENT: Exit.CONFIG,
    Part.PAGE: Exit.CONFIG,
    Part.DATABASE: Exit.CHECK_FAILED,
    Part.CLOCK: Exit.CHECK_FAILED,
    Part.ARTICLES: Exit.CHECK_FAILED,
    Part.SERVICES: Exit.CONFIG,
    Part.SLACK: Exit.PLATFORM,
    Part.TELEGRAM: Exit.PLATFORM,
}
"""With what the program leaves when the part has a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One finding; what is not ok names its mend in one sentence."""

    part: Part
    level: Level
    text: str
    mend: str = ""


def ok(part: Part, text: str) -> Line:
    """Say that something is as it should be."""
    return Line(part=part, level=Level.OK, text=text)


def warning(part: Part, text: str, mend: str) -> Line:
    """Say that something works, and not as well as it could."""
    return Line(part=part, level=Level.WARNING, text=text, mend=mend)


def fault(part: Part, text: str, mend: str) -> Line:
    """Say that something does not work."""
    return Line(part=part, level=Level.FAULT, text=text, mend=mend)
