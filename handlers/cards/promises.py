"""How is it said that a promise is about to be broken, or is?"""

from collections.abc import Iterator
from datetime import timedelta

from handlers.cards.card import (
    Block,
    Card,
    Footnote,
    Inline,
    Line,
    Moment,
    Paragraph,
    Tone,
    Web,
)
from handlers.cards.draft import Draft, moment, number_of, one_line, strong, when
from handlers.cards.facts import Facts
from handlers.texts import joined

_LISTED = 15
"""So many tickets are named in one message; a longer one nobody reads, and no chat takes."""

_TITLE = 48

_JUST_NOW = timedelta(minutes=1)
"""Within this nobody cares how long ago it was."""


def warning(draft: Draft) -> Card:
    """Say what falls due when, and call who can do something about it."""
    return _told(draft, Tone.BUSY)


def breach(draft: Draft) -> Card:
    """Say which promise was not kept, and call who can do something about it."""
    return _told(draft, Tone.URGENT)


def grouped(draft: Draft) -> Card:
    """List the tickets of which there is something to say at once, a line each."""
    rows = draft.facts.parts("rows")
    heading = draft.say("promises.heading", n=len(rows))
    shown: list[Block] = [Paragraph(line=_row(draft, row)) for row in rows[:_LISTED]]
    left = len(rows) - _LISTED
    if left > 0:
        shown.append(Footnote(line=(draft.say("promises.more", n=left),)))
    is_broken = any(_is_broken(item) for row in rows for item in row.parts("items"))
    return draft.card(
        heading, *shown, heading=heading, tone=Tone.URGENT if is_broken else Tone.BUSY
    )


def missed(draft: Draft) -> Card:
    """Tell the requester, in kind words, that it takes longer than promised."""
    due = draft.facts.moment("due")
    at = moment(due, draft.ticket.moment("asked_at")) if due else "?"
    metric = "resolution" if draft.facts.words("metric") == "resolution" else "first_response"
    name = f"missed.{metric}"
    told = draft.line(when(name, at) if isinstance(at, Moment) else name, at=at)
    owner = draft.ticket.person("owner")
    team = draft.ticket.words("tier_title") or draft.ticket.words("tier")
    who = draft.line("missed.owner", who=owner) if owner else draft.line("missed.team", team=team)
    heading = draft.say("missed.heading", number=draft.number)
    return draft.card(
        draft.texts.plain(told),
        Paragraph(line=told),
        Paragraph(line=joined(*who, " ", draft.say("missed.nothing_to_do"))),
        heading=heading,
    )


def _told(draft: Draft, tone: Tone) -> Card:
    items = draft.facts.parts("items")
    called = tuple(_called(draft.facts))
    lines = [_line(draft, item) for item in items] or [(draft.number,)]
    first = joined(*lines[0], *((" ", *called) if called else ()))
    more = [Paragraph(line=line) for line in lines[1:]]
    return draft.told(first, *more, *_about(draft), tone=tone)


def _about(draft: Draft) -> Iterator[Block]:
    """At the top of a channel, far from the ticket's thread, say which ticket it is."""
    title, url = draft.ticket.words("title"), draft.facts.words("url")
    if not draft.facts.is_true("is_top"):
        return
    yield Paragraph(line=(strong(title),))
    owner = draft.ticket.person("owner") or draft.say("field.nobody")
    line: list[Inline] = [f"{draft.say('field.owner')}: ", owner]
    if url:
        line += [" · ", Web(text=draft.say("happened.open_page"), url=url)]
    yield Footnote(line=tuple(line))


def _row(draft: Draft, row: Facts) -> Line:
    title = one_line(row.words("title"))
    shown = title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"
    named = strong(f"{number_of(row)} {shown}")
    lines = [_line(draft, item, named) for item in row.parts("items")]
    said: list[Inline] = []
    for line in lines:
        said += [*([" "] if said else []), *line]
    for person in _called(row):
        said += [" ", person]
    return joined(*said)


def _line(draft: Draft, item: Facts, named: Inline | None = None) -> Line:
    """Say one promise, as `⏰ SUP-106: first answer due 09:30 (in 10 min)`."""
    due, now = item.moment("due"), draft.facts.moment("at")
    kind = "breach" if _is_broken(item) else "warning"
    if due is None:
        return (named or draft.number,)
    is_fresh = kind == "breach" and now is not None and now - due < _JUST_NOW
    return draft.line(
        "promise.breach_now" if is_fresh else f"promise.{kind}",
        number=named or draft.number,
        what=_what(draft, item),
        at=moment(due, now),
        left=draft.texts.relative(due, now or due),
    )


def _what(draft: Draft, item: Facts) -> str:
    return draft.say(
        f"promise.what.{item.words('metric') or 'resolution'}", tier=item.words("tier")
    )


def _is_broken(item: Facts) -> bool:
    return item.is_true("is_breach")


def _called(facts: Facts) -> Iterator[Inline]:
    for one in facts.parts("to"):
        person = Facts(values={"it": dict(one.values)}).person("it", is_called=True)
        if person is not None:
            yield person
