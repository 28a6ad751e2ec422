"""What do people read who meet what is known already, and when it is over?"""

from handlers.cards.card import (
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
from handlers.cards.fields import Row, field

_OVER = ("solved", "dropped")


def same_trouble(draft: Draft) -> Card:
    """Ask whether it is the same; then say that they follow it, or that theirs is looked at."""
    state = draft.facts.words("state")
    if state == "following":
        own = draft.facts.words("own")
        hint = Footnote(line=(draft.say("same.following_hint", own=own),))
        return draft.told(_line(draft, "same.following", own=own), hint, tone=Tone.BUSY)
    if state != "open":
        return draft.told(_line(draft, "same.other"))
    quote = draft.facts.words("quote")
    asked: tuple[Block, ...] = (Quote(text=quote),) if quote else ()
    question = Paragraph(line=(draft.say("same.question"),))
    return draft.told(_line(draft, "same.known"), *asked, question, tone=Tone.BUSY)


def followed(draft: Draft) -> Card:
    """Say that an engineer found theirs to be the same, and what that means for them."""
    return draft.told(
        _line(draft, "same.found", own=draft.number),
        Paragraph(line=(draft.say("same.found_body"),)),
        tone=Tone.BUSY,
    )


def over(draft: Draft) -> Card:
    """Say that it is over and ask whether it works for them; then what they answered."""
    state, how = draft.facts.words("state"), draft.facts.words("how")
    if state != "open":
        known = f"over.{state}"
        told = known if draft.texts.has(known) else "over.again"
        tone = Tone.GOOD if state == "works" else Tone.BUSY
        return draft.told(_line(draft, told, own=draft.number), tone=tone)
    text = draft.facts.words("text")
    said: tuple[Block, ...] = (Quote(text=text),) if text else ()
    line = _line(draft, f"over.{how if how in _OVER else 'solved'}")
    question = Paragraph(line=(draft.say("over.question", own=draft.number),))
    return draft.told(line, *said, question, tone=Tone.GOOD)


def affected_rows(draft: Draft) -> tuple[Row, ...]:
    """How many follow the incident, once somebody does."""
    affected = draft.facts.part("incident").count("affected")
    return (field(draft, "affected", draft.say("field.people", n=affected)),) if affected else ()


def other_number(draft: Draft) -> str:
    """Give the number of the incident that is meant."""
    return draft.facts.part("incident").words("other") or "?"


def _line(draft: Draft, id: str, own: str = "") -> Line:  # noqa: A002 - the texts' word
    incident = draft.facts.part("incident")
    since = incident.moment("since")
    return draft.line(
        id,
        number=other_number(draft),
        service=strong(incident.words("service")),
        since=Moment(at=since, style=MomentStyle.DATE_TIME) if since else "?",
        own=own,
    )
