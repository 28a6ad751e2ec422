"""Paths: when the next level of a ticket that nobody claims or tends is due."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_CLIMBING = sa.text("path_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("tickets", sa.Column("path_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_tickets_path",
        "tickets",
        ["workspace", "path_at"],
        sqlite_where=_CLIMBING,
        postgresql_where=_CLIMBING,
    )


def downgrade() -> None:
    op.drop_index("ix_tickets_path", table_name="tickets")
    op.drop_column("tickets", "path_at")
