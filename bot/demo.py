"""How does somebody see the whole loop in a minute, with nothing set up?

The demo is a desk on a database that is marked as one: sample people whom one may play, a week of
history acted out by the real actions under a moved clock, and a clock that can be moved on.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from bot.demo_story import ENGINEERS, MANAGER, REQUESTERS, STORY, Beat, Case
from bot.inner import Order, order_letter
from bot.passing import LIMITS, Limits, Passing
from bot.wiring import Desk
from desk.inbound import Author
from desk.outcome import Done
from desk.people import Address, Identity
from desk.ticket import Verb
from handlers.web.card_json import decode
from handlers.web.channels import direct_channel
from handlers.web.listeners import Place, Press, Receiver, Sender
from handlers.web.live import Signal
from handlers.web.services import DemoControls, Passed, SamplePerson

if TYPE_CHECKING:
    from bot.clocks import Clocks

DEMO: Final = "demo"
"""The mark of a database in which one may be anybody."""

READY: Final = "ready"
"""What the mark says once the history is whole; before that a start begins anew."""

_NAMES: Final = {
    **REQUESTERS,
    **{key: name for team in ENGINEERS.values() for key, name in team.items()},
    **MANAGER,
}
_UNHURRIED: Final = Limits(moments=100_000, seconds=600)
_ON_CARDS: Final = frozenset({Verb.SOLVED, Verb.RATE, Verb.CANCEL})


class Controls(DemoControls):
    """What one can do in a demo only."""

    def __init__(self, desk: Desk, signal: Signal, *, limits: Limits = LIMITS) -> None:
        self._desk = desk
        self._signal = signal
        self._limits = limits
        self._delivery = desk.delivery()
        self._moving = asyncio.Lock()

    @override
    async def people(self) -> Sequence[SamplePerson]:
        """Name the sample people, requesters first."""
        engineers = [SamplePerson(id=key, name=name, is_engineer=True) for key, name in _staff()]
        requesters = [SamplePerson(id=key, name=name) for key, name in REQUESTERS.items()]
        managers = [
            SamplePerson(id=key, name=name, is_engineer=True) for key, name in MANAGER.items()
        ]
        return [*requesters, *engineers, *managers]

    @override
    async def move(self, by: timedelta) -> Passed:
        """Move the desk's clock on, through all that falls due on the way.

        One move after the other, each from where the last one ended.
        """
        async with self._moving:
            return await self._pass(self._desk.clocks.desk() + by)

    @override
    async def move_to_next(self) -> Passed:
        """Move the desk's clock to where something falls due next, if anything does."""
        async with self._moving:
            now = self._desk.clocks.desk()
            return await self._pass(await self._desk.store.due.next_at(now) or now)

    async def _pass(self, moment: datetime) -> Passed:
        store = self._desk.store
        before = (await store.audits.end()).event
        stopped_at = await Passing(self._desk, self._settle, limits=self._limits).until(moment)
        await self._desk.tick.sweep()
        self._signal.tell()
        return Passed(
            happened=await store.due.happened(before),
            left=await store.due.count(stopped_at, moment) if stopped_at else 0,
        )

    async def _settle(self) -> None:
        """Send what was said, with the clock where it was said."""
        while await self._delivery.step():
            pass


async def prepare(desk: Desk) -> None:
    """Make the demo's people and history, unless the database has them already.

    Nobody is served before it is whole, and one that was cut off is made anew: the disk need not
    be waited for at each of its commits.
    """
    if await desk.store.marks.get(DEMO) == READY:
        return
    await desk.store.marks.set(DEMO, "begun")
    async with desk.store.database.unflushed():
        await _seat_everybody(desk)
        await Player(desk).play(STORY)
    await desk.store.marks.set(DEMO, READY)


def _staff() -> Iterator[tuple[str, str]]:
    for team in ENGINEERS.values():
        yield from team.items()


async def _seat_everybody(desk: Desk) -> None:
    """Put engineers into their tiers' channels and everybody into a chat with the bot."""
    rooms = {tier.key: tier.channels[0].address.channel for tier in desk.policy.tiers}
    for tier, team in ENGINEERS.items():
        people = [*team, *MANAGER]
        await desk.store.chat.seat(rooms[tier], people, title=desk.policy.tier(tier).title)
        await _join(desk, rooms[tier], list(team))
    for channel in desk.policy.roles.channels:
        await _join(desk, channel.channel, list(MANAGER))
    for key in _NAMES:
        await desk.store.chat.seat(direct_channel(key), [key], title="Help")


async def _join(desk: Desk, channel: str, people: Sequence[str]) -> None:
    async with desk.store.begin() as work:
        for key in people:
            person = await work.people.meet(author(key))
            await work.people.join(Address(platform="web", channel=channel), person.id)
        await work.commit(Done())


