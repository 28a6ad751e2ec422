"""Closing: resolved tickets are found by when they were resolved, however many there are."""

from alembic import op

revision = "0016"
down_revision = "0015"

_OLD, _NEW = "ix_tickets_workspace_status", "ix_tickets_workspace_status_resolved_at"


def upgrade() -> None:
    op.create_index(_NEW, "tickets", ["workspace", "status", "resolved_at"])
    op.drop_index(_OLD, table_name="tickets")


def downgrade() -> None:
    op.create_index(_OLD, "tickets", ["workspace", "status"])
    op.drop_index(_NEW, table_name="tickets")
