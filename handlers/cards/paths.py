"""How does it look when nobody claims a ticket, or its owner is silent?"""

from collections.abc import Iterable
from datetime import timedelta

from handlers.cards.card import Card, Footnote, Line, Paragraph
from handlers.cards.draft import Draft, moment, strong
from handlers.cards.facts import Facts
from handlers.texts import joined


def paged(draft: Draft) -> Card:
    """Call whom the level names, and nobody else; the first words ask, later ones press."""
    title = strong(draft.ticket.words("title"))
    waited = draft.texts.duration(timedelta(seconds=draft.facts.count("waited")))
    is_first = draft.facts.is_true("is_first")
    told = "paged.first" if is_first else "paged.again"
    line = draft.line(told, number=draft.number, title=title, length=waited)
    return draft.told(joined(*_called(draft.facts.parts("people")), *line))


def owner_reminded(draft: Draft) -> Card:
    """Tell the owner how long the requester has waited for a word, and what comes of silence."""
    owner = draft.ticket.person("owner", is_called=True) or draft.say("somebody")
    waited = draft.texts.duration(timedelta(seconds=draft.facts.count("waited")))
    title = strong(draft.ticket.words("title"))
    line = draft.line(
        "owner_reminded.text", owner=owner, number=draft.number, title=title, length=waited
    )
    ends = draft.facts.moment("ends_at")
    if ends is None:
        return draft.told(line)
    shown = moment(ends, None)
    hint = Footnote(line=draft.line("owner_reminded.ends", at=shown))
    return draft.card(draft.texts.plain(line), Paragraph(line=line), hint)


def _called(people: Iterable[Facts]) -> Line:
    """Name everybody who is called, before the words that are for them."""
    line: Line = ("🔔 ",)
    for one in people:
        person = Facts(values={"person": dict(one.values)}).person("person", is_called=True)
        line = joined(*line, person, ", ") if person else line
    return line
