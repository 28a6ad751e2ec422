"""Owed: the promises of a ticket as they stand, for whoever looks at the board."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("owed", sa.Text(), nullable=True))
    op.add_column("tickets", sa.Column("owed_at", sa.DateTime(timezone=True), nullable=True))
    # What is open already is reckoned by the first ticks, which read it from the events.
    op.execute(
        "UPDATE tickets SET timer_at = asked_at"
        " WHERE status IN ('new', 'open', 'pending', 'on_hold')"
    )


def downgrade() -> None:
    op.drop_column("tickets", "owed_at")
    op.drop_column("tickets", "owed")
