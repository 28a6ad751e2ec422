"""A whole desk with people around it: Maya who asks on one platform, engineers on the same or another.

Everything a scenario says and sees goes through here, so that it reads the same everywhere.
"""

from contextlib import AsyncExitStack, asynccontextmanager

from desk.actions.close import CLOCK
from tests.scenarios.desk import desk_on, running
from tests.scenarios.people import TIERS
from tests.scenarios.waiting import eventually


class Stage:
    """`asking` are the people of Maya's platform, `working` those of the engineers'."""

    def __init__(self, desk, asking, working):
        self.desk, self.asking, self.working = desk, asking, working

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

    # Engineers

    async def talk(self, who, text):
        """An engineer writes in the thread of the newest card of their room."""
        room = self.room_of(who)
        return await self.working.say(who, room, text, under=await self.card(who))

    async def tell(self, who, text):
        """An engineer says to the bot, in the ticket's thread, what is for the requester."""
        return await self.talk(who, self.working.mention(text))

    async def card(self, who):
        """The newest message of the bot that began a thread or topic in somebody's room."""
        said = await self.working.bots(self.room_of(who), who)
        roots = [one for one in said if one.under is None] or said
        topics = [one for one in said if self.working.name.startswith("telegram") and one.under]
        return (topics or roots)[-1]

    def room_of(self, who):
        return self.working.rooms[TIERS[who]]

    async def engineer_presses(self, who, label):
        return await self.working.press(who, self.room_of(who), label)

    async def fills(self, who, asked, **values):
        return await self.working.fill(who, self.room_of(who), asked, values)

    async def engineer_sees(self, who, text):
        return await self.working.wait_for(self.room_of(who), who, text)

    async def engineer_reads(self, who):
        return await self.working.read_of_bot(self.room_of(who), who)

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
async def open_stage(url, asking, working):
    """Build the desk and let everybody in; one kind of people, or two where they differ."""
    async with AsyncExitStack() as stack:
        crowds = [await stack.enter_async_context(kind.arrive()) for kind in {asking, working}]
        desk = await stack.enter_async_context(desk_on(url, *working.channels))
        for crowd in crowds:
            await crowd.join(desk)
        await stack.enter_async_context(running(desk))
        for crowd in crowds:
            await crowd.ready()
        by_kind = {type(crowd): crowd for crowd in crowds}
        yield Stage(desk, by_kind[asking], by_kind[working])
