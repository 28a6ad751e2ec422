"""Maintenance: windows that are planned, and when there is something to say about them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_HAS_NEWS = sa.text("tell_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "maintenance_windows",
        sa.Column("id", _BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("services", sa.Text(), nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("planned_by", _BIG_ID, nullable=True),
        sa.Column("planned_at", _MOMENT, nullable=False),
        sa.Column("every", sa.Integer(), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("cancelled_at", _MOMENT, nullable=True),
        sa.Column("tell_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["planned_by"], ["people.id"], name=op.f("fk_maintenance_windows_planned_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance_windows")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_maintenance_windows_tell",
        "maintenance_windows",
        ["workspace", "tell_at"],
        sqlite_where=_HAS_NEWS,
        postgresql_where=_HAS_NEWS,
    )
    op.create_index(
        op.f("ix_maintenance_windows_workspace_ends_at"),
        "maintenance_windows",
        ["workspace", "ends_at"],
    )


def downgrade() -> None:
    op.drop_table("maintenance_windows")
