"""What do engineers read when a service is down, and when it works again?"""

from datetime import timedelta

from handlers.cards.card import Card, Footnote, Line, Moment, Paragraph, Tone
from handlers.cards.draft import Draft, moment, strong
from handlers.cards.facts import Facts
from handlers.texts import Texts, joined

_SHOWN = 10
"""So many things that fail are named; more nobody reads."""


def service_down(draft: Draft) -> Card:
    """Say since when, and what fails in which way."""
    line = draft.line(
        "service_down.text",
        service=strong(draft.facts.words("service")),
        since=_at(draft, "since"),
    )
    rows = draft.facts.parts("rows")[:_SHOWN]
    return draft.told(line, *(Paragraph(line=_row(draft, row)) for row in rows), tone=Tone.URGENT)


def recovered(draft: Draft) -> Card:
    """Say that it works again and how long it did not; call who has the ticket."""
    lasted = draft.texts.duration(timedelta(seconds=draft.facts.count("seconds")))
    what = "service" if draft.facts.has("service") else "name"
    line = draft.line(
        f"recovered.{what}",
        what=strong(draft.facts.words(what)),
        until=_at(draft, "until"),
        length=lasted,
    )
    owner = draft.ticket.person("owner", is_called=True)
    called = joined(*line, " ", owner) if owner else line
    hint = [Footnote(line=draft.line("recovered.hint"))] if draft.notice.offers else []
    return draft.told(called, *hint, tone=Tone.GOOD)


def fault_line(texts: Texts, fault: Facts) -> Line:
    """Say why a look failed; `fault` holds the code as `fault`, and its facts."""
    name = f"probe.{fault.words('fault')}"
    known = name if texts.has(name) else "probe.failed"
    numbers = {key: fault.words(key) for key in ("seconds", "status", "most", "days")}
    words = {key: strong(fault.words(key)) for key in ("host", "reason", "found")}
    moments = {key: fault.moment(key) for key in ("ends_at", "last")}
    said = {key: moment(at, None) if at else "?" for key, at in moments.items()}
    return texts.line(known, **numbers, **words, **said)


def _row(draft: Draft, row: Facts) -> Line:
    name, target = row.words("name"), row.words("target")
    if not row.has("fault"):
        return draft.line("service_down.alert", name=strong(name))
    why = fault_line(draft.texts, row)
    return joined(strong(name), ": ", *why, " (", strong(target), ")")


def _at(draft: Draft, name: str) -> Moment | str:
    at = draft.facts.moment(name)
    return moment(at, None) if at else "?"
