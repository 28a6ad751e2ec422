"""Which sentence does a refusal become, and what does it tell the person to do?"""

from collections.abc import Callable, Mapping

from desk.notice import Json
from handlers.cards.card import Line, Strong
from handlers.cards.draft import moment
from handlers.cards.facts import Facts
from handlers.commands import find, usage
from handlers.texts import Texts

_WORKED_ON = {"new", "open", "pending", "on_hold"}


def refusal_line(texts: Texts, code: str, told: Mapping[str, Json]) -> Line:
    """Give the sentence of a DeskError's code and facts, with people and moments in it."""
    explain = _EXPLAINED.get(code)
    if explain:
        return explain(texts, Facts(values=told))
    known = f"refused.{code}"
    return texts.line(known if texts.has(known) else "refused.refused")


def refusal_words(code: str, told: Mapping[str, Json], language: str) -> str:
    """Give the same as plain words, for a toast or a terminal."""
    texts = Texts(language)
    return texts.plain(refusal_line(texts, code, told))


def _not_found(texts: Texts, facts: Facts) -> Line:
    noun = facts.words("noun") or ("ticket" if facts.has("ticket") else "")
    if noun == "ticket":
        number = facts.words("number") or facts.words("key") or facts.words("ticket")
        if not number:
            return texts.line("refused.not_found.no_ticket")
        return texts.line("refused.not_found.ticket", number=Strong(text=number))
    known = f"refused.not_found.{noun}"
    if not texts.has(known):
        return texts.line("refused.not_found")
    return texts.line(known, key=Strong(text=facts.words("key")))


def _wrong_status(texts: Texts, facts: Facts) -> Line:
    status = facts.words("status")
    word = texts.code("status", status)
    if status in _WORKED_ON:
        return texts.line("refused.wrong_status.open", status=word)
    known = f"refused.wrong_status.{status}"
    return texts.line(known if texts.has(known) else "refused.wrong_status", status=word)


def _already_claimed(texts: Texts, facts: Facts) -> Line:
    """Name the owner; a bare id in the facts is nobody that a reader knows."""
    is_id = isinstance(facts.values.get("by"), int)
    by = (None if is_id else facts.person("by")) or texts.say("somebody_else")
    at = facts.moment("at")
    if at is None:
        return texts.line("refused.already_claimed.plain", by=by)
    return texts.line("refused.already_claimed", by=by, at=moment(at, at))


def _bad_command(texts: Texts, facts: Facts) -> Line:
    name = facts.words("name") or facts.words("command")
    wanted = facts.words("wanted")
    if wanted == "1-5":
        return texts.line("refused.bad_command.mark")
    command = find(name)
    if command is not None and wanted != "known":
        return texts.line("refused.bad_command.usage", usage=Strong(text=usage(command, texts)))
    if name:
        return texts.line("refused.bad_command.unknown", name=Strong(text=name))
    return texts.line("refused.bad_command")


def _not_allowed(texts: Texts, facts: Facts) -> Line:
    owner, tier = facts.person("owner"), facts.words("tier")
    if owner:
        return texts.line("refused.not_allowed.owner", owner=owner)
    if tier:
        return texts.line("refused.not_allowed.tier", tier=tier)
    if facts.words("verb") == "undo":
        return texts.line("refused.not_allowed.undo")
    return texts.line("refused.not_allowed")


def _no_business_hours(texts: Texts, facts: Facts) -> Line:
    return texts.line("refused.no_business_hours", calendar=facts.words("calendar"))


_EXPLAINED: dict[str, Callable[[Texts, Facts], Line]] = {
    "not_found": _not_found,
    "not_allowed": _not_allowed,
    "wrong_status": _wrong_status,
    "already_claimed": _already_claimed,
    "bad_command": _bad_command,
    "no_business_hours": _no_business_hours,
}
