"""Organisations: whose requester asked, and which workspace an account is of."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("organisation", sa.Text(), nullable=True))
    op.add_column("identities", sa.Column("team", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("identities", "team")
    op.drop_column("tickets", "organisation")
