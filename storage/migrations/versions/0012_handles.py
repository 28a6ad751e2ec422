"""Handles: by which name others address an account."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("identities", sa.Column("handle", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("identities", "handle")
