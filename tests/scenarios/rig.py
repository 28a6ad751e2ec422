"""The whole program in one test: a desk on SQLite, and people on one of three platforms.

A stage says what people do and see in the words of the trade, so that one scenario runs on the
page's chat, on Slack and on Telegram alike.
"""

import asyncio
import json
import re
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from bot.config import parse
from bot.delivery import Patience
from bot.program import workers
from bot.wiring import add_web, build, machine_now
from desk.inbound import Author
from desk.outcome import Ask, Done, FieldFaults, Refused, Show
from desk.people import Address, Identity
from handlers.cards.catalogue import draw_outcome, fault_words
from handlers.slack.app import SlackPlatform
from handlers.slack.options import SlackOptions
from handlers.telegram.app import TelegramPlatform
from handlers.telegram.options import TelegramOptions
from handlers.web.card_json import decode
from handlers.web.listeners import Place, Press, Receiver, Sender, Submission
from storage import migrate
from tests.fakes.slack import BOT_USER_ID, FakeSlack, buttons_of, words_of
from tests.fakes.telegram import FakeTelegram

SOON = 20.0

QUICK = Patience(
    lease=timedelta(seconds=3),
    least_lease=timedelta(seconds=1),
    quarantine=timedelta(seconds=1),
    second_look=timedelta(seconds=0.3),
    poll=0.1,
    drain=1.0,
)

CONFIG = """
[desk]
name = "Harbour"
[tiers.L1]
title = "L1 support"
channels = [{first}]
calendar = "always"
[tiers.L2]
title = "L2 support"
channels = [{second}]
calendar = "always"
[calendars.always]
hours = "24/7"
[[sla]]
calendar = "always"
first_response = "2h"
resolution = "3d"
"""

SLACK_L1, SLACK_L2 = "C0LONE0001", "C0LTWO0001"
MAYA, SAM, LEA, NORA = "U0MAYA0001", "U0SAM00001", "U0LEA00001", "U0NORA0001"
TELEGRAM_L1, TELEGRAM_L2 = -1001000000001, -1001000000002


async def eventually(look, what, patience=SOON):
    """Wait until `look` gives something true, and give that."""
    ends = asyncio.get_running_loop().time() + patience
    while True:
        found = await look() if asyncio.iscoroutinefunction(look) else look()
        if found:
            return found
        if asyncio.get_running_loop().time() > ends:
            raise AssertionError(what() if callable(what) else what)
        await asyncio.sleep(0.03)


async def build_desk(url, first, second, **options):
    """Build a desk with two tiers on a database that may be new."""
    await asyncio.to_thread(migrate.upgrade, url)
    text = CONFIG.format(first=json.dumps(first)[1:-1], second=json.dumps(second)[1:-1])
    return await build(url, parse(text, "firstline.toml"), **options)


@asynccontextmanager
async def desk_on(url, first, second):
    """Build a desk with two tiers; platforms are added by the stage before `running`."""
    desk = await build_desk(url, first, second, patience=QUICK)
    add_web(desk, changed=lambda: None)
    try:
        yield desk
    finally:
        await desk.close()


@asynccontextmanager
async def running(desk):
    """Run all workers until the block ends."""
    stop = asyncio.Event()
    await desk.store.outbox.clear_dead_leases()
    tasks = [asyncio.create_task(service(stop)) for service in workers(desk)]
    try:
        yield
    finally:
        stop.set()
        done, late = await asyncio.wait(tasks, timeout=5)
        for task in late:
            task.cancel()
        for task in done:
            with suppress(asyncio.CancelledError):
                task.result()
        assert not late, "a worker did not stop"


