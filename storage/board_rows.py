"""How does a ticket become a row that pages show?"""

from typing import Any

from sqlalchemy import ColumnElement, case, select

from desk.people import Actor, Role
from desk.policy import Status
from desk.views import BoardRow
from storage.tables import people, tickets
from storage.transaction import Query, Row

OPEN = (Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD)
_WAITING = frozenset({Status.PENDING, Status.ON_HOLD})

requester_row = people.alias("requester_row")
owner_row = people.alias("owner_row")

owes_first_response: ColumnElement[bool] = tickets.c.first_response_at.is_(
    None
) & tickets.c.first_response_due.is_not(None)

next_due: ColumnElement[Any] = case(
    (owes_first_response, tickets.c.first_response_due), else_=tickets.c.resolution_due
)
"""When the next promise falls due that is still running; the first response comes first."""


def rows_for(actor: Actor, workspace: str, *more: ColumnElement[Any]) -> Query:
    """Tickets with the names of their people, as far as the actor may see them."""
    query = (
        select(
            tickets,
            requester_row.c.name.label("requester_name"),
            owner_row.c.name.label("owner_name"),
            *more,
        )
        .join(requester_row, requester_row.c.id == tickets.c.requester)
        .outerjoin(owner_row, owner_row.c.id == tickets.c.assignee)
        .where(tickets.c.workspace == workspace)
    )
    if is_only_requester(actor):
        query = query.where(tickets.c.requester == actor.person.id)
    return query


def is_only_requester(actor: Actor) -> bool:
    """Whether the actor sees own tickets only."""
    return actor.roles <= {Role.REQUESTER}


def board_row(row: Row) -> BoardRow:
    """Make the row of a ticket; only open tickets still have something due."""
    due_at, due_metric = _due(row) if row["status"] in OPEN else (None, None)
    return BoardRow(
        ticket=row["id"],
        title=row["title"],
        tier=row["tier"],
        status=row["status"],
        priority=row["priority"],
        requester=row["requester_name"],
        owner=row["owner_name"],
        asked_at=row["asked_at"],
        due_at=due_at,
        due_metric=due_metric,
        is_paused=row["status"] in _WAITING and due_at is None,
        organisation=row["organisation"],
        service=row["service"],
    )


def _due(row: Row) -> tuple[Any, str | None]:
    if row["first_response_at"] is None and row["first_response_due"] is not None:
        return row["first_response_due"], "first_response"
    due = row["resolution_due"]
    return due, None if due is None else "resolution"
