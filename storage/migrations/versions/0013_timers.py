"""Timers: when there is something to say about a ticket's promises."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_TIMED = sa.text("timer_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("tickets", sa.Column("timer_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_tickets_timer",
        "tickets",
        ["workspace", "timer_at"],
        sqlite_where=_TIMED,
        postgresql_where=_TIMED,
    )
    # What is open already is looked at by the first ticks, which read from the events what is due.
    op.execute(
        "UPDATE tickets SET timer_at = asked_at"
        " WHERE status IN ('new', 'open', 'pending', 'on_hold')"
    )


def downgrade() -> None:
    op.drop_index("ix_tickets_timer", table_name="tickets")
    op.drop_column("tickets", "timer_at")
