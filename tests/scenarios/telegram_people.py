"""People in a Telegram: one group with topics, one without."""

from contextlib import asynccontextmanager

from typing_extensions import override

from desk.people import Identity
from handlers.telegram.app import TelegramPlatform
from handlers.telegram.options import TelegramOptions
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_peer import TelegramPeer
from tests.scenarios.people import NAMES, TIERS, People, Seen
from tests.scenarios.waiting import SOON, eventually

TELEGRAM_L1, TELEGRAM_L2, LOBBY = -1001000000001, -1001000000002, -1001000000003

LONGEST = 4096
"""UTF-16 units of a message."""

STICKER = {
    "file_id": "sticker",
    "file_unique_id": "sticker",
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
}


class TelegramPeople(People):
    """They write, reply and tap; forms are asked field by field."""

    name = "telegram"
    world = FakeTelegram
    rooms = (TELEGRAM_L1, TELEGRAM_L2)
    lobby = LOBBY
    faulty = "x" * 2100
    nothing = "-"
    channels = ([f"telegram:{TELEGRAM_L1}"], [f"telegram:{TELEGRAM_L2}"])
    ids = {"maya": 11, "sam": 12, "lea": 13, "nora": 14}

    def __init__(self, telegram):
        self.desk, self.telegram, self._answered = None, telegram, set()
        self.ids = dict(type(self).ids)

    @classmethod
    @asynccontextmanager
    async def arrive(cls):
        async with cls.world() as telegram:
            people = {}
            for who, number in cls.ids.items():
                first, last = NAMES[who].split()
                people[who] = telegram.add_user(number, first, who, last_name=last)
            for room, tier in zip(cls.rooms, (0, 1), strict=True):
                members = [people[who] for who, seat in TIERS.items() if seat == tier]
                telegram.add_group(
                    room, f"L{tier + 1}", forum=tier == 0 and room < -(10**12), members=members
                )
            telegram.add_group(LOBBY, "Lobby", members=[people["maya"], people["sam"]])
            yield cls(telegram)

    async def join(self, desk):
        self.desk = desk
        desk.add(telegram_platform(desk, self.telegram))

    async def ready(self, *, is_working):
        """Engineers are met by their first words: a bot cannot list who is in a group."""
        if not is_working:
            return
        for who, tier in TIERS.items():
            self.telegram.say(self.ids[who], self.rooms[tier], "good morning")
        for who in TIERS:
            await eventually(lambda name=who: self._is_engineer(name), f"{who} was not met")

    def identity(self, who):
        return Identity(platform="telegram", id=str(self.ids[who]))

    def hints(self, who):
        """What taps of this person were answered with."""
        return [answer.text for answer in self.telegram.answers if answer.user.id == self.ids[who]]

    @override
    def direct(self, who):
        return self.ids[who]

    @override
    def mention(self, text):
        return f"@{self.telegram.bot.username} {text}"

    @override
    async def move_in(self, who, name=None):
        self.ids[who] = 1000 + len(self.ids)
        self.telegram.add_user(self.ids[who], name or who.title(), who)

    @override
    async def write_anything(self, who, text):
        """Telegram sends no empty messages; what comes nearest is a sticker."""
        user = self.ids[who]
        if text.strip():
            self.telegram.say(user, user, _cut(text))
        else:
            self.telegram.say(user, user, "", extra={"sticker": STICKER})

    @override
    async def say(self, who, place, text, under=None):
        """Write in the topic of the message where it has one, else as a reply to it."""
        where = {}
        if under is not None:
            where = {"topic": under.under} if under.under else {"reply_to": under.id}
        number = self.telegram.say(self.ids[who], place, text, **where)
        return Seen(id=number, text=text, under=where.get("topic"), is_bots=False)

    async def reply(self, who, place, text, to):
        """Write as a reply to one message, in a topic too."""
        number = self.telegram.say(self.ids[who], place, text, reply_to=to.id)
        return Seen(id=number, text=text, under=to.under, is_bots=False)

    async def edit(self, who, place, message, text):
        self.telegram.edit(self.ids[who], place, message.id, text)

    @override
    async def seen(self, place, viewer):
        return [_seen(message) for message in self.telegram.messages(place)]

    @override
    async def bots(self, place, viewer):
        return [_seen(message) for message in self.telegram.from_bot(place)]

    @override
    async def press(self, who, place, label):
        answer = await self._tap(who, place, label)
        return await self._tap(who, place, "Yes") if answer.text == "Sure?" else answer

    async def _tap(self, who, place, label):
        def find():
            return next(
                (m for m in reversed(self.telegram.from_bot(place)) if label in m.buttons), None
            )

        message = await eventually(find, lambda: f"no button {label!r}: {self._tell(place)}")
        press = self.telegram.press(self.ids[who], place, message.message_id, label)
        return await press.answered(SOON)

    @override
    async def fill(self, who, place, asked, values):
        """Answer field by field: choices by their button, words as a reply to the question."""
        faults = {}
        for name, value in values.items():
            question = await eventually(
                lambda: self._question(place), lambda n=name: f"{n}: {self._tell(place)}"
            )
            self._answered.add((place, question.message_id))
            faults |= {name: question.text} if "Please " in question.text else {}
            label = next((b for b in question.buttons if value.lower() in b.lower()), None)
            if label is not None:
                press = self.telegram.press(self.ids[who], place, question.message_id, label)
                await press.answered(SOON)
            else:
                self.telegram.say(self.ids[who], place, value, reply_to=question.message_id)
        return faults

    @override
    async def give_up(self, who, place, asked):
        """Say that it is not wanted any more: words would be taken for the answer."""
        await eventually(lambda: self._question(place), lambda: self._tell(place))
        await self.command(who, place, "cancel")

    @override
    async def command(self, who, place, line):
        self.telegram.command(self.ids[who], place, line)
        return ""

    def _question(self, place):
        for message in reversed(self.telegram.from_bot(place)):
            is_open = (place, message.message_id) not in self._answered
            if is_open and (message.is_asking_reply or "Stop" in message.buttons):
                return message
        return None

    def _tell(self, place):
        return "\n".join(f"{m.text} {m.buttons}" for m in self.telegram.messages(place))

    async def _is_engineer(self, who):
        account = Identity(platform="telegram", id=str(self.ids[who]))
        actor = await self.desk.store.people.actor(account)
        return actor is not None and bool(actor.tiers)


class TelegramPeerPeople(TelegramPeople):
    """The same people, with a server between them and the desk that no one here wrote."""

    world = TelegramPeer
    can_edit = False


def telegram_platform(desk, telegram):
    return TelegramPlatform(
        token=telegram.token,
        api_url=telegram.api_url,
        options=TelegramOptions(),
        policy=desk.policy,
        inbox=desk.store.inbox,
        handles=desk.handles,
        marks=desk.store.marks,
        leases=desk.store.leases,
        now=desk.clocks.machine,
        alarm=desk.alerts.raise_alert,
        book=desk.store.moves,
    )


def _cut(text):
    """What Telegram's clients send of a long text first."""
    return text.encode("utf-16-le", "surrogatepass")[: LONGEST * 2].decode(
        "utf-16-le", "surrogatepass"
    )


def _seen(message):
    words = " ".join([message.text, *message.buttons])
    return Seen(id=message.message_id, text=words, under=message.topic, is_bots=message.is_from_bot)
