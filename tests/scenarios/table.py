"""Which scenario is played where? The one table of them all."""

from itertools import product

import pytest

from tests.scenarios import asking, changing, whole, working
from tests.scenarios.slack_people import SlackPeerPeople, SlackPeople
from tests.scenarios.telegram_people import TelegramPeerPeople, TelegramPeople
from tests.scenarios.web_people import WebPeople

SCENARIOS = {
    one.__name__: one for part in (asking, working, changing, whole) for one in part.SCENARIOS
}

STAGES = {
    "web": (WebPeople, WebPeople),
    "slack": (SlackPeople, SlackPeople),
    "telegram": (TelegramPeople, TelegramPeople),
    "telegram-to-slack": (TelegramPeople, SlackPeople),
    "slack-to-telegram": (SlackPeople, TelegramPeople),
    "web-to-slack": (WebPeople, SlackPeople),
    "slack-peer": (SlackPeerPeople, SlackPeerPeople),
    "telegram-peer": (TelegramPeerPeople, TelegramPeerPeople),
}
"""Who asks where, and who works where."""

PEERS = {
    "slack-peer": (pytest.mark.peer, pytest.mark.slack_peer),
    "telegram-peer": (pytest.mark.peer,),
}
"""The stages on programs that no one here wrote, with the marks by which they are left out."""

ACROSS = tuple(name for name in STAGES if "-to-" in name)

CROSSING = tuple(one.__name__ for one in whole.SCENARIOS)
"""What is played across platforms too; the rest tells nothing new there."""

CANNOT = {
    ("what_the_requester_edits_follows_to_the_engineers", "web"): "the page has no way to edit",
    ("what_the_requester_edits_follows_to_the_engineers", "web-to-slack"): "as on the page",
    (
        "what_the_requester_takes_back_goes_from_the_engineers",
        "web",
    ): "the page has no way to take words back",
    ("what_the_requester_takes_back_goes_from_the_engineers", "web-to-slack"): "as on the page",
    (
        "what_the_requester_takes_back_goes_from_the_engineers",
        "telegram",
    ): "Telegram tells bots of edits, never of deletions",
    (
        "what_the_requester_takes_back_goes_from_the_engineers",
        "telegram-to-slack",
    ): "as on Telegram",
    (
        "what_the_requester_edits_follows_to_the_engineers",
        "telegram-peer",
    ): "its queue takes messages and taps, no edits",
    (
        "what_the_requester_takes_back_goes_from_the_engineers",
        "telegram-peer",
    ): "as on Telegram",
}
"""What cannot be played on a stage, with the reason."""


def cases():
    """Give every scenario with every stage on which it is played."""
    return [
        pytest.param(
            scenario,
            stage,
            id=f"{scenario}-{stage}",
            marks=PEERS.get(stage, ()),
        )
        for scenario, stage in product(SCENARIOS, STAGES)
        if (scenario, stage) not in CANNOT and (stage not in ACROSS or scenario in CROSSING)
    ]