class WebStage:
    """People on the page's own chat."""

    name = "web"
    rooms = ("l1-support", "l2-support")
    channels = (["web:l1-support"], ["web:l2-support"])

    def __init__(self, desk):
        self.desk, self.count = desk, 0
        self.receiver = Receiver(inbox=desk.store.inbox, handles=desk.handles, chat=desk.store.chat)

    @classmethod
    @asynccontextmanager
    async def open(cls, url):
        async with desk_on(url, *cls.channels) as desk:
            stage = cls(desk)
            await stage.seat()
            async with running(desk):
                yield stage

    async def seat(self):
        for channel, people in (("l1-support", ["sam", "lea"]), ("l2-support", ["nora"])):
            await self.desk.store.chat.seat(channel, people)
            async with self.desk.store.begin() as work:
                for one in people:
                    person = await work.people.meet(_web(one))
                    await work.people.join(Address(platform="web", channel=channel), person.id)
                await work.commit(Done())
        await self.desk.store.chat.seat("dm:maya", ["maya"])

    def sender(self, who):
        self.count += 1
        return Sender(author=_web(who), form_key=f"k{self.count}")

    async def ask(self, text):
        return await self.receiver.say(
            self.sender("maya"), Place(channel="dm:maya"), text, machine_now()
        )

    async def answer_in_thread(self, text):
        """The requester writes under the newest card of the bot."""
        newest = (await self.shown("dm:maya", "maya"))[-1]
        root = newest.thread or newest.id
        place = Place(channel="dm:maya", thread=root)
        return await self.receiver.say(self.sender("maya"), place, text, machine_now())

    async def talk(self, who, text, *, tier=0):
        """An engineer writes in the thread of the newest card."""
        roots = [m for m in await self.shown(self.rooms[tier], who) if m.thread is None]
        place = Place(channel=self.rooms[tier], thread=roots[-1].id)
        return await self.receiver.say(self.sender(who), place, text, machine_now())

    def mention(self, text):
        return f"@firstline {text}"

    async def requester_presses(self, label):
        return await self.press("maya", "dm:maya", label)

    async def engineer_presses(self, who, label, *, tier=0):
        return await self.press(who, self.rooms[tier], label)

    async def press(self, who, channel, label):
        async def find():
            for message in reversed(await self.shown(channel, who)):
                drawn = decode(message.card) if message.card else None
                for button in drawn.card.buttons if drawn and drawn.button is not None else ():
                    if button.label == label:
                        return message, drawn.button, button.offer
            return None

        message, row, offer = await eventually(find, f"no button {label!r} in {channel}")
        press = Press(
            place=Place(channel=channel, thread=message.thread),
            message=message.id,
            button=row,
            offer=offer,
        )
        return await self.receiver.press(self.sender(who), press, machine_now())

    async def fills(self, who, asked, **values):
        assert isinstance(asked, Ask), asked
        filled = Submission(place=Place(channel="x"), form=asked.form.id, values=values)
        outcome = await self.receiver.submit(self.sender(who), filled, machine_now())
        return fault_words(outcome, "en") if isinstance(outcome, FieldFaults) else {}

    def told(self, outcome):
        if isinstance(outcome, Refused | Show):
            return draw_outcome(outcome, "en").text
        return ""

    async def shown(self, channel, viewer):
        return await self.desk.store.chat_pages.messages(channel, viewer=viewer, limit=200)

    async def text_of(self, channel, viewer):
        parts = []
        for message in await self.shown(channel, viewer):
            if not message.is_deleted:
                parts.append(message.text + " " + " ".join(message.reactions))
                parts.append(re.sub(r'[{}"\[\]]', " ", message.card or ""))
        return "\n".join(parts)

    async def requester_sees(self, text):
        await self._sees("dm:maya", "maya", text)

    async def requester_reads(self):
        return await self.text_of("dm:maya", "maya")

    async def engineers_see(self, text, *, tier=0, viewer="sam"):
        await self._sees(self.rooms[tier], viewer if tier == 0 else "nora", text)

    async def engineers_read(self, *, tier=0):
        return await self.text_of(self.rooms[tier], "sam" if tier == 0 else "nora")

    async def _sees(self, channel, viewer, text):
        async def look():
            return text in await self.text_of(channel, viewer)

        seen = await self.text_of(channel, viewer)
        await eventually(look, lambda: f"{text!r} is not in {channel}:\n{seen}")


def _web(who):
    names = {
        "maya": "Maya Rossi",
        "sam": "Sam Okafor",
        "lea": "Lea Hoffmann",
        "nora": "Nora Haddad",
    }
    return Author(identity=Identity(platform="web", id=who), name=names[who])


