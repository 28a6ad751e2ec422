"""Requests: forms for what has no ticket yet, with the request and its title."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NEVER_AGAIN = {"sqlite_autoincrement": True}
"""A number that was used is not used again: a late answer must not fill another form."""


def upgrade() -> None:
    last = _last_number()
    with op.batch_alter_table("forms", table_kwargs=_NEVER_AGAIN) as forms:
        forms.alter_column("ticket", existing_type=_BIG_ID, nullable=True)
        forms.add_column(sa.Column("request", sa.Text(), nullable=True))
        forms.add_column(sa.Column("title", sa.Text(), nullable=True))
    _count_on(last)


def downgrade() -> None:
    op.execute("DELETE FROM forms WHERE ticket IS NULL")
    last = _last_number()
    with op.batch_alter_table("forms", table_kwargs=_NEVER_AGAIN) as forms:
        forms.drop_column("title")
        forms.drop_column("request")
        forms.alter_column("ticket", existing_type=_BIG_ID, nullable=False)
    _count_on(last)


def _last_number() -> int | None:
    """Give the highest number that SQLite gave a form; the table anew would forget it."""
    if op.get_bind().dialect.name != "sqlite":
        return None
    last = sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'forms'")
    return op.get_bind().execute(last).scalar_one_or_none()


def _count_on(last: int | None) -> None:
    if last is None:
        return
    forget = sa.text("DELETE FROM sqlite_sequence WHERE name = 'forms'")
    keep = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('forms', :last)")
    op.get_bind().execute(forget)
    op.get_bind().execute(keep, {"last": last})
