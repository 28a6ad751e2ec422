"""On call: who covers for whom, schedules kept elsewhere, and the keys of feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "duty_covers",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("rotation", sa.Text(), nullable=False),
        sa.Column("person", BIG_ID, nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("by", BIG_ID, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("taken_back_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_duty_covers_person")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_duty_covers_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_covers")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_duty_covers_workspace_rotation_ends_at"),
        "duty_covers",
        ["workspace", "rotation", "ends_at"],
    )
    op.create_table(
        "duty_turns",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("rotation", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_turns")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_duty_turns_workspace_rotation_ends_at"),
        "duty_turns",
        ["workspace", "rotation", "ends_at"],
    )
    op.create_table(
        "duty_calendars",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rotation", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("unknown", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "rotation", name=op.f("pk_duty_calendars")),
    )
    op.create_table(
        "duty_feeds",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rotation", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "rotation", name=op.f("pk_duty_feeds")),
    )


def downgrade() -> None:
    op.drop_table("duty_feeds")
    op.drop_table("duty_calendars")
    op.drop_index(op.f("ix_duty_turns_workspace_rotation_ends_at"), table_name="duty_turns")
    op.drop_table("duty_turns")
    op.drop_index(op.f("ix_duty_covers_workspace_rotation_ends_at"), table_name="duty_covers")
    op.drop_table("duty_covers")
