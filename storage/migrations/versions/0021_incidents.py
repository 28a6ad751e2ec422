"""Incidents: tickets that are declared to be the trouble of a service, and who follows them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "incidents",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket", _BIG_ID, autoincrement=False, nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("declared_at", _MOMENT, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("over_at", _MOMENT, nullable=True),
        sa.Column("count_at", _MOMENT, nullable=True),
        sa.Column("tell_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "ticket"],
            ["tickets.workspace", "tickets.id"],
            name=op.f("fk_incidents_workspace_ticket"),
        ),
        sa.PrimaryKeyConstraint("workspace", "ticket", name=op.f("pk_incidents")),
    )
    op.create_index(
        op.f("ix_incidents_workspace_declared_at"), "incidents", ["workspace", "declared_at"]
    )
    _create_partial("ix_incidents_open", "service", "over_at IS NULL", unique=True)
    _create_partial("ix_incidents_count", "count_at", "count_at IS NOT NULL")
    _create_partial("ix_incidents_tell", "tell_at", "tell_at IS NOT NULL")
    op.create_table(
        "incident_followers",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket", _BIG_ID, autoincrement=False, nullable=False),
        sa.Column("incident", _BIG_ID, nullable=False),
        sa.Column("joined_at", _MOMENT, nullable=False),
        sa.Column("told_at", _MOMENT, nullable=True),
        sa.Column("works_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "ticket"],
            ["tickets.workspace", "tickets.id"],
            name=op.f("fk_incident_followers_workspace_ticket"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "incident"],
            ["incidents.workspace", "incidents.ticket"],
            name=op.f("fk_incident_followers_workspace_incident"),
        ),
        sa.PrimaryKeyConstraint("workspace", "ticket", name=op.f("pk_incident_followers")),
    )
    op.create_index(
        op.f("ix_incident_followers_workspace_incident_joined_at"),
        "incident_followers",
        ["workspace", "incident", "joined_at"],
    )


def downgrade() -> None:
    op.drop_table("incident_followers")
    op.drop_table("incidents")


def _create_partial(name: str, column: str, where: str, *, unique: bool = False) -> None:
    op.create_index(
        name,
        "incidents",
        ["workspace", column],
        unique=unique,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
