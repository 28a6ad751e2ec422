"""Do admins learn of a channel of theirs that takes nothing, and only of such a one?"""

from dataclasses import replace

import pytest

from bot.refusals import cause_of
from desk.notice import Op
from desk.outcome import Done
from desk.people import Address, Identity
from handlers.notifier import Refused
from tests import nouns
from tests.bot.carrier import Carrier

L1, ADA = Address(platform="web", channel="l1"), Address(platform="web", channel="dm:ada")


class Refusing(Carrier):
    """Takes nothing, but for words to Ada."""

    async def carry(self, parcel):
        if parcel.address == ADA:
            return await super().carry(parcel)
        return Refused(reason="is_archived")


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("not_in_channel", "channel_not_joined"),
        ("channel_not_found", "channel_not_joined"),
        ("Forbidden: bot was kicked from the supergroup chat", "channel_not_joined"),
        ("Bad Request: chat not found", "channel_not_joined"),
        ("is_archived", "channel_closed"),
        ("Forbidden: the group chat was deleted", "channel_closed"),
        ("Bad Request: not enough rights to send text messages to the chat", "channel_closed"),
        ("missing_scope", "scope_missing"),
        ("msg_too_long", "channel_refuses"),
    ],
)
def test_a_refusal_has_the_cause_whose_mend_helps(reason, cause):
    assert cause_of(reason) == cause


async def told(desk, saying):
    """Say something where nothing is taken; gives the alerts that come of it."""
    desk.notifiers["web"] = carrier = Refusing()
    async with desk.store.begin() as work:
        await work.say(saying)
        await work.commit(Done())
    delivery = desk.delivery()
    while await delivery.step():
        pass
    return [parcel.card.text for parcel in carrier.carried if parcel.address == ADA]


async def test_admins_learn_that_a_tiers_channel_takes_nothing(desk, meet):
    await meet("ada")
    [text] = await told(desk, nouns.saying("event:1", L1))
    assert "closed" in text


@pytest.mark.parametrize(
    "change",
    [
        {"address": Address(platform="web", channel="dm:maya")},
        {"only": Identity(platform="web", id="sam")},
        {"op": Op.EDIT, "card": "ticket:1"},
    ],
    ids=["to a person", "whispered", "a change"],
)
async def test_what_is_no_fault_of_the_channel_is_no_alarm(desk, meet, change):
    await meet("ada")
    assert await told(desk, replace(nouns.saying("event:1", L1), **change)) == []
