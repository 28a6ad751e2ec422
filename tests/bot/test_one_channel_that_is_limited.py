"""One channel that its platform slows down must not slow down the others."""

import asyncio
from time import monotonic

from bot.delivery import Delivery
from bot.pacing import PACES, Pacer
from desk.outcome import Done
from desk.people import Address
from handlers.notifier import NotSent, Sent
from tests import nouns
from tests.bot.carrier import Carrier
from tests.patience import eventually

CHANNELS = [Address(platform="slack", channel=f"C{number:02}") for number in range(50)]
SLOW, REST = CHANNELS[0], CHANNELS[1:]
ROUNDS, APART = 2, 2.5
"""How often each channel is told something: at the pace that the desk keeps in all of Slack."""


class Limited(Carrier):
    """Takes all but what goes to one channel, and notes when it came."""

    def __init__(self):
        super().__init__()
        self.came_at = {}
        self.refused = 0

    async def carry(self, parcel):
        if parcel.address == SLOW:
            self.refused += 1
            return NotSent(reason="ratelimited", retry_after=30.0)
        self.came_at[parcel.key] = monotonic()
        return Sent(message=parcel.key)


async def test_the_other_49_channels_do_not_wait_for_the_limited_one(desk):
    carrier = desk.notifiers["slack"] = Limited()
    delivery = Delivery(desk.store, desk.notifiers, Pacer(monotonic, PACES), desk.clocks, "me")
    stop, said_at = asyncio.Event(), {}
    running = asyncio.create_task(delivery.run(stop))
    try:
        for number in range(ROUNDS):
            said_at |= await tell_all(desk, f"event:{number}")
            await asyncio.sleep(APART)
        await eventually(lambda: said_at.keys() <= carrier.came_at.keys(), "some never came")
    finally:
        stop.set()
        await running
    waits = sorted(carrier.came_at[key] - said_at[key] for key in said_at)
    assert len(waits) == len(REST) * ROUNDS
    assert waits[int(len(waits) * 0.95)] < 2.0
    assert carrier.refused == 1, "it is left alone for as long as it asked for"


async def tell_all(desk, cause):
    """Say something in every channel; gives when, by key, for those that are not limited."""
    sayings = [nouns.saying(cause, address) for address in CHANNELS]
    async with desk.store.begin() as work:
        for saying in sayings:
            await work.say(saying)
        await work.commit(Done())
    return {saying.key: monotonic() for saying in sayings if saying.address != SLOW}
