"""People in the strict fake Slack, over Socket Mode."""

from contextlib import asynccontextmanager, suppress
from types import MappingProxyType

from typing_extensions import override

from bot.config_tables import SlackTable
from desk.people import Identity
from handlers.slack.app import SlackPlatform
from handlers.slack.options import SlackOptions
from handlers.slack.shortcuts import ASK, POINT, WORDS
from tests.fakes.slack import BOT_USER_ID, FakeSlack, buttons_of, words_of
from tests.fakes.slack_peer import SlackPeer
from tests.scenarios.people import AGAIN, NAMES, TIERS, People, Seen
from tests.scenarios.waiting import SOON, eventually

SLACK_L1, SLACK_L2, LOBBY = "C0LONE0001", "C0LTWO0001", "C0LOBBY001"
WATCHED, FEW = "C0WATCH001", "G0FEW00001"
MAYA, SAM, LEA, NORA = "U0MAYA0001", "U0SAM00001", "U0LEA00001", "U0NORA0001"
NAGIOS = "B0NAGIOS01"
"""Another program, which is named among those that are heard."""

LONGEST = 40_000
"""Characters of a message; Slack takes no more."""

IDS = {"maya": MAYA, "sam": SAM, "lea": LEA, "nora": NORA}


class SlackPeople(People):
    """They write in threads, tap, and fill in windows."""

    name = "slack"
    rooms = (SLACK_L1, SLACK_L2)
    lobby, watched, few = LOBBY, WATCHED, FEW
    channels = ([f"slack:{SLACK_L1}"], [f"slack:{SLACK_L2}"])
    bot = BOT_USER_ID
    workspace = FakeSlack
    connection = MappingProxyType({})
    """How the platform is connected; nothing: as in production."""

    def __init__(self, slack):
        self.desk, self.slack, self.ids = None, slack, dict(IDS)
        self._tapped = {}

    @classmethod
    @asynccontextmanager
    async def arrive(cls):
        async with cls.workspace() as slack:
            for who, user in IDS.items():
                slack.add_user(user, who, real_name=NAMES[who])
            for room, tier in zip(cls.rooms, (0, 1), strict=True):
                members = [IDS[who] for who, seat in TIERS.items() if seat == tier]
                slack.add_channel(room, f"l{tier + 1}-support", members=members)
            slack.add_channel(LOBBY, "lobby", members=[MAYA, SAM])
            slack.add_channel(WATCHED, "questions", members=[MAYA])
            slack.add_group_chat(FEW, [MAYA, SAM])
            yield cls(slack)

    async def join(self, desk):
        self.desk = desk
        desk.add(slack_platform(desk, self.slack, **self.connection))

    async def ready(self, *, is_working):
        await self.slack.wait_for_sockets(1, timeout=SOON)
        if is_working:
            await eventually(self._knows_engineers, "the rosters were not read")

    async def _knows_engineers(self):
        actor = await self.desk.store.people.actor(Identity(platform="slack", id=NORA))
        return actor is not None and actor.tiers

    @override
    def called(self, who):
        """Their display name."""
        return who

    def identity(self, who):
        return Identity(platform="slack", id=self.ids[who])

    def hints(self, who):
        """What is shown outside the chat: hints anywhere, and windows."""
        hints = [words_of(one.text, one.blocks) for one in self._hints(self.ids[who])]
        return [*hints, *(words_of("", view["blocks"]) for view in self._windows(self.ids[who]))]

    def _hints(self, user):
        return [one for one in self.slack.ephemerals if one.user == user]

    def _windows(self, user):
        return self.slack.views_open(user)

    async def reply(self, who, place, text, to):
        return await self.say(who, place, text, under=to)

    @override
    def direct(self, who):
        return self.slack.dm(self.ids[who])

    @override
    def mention(self, text):
        return f"<@{self.bot}> {text}"

    @override
    def naming(self, who):
        return f"<@{self.ids[who]}>"

    @override
    async def move_in(self, who, name=None):
        self.ids[who] = self.slack.add_user(f"U0{who.upper():0>8}", name or who)

    @override
    async def write_anything(self, who, text):
        await self.say(who, self.direct(who), text[:LONGEST])

    @override
    async def say(self, who, place, text, under=None):
        thread = under and (under.under or under.id)
        ts = await self._post(self.ids[who], place, text, thread)
        return Seen(id=ts, text=text, under=thread, is_bots=False)

    async def edit(self, who, place, message, text):
        """Change one's own words."""
        self.slack.edit_message(place, message.id, text)

    async def take_back(self, who, place, message):
        self.slack.delete_message(place, message.id)

    async def _post(self, user, place, text, thread):
        return self.slack.say(place, user, text, thread_ts=thread)

    @override
    async def seen(self, place, viewer):
        said = [_seen(message) for message in self.slack.messages(place)]
        hints = [
            Seen(id=shown.ts, text=words_of(shown.text, shown.blocks), under=shown.thread_ts)
            for shown in self.slack.ephemerals
            if shown.channel == place and shown.user == self.ids[viewer]
        ]
        return sorted([*said, *hints], key=lambda one: float(one.id))

    @override
    async def press(self, who, place, label):
        user = self.ids[who]
        self._tapped[who] = label

        def find():
            for shown in reversed(self._shown(user, place)):
                if label in buttons_of(shown):
                    return shown["ts"], None
                if (menu := _menu_with(shown, label)) is not None:
                    return shown["ts"], menu
            return None

        ts, menu = await eventually(
            find, lambda: f"no button {label!r}: {self.slack.describe(place)}"
        )
        if menu is None:
            return await self.slack.press(user, place, ts, label)
        return await self.slack.choose(user, place, ts, menu, label)

    def _shown(self, user, place):
        said = [message for message in self.slack.messages(place) if message.get("bot_id")]
        hints = [
            {"ts": one.ts, "blocks": one.blocks}
            for one in self.slack.ephemerals
            if one.channel == place and one.user == user
        ]
        return sorted([*said, *hints], key=lambda message: float(message["ts"]))

    async def _window(self, who, place):
        """Wait for a window; a desk that is busy asks for another tap, and people tap again."""
        for _ in range(AGAIN):
            with suppress(AssertionError):
                return await self.slack.wait_for_view(self.ids[who], timeout=SOON / AGAIN)
            await self.press(who, place, self._tapped[who])
        return await self.slack.wait_for_view(self.ids[who], timeout=SOON)

    @override
    async def fill(self, who, place, asked, values):
        view = await self._window(who, place)
        return (await self.slack.submit(view["id"], self.ids[who], values)).errors

    async def point(self, who, place, message):
        """Choose *Create ticket* in the menu of a message."""
        await self.slack.message_shortcut(self.ids[who], place, message.id, POINT)

    async def report(self, place, text, detail=None, under=None):
        """Let another program speak, as those that watch machines do."""
        shown = {"attachments": [{"fallback": detail, "text": detail}]} if detail else {}
        thread = under and under.id
        ts = self.slack.report(place, NAGIOS, text, thread_ts=thread, username="Nagios", **shown)
        return Seen(id=ts, text=text, under=thread, is_bots=True)

    async def react(self, who, place, message, sign):
        """Put an emoji on a message."""
        self.slack.react(self.ids[who], place, message.id, sign)

    async def ask_from_anywhere(self, who, text):
        """Use the shortcut *Ask for help*, and give what its window says then."""
        await self.slack.global_shortcut(self.ids[who], ASK)
        view = await self.slack.wait_for_view(self.ids[who], timeout=SOON)
        ack = await self.slack.submit(view["id"], self.ids[who], {WORDS: text})
        return words_of("", ack.payload["view"]["blocks"])

    async def home(self, who, text):
        """Open one's Home tab, and wait until it shows something."""
        self.slack.open_home(self.ids[who])
        return await self.home_shows(who, text)

    async def home_shows(self, who, text):
        view = await self.slack.wait_for_home(self.ids[who], text, timeout=SOON)
        return words_of("", view["blocks"])

    async def press_at_home(self, who, button):
        await self.slack.press_home(self.ids[who], button)

    @override
    async def command(self, who, place, line):
        ack = await self.slack.command(self.ids[who], place, "/support", line)
        return words_of((ack.payload or {}).get("text", ""), (ack.payload or {}).get("blocks", ()))


