"""Who lives through the loop, and what do they do when nothing happens?

Words are said once: the platform tells the program again until they are acknowledged. A button is
pressed again only by somebody who saw that the press failed, or that nothing came of it.
"""

import asyncio
from contextlib import asynccontextmanager

from tests.fakes.slack import BOT_USER_ID, FakeSlack, ImpossibleActError, buttons_of, words_of
from tests.fakes.telegram import FakeTelegram

QUESTION = "The invoices page shows error 500 since this morning"
REPLY = "Which browser do you use?"
ANSWER = "It is Firefox 140"
RESOLUTION = "Fixed in release 5.12.2"
LOG = ("shop.log", b"500 at 08:12\n" * 99)
PATCH = ("patch.txt", b"clear the cache\n" * 99)

PATIENCE = 60.0
"""The machine is busy, and a killed program takes its time to come back."""

AGAIN = 2.0
"""How long a person looks before trying again."""


async def until(look, what, patience=PATIENCE):
    ends = asyncio.get_running_loop().time() + patience
    while not (found := look()):
        if asyncio.get_running_loop().time() > ends:
            raise AssertionError(what())
        await asyncio.sleep(0.02)
    return found


async def is_soon(look, patience=AGAIN):
    try:
        await until(look, str, patience)
    except AssertionError:
        return False
    return True


async def insist(deed, look, what):
    """Do it until it shows, looking a while each time."""
    ends = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < ends:
        if look():
            return
        await deed()
        if await is_soon(look):
            return
    raise AssertionError(what())


class Loop:
    """Ask, get a ticket, be claimed, be asked back, answer, be helped, rate."""

    async def live(self):
        for step in (self.ask, self.claim, self.reply, self.answer, self.resolve, self.rate):
            await step()

    async def send_files(self):
        """Ask, send a log along, and get a patch back."""
        for step in (self.ask, self.send_log, self.send_patch):
            await step()

    async def _brought(self, place, file):
        await until(lambda: file in self.files_in(place), self.describe)


