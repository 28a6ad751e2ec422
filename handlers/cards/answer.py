"""How do an answer and a handful of suggestions look?"""

from handlers.cards.card import (
    Article,
    Block,
    Card,
    Footnote,
    Line,
    Moment,
    MomentStyle,
    Paragraph,
    Quote,
    Tone,
)
from handlers.cards.draft import Draft, strong
from handlers.texts import joined


def answer(draft: Draft) -> Card:
    """Show the article; one that was not it shrinks to a line."""
    state = draft.facts.words("state")
    title = draft.facts.words("title")
    if state in {"not_it", "person"}:
        is_retry = state == "not_it" and draft.notice.offers
        told = "answer.retry" if is_retry else f"answer.{state}"
        return draft.told(draft.line(told, title=strong(title)))
    solved = Footnote(line=(draft.say("answer.solved"),))
    return draft.card(
        draft.say("answer.text", title=title),
        Article(markdown=draft.facts.words("body")),
        solved if state == "solved" else Footnote(line=_source(draft)),
        heading=draft.say("answer.heading", title=title),
        tone=Tone.GOOD if state == "solved" else Tone.PLAIN,
    )


def suggestions(draft: Draft) -> Card:
    """Ask which of a few articles was meant; once chosen, only the choice stays."""
    if draft.facts.words("state") == "closed":
        return _chosen(draft)
    count = len(draft.facts.parts("choices"))
    return draft.card(
        draft.say("suggestions.text", n=count),
        Paragraph(line=(draft.say("suggestions.body"),)),
        Quote(text=draft.facts.words("quote")),
        heading=draft.say("suggestions.heading"),
    )


def closest(draft: Draft) -> tuple[Block, ...]:
    """Name the articles that came close when there was no answer."""
    titles = list(draft.facts.listed("closest"))
    if not titles:
        return ()
    return (Footnote(line=(draft.say("opened.closest", titles=" · ".join(titles)),)),)


def _chosen(draft: Draft) -> Card:
    picked = draft.facts.words("picked")
    if picked:
        return draft.told(draft.line("suggestions.picked", title=strong(picked)))
    return draft.told((draft.say("suggestions.none"),))


def _source(draft: Draft) -> Line:
    pieces: list[Line] = [(draft.say("answer.source"),)]
    updated = draft.facts.moment("updated_at")
    if updated:
        at = Moment(at=updated, style=MomentStyle.DATE_TIME)
        pieces.append(draft.line("answer.updated", at=at))
    helpful = draft.facts.part("helpful")
    yes, of = helpful.count("yes"), helpful.count("of")
    if of:
        pieces.append((draft.say("answer.helpful", share=round(100 * yes / of), yes=yes, of=of),))
    first, *others = pieces
    return joined(*first, *(inline for piece in others for inline in (" · ", *piece)))
