"""Probes and alerts: what was seen of services, how it stands, and which alerts fire."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_IS_AWAITED = sa.text("due_at IS NOT NULL")
_IS_HELD = sa.text("ends_at IS NULL AND ticket IS NULL")


def upgrade() -> None:
    _looks()
    _standings()
    _firings()


def _looks() -> None:
    op.create_table(
        "looks",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("took", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "key", "at", name=op.f("pk_looks")),
    )
    op.create_index(op.f("ix_looks_workspace_at"), "looks", ["workspace", "at"])


def _standings() -> None:
    op.create_table(
        "standings",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("is_down", sa.Boolean(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=True),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("took", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("due_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("workspace", "key", name=op.f("pk_standings")),
    )
    op.create_index(
        "ix_standings_due",
        "standings",
        ["workspace", "due_at"],
        sqlite_where=_IS_AWAITED,
        postgresql_where=_IS_AWAITED,
    )


def _firings() -> None:
    op.create_table(
        "firings",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_down", sa.Boolean(), nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=True),
        sa.Column("service", sa.Text(), nullable=True),
        sa.Column("ticket", _BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "ticket"],
            ["tickets.workspace", "tickets.id"],
            name=op.f("fk_firings_workspace_ticket"),
        ),
        sa.PrimaryKeyConstraint("workspace", "sender", "fingerprint", name=op.f("pk_firings")),
    )
    op.create_index(
        "ix_firings_held",
        "firings",
        ["workspace", "starts_at"],
        sqlite_where=_IS_HELD,
        postgresql_where=_IS_HELD,
    )
    for columns in (["ticket"], ["service"], ["sender", "group"]):
        name = "_".join(("ix_firings_workspace", *columns))
        op.create_index(op.f(name), "firings", ["workspace", *columns])


def downgrade() -> None:
    for table in ("firings", "standings", "looks"):
        op.drop_table(table)
