"""Which one door leads to everything that is kept?"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

from desk.policy import DeskPolicy
from storage.accounts import LinkCodes
from storage.audit import Audits
from storage.changes import ChangeBook
from storage.due import DueBook
from storage.duty_calendars import DutyCalendars, DutyFeeds
from storage.duty_pages import DutyPages
from storage.engine import Database, open_database
from storage.event_log import Histories
from storage.export import Exports
from storage.figures import FigureBook
from storage.files import FileRoom
from storage.finding import TicketFinder
from storage.inbox import Inbox
from storage.leases import Leases
from storage.marks import Marks
from storage.moves import Moves
from storage.outbox import QUARANTINE, Outbox
from storage.sign_ins import Sessions, SignIns
from storage.standings import LookBook
from storage.status_pages import StatusPages
from storage.unit_of_work import Beginner, UnitOfWork
from storage.views import BoardPages, PeoplePages, TicketPages
from storage.wake import Wakes
from storage.webchat import ChatPages, ChatRoom

FIRST_NUMBER = 101
"""The first ticket's number: SUP-101 reads like a desk that is in use."""


class Store:
    """One desk's rows in one database.

    `clock` is the machine's; `desk_clock`, which a demo may move, decides when buttons expire.
    `quarantine` is how long an unknown outcome rests before it is looked into.
    """

    def __init__(
        self,
        database: Database,
        policy: DeskPolicy,
        *,
        clock: Callable[[], datetime],
        desk_clock: Callable[[], datetime] | None = None,
        first_number: int = FIRST_NUMBER,
        quarantine: timedelta = QUARANTINE,
    ) -> None:
        self.policy = policy
        self.database = database
        here = policy.workspace
        self.wakes = Wakes(database, here)
        self.inbox = Inbox(database, here, clock, self.wakes)
        self.outbox = Outbox(database, policy, clock, self.wakes, quarantine=quarantine)
        self.board = BoardPages(database, policy)
        self.tickets, self.finder = TicketPages(database, policy), TicketFinder(database, policy)
        self.people, self.duty = PeoplePages(database, policy), DutyPages(database, policy)
        self.duty_calendars, self.duty_feeds = _duties(database, here)
        self.status = StatusPages(database, policy)
        self.chat, self.chat_pages = ChatRoom(database, here, self.wakes), ChatPages(database, here)
        self.files = FileRoom(database, here)
        self.figures, self.changes = FigureBook(database, here), ChangeBook(database, here)
        self.histories = Histories(database, here)
        self.exports = Exports(database, here)
        self.marks, self.looks = Marks(database, here), LookBook(database, here)
        self.moves = Moves(database, here)
        self.sign_ins = SignIns(database, here)
        self.link_codes, self.sessions = LinkCodes(database, here), Sessions(database, here)
        self.leases = Leases(database, here, clock)
        self.audits, self.due = Audits(database, here), DueBook(database, policy)
        self._beginner = Beginner(
            database,
            policy,
            self.wakes,
            clock=clock,
            desk_clock=desk_clock or clock,
            first_number=first_number,
        )

    @classmethod
    def open(
        cls,
        url: str,
        policy: DeskPolicy,
        *,
        clock: Callable[[], datetime],
        desk_clock: Callable[[], datetime] | None = None,
        first_number: int = FIRST_NUMBER,
        quarantine: timedelta = QUARANTINE,
    ) -> "Store":
        """Open the store at a URL, whose tables must be there (`storage.migrate.upgrade`)."""
        return cls(
            open_database(url),
            policy,
            clock=clock,
            desk_clock=desk_clock,
            first_number=first_number,
            quarantine=quarantine,
        )

    def begin(self, key: str | None = None) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a unit of work for an inbox row, or for a tick when there is none."""
        return self._beginner.begin(key)

    async def listen(self) -> None:
        """Pass on what other replicas announce, until cancelled."""
        await self.wakes.listen()

    async def close(self) -> None:
        """Finish what is being written, and close all connections."""
        await self.inbox.close()
        await self.outbox.close()
        await self.database.close()


def _duties(database: Database, workspace: str) -> tuple[DutyCalendars, DutyFeeds]:
    return DutyCalendars(database, workspace), DutyFeeds(database, workspace)
