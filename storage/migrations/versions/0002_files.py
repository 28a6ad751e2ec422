"""Files: what came with messages, its bytes in parts of a megabyte, and files in the web chat."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("size", BIG_ID, nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("by", BIG_ID, nullable=True),
        sa.Column("question", BIG_ID, nullable=True),
        sa.Column("ticket", BIG_ID, nullable=True),
        sa.Column("event", BIG_ID, nullable=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "ticket"],
            ["tickets.workspace", "tickets.id"],
            name=op.f("fk_files_workspace_ticket"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_files_workspace_key")),
        sqlite_autoincrement=True,
    )
    for column in ("ticket", "question", "event"):
        op.create_index(op.f(f"ix_files_workspace_{column}"), "files", ["workspace", column])
    op.create_table(
        "file_parts",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("file", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file"], ["files.id"], name=op.f("fk_file_parts_file")),
        sa.PrimaryKeyConstraint("workspace", "file", "number", name=op.f("pk_file_parts")),
    )
    op.add_column("chat_messages", sa.Column("files", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("chat_messages", "files")
    op.drop_table("file_parts")
    for column in ("event", "question", "ticket"):
        op.drop_index(op.f(f"ix_files_workspace_{column}"), table_name="files")
    op.drop_table("files")
