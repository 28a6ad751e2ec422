"""What is kept about who is on call?

`duty_covers`: who covers for whom. `duty_turns`: what a schedule kept elsewhere says, worked out
into single stretches, and `duty_calendars` its last good copy. `duty_feeds`: the keys of our own.
"""

from sqlalchemy import Index, LargeBinary

from storage.columns import Moment
from storage.table_parts import counted, key, keyed, may, must, person

duty_covers = counted(
    "duty_covers",
    must("rotation"),
    person("person", is_needed=True),
    must("starts_at", Moment),
    must("ends_at", Moment),
    person("by"),
    must("made_at", Moment),
    may("taken_back_at", Moment),
)
Index(None, duty_covers.c.workspace, duty_covers.c.rotation, duty_covers.c.ends_at)
duty_turns = counted(
    "duty_turns",
    must("rotation"),
    must("account"),
    must("starts_at", Moment),
    must("ends_at", Moment),
)
Index(None, duty_turns.c.workspace, duty_turns.c.rotation, duty_turns.c.ends_at)
duty_calendars = keyed(
    "duty_calendars",
    key("rotation"),
    must("source"),
    may("body", LargeBinary),
    may("read_at", Moment),
    may("failing_since", Moment),
    may("fault"),
    must("unknown"),
)
duty_feeds = keyed("duty_feeds", key("rotation"), must("key_hash"), must("made_at", Moment))
