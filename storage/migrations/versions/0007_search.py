"""Words of tickets and events, folded so that they are found.

What is there already is folded here; words that were taken back are left out.
"""

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SAID = ("text", "note", "reason", "symptom", "tried", "next_step", "environment", "comment")
_AT_ONCE = 1000

_tickets = sa.table(
    "tickets", *(sa.column(name) for name in ("workspace", "id", "title", "text", "folded"))
)
_events = sa.table(
    "events", *(sa.column(name) for name in ("id", "kind", "ticket", "data", "folded"))
)


def upgrade() -> None:
    op.add_column("tickets", sa.Column("folded", sa.Text(), nullable=True))
    op.add_column("events", sa.Column("folded", sa.Text(), nullable=True))
    op.create_index(op.f("ix_tickets_workspace_asked_at"), "tickets", ["workspace", "asked_at"])
    _fold_tickets(op.get_bind())
    _fold_events(op.get_bind())


def downgrade() -> None:
    op.drop_index(op.f("ix_tickets_workspace_asked_at"), table_name="tickets")
    op.drop_column("events", "folded")
    op.drop_column("tickets", "folded")


def _fold_tickets(bind: sa.Connection) -> None:
    one = (_tickets.c.workspace == sa.bindparam("desk")) & (_tickets.c.id == sa.bindparam("ticket"))
    change = sa.update(_tickets).where(one).values(folded=sa.bindparam("words"))
    query = sa.select(_tickets.c.workspace, _tickets.c.id, _tickets.c.title, _tickets.c.text)
    for rows in _batches(bind, query):
        bind.execute(
            change,
            [
                {
                    "desk": row.workspace,
                    "ticket": row.id,
                    "words": _folded(f"{row.title}\n{row.text}"),
                }
                for row in rows
            ],
        )


def _fold_events(bind: sa.Connection) -> None:
    undone = sa.select(_events.c.data).where(_events.c.kind == "ticket.undone")
    taken_back = {json.loads(row.data)["event"] for row in bind.execute(undone)}
    change = sa.update(_events).where(_events.c.id == sa.bindparam("event"))
    query = sa.select(_events.c.id, _events.c.data).where(_events.c.ticket.is_not(None))
    for rows in _batches(bind, query):
        found = [
            {"event": row.id, "words": words}
            for row in rows
            if row.id not in taken_back and (words := _said(json.loads(row.data)))
        ]
        if found:
            bind.execute(change.values(folded=sa.bindparam("words")), found)


def _batches(bind: sa.Connection, query: sa.Select[Any]) -> Iterator[list[Any]]:
    rows = bind.execute(query).all()
    for start in range(0, len(rows), _AT_ONCE):
        yield list(rows[start : start + _AT_ONCE])


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _said(data: dict[str, Any]) -> str:
    words = (_folded(data[name]) for name in _SAID if isinstance(data.get(name), str))
    return "\n".join(word for word in words if word)
