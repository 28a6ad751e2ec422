"""Was what fell due done, and was it said?

Asked with queries that nobody who works uses. The marks of the tick (`timer_at` and the like) and
what was promised to people (the due columns) are held against the log each by itself: a mark that
was lost would hide a breach from whoever trusts marks.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Text, and_, exists, or_, select, type_coerce

from desk.events import EventKind
from desk.notice import NoticeKind, Op
from desk.policy import Status
from storage.engine import Database
from storage.tables import events, outbox, tickets
from storage.transaction import Row, Transaction

MOST = 20
"""So many tickets are named in one alarm."""

_MARKS = (tickets.c.timer_at, tickets.c.path_at, tickets.c.nudge_at)
_PROMISES: tuple[tuple[Column[Any], str], ...] = (
    (tickets.c.first_response_due, "first_response"),
    (tickets.c.resolution_due, "resolution"),
)
_RUNNING = (Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD)
_OLDEST = timedelta(days=1)
"""A due moment that passed longer ago was looked at long since."""

_BY_THE_CLOCK = frozenset({EventKind.WARNED, EventKind.BREACHED})
_TO_ENGINEERS = frozenset(
    {NoticeKind.SLA_WARNING, NoticeKind.SLA_BREACH, NoticeKind.PROMISES_GROUPED}
)
_TOLD = (*_TO_ENGINEERS, NoticeKind.PROMISE_MISSED)


@dataclass(slots=True)
class _Moment:
    """What one tick wrote of one ticket, which is said in one message."""

    tier: str
    events: set[int] = field(default_factory=set)
    is_for_requester: bool = False


class DueAudit:
    """The books of one desk, as far as time wrote them."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def late(self, before: datetime, reopen: timedelta) -> list[int]:
        """Name tickets of which the tick should have done something by that moment, and did not."""
        found: set[int] = set()
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            closing = and_(
                tickets.c.status == Status.RESOLVED, tickets.c.resolved_at <= before - reopen
            )
            for is_late in (*(mark <= before for mark in _MARKS), closing):
                query = select(tickets.c.id).where(tx.here(tickets), is_late).limit(MOST)
                found |= {row["id"] for row in await tx.rows(query)}
        return sorted(found)[:MOST]

    async def unbroken(self, before: datetime) -> list[int]:
        """Name open tickets of which a promise ran out by that moment and the log has no breach."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            query = select(tickets.c.id).where(
                tx.here(tickets),
                tickets.c.status.in_(_RUNNING),
                or_(*(_is_unbroken(due, metric, before) for due, metric in _PROMISES)),
            )
            return [row["id"] for row in await tx.rows(query.order_by(tickets.c.id).limit(MOST))]

    async def unspoken(
        self, after: int, until: int, since: int, quiet: Collection[str]
    ) -> list[int]:
        """Name tickets with warnings and breaches among these events of which nobody was told.

        Sayings are read from `since` on; tiers in `quiet` have no channel to be told in.
        """
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            happened = (
                select(events, tickets.c.tier)
                .join(tickets, tickets.c.id == events.c.ticket)
                .where(tx.here(events), events.c.id > after, events.c.id <= until)
                .where(events.c.kind.in_(_BY_THE_CLOCK))
            )
            rows = await tx.rows(happened.order_by(events.c.id))
            if not rows:
                return []
            told = select(outbox.c.key, outbox.c.kind, outbox.c.body).where(
                tx.here(outbox),
                outbox.c.id > since,
                outbox.c.op == Op.POST,
                outbox.c.kind.in_([kind.value for kind in _TOLD]),
            )
            said = _Said(await tx.rows(told))
        return list(dict.fromkeys(_silent(rows, said, quiet)))


class _Said:
    """Of which events, or of which tickets in a list, was something said, and to whom?"""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._to_engineers = _events_of(rows, _TO_ENGINEERS)
        self._to_requesters = _events_of(rows, {NoticeKind.PROMISE_MISSED})
        self._listed = {
            (listed["id"], row["body"]["notice"]["facts"]["at"])
            for row in rows
            if row["kind"] == NoticeKind.PROMISES_GROUPED
            for listed in row["body"]["notice"]["facts"]["rows"]
        }

    def has(self, ticket: int, at: datetime, moment: _Moment, quiet: Collection[str]) -> bool:
        is_listed = (ticket, at.isoformat()) in self._listed
        is_told = is_listed or moment.tier in quiet or moment.events & self._to_engineers
        return bool(is_told) and (
            not moment.is_for_requester or bool(moment.events & self._to_requesters)
        )


def _silent(rows: Sequence[Row], said: _Said, quiet: Collection[str]) -> Iterator[int]:
    moments: dict[tuple[int, datetime], _Moment] = {}
    for row in rows:
        if row["data"].get("is_over"):
            continue  # it was kept late, or the ticket ended: the log has it, nobody is told
        moment = moments.setdefault((row["ticket"], row["at"]), _Moment(row["tier"]))
        moment.events.add(row["id"])
        is_promise = row["data"].get("metric") in {metric for _, metric in _PROMISES}
        moment.is_for_requester |= row["kind"] is EventKind.BREACHED and is_promise
    for (ticket, at), moment in moments.items():
        if not said.has(ticket, at, moment, quiet):
            yield ticket


def _is_unbroken(due: Column[Any], metric: str, before: datetime) -> ColumnElement[bool]:
    written = exists().where(
        events.c.workspace == tickets.c.workspace,
        events.c.ticket == tickets.c.id,
        events.c.kind == EventKind.BREACHED,
        type_coerce(events.c.data, Text).contains(f'"metric":"{metric}"', autoescape=True),
    )
    has_passed = and_(due <= before, due > before - _OLDEST, ~written)
    if due is tickets.c.first_response_due:
        return and_(has_passed, tickets.c.first_response_at.is_(None))
    return has_passed


def _events_of(rows: Sequence[Row], kinds: Collection[str]) -> set[int]:
    keys = (row["key"].split(":") for row in rows if row["kind"] in kinds)
    return {int(key[1]) for key in keys if key[0] == "event" and key[1].isdigit()}
