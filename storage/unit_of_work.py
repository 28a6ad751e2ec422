"""What belongs together, so that all of it is written or none of it?"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from desk.notice import Saying
from desk.outcome import Outcome
from desk.people import Address
from desk.policy import DeskPolicy
from storage.accounts import Accounts
from storage.approvals import Approvals
from storage.buttons import Buttons
from storage.changes import Changes
from storage.checklists import Checklists
from storage.duty import Duty
from storage.engine import Database
from storage.event_log import EventLog
from storage.figures import Figures
from storage.files import Files
from storage.firings import Firings
from storage.forms import Forms
from storage.inbox import Claim
from storage.incidents import Incidents
from storage.links import Links
from storage.maintenance import Windows
from storage.outages import Outages
from storage.people import People
from storage.questions import Questions
from storage.sayings import Sayings
from storage.standings import Standings
from storage.subscriptions import Subscriptions
from storage.tickets import Tickets
from storage.transaction import Transaction
from storage.wake import Topic, Wakes


class UnitOfWork:
    """One short transaction of the desk; `desk.ports.UnitOfWork` says what it promises."""

    def __init__(
        self,
        transaction: Transaction,
        policy: DeskPolicy,
        sayings: Sayings,
        claim: Claim | None,
        *,
        clock: Callable[[], datetime],
        wakes: Wakes,
        first_number: int,
    ) -> None:
        self.people = People(transaction, policy)
        self.accounts = Accounts(transaction)
        self.tickets = Tickets(transaction, first_number)
        self.questions = Questions(transaction)
        self.events = EventLog(transaction)
        self.figures = Figures(transaction)
        self.buttons = Buttons(transaction)
        self.forms = Forms(transaction)
        self.links = Links(transaction)
        self.files = Files(transaction)
        self.windows = Windows(transaction)
        self.approvals = Approvals(transaction)
        self.checklists = Checklists(transaction)
        self.changes = Changes(transaction)
        self.outages = Outages(transaction)
        self.subscriptions = Subscriptions(transaction)
        self.standings = Standings(transaction)
        self.firings = Firings(transaction)
        self.incidents = Incidents(transaction)
        self.duty = Duty(transaction, policy, self.people)
        self.is_committed = False
        self._tx = transaction
        self._policy = policy
        self._sayings = sayings
        self._claim = claim
        self._clock = clock
        self._wakes = wakes

    @property
    def policy(self) -> DeskPolicy:
        """What the desk has been told to do."""
        return self._policy

    @property
    def has_said(self) -> bool:
        """Whether something went into the outbox that delivery should hear of."""
        return self._sayings.has_said

    async def say(self, saying: Saying) -> None:
        """Put one saying into the outbox; a second one of the same key changes nothing."""
        await self._sayings.say(saying)

    async def card_at(self, channel: Address, message: str) -> str | None:
        """The name of the card that stands there as this message, if it is one."""
        return await self._sayings.card_at(channel, message)

    async def cards(self, name: str) -> Sequence[Address]:
        """The addresses at which a card of this name was said (sent or still waiting)."""
        return await self._sayings.cards(name)

    async def commit(self, outcome: Outcome) -> Outcome:
        """Write all of it, with the outcome of the inbox row that caused it."""
        if self._claim is not None:
            await self._claim.finish(outcome, self._clock())
        await self._sayings.write()
        if self.has_said:
            await self._wakes.announce(self._tx, Topic.OUTBOX)
        await self._tx.connection.commit()
        self.is_committed = True
        return outcome


class Beginner:
    """Opens units of work on one desk's database."""

    def __init__(
        self,
        database: Database,
        policy: DeskPolicy,
        wakes: Wakes,
        *,
        clock: Callable[[], datetime],
        desk_clock: Callable[[], datetime],
        first_number: int,
    ) -> None:
        self._database = database
        self._policy = policy
        self._wakes = wakes
        self._clock = clock
        self._desk_clock = desk_clock
        self._first_number = first_number

    @asynccontextmanager
    async def begin(self, key: str | None = None) -> AsyncIterator[UnitOfWork]:
        """Open the transaction that finishes the inbox row `key`; without one, that of a tick.

        Raises BusyError when another worker has the row's conversation, AlreadyDoneError when
        there is nothing left to do. Delivery is woken once all is committed.
        """
        async with self._database.write() as connection:
            transaction = Transaction(connection, self._policy.workspace)
            claim = None if key is None else Claim(transaction, key)
            if claim is not None:
                await claim.take()
            work = self._open(transaction, claim)
            yield work
        if work.is_committed and work.has_said:
            self._wakes.call(Topic.OUTBOX)

    def _open(self, transaction: Transaction, claim: Claim | None) -> UnitOfWork:
        sayings = Sayings(transaction, self._policy, self._clock, self._desk_clock)
        return UnitOfWork(
            transaction,
            self._policy,
            sayings,
            claim,
            clock=self._clock,
            wakes=self._wakes,
            first_number=self._first_number,
        )
