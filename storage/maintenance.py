"""Where do maintenance windows stand, and about which is there something to say?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Index, Integer, bindparam, select, update

from desk.errors import NotFoundError
from desk.maintenance import Announcement, Window, next_at
from storage.columns import Code, Moment, Names
from storage.table_parts import counted, may, must, person
from storage.transaction import Query, Transaction, in_desk, noun_of, values_of

windows = counted(
    "maintenance_windows",
    must("services", Names),
    must("starts_at", Moment),
    must("ends_at", Moment),
    must("text"),
    must("timezone"),
    person("planned_by"),
    must("planned_at", Moment),
    may("every", Integer),
    may("told", Code(Announcement)),
    may("cancelled_at", Moment),
    may("tell_at", Moment),
)
_has_news = windows.c.tell_at.is_not(None)
Index(
    "ix_maintenance_windows_tell",
    windows.c.workspace,
    windows.c.tell_at,
    sqlite_where=_has_news,
    postgresql_where=_has_news,
)
Index(None, windows.c.workspace, windows.c.ends_at)

_TO_TELL = (
    select(windows.c.id)
    .where(in_desk(windows), windows.c.tell_at <= bindparam("now"))
    .order_by(windows.c.tell_at, windows.c.id)
)


class Windows:
    """Windows inside one transaction; `desk.maintenance.Windows` says what it promises."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, window: Window) -> Window:
        """Store a new one and give it back with its id."""
        number = await self._tx.add(windows, {**values_of(window), "tell_at": next_at(window)})
        return await self.get(number)

    async def get(self, id: int) -> Window:  # noqa: A002 - the port's word
        """Give one, held until the transaction ends; raises NotFoundError."""
        row = await self._tx.first(self._all().where(windows.c.id == id).with_for_update())
        if row is None:
            raise NotFoundError(noun="window", key=str(id))
        return noun_of(Window, row)

    async def save(self, window: Window) -> None:
        """Store a change."""
        this = (self._tx.here(windows), windows.c.id == window.id)
        changed = {**values_of(window), "tell_at": next_at(window)}
        await self._tx.change(update(windows).where(*this).values(**changed))

    async def coming(self, now: datetime) -> Sequence[Window]:
        """Give those that are neither over nor cancelled, the next one first."""
        open_ = (windows.c.ends_at > now, windows.c.cancelled_at.is_(None))
        query = self._all().where(*open_).order_by(windows.c.starts_at, windows.c.id)
        return [noun_of(Window, row) for row in await self._tx.rows(query)]

    async def between(self, start: datetime, end: datetime) -> Sequence[Window]:
        """Give those that touch [start, end) and were not cancelled, in order."""
        touching = (windows.c.starts_at < end, windows.c.ends_at > start)
        query = self._all().where(*touching, windows.c.cancelled_at.is_(None))
        ordered = query.order_by(windows.c.starts_at, windows.c.id)
        return [noun_of(Window, row) for row in await self._tx.rows(ordered)]

    async def to_tell(self, now: datetime) -> Sequence[int]:
        """Numbers of those about which there is something to say by now, oldest first."""
        return [row["id"] for row in await self._tx.rows(_TO_TELL, now=now)]

    def _all(self) -> Query:
        return select(windows).where(self._tx.here(windows))
