"""Two hundred hostile inputs: each is answered or becomes a ticket, and is nowhere obeyed."""

from tests.fakes.telegram import FakeTelegram
from tests.handlers.telegram.polled import eventually
from tests.hostile import HOSTILE
from tests.scenarios.desk import desk_on, running
from tests.scenarios.telegram_people import telegram_platform

SAM, FIRST = 12, 1001
TEAM, BACK = -1001000000001, -1001000000002
POLITE = {"thanks", "thx :)"}
"""What calls for no answer."""

MINUTES = 180.0


def visitors(telegram):
    """A person for each input: one of them alone would be told to slow down."""
    for number, text in enumerate(HOSTILE, FIRST):
        telegram.add_user(number, f"Visitor {number}")
        yield number, text


async def test_each_is_answered_or_becomes_a_ticket(sqlite_url):
    async with FakeTelegram() as telegram:
        sam = telegram.add_user(SAM, "Sam")
        telegram.add_group(TEAM, "L1", forum=True, members=[sam])
        telegram.add_group(BACK, "L2", members=[sam])
        said = dict(visitors(telegram))
        # clients send no blanks, and the server would not take them
        heard = {who for who, text in said.items() if text.strip() and text not in POLITE}

        def silent():
            return {who for who in heard if not telegram.from_bot(who)}

        async with desk_on(sqlite_url, [f"telegram:{TEAM}"], [f"telegram:{BACK}"]) as desk:
            desk.add(telegram_platform(desk, telegram))
            async with running(desk):
                for who, text in said.items():
                    telegram.say(who, who, text, entities=[])
                await eventually(
                    lambda: not silent(),
                    lambda: [ascii(said[who][:50]) for who in silent()],
                    MINUTES,
                )
                opened = [who for who in heard if "SUP-" in telegram.from_bot(who)[0].text]
                await eventually(
                    lambda: len(telegram.topics(TEAM)) == len(opened),
                    "a ticket has no topic",
                    MINUTES,
                )
        answers = [message for who in said for message in telegram.from_bot(who)]
        assert not [
            one.text for one in answers if one.text.startswith("Sorry, something went wrong")
        ]
        assert not [one for one in answers if one.marked("text_mention")]
        assert [why for _, why in telegram.refusals] == []
