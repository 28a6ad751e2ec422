"""Who sends files, and what becomes of them in a desk in which nothing runs by itself?"""

from desk.actions.by_clock import CLOCK
from desk.attachment import Attachment
from desk.inbound import Author, Commanded, Said
from desk.outcome import Done
from desk.people import Address, Identity
from handlers.files import Brought
from handlers.notifier import Sent
from handlers.web.card_json import decode
from tests.nouns import NOON

MAYA_CHAT = Address(platform="web", channel="dm:maya")
ROOM = Address(platform="web", channel="l1")
SHOT = Attachment(name="shot.png", reference="F1", size=9, type="image/png")
LOG = Attachment(name="app.log", reference="F2", size=4)
PNG = b"\x89PNG\r\n\x1a\nx"


class Warehouse:
    """A platform's way for files that gives what it was told to, and keeps what it was given."""

    def __init__(self):
        self.results = {"F1": Brought(content=PNG), "F2": Brought(content=b"log!")}
        self.asked, self.put, self.answers, self.languages = [], [], [], []

    async def fetch(self, reference, largest):
        self.asked.append((reference, largest))
        return self.results[reference]

    async def upload(self, parcel, file, read):
        if self.answers:
            return self.answers.pop(0)
        place = f"web:{parcel.address.channel}"
        self.put.append((place, file.name, await read()))
        self.languages.append(parcel.language)
        return Sent(message=f"up{len(self.put)}")


class Story:
    """People who say things to a desk in which nothing runs by itself."""

    def __init__(self, desk, clock):
        self.desk, self.clock, self.count = desk, clock, 100
        self.files = desk.carriers["web"] = Warehouse()

    async def seat(self):
        async with self.desk.store.begin() as work:
            sam = await work.people.meet(author("sam"))
            await work.people.join(ROOM, sam.id)
            await work.commit(Done())

    def said(self, who, text="", *files, **more):
        self.count += 1
        told = {
            "author": author(who),
            "channel": MAYA_CHAT if who == "maya" else ROOM,
            "message": str(self.count),
            "text": text,
            "said_at": self.desk.clocks.desk(),
            "answer_in": next(iter(more.get("anchors", ())[-1:]), None),
            "is_direct": who == "maya",
            "files": files,
        }
        return Said(**{**told, **more})

    async def hear(self, *args, **more):
        outcome = await self.do(self.said(*args, **more))
        await self.settle()
        return outcome

    async def do(self, inbound):
        return await self.desk.doors.open(
            inbound, self.desk.store.begin, now=self.desk.clocks.desk()
        )

    async def settle(self):
        delivery, processor = self.desk.delivery(), self.desk.processor()
        for _ in range(20):
            self.clock.move(seconds=2)
            moved = await delivery.step()
            if not (await processor.step() or moved):
                return

    async def tickets(self):
        return await self.desk.store.tickets.rows(CLOCK)

    async def page(self, number):
        return await self.desk.store.tickets.page(CLOCK, number)

    async def shown(self, place):
        return await self.desk.store.chat_pages.messages(place.channel, viewer=_viewer(place))

    async def root(self):
        """The message under which engineers talk about the newest ticket."""
        cards = [m for m in await self.shown(ROOM) if m.thread is None]
        return str(cards[-1].id)

    async def reads(self, place):
        cards = [decode(m.card).card for m in await self.shown(place) if m.card]
        return "\n".join(str(card) for card in cards)


def author(who):
    return Author(identity=Identity(platform="web", id=who), name=who.title())


def _viewer(place):
    return "maya" if place == MAYA_CHAT else "sam"


def command(who, name, words, *files, **values):
    return Commanded(
        author=author(who),
        channel=MAYA_CHAT if who == "maya" else ROOM,
        name=name,
        words=words,
        said_at=NOON,
        message=f"c{name}{words}",
        is_direct=who == "maya",
        files=files,
        values=values,
    )
