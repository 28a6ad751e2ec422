"""How does a ticket become a row that pages show?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from desk.owed import Owed
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

contract_due: ColumnElement[Any] = case(
    (owes_first_response, tickets.c.first_response_due), else_=tickets.c.resolution_due
)
"""When the requester's next promise falls due; the first response comes first."""


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


def next_due(actor: Actor) -> ColumnElement[Any]:
    """When the first of what is owed falls due, or fell, as far as the actor may know."""
    if is_only_requester(actor):
        return contract_due
    return func.coalesce(tickets.c.owed_at, contract_due)


def board_row(row: Row, actor: Actor) -> BoardRow:
    """Make the row of a ticket; only open tickets still have something due."""
    owed = _owed(row, actor) if row["status"] in OPEN else ()
    following = _following(owed)
    due_at = following.due_at if following else None
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
        due_metric=following.metric if following else None,
        is_paused=row["status"] in _WAITING and due_at is None,
        owed=owed,
        organisation=row["organisation"],
        service=row["service"],
    )


def _owed(row: Row, actor: Actor) -> tuple[Owed, ...]:
    """What a tier promised is for engineers; so is the whole of it once it was reckoned."""
    kept: tuple[Owed, ...] | None = row["owed"]
    if kept is not None and not is_only_requester(actor):
        return kept
    if row["first_response_at"] is None and row["first_response_due"] is not None:
        return (Owed(metric="first_response", due_at=row["first_response_due"]),)
    due = row["resolution_due"]
    return () if due is None else (Owed(metric="resolution", due_at=due),)


def _following(owed: Sequence[Owed]) -> Owed | None:
    """Find what falls due next; where all is broken, what did so first."""
    going = [one for one in owed if not one.is_over]
    whole = (one for one in going if not one.is_broken)
    return next(whole, going[0] if going else None)
