"""Outages: when services were down, at most one open of each."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_IS_OPEN = sa.text("ends_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "outages",
        sa.Column("id", _BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=True),
        sa.Column("ticket", _BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "ticket"],
            ["tickets.workspace", "tickets.id"],
            name=op.f("fk_outages_workspace_ticket"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outages_open",
        "outages",
        ["workspace", "service"],
        unique=True,
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    )
    op.create_index(
        op.f("ix_outages_workspace_service_starts_at"),
        "outages",
        ["workspace", "service", "starts_at"],
    )


def downgrade() -> None:
    op.drop_table("outages")
