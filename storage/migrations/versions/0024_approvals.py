"""Approvals: whose yes a ticket waits for, and what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", _BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("ticket", _BIG_ID, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("deciders", sa.Text(), nullable=False),
        sa.Column("asked_by", _BIG_ID, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("is_own_fine", sa.Boolean(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", _BIG_ID, nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("remind_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_approvals_asked_by")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_approvals_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "ticket"],
            ["tickets.workspace", "tickets.id"],
            name=op.f("fk_approvals_workspace_ticket"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_approvals_workspace_ticket"), "approvals", ["workspace", "ticket"])
    _create_partial("ix_approvals_waiting", "ticket", "decision IS NULL", unique=True)
    _create_partial("ix_approvals_remind", "remind_at", "remind_at IS NOT NULL")


def downgrade() -> None:
    op.drop_table("approvals")


def _create_partial(name: str, column: str, where: str, *, unique: bool = False) -> None:
    op.create_index(
        name,
        "approvals",
        ["workspace", column],
        unique=unique,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
