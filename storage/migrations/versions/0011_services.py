"""Services: what a question or a ticket is about."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("service", sa.Text(), nullable=True))
    op.add_column("questions", sa.Column("service", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("questions", "service")
    op.drop_column("tickets", "service")
