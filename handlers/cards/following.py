"""What do those who follow a ticket read?"""

from handlers.cards.card import Card, Footnote, Paragraph
from handlers.cards.draft import Draft, strong


def followed(draft: Draft) -> Card:
    """Say what became of a ticket that the reader follows."""
    what = draft.facts.words("what")
    by_time = f"followed.{what}_by_time"
    known = f"followed.{what}"
    if not draft.facts.has("by") and draft.texts.has(by_time):
        known = by_time
    title = strong(draft.ticket.words("title"))
    line = draft.line(
        known if draft.texts.has(known) else "followed.other",
        number=draft.number,
        title=title,
        by=draft.who(),
        tier=draft.ticket.words("tier_title") or draft.ticket.words("tier"),
    )
    return draft.told(line)


def following(draft: Draft) -> Card:
    """Say that the reader is told from now on, or no more."""
    is_following = draft.facts.is_true("is_following")
    name = "following.on" if is_following else "following.off"
    line = draft.line(name, number=draft.number)
    if not is_following:
        return draft.told(line)
    hint = Footnote(line=(draft.say("following.hint", number=draft.number),))
    return draft.card(draft.texts.plain(line), Paragraph(line=line), hint)
