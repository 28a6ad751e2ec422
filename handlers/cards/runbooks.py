"""How do engineers see what there is to do, and what of it is done?"""

import re
from datetime import datetime

from handlers.cards.card import (
    Article,
    Block,
    Card,
    Fields,
    Footnote,
    Inline,
    Line,
    Paragraph,
    Tone,
)
from handlers.cards.draft import Draft, moment, strong
from handlers.cards.facts import Facts
from handlers.texts import joined

DONE, OPEN = "☑", "☐"

_MARKUP = re.compile(r"\[([^\[\]]*)\]\([^()]*\)|[`*]+")


def runbooks(draft: Draft) -> Card:
    """Suggest those that may help, or list those that there are."""
    rows = draft.facts.parts("rows")
    if not rows:
        return draft.told(draft.line("runbooks.none"))
    if draft.facts.is_true("is_suggested"):
        titles = joined(*_titles(rows))
        return draft.told(joined(*draft.line("runbooks.suggested", n=len(rows)), " ", *titles))
    heading = draft.say("runbooks.heading")
    if draft.facts.has("ticket"):
        heading = draft.say("runbooks.heading_for", number=draft.number)
    listed = tuple((row.words("id"), _listed(draft, row)) for row in rows)
    hint = Footnote(line=(draft.say("runbooks.hint"),))
    return draft.card(heading, Fields(rows=listed), hint, heading=heading)


def checklist(draft: Draft) -> Card:
    """Show each step with its box: the details of what is to be done, and who did the rest."""
    told = draft.facts.part("checklist")
    title, steps = told.words("title"), told.parts("steps")
    done = sum(step.has("at") for step in steps)
    counted = {"n": done, "total": len(steps)}
    moved_to = draft.facts.words("moved_to")
    if moved_to:
        line = draft.line("checklist.moved", title=strong(title), tier=moved_to, **counted)
        return draft.told(line)
    is_whole = done == len(steps)
    return draft.card(
        draft.say("checklist.text", number=draft.number, title=title, **counted),
        Paragraph(
            line=joined(*_begun(draft, told), " · ", draft.say("checklist.count", **counted))
        ),
        *_article("" if is_whole else told.words("intro")),
        *(_step(draft, step, told.moment("at")) for step in steps),
        *_article(told.words("outro") if is_whole else ""),
        heading=draft.say("checklist.heading", title=title),
        tone=Tone.GOOD if is_whole else Tone.PLAIN,
    )


def plain(markdown: str) -> str:
    """Take the markup out of a step's line, where it stands among our words."""
    return _MARKUP.sub(lambda found: found[1] or "", markdown)


def summary(row: Facts) -> Line:
    """Say of a runbook on a ticket how far it is."""
    done, total = row.count("done"), row.count("total")
    mark = DONE if done == total else f"{done}/{total}"
    return strong(row.words("title")), f" {mark}"


def _begun(draft: Draft, told: Facts) -> Line:
    begun = told.moment("at")
    at = moment(begun, draft.ticket.moment("asked_at")) if begun else "?"
    by: Inline = told.person("by") or draft.say("somebody")
    return draft.line("checklist.begun", number=draft.number, by=by, at=at)


def _step(draft: Draft, step: Facts, since: datetime | None) -> Block:
    number, text, at = step.count("number"), step.words("text"), step.moment("at")
    if at is None:
        detail = step.words("detail")
        said = f"{OPEN} **{number}.** {text}"
        return Article(markdown=f"{said}\n\n{detail}" if detail else said)
    who: Inline = step.person("by") or draft.say("somebody")
    shown = strong(plain(text))
    return Paragraph(line=joined(f"{DONE} {number}. ", shown, " · ", who, ", ", moment(at, since)))


def _article(markdown: str) -> tuple[Article, ...]:
    return (Article(markdown=markdown),) if markdown else ()


def _titles(rows: tuple[Facts, ...]) -> Line:
    line: Line = ()
    for place, row in enumerate(rows):
        line = joined(*line, " · " if place else "", strong(row.words("title")))
    return line


def _listed(draft: Draft, row: Facts) -> Line:
    title: Line = (strong(row.words("title")),)
    if not row.has("total"):
        return title
    counted = {"n": row.count("done"), "total": row.count("total")}
    return joined(*title, " · ", draft.say("checklist.count", **counted))
