"""Names that tests of killed processes and of the program share with the scenarios."""

from tests.scenarios.desk import QUICK, build_desk, desk_on, running
from tests.scenarios.slack_people import (
    LEA,
    MAYA,
    NORA,
    SAM,
    SLACK_L1,
    SLACK_L2,
    SlackPeople,
    slack_platform,
)
from tests.scenarios.telegram_people import (
    TELEGRAM_L1,
    TELEGRAM_L2,
    TelegramPeople,
    telegram_platform,
)
from tests.scenarios.waiting import SOON, eventually
from tests.scenarios.web_people import WebPeople

SlackStage, TelegramStage, WebStage = SlackPeople, TelegramPeople, WebPeople

__all__ = [
    "LEA",
    "MAYA",
    "NORA",
    "QUICK",
    "SAM",
    "SLACK_L1",
    "SLACK_L2",
    "SOON",
    "TELEGRAM_L1",
    "TELEGRAM_L2",
    "SlackStage",
    "TelegramStage",
    "WebStage",
    "build_desk",
    "desk_on",
    "eventually",
    "running",
    "slack_platform",
    "telegram_platform",
]
