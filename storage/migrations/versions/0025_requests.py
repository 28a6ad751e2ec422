"""Requests: forms for what has no ticket yet, with the request and its title."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("forms") as forms:
        forms.alter_column("ticket", existing_type=_BIG_ID, nullable=True)
        forms.add_column(sa.Column("request", sa.Text(), nullable=True))
        forms.add_column(sa.Column("title", sa.Text(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM forms WHERE ticket IS NULL")
    with op.batch_alter_table("forms") as forms:
        forms.drop_column("title")
        forms.drop_column("request")
        forms.alter_column("ticket", existing_type=_BIG_ID, nullable=False)