def author(key: str) -> Author:
    """Give a sample person as the page would."""
    return Author(identity=Identity(platform="web", id=key), name=_NAMES[key])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One moment of the story: the question itself where there is no beat."""

    at: datetime
    case: Case
    beat: Beat | None


class Player:
    """Acts a story out, with the desk's clock where the story is.

    Everything goes through the inbox, the processor and delivery, as if people had typed it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._clocks: Clocks = desk.clocks
        self._processor = desk.processor()
        self._delivery = desk.delivery()
        self._receiver = Receiver(
            inbox=desk.store.inbox, handles=desk.handles, chat=desk.store.chat
        )
        self._asked: dict[str, tuple[int, int | None]] = {}
        self._count = 0
        self._passing = Passing(desk, self._settle, limits=_UNHURRIED)

    async def play(self, story: Sequence[Case]) -> None:
        """Act out all cases, in the order of time, and put the clock back."""
        offset, start = self._clocks.offset, self._clocks.desk()
        steps = sorted(_steps(story, start), key=lambda step: step.at)
        self._clocks.offset += steps[0].at - start
        for step in steps:
            await self._passing.until(step.at)
            await self._act(step)
            await self._settle()
        await self._passing.until(start)
        await self._desk.move_clock(offset - self._clocks.offset)

    async def _act(self, step: _Step) -> None:
        beat, case = step.beat, step.case
        if beat is None:
            await self._ask(case)
        elif beat.verb is Verb.WRITE:
            await self._say(beat.by, beat.values["text"], thread=self._asked[case.text][0])
        elif beat.verb in _ON_CARDS:
            await self._press(beat)
        else:
            await self._order(case, beat)

    async def _ask(self, case: Case) -> None:
        """Ask, and say so where an article was not it or the words went to another ticket."""
        message = await self._say(case.by, case.text)
        await self._settle()
        number = await self._ticket_of(case)
        if number is None and case.needs_person:
            await self._press(Beat(after=0, verb=await self._way_on(case.by), by=case.by))
            await self._settle()
            number = await self._ticket_of(case)
        self._asked[case.text] = (message, number)

    async def _way_on(self, by: str) -> Verb:
        """Whichever of the two ways to a ticket of one's own the newest card offers."""
        messages = await self._desk.store.chat_pages.messages(direct_channel(by), viewer=by)
        newest = next(message.card for message in reversed(messages) if message.card)
        drawn = decode(newest)
        verbs = {button.verb for button in drawn.card.buttons} if drawn else set()
        return Verb.SOMETHING_NEW if Verb.SOMETHING_NEW in verbs else Verb.PERSON

    async def _ticket_of(self, case: Case) -> int | None:
        async with self._desk.store.begin() as work:
            person = await work.people.meet(author(case.by))
            own = await work.tickets.open_of(person.id)
        return next((ticket.id for ticket in own if ticket.text == case.text), None)

    async def _say(self, by: str, text: str, thread: int | None = None) -> int:
        place = Place(channel=direct_channel(by), thread=thread)
        return await self._receiver.say(self._sender(by), place, text, self._clocks.desk())

    async def _press(self, beat: Beat) -> None:
        """Tap the newest button of the verb that the person's own chat shows."""
        channel = direct_channel(beat.by)
        press = await self._find(channel, beat)
        await self._receiver.tap(self._sender(beat.by), press, self._clocks.desk())

    async def _find(self, channel: str, beat: Beat) -> Press:
        messages = await self._desk.store.chat_pages.messages(channel, viewer=beat.by)
        for message in reversed(messages):
            drawn = decode(message.card) if message.card else None
            if drawn is None or drawn.button is None:
                continue
            mark = beat.values.get("mark")
            for button in drawn.card.buttons:
                if button.verb == beat.verb and (mark is None or button.label.startswith(mark)):
                    return Press(
                        place=Place(channel=channel, thread=message.thread),
                        message=message.id,
                        button=drawn.button,
                        offer=button.offer,
                    )
        raise LookupError(beat.verb)

    async def _order(self, case: Case, beat: Beat) -> None:
        number = self._asked[case.text][1]
        order = Order(
            identity=Identity(platform="web", id=beat.by),
            by=_NAMES[beat.by],
            name=_COMMANDS[beat.verb],
            words=str(number),
            values=beat.values,
        )
        key = f"demo:{self._next()}"
        await self._desk.store.inbox.put(order_letter(key, order, self._clocks.desk()))

    async def _settle(self) -> None:
        """Let the desk do and say everything that is waiting."""
        while await self._processor.step() or await self._delivery.step():
            pass

    def _sender(self, by: str) -> Sender:
        return Sender(author=author(by), form_key=f"demo-{self._next()}")

    def _next(self) -> int:
        self._count += 1
        return self._count


_COMMANDS: Final = {
    Verb.CLAIM: "claim",
    Verb.REPLY: "reply",
    Verb.ASK_REQUESTER: "ask",
    Verb.NOTE: "note",
    Verb.ESCALATE: "escalate",
    Verb.RESOLVE: "resolve",
    Verb.COMMENT: "comment",
}


def _steps(story: Sequence[Case], now: datetime) -> Iterator[_Step]:
    for case in story:
        asked = now - case.asked_ago
        yield _Step(at=asked, case=case, beat=None)
        for beat in case.beats:
            yield _Step(at=asked + timedelta(minutes=beat.after), case=case, beat=beat)
