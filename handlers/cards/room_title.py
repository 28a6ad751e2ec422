"""What is a ticket's room called, and may one still write there?

The name says what a list of rooms is read for: which ticket, how it stands, who has it.
"""

from dataclasses import dataclass

from desk.notice import Notice
from desk.policy import Status
from handlers.cards.draft import Draft, one_line

_OVER = frozenset({Status.RESOLVED.value, Status.CLOSED.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room's title, and whether it is shut because nobody has to do anything there."""

    title: str
    is_shut: bool = False


def room_of(notice: Notice, language: str) -> Room:
    """Name the room after its ticket."""
    draft = Draft.of(notice, language)
    ticket, moved_to = draft.ticket, draft.facts.words("moved_to")
    status, owner = ticket.words("status"), ticket.person("owner")
    parts = [draft.number]
    if moved_to:
        parts.append(draft.say("room.moved", tier=moved_to))
    else:
        parts.append(draft.texts.code("status", status))
        parts += [owner.name] if owner is not None else []
    title = " · ".join([*parts, ticket.words("title")])
    return Room(title=one_line(title), is_shut=bool(moved_to) or status in _OVER)
