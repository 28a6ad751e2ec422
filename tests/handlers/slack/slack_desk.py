"""A Slack platform with a desk behind it that answers as a test says, on the strict fake."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from time import monotonic

from starlette.applications import Starlette
from starlette.routing import Route

from bot.serving import address_of, bind, serve
from desk.form import Form, fields_of
from desk.outcome import Done
from desk.people import Address
from desk.policy import DeskPolicy, Tier, TierChannel
from desk.policy import Watch as Watching
from desk.ports import NotStoredError
from desk.ticket import Verb
from handlers.handles import Handles
from handlers.slack.app import SlackPlatform
from handlers.slack.options import SlackOptions
from handlers.slack.socket import Watch
from tests.fakes.slack import FakeSlack

MAYA, SAM, LEA = "U0MAYA0001", "U0SAM00001", "U0LEA00001"
HELP, L1 = "C0HELP0001", "C0LONE0001"
SOON = 20.0
"""Slack itself waits three seconds; the machine that tests run on may be busier than any desk."""

MANY = (0.1,) * 100
"""Tries enough for whatever is broken to be mended."""

QUICK = Watch(ping=0.2, every=0.05, connecting=2.0, patience=1.0)

POLICY = DeskPolicy(
    workspace="harbour",
    name="Harbour",
    prefix="SUP",
    timezone="UTC",
    tiers=(
        Tier(
            key="L1",
            title="L1 support",
            calendar="always",
            channels=(TierChannel(address=Address(platform="slack", channel=L1)),),
        ),
    ),
    first_tier="L1",
    calendars=(),
    slas=(),
    watched={Address(platform="slack", channel=HELP): Watching.QUESTIONS},
)

SIGNS = {"ticket": "ticket", "urgent": "rotating_light", "claim": "eyes", "resolve": ""}

RESOLVE = Form(
    id=12,
    verb=Verb.RESOLVE,
    ticket=106,
    person=2,
    version=3,
    fields=fields_of(Verb.RESOLVE, categories=("access", "defect")),
    expires_at=datetime(2026, 11, 24, 10, tzinfo=UTC) + timedelta(hours=1),
    channel=Address(platform="slack", channel=L1),
)


class AnsweringInbox:
    """Keeps letters in memory; who waits is told `answer` at once, or never when it is None."""

    def __init__(self):
        self.letters, self.outcomes, self.puts = {}, {}, []
        self.answer, self.is_broken = Done(), False
        self.language = None
        self.handles = Handles(self.outcome, chosen=self.chosen)

    async def put(self, letter):
        self.puts.append(letter.key)
        if self.is_broken:
            raise NotStoredError
        is_new = letter.key not in self.letters
        self.letters[letter.key] = letter
        if letter.has_handle and self.answer is not None:
            self.outcomes[letter.key] = self.answer
            self.handles.tell(letter.key, self.answer)
        return is_new

    async def outcome(self, key):
        return self.outcomes.get(key)

    async def chosen(self, identity):
        return self.language

    def happened(self):
        """Give the letters that are no roster."""
        return [one for key, one in self.letters.items() if not key.startswith("roster:")]

    def rosters(self):
        letters = (one for key, one in self.letters.items() if key.startswith("roster:"))
        return [json.loads(letter.body) for letter in letters]


class Rig:
    """The fake, the platform on it, and the inbox behind."""

    def __init__(self, slack, platform, inbox):
        self.slack, self.platform, self.inbox = slack, platform, inbox
        self.stop = asyncio.Event()

    async def eventually(self, look, what):
        ends = monotonic() + SOON
        while not (found := look()):
            assert monotonic() < ends, what
            await asyncio.sleep(0.02)
        return found

    async def stored(self, count=1):
        await self.eventually(lambda: len(self.inbox.happened()) >= count, "nothing was stored")
        return self.inbox.happened()

    async def card(self, channel=L1, thread=None):
        """Put a card with buttons up, as delivery would."""
        posted = await self.platform.notifier._client.chat_postMessage(
            channel=channel,
            thread_ts=thread,
            text="SUP-106",
            blocks=[{"type": "actions", "elements": [_button("Claim", 0), _button("Resolve", 4)]}],
        )
        return posted["ts"]


def _button(label, offer):
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": label},
        "action_id": f"{label.lower()}:b:7.{offer}",
        "value": f"b:7.{offer}",
    }


def furnish(slack):
    slack.add_user(MAYA, "maya", real_name="Maya Rossi")
    slack.add_user(SAM, "sam", real_name="Sam Okafor")
    slack.add_user(LEA, "lea", real_name="Lea Hoffmann")
    slack.add_channel(HELP, "help", members=[MAYA, SAM])
    slack.add_channel(L1, "l1-support", members=[SAM, LEA])
    return slack


def platform_on(slack, inbox, *, is_socket=True, **options):
    return SlackPlatform(
        bot_token=slack.bot_token,
        app_token=slack.app_token if is_socket else None,
        signing_secret=None if is_socket else slack.signing_secret,
        api_url=slack.api_url,
        policy=POLICY,
        inbox=inbox,
        handles=inbox.handles,
        now=lambda: datetime.now(UTC),  # noqa: TID251 - the machine's clock of this test
        **{"watch": QUICK, "options": SlackOptions(reactions=SIGNS), **options},
    )


@asynccontextmanager
async def connected(**options):
    """Run the platform over Socket Mode; `options` are those of the fake."""
    slack = furnish(FakeSlack(**{"retry_delays": MANY, "ack_timeout": SOON, **options}))
    async with slack, running(slack) as rig:
        await slack.wait_for_sockets(1, timeout=SOON)
        yield rig


@asynccontextmanager
async def running(slack, *, is_socket=True, **options):
    """Run the platform; `options` are constructor arguments of it."""
    inbox = AnsweringInbox()
    rig = Rig(slack, platform_on(slack, inbox, is_socket=is_socket, **options), inbox)
    task = asyncio.create_task(rig.platform.run(rig.stop))
    try:
        yield rig
    finally:
        rig.stop.set()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(task, SOON)
        await rig.platform.notifier.close()


@asynccontextmanager
async def requested(**options):
    """Run the platform on signed requests to a port of our own."""
    slack = furnish(FakeSlack(**{"retry_delays": MANY, "ack_timeout": SOON, **options}))
    async with slack, running(slack, is_socket=False) as rig:
        paths = rig.platform.endpoints()
        app = Starlette(routes=[Route(path, paths[path], methods=["POST"]) for path in paths])
        bound, stop = bind("127.0.0.1", 0), asyncio.Event()
        bound.listen()
        serving = asyncio.create_task(serve(app, bound, stop))
        rig.requests = slack.use_http(f"{address_of(bound)}/slack/events")
        try:
            yield rig
        finally:
            stop.set()
            await serving
