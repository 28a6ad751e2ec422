"""How do a ticket's events become the history that its page shows?

Words are shown as they read last, with what they were before; a requester sees neither what
engineers tell one another nor words that are gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from desk.events import EventKind
from desk.views import Amended, HistoryRow
from storage.tables import events, people
from storage.transaction import Query, Row, Transaction

INTERNAL = frozenset(
    {
        EventKind.NOTED,
        EventKind.UNDONE,
        EventKind.UNDELIVERED,
        EventKind.MERGED_IN,
        EventKind.UNMERGED,
        EventKind.UNMERGED_FROM,
        EventKind.LINKED,
        EventKind.UNLINKED,
        EventKind.FOLLOWED,
        EventKind.UNFOLLOWED,
        EventKind.WARNED,
        EventKind.BREACHED,
        EventKind.EXPLAINED,
        EventKind.PAGED,
        EventKind.OWNER_REMINDED,
        EventKind.SNOOZED,
        EventKind.PROMISED,
        EventKind.ALERT_FIRED,
        EventKind.ALERT_OVER,
        EventKind.RUNBOOK_SUGGESTED,
        EventKind.RUNBOOK_STARTED,
        EventKind.STEP_TICKED,
        EventKind.STEP_UNTICKED,
        EventKind.CHANGE_PLANNED,
        EventKind.CHANGE_SUBMITTED,
        EventKind.CHANGE_APPROVED,
        EventKind.CHANGE_DECLINED,
        EventKind.CHANGE_SCHEDULED,
        EventKind.CHANGE_UNSCHEDULED,
        EventKind.CHANGE_IMPLEMENTED,
        EventKind.CHANGE_REVIEWED,
        EventKind.CHANGE_WITHDRAWN,
    }
)
HANDOVERS = frozenset({EventKind.ESCALATED, EventKind.RETURNED, EventKind.TRANSFERRED})
AMENDING = frozenset({EventKind.REWORDED, EventKind.WITHDRAWN})
"""What is shown at the words that it is about, and not by itself."""

_SHOWN_OF_HANDOVERS = frozenset({"tier", "previous", "status"})


def history_of(tx: Transaction, ticket: int) -> Query:
    """A ticket's events with the names of those who did them."""
    return (
        select(events, people.c.name.label("by_name"))
        .outerjoin(people, people.c.id == events.c.by)
        .where(tx.here(events), events.c.ticket == ticket)
        .order_by(events.c.id)
    )


async def names_in(tx: Transaction, rows: Sequence[Row]) -> Mapping[str, str]:
    """Name the people whom paths have called, by their numbers as events write them."""
    called = {int(person) for row in rows for person in _called(row)}
    if not called:
        return {}
    found = await tx.rows(select(people.c.id, people.c.name).where(people.c.id.in_(called)))
    return {str(row["id"]): row["name"] for row in found}


def history_rows(
    rows: Sequence[Row], names: Mapping[str, str], *, requester: int | None = None
) -> tuple[HistoryRow, ...]:
    """Tell what happened; to a `requester` without what is for engineers."""
    seen = rows if requester is None else [row for row in rows if _is_for(row, requester)]
    withdrawn = {row["data"].get("event") for row in seen if row["kind"] is EventKind.UNDONE}
    told = (
        _reading_last(_history_row(row, withdrawn, names), _amending(seen, row))
        for row in seen
        if row["kind"] not in AMENDING
    )
    if requester is None:
        return tuple(told)
    return tuple(_for_requester(row) for row in told if not row.is_internal)


def _is_for(row: Row, requester: int) -> bool:
    """Whether they are not words of somebody whose ticket was merged into this one."""
    return row["kind"] is not EventKind.WROTE or row["by"] in {None, requester}


def _history_row(row: Row, withdrawn: set[Any], names: Mapping[str, str]) -> HistoryRow:
    return HistoryRow(
        event=row["id"],
        kind=row["kind"],
        at=row["at"],
        by=row["by_name"],
        data=row["data"],
        is_internal=row["kind"] in INTERNAL or row["id"] in withdrawn,
        called=tuple(names.get(person, person) for person in _called(row)),
    )


def _called(row: Row) -> list[str]:
    is_call = row["kind"] is EventKind.PAGED
    return str(row["data"].get("mentioned") or "").split() if is_call else []


def _amending(rows: Sequence[Row], row: Row) -> list[Row]:
    return [one for one in rows if one["kind"] in AMENDING and one["data"]["event"] == row["id"]]


def _reading_last(row: HistoryRow, amending: Sequence[Row]) -> HistoryRow:
    """Show the words as they are now; each change says what they were until then."""
    amended: list[Amended] = []
    text = str(row.data.get("text") or "")
    for one in amending:
        amended.append(Amended(at=one["at"], before=text, is_gone=_is_gone(one)))
        text = str(one["data"].get("text") or "")
    if not amended:
        return row
    return replace(row, data={**row.data, "text": text}, amended=tuple(amended))


def _is_gone(row: Row) -> bool:
    return row["kind"] is EventKind.WITHDRAWN


def _for_requester(row: HistoryRow) -> HistoryRow:
    """Leave out what engineers tell one another, whom a path would call, and earlier words."""
    is_note = row.kind in HANDOVERS
    shown = {
        name: value
        for name, value in row.data.items()
        if name != "path" and (name in _SHOWN_OF_HANDOVERS or not is_note)
    }
    amended = tuple(replace(one, before="") for one in row.amended)
    return replace(row, data=shown, amended=amended)
