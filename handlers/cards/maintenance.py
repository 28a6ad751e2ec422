"""What do people read about maintenance?"""

from handlers.cards.card import (
    Block,
    Card,
    Fields,
    Footnote,
    Line,
    Moment,
    MomentStyle,
    Paragraph,
    Quote,
    Tone,
)
from handlers.cards.draft import Draft, strong
from handlers.cards.facts import Facts
from handlers.texts import joined

_TONES = {"begun": Tone.BUSY, "over": Tone.GOOD}


def maintenance(draft: Draft) -> Card:
    """Say that it is coming, begins, is over or does not take place."""
    window, state = draft.facts.part("window"), draft.facts.words("state")
    known = f"maintenance.{state}"
    line = draft.line(
        known if draft.texts.has(known) else "maintenance.ahead",
        services=strong(_services(draft, window)),
        start=_at(window, "starts_at"),
        end=_at(window, "ends_at"),
    )
    text = window.words("text")
    said: tuple[Block, ...] = (Quote(text=text),) if text and state != "over" else ()
    return draft.told(
        joined(*line, *_changes(draft, window)), *said, tone=_TONES.get(state, Tone.PLAIN)
    )


def service_state(draft: Draft) -> Card:
    """Say what is wrong, planned or under way, where somebody asked whether something is down."""
    rows, broken = draft.facts.parts("rows"), draft.facts.parts("broken")
    if draft.facts.words("state") != "open" or not (rows or broken):
        return draft.told(draft.line("service_state.person"))
    lines = [*(_trouble(draft, one) for one in broken), *(_plan(draft, row) for row in rows)]
    said = [*("" for _ in broken), *(row.words("text") for row in rows)]
    blocks: list[Block] = []
    for line, text in zip(lines, said, strict=True):
        blocks += [Paragraph(line=line), *([Quote(text=text)] if text else [])]
    hint = Footnote(line=(draft.say("service_state.hint"),))
    tone = Tone.URGENT if broken else Tone.PLAIN
    return draft.card(draft.texts.plain(lines[0]), *blocks, hint, tone=tone)


def _trouble(draft: Draft, trouble: Facts) -> Line:
    number = trouble.words("number")
    return draft.line(
        "service_state.broken" if number else "service_state.broken_unnumbered",
        service=strong(trouble.words("title")),
        since=_at(trouble, "since"),
        number=number,
    )


def _plan(draft: Draft, window: Facts) -> Line:
    return draft.line(
        "maintenance.begun" if window.words("phase") == "active" else "maintenance.ahead",
        services=strong(_services(draft, window)),
        start=_at(window, "starts_at"),
        end=_at(window, "ends_at"),
    )


def maintenances(draft: Draft) -> Card:
    """List what is planned, the next one first."""
    rows = draft.facts.parts("rows")
    if not rows:
        return draft.told(draft.line("maintenance.none"))
    heading = draft.say("maintenance.heading")
    listed = tuple((f"#{row.words('id')}", _row(draft, row)) for row in rows)
    return draft.card(heading, Fields(rows=listed), heading=heading)


def _row(draft: Draft, window: Facts) -> Line:
    line = draft.line(
        "maintenance.now" if window.words("phase") == "active" else "maintenance.planned",
        services=strong(_services(draft, window)),
        start=_at(window, "starts_at"),
        end=_at(window, "ends_at"),
    )
    every, text = window.count("every"), window.words("text")
    if every:
        line = joined(*line, " · ", draft.say("maintenance.every", n=every))
    line = joined(*line, *_changes(draft, window))
    return joined(*line, " · ", strong(text)) if text else line


def _changes(draft: Draft, window: Facts) -> Line:
    """Name the changes that are made in it."""
    numbers = window.listed("changes")
    return (" · ", draft.say("maintenance.changes", numbers=", ".join(numbers))) if numbers else ()


def _services(draft: Draft, window: Facts) -> str:
    return draft.texts.listed(list(window.listed("services")))


def _at(window: Facts, name: str) -> Moment | str:
    at = window.moment(name)
    return Moment(at=at, style=MomentStyle.DATE_TIME) if at else "?"