class SlackPeople(Loop):
    """Maya asks in a direct message, Sam helps in a channel."""

    repeats = False
    room = "C0LONE0001"
    maya, sam = "U0MAYA0001", "U0SAM00001"

    def __init__(self, slack):
        self.fake = slack
        self.desk = slack.dm(self.maya)
        self.address = f"slack:{self.room}"
        self.tokens = (slack.bot_token, slack.app_token)

    @classmethod
    @asynccontextmanager
    async def open(cls):
        slack = FakeSlack(deliver_later=True, retry_delays=(0.3, 0.3, 0.3), ack_timeout=1.5)
        async with slack:
            slack.add_user(cls.maya, "maya")
            slack.add_user(cls.sam, "sam")
            slack.add_channel(cls.room, "l1-support", members=[cls.sam])
            yield cls(slack)

    async def ask(self):
        self.fake.say(self.desk, self.maya, QUESTION)
        await self._shown(self.desk, "SUP-101")
        await self._shown(self.room, "SUP-101")

    async def claim(self):
        await self._press(self.sam, self.room, "Claim", "In progress")

    async def reply(self):
        card = self._bots(self.room)[0]["ts"]
        self.fake.mention(self.room, self.sam, REPLY, thread_ts=card)
        await self._shown(self.desk, REPLY)

    async def answer(self):
        card = self._bots(self.desk)[0]["ts"]
        self.fake.say(self.desk, self.maya, ANSWER, thread_ts=card)
        await self._shown(self.room, ANSWER)

    async def resolve(self):
        await insist(self._resolve, lambda: self._reads(self.desk, RESOLUTION), self.describe)

    async def rate(self):
        await self._press(self.maya, self.desk, "5 😀", "5 of 5")
        await self._shown(self.room, "5 of 5")

    async def send_log(self):
        card = self._bots(self.desk)[0]["ts"]
        self.fake.say(self.desk, self.maya, ANSWER, thread_ts=card, files=[LOG])
        await self._brought(self.room, LOG)

    async def send_patch(self):
        card = self._bots(self.room)[0]["ts"]
        words = f"<@{BOT_USER_ID}> {REPLY}"
        self.fake.say(self.room, self.sam, words, thread_ts=card, files=[PATCH])
        await self._brought(self.desk, PATCH)

    def files_in(self, place):
        """The files that the bot brought to a place, each time it did."""
        shown = [file for said in self._bots(place) for file in said.get("files", ())]
        return [(file["name"], self.fake.world.files[file["id"]].content) for file in shown]

    def told_to(self, place):
        """What stands in a place now, message by message, in the bot's words."""
        return [words_of(message) for message in self._bots(place)]

    def posted(self, place):
        """What was said there at first, by what the fake accepted."""
        calls = [call.args for call in self.fake.calls_of("chat.postMessage")]
        here = {place, self.maya} if place == self.desk else {place}
        return [words_of(said["text"], said["blocks"]) for said in calls if said["channel"] in here]

    def doubles(self):
        """The keys that were accepted more than once, and how often."""
        said = self.fake.posts_by_key()
        return {key: times for key, times in said.items() if times > 1}

    def describe(self):
        shown = [self.fake.describe(place) for place in (self.desk, self.room)]
        return "\n".join([*shown, *self.fake.problems])

    async def _resolve(self):
        if not self.fake.views_open(self.sam):
            await self._tap(self.sam, self.room, "Resolve")
        if await is_soon(lambda: self.fake.views_open(self.sam)):
            view = self.fake.views_open(self.sam)[-1]
            values = {"text": RESOLUTION, "category": "defect"}
            await self.fake.submit(view["id"], self.sam, values)

    async def _press(self, who, place, label, then):
        await insist(
            lambda: self._tap(who, place, label), lambda: self._reads(place, then), self.describe
        )

    async def _tap(self, who, place, label):
        def look():
            found = [m["ts"] for m in self._bots(place) if label in buttons_of(m)]
            return found[-1] if found else None

        await is_soon(lambda: self.fake.sockets.open_sockets, PATIENCE / 2)
        if await is_soon(look):
            try:
                await self.fake.press(who, place, look(), label)
            except ImpossibleActError:
                return  # it was redrawn meanwhile

    def _bots(self, place):
        return self.fake.messages(place, by=BOT_USER_ID)

    def _reads(self, place, words):
        return any(words in told for told in self.told_to(place))

    async def _shown(self, place, words):
        await until(lambda: self._reads(place, words), lambda: f"{words!r}: {self.describe()}")


