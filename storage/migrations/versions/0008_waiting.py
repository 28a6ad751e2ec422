"""Waiting: when there is something to do about a requester who does not answer."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_WAITING = sa.text("nudge_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("tickets", sa.Column("nudge_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_tickets_nudge",
        "tickets",
        ["workspace", "nudge_at"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    # What waits already is looked at by the first tick, which reads from the events what is due.
    op.execute("UPDATE tickets SET nudge_at = spoken_at WHERE status = 'pending'")


def downgrade() -> None:
    op.drop_index("ix_tickets_nudge", table_name="tickets")
    op.drop_column("tickets", "nudge_at")
