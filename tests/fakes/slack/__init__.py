"""A strict Slack on the wire, for tests: Web API, Socket Mode, signed HTTP, and people who use it.

    async with FakeSlack() as slack:
        slack.add_user("U0MAYA0001", "maya")
        ts = slack.say(slack.dm("U0MAYA0001"), "U0MAYA0001", "the portal is down")
        card = await slack.wait_for_message(slack.dm("U0MAYA0001"), "Ticket")
        await slack.press("U0MAYA0001", card_channel, card["ts"], "It is urgent")

What it knows of Slack, and where from, stands in the modules' docstrings; `tests/specs` holds the
tables.
"""

from tests.fakes.slack.delivery import Ack, Envelope
from tests.fakes.slack.errors import ImpossibleActError
from tests.fakes.slack.faults import Call
from tests.fakes.slack.reading import buttons_of, words_of
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID

__all__ = [
    "APP_ID",
    "BOT_ID",
    "BOT_USER_ID",
    "TEAM_ID",
    "Ack",
    "Call",
    "Envelope",
    "FakeSlack",
    "ImpossibleActError",
    "buttons_of",
    "words_of",
]
