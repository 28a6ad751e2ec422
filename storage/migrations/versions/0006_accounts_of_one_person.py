"""Accounts of one person: codes that link them, wrong codes counted, and a language that stays."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0003"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "people",
        sa.Column("is_language_chosen", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "link_codes",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person", BIG_ID, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_link_codes_person")),
        sa.PrimaryKeyConstraint("workspace", "code_hash", name=op.f("pk_link_codes")),
    )
    op.create_index(op.f("ix_link_codes_person"), "link_codes", ["person"])
    op.create_table(
        "wrong_codes",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_wrong_codes_person")),
        sa.PrimaryKeyConstraint("workspace", "person", name=op.f("pk_wrong_codes")),
    )


def downgrade() -> None:
    op.drop_table("wrong_codes")
    op.drop_index(op.f("ix_link_codes_person"), table_name="link_codes")
    op.drop_table("link_codes")
    op.drop_column("people", "is_language_chosen")
