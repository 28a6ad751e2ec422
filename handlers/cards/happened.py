"""Which line tells engineers what happened to a ticket?"""

from collections.abc import Callable
from datetime import timedelta

from handlers.cards.card import Card, Footnote, Line, Person, Quote, Web
from handlers.cards.changes import change_line
from handlers.cards.draft import Draft, moment, strong
from handlers.cards.facts import Facts
from handlers.cards.incident import other_number
from handlers.texts import Texts, joined

_NO_QUOTE = {"moved", "merged", "linked", "unlinked", "split"}
"""What has no words of a person in its text: a number of ours."""

_OF_CHANGES = "change_"
"""How the name of a step of a change begins."""


def happened(draft: Draft) -> Card:
    """Say one thing that happened, with the words that came with it.

    Whoever lost the ticket by it is called, and so is the owner of one that is open again.
    """
    words = "" if draft.facts.words("what") in _NO_QUOTE else draft.facts.words("text")
    url = draft.facts.words("url")
    way = Footnote(line=(Web(text=draft.say("happened.open_page"), url=url),))
    return draft.told(
        _line(draft), *([Quote(text=words)] if words else []), *([way] if url else [])
    )


def _line(draft: Draft) -> Line:
    what = draft.facts.words("what")
    tell = change_line if what.startswith(_OF_CHANGES) else _TOLD.get(what)
    if tell:
        return tell(draft)
    name = f"happened.{what}"
    if draft.texts.has(name):
        return draft.line(name, by=draft.who(), number=draft.number)
    shown = strong(what.replace("_", " "))
    return draft.line("happened.other", number=draft.number, what=shown)


def _released(draft: Draft) -> Line:
    if not draft.facts.has("by"):
        return draft.line("happened.released_by_time", number=draft.number)
    return draft.line("happened.released", by=draft.who(), number=draft.number)


def _released_silent(draft: Draft) -> Line:
    """Call whoever lost it, and say why."""
    waited = draft.texts.duration(timedelta(seconds=draft.facts.count("waited")))
    owner = draft.who("owner", is_called=True)
    return draft.line("happened.released_silent", number=draft.number, owner=owner, length=waited)


def _snoozed(draft: Draft) -> Line:
    until = draft.facts.moment("until")
    by, number = draft.who(), draft.number
    if until is None:
        return draft.line("happened.unsnoozed", by=by, number=number)
    return draft.line("happened.snoozed", by=by, number=number, until=moment(until, None))


def _rated(draft: Draft) -> Line:
    mark = draft.facts.count("rating")
    return draft.line("happened.rated", by=draft.who(), number=draft.number, mark=mark)


def _split_off(draft: Draft) -> Line:
    other = draft.facts.words("text")
    return draft.line("happened.moved", by=draft.who(), number=draft.number, other=other)


def _merged(draft: Draft) -> Line:
    """Say into which ticket; or on that one, what came in and from whom."""
    what, other = draft.facts.words("what"), draft.facts.words("other")
    facts = {"by": draft.who(), "number": draft.number, "other": other, "to": draft.who("to")}
    return draft.line(f"happened.{what}", **facts)


def _linked(draft: Draft) -> Line:
    title = strong(draft.facts.words("title"))
    other = draft.facts.words("other")
    return draft.line(
        "happened.linked", by=draft.who(), number=draft.number, other=other, title=title
    )


def _declared(draft: Draft) -> Line:
    service = strong(draft.facts.words("service"))
    return draft.line("happened.declared", number=draft.number, service=service)


def _same(draft: Draft) -> Line:
    other = other_number(draft)
    return draft.line("happened.same", by=draft.who(), number=draft.number, other=other)


def _undelivered(draft: Draft) -> Line:
    to = draft.facts.person("to") or draft.ticket.person("requester") or draft.say("talk.requester")
    told = "blocked" if draft.facts.words("reason") == "blocked" else "undelivered"
    return draft.line(f"happened.{told}", to=to)


def _reopened(draft: Draft) -> Line:
    """Call the owner, unless it is the owner who did it."""
    line = draft.line("happened.reopened", by=draft.who(), number=draft.number)
    owner = draft.ticket.person("owner", is_called=True)
    if owner is None or _is_by(draft, owner):
        return line
    return joined(*line, " ", owner)


def _taken_over(draft: Draft) -> Line:
    before = "previous" if draft.facts.has("previous") else "from"
    other = draft.who(before, is_called=True)
    return draft.line("happened.taken_over", by=draft.who(), number=draft.number, other=other)


def _transferred(draft: Draft) -> Line:
    """Call the new owner, whose turn it is."""
    to = draft.who("to", is_called=True)
    return draft.line("happened.transferred", by=draft.who(), number=draft.number, to=to)


def _changed(draft: Draft) -> Line:
    """Name each thing that changed, from what and to what."""
    changes = [_change(draft.texts, part) for part in draft.facts.parts("changes")]
    told = ", ".join(changes)
    return draft.line("happened.changed", by=draft.who(), number=draft.number, changes=told)


def _promised(draft: Draft) -> Line:
    """Name what is promised for this ticket alone, or what holds again."""
    told = [
        draft.say(f"happened.promised.{part.words('name')}", length=part.words("length"))
        for part in draft.facts.parts("promised")
        if draft.texts.has(f"happened.promised.{part.words('name')}")
    ]
    return draft.line(
        f"happened.{draft.facts.words('what')}",
        by=draft.who(),
        number=draft.number,
        promised=draft.texts.listed(told),
    )


def _change(texts: Texts, part: Facts) -> str:
    name = part.words("name")
    was, now = (texts.code(name, part.words(side)) for side in ("from", "to"))
    label = texts.say(f"field.{name}")
    if not part.words("from"):
        return texts.say("happened.change_new", name=label, now=now)
    return texts.say("happened.change", name=label, was=was, now=now)


def _explained(draft: Draft) -> Line:
    why = draft.texts.code("why", draft.facts.words("why"))
    return draft.line("happened.explained", by=draft.who(), number=draft.number, why=strong(why))


def _alert(draft: Draft) -> Line:
    name, what = strong(draft.facts.words("name")), draft.facts.words("what")
    return draft.line(f"happened.{what}", number=draft.number, name=name)


def _is_by(draft: Draft, owner: Person) -> bool:
    by = draft.facts.person("by")
    return by is not None and (by.name, by.ids) == (owner.name, owner.ids)


def _moved(draft: Draft) -> Line:
    tier = draft.facts.words("tier") or draft.ticket.words("tier")
    what = draft.facts.words("what")
    line = draft.line(f"happened.{what}", by=draft.who(), number=draft.number, tier=tier)
    reason = draft.facts.words("reason")
    if not reason:
        return line
    return joined(*line, *draft.line("handoff.reason", reason=strong(reason)))


_TOLD: dict[str, Callable[[Draft], Line]] = {
    "taken_over": _taken_over,
    "released": _released,
    "escalated": _moved,
    "returned": _moved,
    "moved": _split_off,
    "merged": _merged,
    "merged_in": _merged,
    "unmerged": _merged,
    "split": _merged,
    "declared": _declared,
    "same": _same,
    "still_broken": _merged,
    "follower_wrote": _merged,
    "linked": _linked,
    "unlinked": _merged,
    "rated": _rated,
    "reopened": _reopened,
    "undelivered": _undelivered,
    "changed": _changed,
    "explained": _explained,
    "promised": _promised,
    "promised_as_all": _promised,
    "transferred": _transferred,
    "released_silent": _released_silent,
    "snoozed": _snoozed,
    "alert_fired": _alert,
    "alert_over": _alert,
}
