"""What does delivery hold in its hands?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, and_, bindparam, select

from desk.notice import Saying
from desk.people import Address
from storage.codec import saying_from_tree
from storage.states import State
from storage.tables import cards, outbox
from storage.transaction import Row, Transaction, noun_of

_own = cards.alias("own")
_parent = cards.alias("parent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A saying in somebody's hands.

    `message` is the card's message for an edit or a deletion, `under_message` the one to hang
    under. `looks` counts how often an unknown outcome was handed out to be looked into: once it is
    more than 0, the words may have arrived already.
    """

    id: int
    key: str
    saying: Saying
    state: State
    tries: int
    looks: int
    said_at: datetime
    owner: str | None
    lease_until: datetime | None
    first_try_at: datetime | None
    message: str | None
    under_message: str | None
    button: int | None
    error: str | None


async def jobs_of(transaction: Transaction, numbers: Sequence[int]) -> list[Job]:
    """Read these rows with the messages that they refer to, oldest first."""
    return [_job(row) for row in await transaction.rows(_JOBS, numbers=list(numbers))]


def _is_at(card: FromClause, name: str) -> ColumnElement[bool]:
    return and_(
        card.c.workspace == outbox.c.workspace,
        card.c.name == outbox.c[name],
        card.c.platform == outbox.c.platform,
        card.c.channel == outbox.c.channel,
    )


_JOBS = (
    select(outbox, _own.c.message.label("own"), _parent.c.message.label("parent"))
    .outerjoin(_own, _is_at(_own, "card"))
    .outerjoin(_parent, _is_at(_parent, "under"))
    .where(outbox.c.id.in_(bindparam("numbers", expanding=True)))
    .order_by(outbox.c.id)
)


def _job(row: Row) -> Job:
    address = Address(platform=row["platform"], channel=row["channel"], thread=row["thread"])
    return noun_of(
        Job,
        row,
        saying=replace(saying_from_tree(row["body"]), address=address),
        message=row["own"],
        under_message=row["parent"],
        button=row["id"] if row["has_buttons"] else None,
    )