class SlackStage:
    """People in the strict fake Slack, over Socket Mode."""

    name = "slack"
    channels = ([f"slack:{SLACK_L1}"], [f"slack:{SLACK_L2}"])
    ids = {"maya": MAYA, "sam": SAM, "lea": LEA, "nora": NORA}

    def __init__(self, desk, slack):
        self.desk, self.slack = desk, slack
        self.rooms = (SLACK_L1, SLACK_L2)

    @classmethod
    @asynccontextmanager
    async def open(cls, url):
        async with FakeSlack() as slack, desk_on(url, *cls.channels) as desk:
            people = {MAYA: "maya", SAM: "sam", LEA: "lea", NORA: "nora"}
            for user, name in people.items():
                slack.add_user(user, name)
            slack.add_channel(SLACK_L1, "l1-support", members=[SAM, LEA])
            slack.add_channel(SLACK_L2, "l2-support", members=[NORA])
            stage = cls(desk, slack)
            desk.add(slack_platform(desk, slack))
            async with running(desk):
                await slack.wait_for_sockets(1, timeout=SOON)
                await stage.know_engineers()
                yield stage

    async def know_engineers(self):
        async def look():
            actor = await self.desk.store.people.actor(Identity(platform="slack", id=NORA))
            return actor is not None and actor.tiers

        await eventually(look, "the rosters were not read")

    async def ask(self, text):
        return self.slack.say(self.slack.dm(MAYA), MAYA, text)

    async def answer_in_thread(self, text):
        newest = self._bots(self.slack.dm(MAYA))[-1]
        return self.slack.say(self.slack.dm(MAYA), MAYA, text, thread_ts=_root(newest))

    async def talk(self, who, text, *, tier=0):
        roots = [m for m in self._bots(self.rooms[tier]) if _root(m) == m["ts"]]
        channel = self.rooms[tier]
        return self.slack.say(channel, self.ids[who], text, thread_ts=roots[-1]["ts"])

    def mention(self, text):
        return f"<@{BOT_USER_ID}> {text}"

    async def requester_presses(self, label):
        return await self.press("maya", self.slack.dm(MAYA), label)

    async def engineer_presses(self, who, label, *, tier=0):
        return await self.press(who, self.rooms[tier], label)

    async def press(self, who, channel, label):
        user = self.ids[who]

        def find():
            for message in reversed(self._bots(channel)):
                if label in buttons_of(message):
                    return message["ts"], _menu_with(message, label)
            for shown in reversed(self.slack.ephemerals):
                if shown.user == user and label in json.dumps(shown.blocks):
                    return shown.ts, None
            return None

        found = await eventually(
            find, lambda: f"no button {label!r}: {self.slack.describe(channel)}"
        )
        ts, menu = found
        if menu is None:
            return await self.slack.press(user, channel, ts, label)
        return await self.slack.choose(user, channel, ts, menu, label)

    async def fills(self, who, asked, **values):
        view = await self.slack.wait_for_view(self.ids[who], timeout=SOON)
        ack = await self.slack.submit(view["id"], self.ids[who], values)
        return (ack.payload or {}).get("errors", {})

    def told(self, outcome):
        return ""

    def _bots(self, channel):
        return [m for m in self.slack.messages(channel) if m.get("bot_id")]

    async def requester_sees(self, text):
        await self.slack.wait_for_message(self.slack.dm(MAYA), text, timeout=SOON)

    async def requester_reads(self):
        return "\n".join(words_of(m) for m in self._bots(self.slack.dm(MAYA)))

    async def engineers_see(self, text, *, tier=0, viewer="sam"):
        def look():
            return text in self._text(self.rooms[tier])

        await eventually(look, lambda: f"{text!r}: {self.slack.describe(self.rooms[tier])}")

    async def engineers_read(self, *, tier=0):
        return self._text(self.rooms[tier])

    def _text(self, channel):
        said = [words_of(m) for m in self.slack.messages(channel)]
        hints = [words_of(e.text, e.blocks) for e in self.slack.ephemerals if e.channel == channel]
        return "\n".join([*said, *hints])


def _menu_with(message, label):
    """The menu that holds the label, or None where it is a button of its own."""
    for block in message.get("blocks", []):
        for element in block.get("elements", []):
            options = element.get("options", []) if isinstance(element, dict) else []
            if any(option["text"]["text"] == label for option in options):
                return element["action_id"]
    return None


def _root(message):
    return message.get("thread_ts") or message["ts"]


def slack_platform(desk, slack):
    return SlackPlatform(
        bot_token=slack.bot_token,
        app_token=slack.app_token,
        signing_secret=None,
        api_url=slack.api_url,
        options=SlackOptions(),
        policy=desk.policy,
        inbox=desk.store.inbox,
        handles=desk.handles,
        now=desk.clocks.machine,
    )


