"""How does somebody see what a search found?"""

from handlers.cards.card import Block, Card, Footnote, Line, Paragraph
from handlers.cards.draft import Draft, number_of, strong
from handlers.cards.facts import Facts


def found(draft: Draft) -> Card:
    """List a page of tickets, and say how the next one is seen."""
    rows, words = draft.facts.parts("rows"), _flat(draft.facts.words("words"))
    if not rows:
        return draft.told(draft.line("found.none", words=strong(words)))
    heading = draft.say("found.heading", words=words)
    blocks: list[Block] = [Paragraph(line=_row(draft, row)) for row in rows]
    if draft.facts.is_true("has_more"):
        page = draft.facts.count("page") + 1
        blocks.append(Footnote(line=(draft.say("found.more", page=page),)))
    return draft.card(heading, *blocks, heading=heading)


def _row(draft: Draft, row: Facts) -> Line:
    named = _flat(" · ".join(filter(None, (number_of(row), row.words("title")))))
    status = draft.texts.code("status", row.words("status"))
    requester = _flat(row.words("requester"))
    return draft.line("found.row", ticket=strong(named), status=status, requester=requester)


def _flat(text: str) -> str:
    return " ".join(text.split())
