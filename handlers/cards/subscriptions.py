"""What do those read who want to hear of a service?"""

from handlers.cards.card import Card, Footnote, Inline, Moment, MomentStyle, Paragraph, Tone
from handlers.cards.draft import Draft, strong

_TONES = {"down": Tone.URGENT, "works": Tone.GOOD}


def subscribed(draft: Draft) -> Card:
    """Say that the reader hears of a service from now on, or no more; or of which."""
    state = draft.facts.words("state")
    if state == "list":
        return _listed(draft)
    service = strong(draft.facts.words("service"))
    known = f"subscribed.{state}"
    line = draft.line(known if draft.texts.has(known) else "subscribed.on", service=service)
    if state not in {"on", "known"}:
        return draft.told(line)
    hint = Footnote(line=draft.line("subscribed.hint", service=service))
    return draft.card(draft.texts.plain(line), Paragraph(line=line), hint)


def service_news(draft: Draft) -> Card:
    """Say to who subscribed that a service broke, or works again."""
    state = draft.facts.words("state")
    facts: dict[str, Inline | int] = {
        "service": strong(draft.facts.words("service")),
        "since": _at(draft, "since"),
        "until": _at(draft, "until"),
    }
    line = draft.line("service_news.works" if state == "works" else "service_news.down", **facts)
    return draft.told(line, tone=_TONES.get(state, Tone.PLAIN))


def _listed(draft: Draft) -> Card:
    own = list(draft.facts.listed("services"))
    known = draft.facts.listed("known")
    line = (
        draft.line("subscribed.list", services=strong(draft.texts.listed(own)))
        if own
        else draft.line("subscribed.none")
    )
    if not known:
        return draft.told(line)
    hint = Footnote(line=draft.line("subscribed.how", service=known[0]))
    return draft.card(draft.texts.plain(line), Paragraph(line=line), hint)


def _at(draft: Draft, name: str) -> Moment | str:
    at = draft.facts.moment(name)
    return Moment(at=at, style=MomentStyle.DATE_TIME) if at else "?"