class SlackPeerPeople(SlackPeople):
    """The same people in a workspace that no one here wrote."""

    @classmethod
    @asynccontextmanager
    async def arrive(cls):
        rooms = {LOBBY: ("lobby", [MAYA, SAM]), WATCHED: ("questions", [MAYA])}
        for room, tier in zip(cls.rooms, (0, 1), strict=True):
            members = [IDS[who] for who, seat in TIERS.items() if seat == tier]
            rooms[room] = (f"l{tier + 1}-support", members)
        async with SlackPeer({user: who for who, user in IDS.items()}, rooms) as slack:
            yield cls(slack)

    @override
    async def _post(self, user, place, text, thread):
        return await self.slack.say(place, user, text, thread_ts=thread)

    @override
    async def edit(self, who, place, message, text):
        await self.slack.edit_message(place, message.id, text)

    @override
    async def take_back(self, who, place, message):
        await self.slack.delete_message(place, message.id)

    @override
    async def react(self, who, place, message, sign):
        await self.slack.react(self.ids[who], place, message.id, sign)

    @override
    async def home(self, who, text):
        await self.slack.open_home(self.ids[who])
        return await self.home_shows(who, text)


def _menu_with(message, label):
    """The menu that holds the label, or None."""
    for block in message.get("blocks", []):
        for element in block.get("elements", []):
            options = element.get("options", []) if isinstance(element, dict) else []
            if any(option["text"]["text"] == label for option in options):
                return element["action_id"]
    return None


def _seen(message):
    root = message.get("thread_ts")
    return Seen(
        id=message["ts"],
        text=words_of(message),
        under=root if root != message["ts"] else None,
        is_bots=bool(message.get("bot_id")),
    )


def slack_platform(desk, slack, **connection):
    return SlackPlatform(
        bot_token=slack.bot_token,
        app_token=slack.app_token,
        signing_secret=None,
        api_url=slack.api_url,
        options=SlackOptions(reactions=SlackTable().reactions, bots=frozenset({NAGIOS})),
        policy=desk.policy,
        inbox=desk.store.inbox,
        handles=desk.handles,
        now=desk.clocks.machine,
        marks=desk.store.marks,
        **connection,
    )
