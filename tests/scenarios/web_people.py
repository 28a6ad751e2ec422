"""People on the page's own chat."""

import re
from contextlib import asynccontextmanager

from typing_extensions import override

from bot.wiring import machine_now
from desk.inbound import Author
from desk.outcome import Ask, Done, FieldFaults
from desk.people import Address, Identity
from handlers.cards.catalogue import fault_words
from handlers.web.card_json import decode
from handlers.web.listeners import Place, Press, Receiver, Sender, Submission, points
from tests.scenarios.people import AGAIN, NAMES, TIERS, People, Seen
from tests.scenarios.waiting import eventually


class WebPeople(People):
    """They send what the page's forms send, and read what its panes show."""

    name = "web"
    rooms = ("l1-support", "l2-support")
    lobby = "lobby"
    channels = (["web:l1-support"], ["web:l2-support"])

    def __init__(self):
        self.desk, self.receiver, self.count = None, None, 0
        self.names, self._tapped = {}, {}

    @classmethod
    @asynccontextmanager
    async def arrive(cls):
        yield cls()

    async def join(self, desk):
        """Take seats: the page itself is always there."""
        self.desk = desk
        self.receiver = Receiver(inbox=desk.store.inbox, handles=desk.handles, chat=desk.store.chat)
        for room, tier in zip(self.rooms, (0, 1), strict=True):
            members = [who for who, seat in TIERS.items() if seat == tier]
            await desk.store.chat.seat(room, members)
            async with desk.store.begin() as work:
                for who in members:
                    person = await work.people.meet(self._author(who))
                    await work.people.join(Address(platform="web", channel=room), person.id)
                await work.commit(Done())
        await desk.store.chat.seat(self.lobby, ["maya", "sam"])
        for who in ("maya", *TIERS):
            await self.move_in(who)

    @override
    async def move_in(self, who, name=None):
        self.names[who] = name or NAMES.get(who, who)
        await self.desk.store.chat.seat(self.direct(who), [who])

    async def ready(self, *, is_working):
        """Nothing has to connect."""

    def identity(self, who):
        return Identity(platform="web", id=who)

    def hints(self, who):
        """What is shown outside messages."""
        return []

    async def reply(self, who, place, text, to):
        return await self.say(who, place, text, under=to)

    @override
    def direct(self, who):
        return f"dm:{who}"

    @override
    def mention(self, text):
        return f"@firstline {text}"

    @override
    async def say(self, who, place, text, under=None):
        thread = under and (under.under or under.id)
        spot = Place(channel=place, thread=thread)
        pages, above = self.desk.store.chat_pages, None
        if thread is not None and points(text):
            above = await pages.message(thread, viewer=who)
        more = {"above": above}
        number = await self.receiver.say(self._sender(who), spot, text, machine_now(), **more)
        return Seen(id=number, text=text, under=thread, is_bots=False)

    async def edit(self, who, place, message, text):
        """Change one's own words, as the page's dialog does."""
        spot = Place(channel=place, thread=message.under)
        await self.receiver.edit(self._sender(who), spot, message.id, text, machine_now())

    async def take_back(self, who, place, message):
        spot = Place(channel=place, thread=message.under)
        await self.receiver.take_back(self._sender(who), spot, message.id, machine_now())

    @override
    async def seen(self, place, viewer):
        shown = await self._messages(place, viewer)
        return [_seen(message) for message in shown if not message.is_deleted]

    @override
    async def press(self, who, place, label):
        self._tapped[who] = label

        async def find():
            for message in reversed(await self._messages(place, who)):
                drawn = decode(message.card) if message.card else None
                for button in drawn.card.buttons if drawn and drawn.button is not None else ():
                    if button.label == label:
                        return message, drawn.button, button.offer
            return None

        message, row, offer = await eventually(find, f"no button {label!r} in {place}")
        spot = Place(channel=place, thread=message.thread)
        press = Press(place=spot, message=message.id, button=row, offer=offer)
        return await self.receiver.press(self._sender(who), press, machine_now())

    @override
    async def fill(self, who, place, asked, values):
        for _ in range(AGAIN):
            if asked is None:  # a desk that is busy asks for another tap, and people tap again
                asked = await self.press(who, place, self._tapped[who])
        assert isinstance(asked, Ask), asked
        filled = Submission(place=Place(channel=place), form=asked.form.id, values=values)
        outcome = await self.receiver.submit(self._sender(who), filled, machine_now())
        return fault_words(outcome, "en") if isinstance(outcome, FieldFaults) else {}

    @override
    async def command(self, who, place, line):
        await self.say(who, place, f"/{line}")
        return ""

    async def _messages(self, place, viewer):
        return await self.desk.store.chat_pages.messages(place, viewer=viewer, limit=1000)

    def _author(self, who):
        name = self.names.get(who) or NAMES.get(who, who)
        return Author(identity=self.identity(who), name=name)

    def _sender(self, who):
        self.count += 1
        return Sender(author=self._author(who), form_key=f"k{self.count}")


def _seen(message):
    card = re.sub(r'[{}"\[\]]', " ", message.card or "")
    words = " ".join([message.text, *message.reactions, card])
    return Seen(id=message.id, text=words, under=message.thread, is_bots=message.author is None)
