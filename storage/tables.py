"""What is kept, and under which names?

Columns bear the names of the nouns' fields. `workspace` stands on every row: one desk is one
workspace, and several may share a database. Live rows have partial indexes, so that what is long
done costs nothing.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
)

from desk.attachment import Audience, FileState
from desk.events import EventKind
from desk.facts import FigureMetric, Result
from desk.notice import Op, Weight
from desk.policy import Priority, Status, TicketType
from desk.ports import Side
from desk.question import QuestionOutcome
from desk.ticket import ClosedAs, Verb
from storage.columns import BigId, Body, Code, Duration, Moment, Numbers, Owing, Spot
from storage.states import State
from storage.table_parts import counted, key, keyed, may, metadata, must, of_ticket, person

_counted, _keyed, _key = counted, keyed, key
_must, _may, _person, _of_ticket = must, may, person, of_ticket

people = _counted(
    "people",
    _must("name"),
    _must("language"),
    _must("timezone"),
    _must("is_language_chosen", Boolean),
)

identities = _keyed(
    "identities",
    _key("platform"),
    _key("account"),
    _person("person", is_needed=True),
    _may("team"),
    _may("handle"),
)
Index(None, identities.c.person)

roster = _keyed(
    "roster",
    _key("platform"),
    _key("channel"),
    Column("person", BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False),
)
Index(None, roster.c.person)

direct_chats = _keyed(
    "direct_chats",
    Column("person", BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    _key("platform"),
    _must("channel", Spot),
    _must("turn", BigId),
)

counters = _keyed("counters", _key("name"), _must("value", BigId))

tickets = _keyed(
    "tickets",
    _key("id", BigId),
    _must("version", Integer),
    _must("title"),
    _must("text"),
    _person("requester", is_needed=True),
    _must("origin", Spot),
    _must("tier"),
    _must("status", Code(Status)),
    _must("priority", Code(Priority)),
    _must("type", Code(TicketType)),
    _must("asked_at", Moment),
    _must("created_at", Moment),
    _must("stint", Integer),
    _may("category"),
    _may("organisation"),
    _may("service"),
    _may("question", BigId),
    _may("follows", BigId),
    _person("assignee"),
    _may("claimed_at", Moment),
    _may("first_response_at", Moment),
    _may("first_response_due", Moment),
    _may("resolution_due", Moment),
    _may("spoken_at", Moment),
    _may("nudge_at", Moment),
    _may("timer_at", Moment),
    _may("path_at", Moment),
    _may("owed", Owing),
    _may("owed_at", Moment),
    _may("resolved_at", Moment),
    _person("resolved_by"),
    _may("resolution"),
    _may("closed_at", Moment),
    _may("closed_as", Code(ClosedAs)),
    _must("reopen_count", Integer),
    _may("rating", Integer),
    _may("rating_comment"),
    _may("folded"),
    _may("merged_into", BigId),
    _must("duplicates", Numbers),
    _must("related", Numbers),
    _must("followers", Numbers),
)
Index(None, tickets.c.workspace, tickets.c.status, tickets.c.resolved_at)
Index(None, tickets.c.workspace, tickets.c.asked_at)
Index(None, tickets.c.workspace, tickets.c.requester)
_waiting = tickets.c.nudge_at.is_not(None)
Index(
    "ix_tickets_nudge",
    tickets.c.workspace,
    tickets.c.nudge_at,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
_timed = tickets.c.timer_at.is_not(None)
Index(
    "ix_tickets_timer",
    tickets.c.workspace,
    tickets.c.timer_at,
    sqlite_where=_timed,
    postgresql_where=_timed,
)
_climbing = tickets.c.path_at.is_not(None)
Index(
    "ix_tickets_path",
    tickets.c.workspace,
    tickets.c.path_at,
    sqlite_where=_climbing,
    postgresql_where=_climbing,
)

questions = _counted(
    "questions",
    _must("text"),
    _person("person", is_needed=True),
    _must("origin", Spot),
    _must("asked_at", Moment),
    _must("band"),
    _must("confidence", Float(53)),
    _must("shown", Body),
    _must("index_version"),
    _must("outcome", Code(QuestionOutcome)),
    _may("picked"),
    _may("ticket", BigId),
    _may("service"),
    _must("rephrased", Integer),
)

events = _counted(
    "events",
    _must("kind", Code(EventKind)),
    _must("at", Moment),
    _may("ticket", BigId),
    _may("question", BigId),
    _person("by"),
    _may("stint", Integer),
    _may("cause"),
    _must("data", Body),
    _may("folded"),
    UniqueConstraint("workspace", "cause"),
    _of_ticket(),
)
Index(None, events.c.workspace, events.c.ticket)

facts = _counted(
    "facts",
    _must("ticket", BigId),
    _must("stint", Integer),
    _must("metric", Code(FigureMetric)),
    _must("event", BigId),
    _may("elapsed", Duration),
    _may("target", Duration),
    _must("result", Code(Result)),
    _must("decided_at", Moment),
    _must("tier"),
    _must("type", Code(TicketType)),
    _must("priority", Code(Priority)),
    _may("category"),
    _may("value", Integer),
    UniqueConstraint("workspace", "ticket", "stint", "metric", "event"),
    _of_ticket(),
)
Index(None, facts.c.workspace, facts.c.decided_at)
Index(None, facts.c.workspace, facts.c.event)

buttons = Table(
    "buttons",
    metadata,
    _key("id", BigId),
    _must("workspace"),
    _must("offers", Body),
    _may("ticket", BigId),
    _may("question", BigId),
    _must("version", Integer),
    _may("event", BigId),
    _must("address", Spot),
    _must("expires_at", Moment),
    _may("only", BigId),
)
Index(None, buttons.c.workspace, buttons.c.expires_at)

forms = _counted(
    "forms",
    _must("verb", Code(Verb)),
    _may("ticket", BigId),
    _person("person", is_needed=True),
    _must("version", Integer),
    _must("fields", Body),
    _must("expires_at", Moment),
    _must("channel", Spot),
    _may("thread"),
    _may("request"),
    _may("title"),
    _must("values", Body),
    _of_ticket(),
)
Index(None, forms.c.workspace, forms.c.person)

links = _keyed(
    "links",
    _key("platform"),
    _key("channel"),
    _key("message"),
    _may("thread"),
    _must("side", Code(Side)),
    _may("ticket", BigId),
    _may("question", BigId),
    _may("event", BigId),
    _may("by", BigId),
    _must("relays", Boolean),
)
Index(None, links.c.workspace, links.c.event)

files = _counted(
    "files",
    _must("key"),
    _must("name"),
    _must("type"),
    _must("reference"),
    _may("size", BigId),
    _may("link"),
    _must("state", Code(FileState)),
    _may("picture"),
    _may("origin", Spot),
    _may("by", BigId),
    _may("question", BigId),
    _may("ticket", BigId),
    _may("event", BigId),
    _must("audience", Code(Audience)),
    _must("added_at", Moment),
    UniqueConstraint("workspace", "key"),
    _of_ticket(),
)
Index(None, files.c.workspace, files.c.ticket)
Index(None, files.c.workspace, files.c.question)
Index(None, files.c.workspace, files.c.event)

file_parts = _keyed(
    "file_parts",
    Column("file", BigId, ForeignKey("files.id"), primary_key=True, autoincrement=False),
    _key("number", Integer),
    _must("content", LargeBinary),
)

conversations = _keyed("conversations", _key("name"))

inbox = _counted(
    "inbox",
    _must("key"),
    _must("platform"),
    _must("conversation"),
    _must("sort_at", Moment),
    _must("has_handle", Boolean),
    _may("body"),
    _must("received_at", Moment),
    _must("not_before", Moment),
    _must("tries", Integer),
    _may("error"),
    _may("done_at", Moment),
    _must("is_dead", Boolean),
    _may("outcome", Body),
    UniqueConstraint("workspace", "key"),
)
_undone = inbox.c.done_at.is_(None)
Index(
    "ix_inbox_undone",
    inbox.c.workspace,
    inbox.c.conversation,
    inbox.c.sort_at,
    inbox.c.id,
    sqlite_where=_undone,
    postgresql_where=_undone,
)

outbox = _counted(
    "outbox",
    _must("key"),
    _must("kind"),
    _must("weight", Code(Weight)),
    _must("op", Code(Op)),
    _must("platform"),
    _must("channel"),
    _may("thread"),
    _must("lane"),
    _may("card"),
    _may("under"),
    _may("after"),
    _must("body", Body),
    _must("has_buttons", Boolean),
    _must("state", Code(State)),
    _must("said_at", Moment),
    _must("not_before", Moment),
    _may("expires_at", Moment),
    _may("owner"),
    _may("lease_until", Moment),
    _may("first_try_at", Moment),
    _must("tries", Integer),
    _must("looks", Integer),
    _may("message"),
    _may("drawn"),
    _may("error"),
    _may("settled_at", Moment),
    _must("is_untold", Boolean),
    UniqueConstraint("workspace", "key"),
)
_live = outbox.c.settled_at.is_(None)
_untold = outbox.c.is_untold
Index(
    "ix_outbox_live",
    outbox.c.workspace,
    outbox.c.id,
    sqlite_where=_live,
    postgresql_where=_live,
)
Index(
    "ix_outbox_lane",
    outbox.c.workspace,
    outbox.c.lane,
    outbox.c.id,
    sqlite_where=_live,
    postgresql_where=_live,
)
Index("ix_outbox_untold", outbox.c.id, sqlite_where=_untold, postgresql_where=_untold)

cards = _keyed(
    "cards",
    _key("name"),
    _key("platform"),
    _key("channel"),
    _may("thread"),
    _must("outbox", BigId),
    _may("message"),
)

chat_messages = _counted(
    "chat_messages",
    _must("key"),
    _must("channel"),
    _may("thread", BigId),
    _may("author"),
    _must("author_name"),
    _must("text"),
    _may("card"),
    _may("only"),
    _must("at", Moment),
    _must("reactions", Body),
    _may("files", Body),
    _must("is_deleted", Boolean),
    _must("revision", BigId),
    UniqueConstraint("workspace", "key"),
)
Index(None, chat_messages.c.workspace, chat_messages.c.channel, chat_messages.c.thread)
Index(None, chat_messages.c.workspace, chat_messages.c.revision)

chat_channels = _keyed("chat_channels", _key("name"), _must("title"))
chat_seats = _keyed("chat_seats", _key("channel"), _key("viewer"), _must("read_up_to", BigId))

marks = _keyed("marks", _key("name"), _must("value"))

sign_ins = _keyed(
    "sign_ins",
    _key("token_hash"),
    _person("person", is_needed=True),
    _must("expires_at", Moment),
)
sessions = _keyed(
    "sessions",
    _key("token_hash"),
    _person("person", is_needed=True),
    _must("expires_at", Moment),
)

link_codes = _keyed(
    "link_codes",
    _key("code_hash"),
    _person("person", is_needed=True),
    _must("expires_at", Moment),
    _may("used_at", Moment),
)
Index(None, link_codes.c.person)
wrong_codes = _keyed(
    "wrong_codes",
    Column("person", BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    _must("count", Integer),
    _must("until", Moment),
)

leases = _keyed("leases", _key("name"), _must("owner"), _must("until", Moment))
