"""Subscriptions: who wants to hear of a service."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("service", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person", _BIG_ID, autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_subscriptions_person")),
        sa.PrimaryKeyConstraint("workspace", "service", "person", name=op.f("pk_subscriptions")),
    )
    op.create_index(op.f("ix_subscriptions_person"), "subscriptions", ["person"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_subscriptions_person"), table_name="subscriptions")
    op.drop_table("subscriptions")
