"""Changes: their plan, approval, window and result, one a ticket at most."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_PEOPLE = ("planned_by", "decided_by", "implemented_by", "reviewed_by")


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("id", _BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("ticket", _BIG_ID, nullable=False),
        sa.Column("requested_at", _MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("rollback", sa.Text(), nullable=False),
        sa.Column("check", sa.Text(), nullable=True),
        sa.Column("services", sa.Text(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=True),
        sa.Column("planned_by", _BIG_ID, nullable=True),
        sa.Column("planned_at", _MOMENT, nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.Column("decided_by", _BIG_ID, nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("window", _BIG_ID, nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("implemented_by", _BIG_ID, nullable=True),
        sa.Column("implemented_at", _MOMENT, nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("reviewed_by", _BIG_ID, nullable=True),
        sa.Column("reviewed_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        *(
            sa.ForeignKeyConstraint([name], ["people.id"], name=op.f(f"fk_changes_{name}"))
            for name in _PEOPLE
        ),
        sa.ForeignKeyConstraint(
            ["window"], ["maintenance_windows.id"], name=op.f("fk_changes_window")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "ticket"],
            ["tickets.workspace", "tickets.id"],
            name=op.f("fk_changes_workspace_ticket"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.UniqueConstraint("workspace", "ticket", name=op.f("uq_changes_workspace_ticket")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_changes_workspace_state_requested_at"),
        "changes",
        ["workspace", "state", "requested_at"],
    )
    op.create_index(op.f("ix_changes_workspace_window"), "changes", ["workspace", "window"])


def downgrade() -> None:
    op.drop_table("changes")
