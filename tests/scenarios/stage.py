"""A whole desk with people around it: Maya who asks on one platform, engineers on the same or another.

Everything a scenario says and sees goes through here, so that it reads the same everywhere.
"""

import sqlite3
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import timedelta

import psycopg

from desk.actions.by_clock import CLOCK
from tests.scenarios.desk import desk_on, running
from tests.scenarios.people import TIERS
from tests.scenarios.waiting import SOON, eventually


class Stage:
    """`asking` are the people of Maya's platform, `working` those of the engineers'."""

    def __init__(self, url, desk, asking, working):
        self.url, self.desk, self.asking, self.working = url, desk, asking, working

    # Maya

    @property
    def chat(self):
        """Where Maya talks with the bot."""
        return self.asking.direct("maya")

    async def ask(self, text):
        """Maya writes to the bot, under nothing."""
        return await self.asking.say("maya", self.chat, text)

    async def answer_in_thread(self, text):
        """Maya writes under the newest message of the bot."""
        newest = (await self.asking.bots(self.chat, "maya"))[-1]
        return await self.asking.say("maya", self.chat, text, under=newest)

    async def requester_presses(self, label):
        return await self.asking.press("maya", self.chat, label)

    async def requester_fills(self, asked, **values):
        return await self.asking.fill("maya", self.chat, asked, values)

    async def requester_sees(self, text):
        return await self.asking.wait_for(self.chat, "maya", text)

    async def requester_reads(self):
        """All that the bot said to Maya."""
        return await self.asking.read_of_bot(self.chat, "maya")

    async def requester_commands(self, line):
        """Maya types a command to the bot, and reads what it shows."""
        return await self.asking.told_by("maya", self.chat, line)

    async def is_unread(self, text):
        return text not in await self.requester_reads()

    async def all_the_requester_could_read(self):
        """Everything that Maya could lay eyes on, if for a moment.

        The chat as it stands, its hints, her tickets' pages, and all that was ever to be said there.
        """
        parts = [await self.asking.read(self.chat, "maya"), *self.asking.hints("maya")]
        actor = await self.desk.store.people.actor(self.asking.identity("maya"))
        pages = [
            await self.desk.store.tickets.page(actor, row.ticket) for row in await self.tickets()
        ]
        rows = self.rows("SELECT channel, body, drawn FROM outbox")
        said = [row for row in rows if row[0] == str(self.chat)]
        return "\n".join([*parts, repr(pages), repr(said)])

    # Engineers

    async def talk(self, who, text):
        """An engineer writes in the thread of the newest card of their room."""
        room = self.room_of(who)
        return await self.working.say(who, room, text, under=await self.card(who))

    async def tell(self, who, text):
        """An engineer says to the bot, in the ticket's thread, what is for the requester."""
        return await self.talk(who, self.working.mention(text))

    async def card(self, who):
        """The newest card of a ticket in somebody's room."""
        said = await self.working.bots(self.room_of(who), who)
        cards = [one for one in said if "Priority" in one.text]
        return (cards or said)[-1]

    def room_of(self, who):
        return self.working.rooms[TIERS[who]]

    async def engineer_presses(self, who, label):
        return await self.working.press(who, self.room_of(who), label)

    async def fills(self, who, asked, **values):
        return await self.working.fill(who, self.room_of(who), asked, values)

    async def engineer_sees(self, who, text):
        return await self.working.wait_for(self.room_of(who), who, text)

    async def is_shown(self, who, text):
        """Wait until an engineer is told something, in their room, alone, or as a hint."""
        places = (self.room_of(who), self.working.direct(who))

        async def look():
            read = [await self.working.read(place, who) for place in places]
            return any(text in words for words in (*read, *self.working.hints(who)))

        await eventually(look, f"{who} was never told {text!r}")

    async def is_shown_at(self, place, who, text):
        """Wait until somebody is shown something in a place of Maya's platform."""

        async def look():
            return text in await self.asking.read(place, who)

        await eventually(look, f"{who} was never shown {text!r}")

    async def engineer_finds(self, who, text):
        """Wait until words stand in somebody's room, whoever wrote them there."""

        async def look():
            return text in await self.working.read(self.room_of(who), who)

        await eventually(look, f"{text!r} is nowhere in the room of {who}")

    async def engineer_reads(self, who):
        return await self.working.read_of_bot(self.room_of(who), who)

    async def is_unread_by(self, who, text):
        return text not in await self.engineer_reads(who)

    async def commands(self, who, line):
        """An engineer types a command in their room."""
        return await self.working.command(who, self.room_of(who), line)

    async def is_told(self, who, line):
        """What a command was answered with, to whoever typed it."""
        return await self.working.told_by(who, self.room_of(who), line)

    async def resolves(self, who, words):
        asked = await self.engineer_presses(who, "Resolve")
        await self.fills(who, asked, text=words, category="defect")
        await self.requester_sees("is resolved")

    async def gives_up(self, who, asked):
        """Close a form without sending it."""
        await self.working.give_up(who, self.room_of(who), asked)

    async def refused_field(self, who, asked, **values):
        """Fill in a form that will not do, and give what is said at its first field."""
        faults = await self.fills(who, asked, **values)
        return next(iter(faults.values()))

    async def takes_back(self, who):
        await self.engineer_presses(who, "Undo")

    # The desk

    async def tickets(self):
        """All tickets, the oldest first."""
        return sorted(await self.desk.store.tickets.rows(CLOCK), key=lambda row: row.ticket)

    async def becomes(self, wanted, number=0):
        """Wait until the first ticket, or another one, has this status."""

        async def look():
            rows = await self.tickets()
            return len(rows) > number and rows[number].status is wanted

        await eventually(look, f"the ticket never became {wanted}")

    async def owner_becomes(self, who, number=0):
        """Wait until the first ticket, or another one, belongs to somebody, or to nobody."""
        wanted = self.working.called(who) if who else None

        async def look():
            return (await self.tickets())[number].owner == wanted

        await eventually(look, f"the owner never became {wanted}")

    async def number_of(self, who):
        """The number by which the desk knows an engineer."""
        actor = await self.desk.store.people.actor(self.working.identity(who))
        return str(actor.person.id)

    async def passes(self, **time):
        """Let time pass, and what falls due by then be done."""
        await self.desk.move_clock(timedelta(**time))
        await self.desk.tick.sweep()

    async def settle(self, patience=SOON):
        """Wait until all that came in is done, and all that is to be said was said."""

        async def look():
            store = self.desk.store
            return (await store.inbox.undone())[0] == 0 and (await store.outbox.live())[0] == 0

        await eventually(look, "something waits still", patience)

    def unsaid(self):
        """What could not be worked on or said, with the reason."""
        dead = "SELECT key, error FROM inbox WHERE is_dead OR done_at IS NULL"
        mute = "SELECT key, error FROM outbox WHERE state NOT IN ('sent', 'replaced')"
        return [*self.rows(dead), *self.rows(mute)]

    def rows(self, query):
        """Look into the database."""
        if not self.url.startswith("sqlite"):
            with psycopg.connect(self.url) as connection:
                return connection.execute(query).fetchall()
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as database:
            return database.execute(query).fetchall()

    async def opens(self, question):
        """Maya asks what no article answers, and the first tier gets its card."""
        await self.ask(question)
        await self.engineer_sees("sam", "SUP-101")
        await self.requester_sees("SUP-101")

    async def opens_and_claims(self, question):
        """The same, and Sam has it."""
        await self.opens(question)
        await self.engineer_presses("sam", "Claim")
        await self.engineer_sees("sam", "In progress")


@asynccontextmanager
async def open_stage(url, asking, working, more="", **how):
    """Build the desk and let everybody in; one kind of people, or two where they differ.

    `more` stands in the desk's file besides, with Lea's account in the place of LEA; `how` is what
    `desk_on` takes besides.
    """
    async with AsyncExitStack() as stack:
        crowds = [await stack.enter_async_context(kind.arrive()) for kind in {asking, working}]
        engineers = next(crowd for crowd in crowds if type(crowd) is working)
        on_call = [str(engineers.identity("sam"))]  # for the first tier, week after week
        how["more"] = more.replace("LEA", str(engineers.identity("lea")))
        desk = await stack.enter_async_context(desk_on(url, *working.channels, on_call, **how))
        for crowd in crowds:
            await crowd.join(desk)
        await stack.enter_async_context(running(desk))
        for crowd in crowds:
            await crowd.ready(is_working=type(crowd) is working)
        by_kind = {type(crowd): crowd for crowd in crowds}
        yield Stage(url, desk, by_kind[asking], by_kind[working])
