"""Runbooks: what is ticked off on a ticket, and which tickets wait to have some suggested."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "checklists",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("ticket", BIG_ID, nullable=False),
        sa.Column("runbook", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("outro", sa.Text(), nullable=False),
        sa.Column("started_by", BIG_ID, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["started_by"], ["people.id"], name=op.f("fk_checklists_started_by")
        ),
        _of_ticket("checklists"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklists")),
        sa.UniqueConstraint(
            "workspace", "ticket", "runbook", name=op.f("uq_checklists_workspace_ticket_runbook")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "checklist_steps",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("checklist", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("done_by", BIG_ID, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["checklist"], ["checklists.id"], name=op.f("fk_checklist_steps_checklist")
        ),
        sa.ForeignKeyConstraint(
            ["done_by"], ["people.id"], name=op.f("fk_checklist_steps_done_by")
        ),
        sa.PrimaryKeyConstraint(
            "workspace", "checklist", "number", name=op.f("pk_checklist_steps")
        ),
    )
    op.create_table(
        "runbook_looks",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("look_at", MOMENT, nullable=False),
        _of_ticket("runbook_looks"),
        sa.PrimaryKeyConstraint("workspace", "ticket", name=op.f("pk_runbook_looks")),
    )
    op.create_index(
        op.f("ix_runbook_looks_workspace_look_at"), "runbook_looks", ["workspace", "look_at"]
    )


def downgrade() -> None:
    op.drop_table("runbook_looks")
    op.drop_table("checklist_steps")
    op.drop_table("checklists")


def _of_ticket(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace", "ticket"],
        ["tickets.workspace", "tickets.id"],
        name=op.f(f"fk_{table}_workspace_ticket"),
    )