class TelegramPeople(Loop):
    """Maya asks in a private chat, Sam helps in a group with topics."""

    repeats = True
    room = -1001000000001
    maya, sam = 11, 12

    def __init__(self, telegram):
        self.fake = telegram
        self.desk = self.maya
        self.address = f"telegram:{self.room}"
        self.tokens = (telegram.token,)
        self._answered = set()

    @classmethod
    @asynccontextmanager
    async def open(cls):
        async with FakeTelegram() as telegram:
            telegram.add_user(cls.maya, "Maya", "maya")
            telegram.add_user(cls.sam, "Sam", "sam")
            telegram.add_group(cls.room, "L1", forum=True, members=[cls.sam])
            telegram.start(cls.maya)
            telegram.say(cls.sam, cls.room, "good morning")
            yield cls(telegram)

    async def ask(self):
        self.fake.say(self.maya, self.maya, QUESTION)
        await self._shown(self.desk, "SUP-101")
        await self._shown(self.room, "Claim", in_buttons=True)

    async def claim(self):
        await self._tap(self.sam, self.room, "Claim")
        await self._shown(self.room, "In progress")

    async def reply(self):
        card = self._with_button(self.room, "Resolve")
        self.fake.say(
            self.sam, self.room, f"@{self.fake.bot.username} {REPLY}", **self._beside(card)
        )
        await self._shown(self.desk, REPLY)

    async def answer(self):
        said = next(m for m in self.fake.from_bot(self.desk) if REPLY in m.text)
        self.fake.say(self.maya, self.maya, ANSWER, reply_to=said.message_id)
        await self._shown(self.room, ANSWER)

    async def resolve(self):
        await insist(self._resolve, self._is_resolved, self.describe)

    async def rate(self):
        await self._tap(self.maya, self.desk, "5 😀")
        await self._shown(self.desk, "5 of 5")
        await self._shown(self.room, "5 of 5")

    async def send_log(self):
        said = self.fake.from_bot(self.desk)[-1]
        reply = {"caption": ANSWER, "reply_to": said.message_id}
        self.fake.send_document(self.maya, self.maya, *LOG, **reply)
        await self._brought(self.room, LOG)

    async def send_patch(self):
        card = self._with_button(self.room, "Claim")
        words = f"@{self.fake.bot.username} {REPLY}"
        beside = self._beside(card)
        self.fake.send_document(self.sam, self.room, *PATCH, caption=words, **beside)
        await self._brought(self.desk, PATCH)

    def files_in(self, place):
        shown = [said.media["document"] for said in self.fake.from_bot(place) if said.media]
        files = self.fake.world.files
        return [(one["file_name"], files.get(one["file_id"]).content) for one in shown]

    def told_to(self, place):
        return [message.text for message in self.fake.from_bot(place)]

    def posted(self, place):
        return [(m.earlier or [m.text])[0] for m in self.fake.from_bot(place)]

    def doubles(self):
        return {}

    def describe(self):
        return "\n".join(
            f"{m.message_id} {m.topic or ''} {m.text!r} {_labels(m)}"
            for place in (self.desk, self.room)
            for m in self.fake.messages(place)
        )

    async def _resolve(self):
        """Tap once and answer one question after the other, as long as any come."""
        if self._question() is None:
            await until(
                lambda: self._with_button(self.room, "Resolve") or self._is_resolved(),
                self.describe,
            )
        if self._question() is None and not self._is_resolved():
            await self._tap(self.sam, self.room, "Resolve")
        while await is_soon(lambda: self._question() or self._is_resolved(), 5 * AGAIN):
            if self._is_resolved():
                return
            self._fill(self._question())

    def _is_resolved(self):
        return self._reads(self.desk, RESOLUTION)

    def _fill(self, question):
        self._answered.add(question.message_id)
        choice = next((label for label in _labels(question) if "defect" in label.lower()), None)
        if choice is not None:
            self.fake.press(self.sam, self.room, question.message_id, choice)
        else:
            self.fake.say(self.sam, self.room, RESOLUTION, **self._beside(question))

    def _question(self):
        """The form's newest question that was not answered."""
        asked = [m for m in self.fake.from_bot(self.room) if "Resolve SUP-101 · " in m.text]
        return asked[-1] if asked and asked[-1].message_id not in self._answered else None

    def _beside(self, message):
        place = {"topic": message.topic} if message.topic else {}
        return {"reply_to": message.message_id, **place}

    async def _tap(self, who, place, label):
        message = await until(
            lambda: self._with_button(place, label), lambda: f"no {label!r}: {self.describe()}"
        )
        self.fake.press(who, place, message.message_id, label)

    def _with_button(self, place, label):
        found = [m for m in self.fake.from_bot(place) if label in _labels(m)]
        return found[-1] if found else None

    def _reads(self, place, words):
        return any(words in told for told in self.told_to(place))

    async def _shown(self, place, words, *, in_buttons=False):
        def look():
            if in_buttons:
                return self._with_button(place, words)
            return self._reads(place, words)

        await until(look, lambda: f"{words!r}: {self.describe()}")


def _labels(message):
    rows = (message.markup or {}).get("inline_keyboard", [])
    return [one["text"] for row in rows for one in row]


PEOPLE = {"slack": SlackPeople, "telegram": TelegramPeople}
