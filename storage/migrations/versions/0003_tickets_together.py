"""Tickets together: merged into another, related to others, and followed by people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LISTS = ("duplicates", "related", "followers")


def upgrade() -> None:
    op.add_column("tickets", sa.Column("merged_into", BIG_ID, nullable=True))
    for name in LISTS:
        op.add_column("tickets", sa.Column(name, sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    for name in reversed(LISTS):
        op.drop_column("tickets", name)
    op.drop_column("tickets", "merged_into")
