"""Which sentence does a refusal become, and what does it tell the person to do?"""

from collections.abc import Callable, Mapping

from desk.notice import Json
from desk.people import Role
from desk.policy import Status
from desk.roles import MAY
from desk.ticket import Verb
from handlers.cards.card import Line
from handlers.cards.draft import moment, strong
from handlers.cards.facts import Facts
from handlers.commands import find, usage
from handlers.texts import Texts

_WORKED_ON = {"new", "open", "pending", "on_hold"}
_AFTERWARDS = {Verb.REOPEN.value, Verb.RATE.value, Verb.COMMENT.value, Verb.CLOSE.value}
_OF_OWNERS = {Verb.TAKE_OVER.value, Verb.RELEASE.value}
_SAYING_WHY = {
    Verb.UNDO.value,
    Verb.OPEN_FOR.value,
    Verb.COVER.value,
    Verb.MAINTAIN.value,
    "oncall",
}
"""What a role does not cover for a reason of its own, which the sentence tells."""

_OF_REQUESTERS = {verb.value for verb, roles in MAY.items() if Role.ENGINEER not in roles}


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
        named = (facts.words(name) for name in ("number", "key", "ticket", "id"))
        number = next(filter(None, named), "")
        if not number:
            return texts.line("refused.not_found.no_ticket")
        return texts.line("refused.not_found.ticket", number=strong(number))
    known = f"refused.not_found.{noun}"
    if not texts.has(known):
        return texts.line("refused.not_found")
    known_ones = facts.words("known")
    return texts.line(known, key=strong(facts.words("key")), known=known_ones)


def _wrong_status(texts: Texts, facts: Facts) -> Line:
    status, verb = facts.words("status"), facts.words("verb")
    if facts.has("into"):
        return texts.line("refused.wrong_status.merged", into=strong(facts.words("into")))
    word = texts.code("status", status)
    if status in _WORKED_ON and verb in _AFTERWARDS:
        return texts.line("refused.wrong_status.unresolved", status=word)
    if status == Status.NEW.value and verb in _OF_OWNERS:
        return texts.line("refused.wrong_status.unclaimed")
    if (status, verb) == (Status.RESOLVED.value, Verb.REOPEN.value):
        return texts.line("refused.wrong_status.too_late")
    known = f"refused.wrong_status.{status}"
    return texts.line(known if texts.has(known) else "refused.wrong_status", status=word)


def _already_claimed(texts: Texts, facts: Facts) -> Line:
    """Name the owner; a bare id in the facts is nobody that a reader knows."""
    if facts.values.get("is_yours"):
        return texts.line("refused.already_claimed.yours")
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
    if (name, wanted) == ("ticket", "message"):
        return texts.line("refused.bad_command.ticket")
    command = find(name)
    if command is not None and wanted != "known":
        return texts.line("refused.bad_command.usage", usage=strong(usage(command, texts)))
    if name:
        return texts.line("refused.bad_command.unknown", name=strong(name))
    return texts.line("refused.bad_command")


def _cover(texts: Texts, facts: Facts) -> Line:
    said = f"refused.cover.{facts.words('why')}"
    if not texts.has(said):
        return texts.line("refused.cover")
    given, known = strong(facts.words("given")), facts.words("known")
    return texts.line(said, given=given, known=known, days=facts.count("days"))


def _bad_window(texts: Texts, facts: Facts) -> Line:
    said = f"refused.bad_window.{facts.words('why')}"
    if not texts.has(said):
        return texts.line("refused.bad_window")
    given, known = strong(facts.words("given")), facts.words("known")
    return texts.line(said, given=given, known=known)


def _approval(texts: Texts, facts: Facts) -> Line:
    known = f"refused.approval.{facts.words('why')}"
    return texts.line(known if texts.has(known) else "refused.approval")


def _bad_change(texts: Texts, facts: Facts) -> Line:
    said, at = f"refused.bad_change.{facts.words('why')}", facts.moment("at")
    if not texts.has(said):
        return texts.line("refused.bad_change")
    return texts.line(said, at=moment(at, None) if at else "?")


def _bad_search(texts: Texts, facts: Facts) -> Line:
    said = f"refused.bad_search.{facts.words('wanted')}"
    if not texts.has(said):
        return texts.line("refused.bad_search")
    given, known = strong(facts.words("given")), facts.words("known")
    return texts.line(said, given=given, known=known)


def _not_allowed(texts: Texts, facts: Facts) -> Line:
    owner, tier = facts.person("owner"), facts.words("tier")
    if owner:
        return texts.line("refused.not_allowed.owner", owner=owner)
    if facts.has("approver"):
        who = facts.words("approver")
        return texts.line("refused.not_allowed.change", approver=texts.code("approver", who))
    if facts.words("verb") in _SAYING_WHY and not tier:
        return texts.line(f"refused.not_allowed.{facts.words('verb')}")
    if tier and facts.words("verb") not in _OF_REQUESTERS:
        return texts.line("refused.not_allowed.tier", tier=tier)
    return texts.line("refused.not_allowed")


def _account(texts: Texts, facts: Facts) -> Line:
    known = f"refused.account.{facts.words('why')}"
    return texts.line(known if texts.has(known) else "refused.account")


def _wrong_other(texts: Texts, facts: Facts) -> Line:
    known = f"refused.wrong_other.{facts.words('why')}"
    if not texts.has(known):
        return texts.line("refused.wrong_other")
    named = {name: strong(facts.words(name)) for name in ("other", "into", "like")}
    return texts.line(known, **named)


def _no_reader(texts: Texts, facts: Facts) -> Line:
    return texts.line("refused.no_reader", number=strong(facts.words("number")))


def _unreachable(texts: Texts, facts: Facts) -> Line:
    known = f"refused.unreachable.{facts.words('why')}"
    if not texts.has(known):
        return texts.line("refused.unreachable")
    return texts.line(known, name=strong(facts.words("name")), known=facts.words("known"))


def _no_business_hours(texts: Texts, facts: Facts) -> Line:
    return texts.line("refused.no_business_hours", calendar=facts.words("calendar"))


_EXPLAINED: dict[str, Callable[[Texts, Facts], Line]] = {
    "not_found": _not_found,
    "not_allowed": _not_allowed,
    "wrong_status": _wrong_status,
    "already_claimed": _already_claimed,
    "bad_command": _bad_command,
    "account": _account,
    "cover": _cover,
    "bad_search": _bad_search,
    "approval": _approval,
    "bad_window": _bad_window,
    "bad_change": _bad_change,
    "wrong_other": _wrong_other,
    "no_reader": _no_reader,
    "unreachable": _unreachable,
    "no_business_hours": _no_business_hours,
}