class TelegramStage:
    """People in the strict fake Telegram: one group with topics, one without."""

    name = "telegram"
    channels = ([f"telegram:{TELEGRAM_L1}"], [f"telegram:{TELEGRAM_L2}"])
    ids = {"maya": 11, "sam": 12, "lea": 13, "nora": 14}

    def __init__(self, desk, telegram):
        self.desk, self.telegram = desk, telegram
        self._answered = set()
        self.rooms = (TELEGRAM_L1, TELEGRAM_L2)

    @classmethod
    @asynccontextmanager
    async def open(cls, url):
        async with FakeTelegram() as telegram, desk_on(url, *cls.channels) as desk:
            people = {key: telegram.add_user(n, key.title(), key) for key, n in cls.ids.items()}
            telegram.add_group(
                TELEGRAM_L1, "L1", forum=True, members=[people["sam"], people["lea"]]
            )
            telegram.add_group(TELEGRAM_L2, "L2", members=[people["nora"]])
            telegram.start(people["maya"])
            stage = cls(desk, telegram)
            desk.add(telegram_platform(desk, telegram))
            async with running(desk):
                for who, chat in (("sam", 0), ("lea", 0), ("nora", 1)):
                    telegram.say(cls.ids[who], stage.rooms[chat], "good morning")
                await stage.know_engineers()
                yield stage

    async def know_engineers(self):
        async def look():
            found = []
            for who in ("sam", "lea", "nora"):
                account = Identity(platform="telegram", id=str(self.ids[who]))
                actor = await self.desk.store.people.actor(account)
                found.append(actor is not None and bool(actor.tiers))
            return all(found)

        await eventually(look, "the engineers were not met")

    async def ask(self, text):
        return self.telegram.say(self.ids["maya"], self.ids["maya"], text)

    async def answer_in_thread(self, text):
        newest = self.telegram.from_bot(self.ids["maya"])[-1]
        user = self.ids["maya"]
        return self.telegram.say(user, user, text, reply_to=newest.message_id)

    async def talk(self, who, text, *, tier=0):
        if tier == 0:
            topic = self.telegram.topics(TELEGRAM_L1)[-1]
            return self.telegram.say(self.ids[who], TELEGRAM_L1, text, topic=topic)
        newest = self.telegram.from_bot(TELEGRAM_L2)[-1]
        return self.telegram.say(self.ids[who], TELEGRAM_L2, text, reply_to=newest.message_id)

    def mention(self, text):
        return f"@{self.telegram.bot.username} {text}"

    async def requester_presses(self, label):
        return await self.press("maya", self.ids["maya"], label)

    async def engineer_presses(self, who, label, *, tier=0):
        return await self.press(who, self.rooms[tier], label)

    async def press(self, who, chat, label):
        def find():
            for message in reversed(self.telegram.from_bot(chat)):
                if label in _labels(message):
                    return message
            return None

        message = await eventually(find, lambda: f"no button {label!r}: {self._text(chat)}")
        press = self.telegram.press(self.ids[who], chat, message.message_id, label)
        answer = await press.answered()
        if answer.text == "Sure?":
            press = self.telegram.press(self.ids[who], chat, message.message_id, "Yes")
            answer = await press.answered()
        return answer

    async def fills(self, who, asked, **values):
        """Answer field by field: choices by their button, words as a reply to the question."""
        chat = asked_in = self.rooms[0]
        faults = {}
        for name, value in values.items():
            question = await eventually(lambda: self._question(asked_in), f"{name} was not asked")
            data = next((d for d in _datas(question) if value.lower() in d[0].lower()), None)
            if data is not None:
                press = self.telegram.press(self.ids[who], chat, question.message_id, data[0])
                await press.answered()
            else:
                place = {"topic": question.topic} if question.topic else {}
                self.telegram.say(self.ids[who], chat, value, reply_to=question.message_id, **place)
            self._answered.add(question.message_id)
        return faults

    def _question(self, chat):
        for message in reversed(self.telegram.from_bot(chat)):
            is_question = message.is_asking_reply or "Stop" in _labels(message)
            if is_question and message.message_id not in self._answered:
                return message
        return None

    def told(self, answer):
        return answer.text or ""

    def _text(self, chat):
        return "\n".join(m.text or "" for m in self.telegram.messages(chat))

    async def requester_sees(self, text):
        await self._sees(self.ids["maya"], text)

    async def requester_reads(self):
        return "\n".join(m.text or "" for m in self.telegram.from_bot(self.ids["maya"]))

    async def engineers_see(self, text, *, tier=0, viewer="sam"):
        await self._sees(self.rooms[tier], text)

    async def engineers_read(self, *, tier=0):
        return self._text(self.rooms[tier])

    async def _sees(self, chat, text):
        def look():
            return text in self._text(chat)

        await eventually(look, lambda: f"{text!r} is not in {chat}:\n{self._text(chat)}")


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
    )


def _labels(message):
    return [label for label, _ in _datas(message)]


def _datas(message):
    rows = (message.markup or {}).get("inline_keyboard", [])
    return [(one["text"], one.get("callback_data")) for row in rows for one in row]


STAGES = {stage.name: stage for stage in (WebStage, SlackStage, TelegramStage)}
