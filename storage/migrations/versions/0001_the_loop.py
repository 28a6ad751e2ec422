"""The first tables: everything that the loop from question to rating needs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "buttons",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("offers", sa.Text(), nullable=False),
        sa.Column("ticket", BIG_ID, nullable=True),
        sa.Column("question", BIG_ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event", BIG_ID, nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("only", BIG_ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buttons")),
    )
    op.create_index(
        op.f("ix_buttons_workspace_expires_at"),
        "buttons",
        ["workspace", "expires_at"],
        unique=False,
    )
    op.create_table(
        "cards",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("platform", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("outbox", BIG_ID, nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "name", "platform", "channel", name=op.f("pk_cards")),
    )
    op.create_table(
        "chat_channels",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "name", name=op.f("pk_chat_channels")),
    )
    op.create_table(
        "chat_messages",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("thread", BIG_ID, nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=True),
        sa.Column("only", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reactions", sa.Text(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("revision", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_messages")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_chat_messages_workspace_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_chat_messages_workspace_channel_thread"),
        "chat_messages",
        ["workspace", "channel", "thread"],
        unique=False,
    )
    op.create_index(
        op.f("ix_chat_messages_workspace_revision"),
        "chat_messages",
        ["workspace", "revision"],
        unique=False,
    )
    op.create_table(
        "chat_seats",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("viewer", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("read_up_to", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "viewer", name=op.f("pk_chat_seats")),
    )
    op.create_table(
        "conversations",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "name", name=op.f("pk_conversations")),
    )
    op.create_table(
        "counters",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("value", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "name", name=op.f("pk_counters")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("sort_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("has_handle", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_dead", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_inbox_workspace_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_inbox_undone",
        "inbox",
        ["workspace", "conversation", "sort_at", "id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "leases",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "name", name=op.f("pk_leases")),
    )
    op.create_table(
        "links",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("platform", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("message", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("ticket", BIG_ID, nullable=True),
        sa.Column("question", BIG_ID, nullable=True),
        sa.Column("event", BIG_ID, nullable=True),
        sa.Column("by", BIG_ID, nullable=True),
        sa.Column("relays", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace", "platform", "channel", "message", name=op.f("pk_links")
        ),
    )
    op.create_index(op.f("ix_links_workspace_event"), "links", ["workspace", "event"], unique=False)
    op.create_table(
        "marks",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "name", name=op.f("pk_marks")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("weight", sa.Text(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=True),
        sa.Column("under", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("has_buttons", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("drawn", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_untold", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_outbox_workspace_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_lane",
        "outbox",
        ["workspace", "lane", "id"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index(
        "ix_outbox_live",
        "outbox",
        ["workspace", "id"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index(
        "ix_outbox_untold",
        "outbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("is_untold"),
        postgresql_where=sa.text("is_untold"),
    )
    op.create_table(
        "people",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "direct_chats",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("platform", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("turn", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_direct_chats_person")),
        sa.PrimaryKeyConstraint("workspace", "person", "platform", name=op.f("pk_direct_chats")),
    )
    op.create_table(
        "identities",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("platform", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_identities_person")),
        sa.PrimaryKeyConstraint("workspace", "platform", "account", name=op.f("pk_identities")),
    )
    op.create_index(op.f("ix_identities_person"), "identities", ["person"], unique=False)
    op.create_table(
        "questions",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person", BIG_ID, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(precision=53), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("index_version", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("picked", sa.Text(), nullable=True),
        sa.Column("ticket", BIG_ID, nullable=True),
        sa.Column("rephrased", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_questions_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "roster",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("platform", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person", BIG_ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_roster_person")),
        sa.PrimaryKeyConstraint(
            "workspace", "platform", "channel", "person", name=op.f("pk_roster")
        ),
    )
    op.create_index(op.f("ix_roster_person"), "roster", ["person"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person", BIG_ID, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_sessions_person")),
        sa.PrimaryKeyConstraint("workspace", "token_hash", name=op.f("pk_sessions")),
    )
    op.create_table(
        "sign_ins",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person", BIG_ID, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_sign_ins_person")),
        sa.PrimaryKeyConstraint("workspace", "token_hash", name=op.f("pk_sign_ins")),
    )
    op.create_table(
        "tickets",
        sa.Column("workspace", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("requester", BIG_ID, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stint", sa.Integer(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("question", BIG_ID, nullable=True),
        sa.Column("follows", BIG_ID, nullable=True),
        sa.Column("assignee", BIG_ID, nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_response_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_response_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spoken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", BIG_ID, nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_as", sa.Text(), nullable=True),
        sa.Column("reopen_count", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rating_comment", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["assignee"], ["people.id"], name=op.f("fk_tickets_assignee")),
        sa.ForeignKeyConstraint(["requester"], ["people.id"], name=op.f("fk_tickets_requester")),
        sa.ForeignKeyConstraint(
            ["resolved_by"], ["people.id"], name=op.f("fk_tickets_resolved_by")
        ),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_tickets")),
    )
    op.create_index(
        op.f("ix_tickets_workspace_requester"), "tickets", ["workspace", "requester"], unique=False
    )
    op.create_index(
        op.f("ix_tickets_workspace_status"), "tickets", ["workspace", "status"], unique=False
    )
    op.create_table(
        "events",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticket", BIG_ID, nullable=True),
        sa.Column("question", BIG_ID, nullable=True),
        sa.Column("by", BIG_ID, nullable=True),
        sa.Column("stint", sa.Integer(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_events_by")),
        sa.ForeignKeyConstraint(
            ["workspace", "ticket"],
            ["tickets.workspace", "tickets.id"],
            name=op.f("fk_events_workspace_ticket"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("workspace", "cause", name=op.f("uq_events_workspace_cause")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_events_workspace_ticket"), "events", ["workspace", "ticket"], unique=False
    )
    op.create_table(
        "facts",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("ticket", BIG_ID, nullable=False),
        sa.Column("stint", sa.Integer(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("event", BIG_ID, nullable=False),
        sa.Column("elapsed", sa.BigInteger(), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "ticket"],
            ["tickets.workspace", "tickets.id"],
            name=op.f("fk_facts_workspace_ticket"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
        sa.UniqueConstraint(
            "workspace",
            "ticket",
            "stint",
            "metric",
            "event",
            name=op.f("uq_facts_workspace_ticket_stint_metric_event"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_facts_workspace_decided_at"), "facts", ["workspace", "decided_at"], unique=False
    )
    op.create_index(op.f("ix_facts_workspace_event"), "facts", ["workspace", "event"], unique=False)
    op.create_table(
        "forms",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("ticket", BIG_ID, nullable=False),
        sa.Column("person", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_forms_person")),
        sa.ForeignKeyConstraint(
            ["workspace", "ticket"],
            ["tickets.workspace", "tickets.id"],
            name=op.f("fk_forms_workspace_ticket"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forms")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_forms_workspace_person"), "forms", ["workspace", "person"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_forms_workspace_person"), table_name="forms")
    op.drop_table("forms")
    op.drop_index(op.f("ix_facts_workspace_event"), table_name="facts")
    op.drop_index(op.f("ix_facts_workspace_decided_at"), table_name="facts")
    op.drop_table("facts")
    op.drop_index(op.f("ix_events_workspace_ticket"), table_name="events")
    op.drop_table("events")
    op.drop_index(op.f("ix_tickets_workspace_status"), table_name="tickets")
    op.drop_index(op.f("ix_tickets_workspace_requester"), table_name="tickets")
    op.drop_table("tickets")
    op.drop_table("sign_ins")
    op.drop_table("sessions")
    op.drop_index(op.f("ix_roster_person"), table_name="roster")
    op.drop_table("roster")
    op.drop_table("questions")
    op.drop_index(op.f("ix_identities_person"), table_name="identities")
    op.drop_table("identities")
    op.drop_table("direct_chats")
    op.drop_table("people")
    op.drop_index(
        "ix_outbox_untold",
        table_name="outbox",
        sqlite_where=sa.text("is_untold"),
        postgresql_where=sa.text("is_untold"),
    )
    op.drop_index(
        "ix_outbox_live",
        table_name="outbox",
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.drop_index(
        "ix_outbox_lane",
        table_name="outbox",
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.drop_table("outbox")
    op.drop_table("marks")
    op.drop_index(op.f("ix_links_workspace_event"), table_name="links")
    op.drop_table("links")
    op.drop_table("leases")
    op.drop_index(
        "ix_inbox_undone",
        table_name="inbox",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_table("inbox")
    op.drop_table("counters")
    op.drop_table("conversations")
    op.drop_table("chat_seats")
    op.drop_index(op.f("ix_chat_messages_workspace_revision"), table_name="chat_messages")
    op.drop_index(op.f("ix_chat_messages_workspace_channel_thread"), table_name="chat_messages")
    op.drop_table("chat_messages")
    op.drop_table("chat_channels")
    op.drop_table("cards")
    op.drop_index(op.f("ix_buttons_workspace_expires_at"), table_name="buttons")
    op.drop_table("buttons")
