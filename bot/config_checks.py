"""Do the parts of `firstline.toml` fit one another, and does it hold a secret that it must not?

These look at the raw tables, so that they can speak even where a table itself is faulty.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from bot.config_faults import Found, named
from bot.config_lines import KeyPath
from bot.config_organisations import named_by_promises, names_in
from desk.policy import Patience
from desk.waiting import NOTICE
from knowledge.findings import Thresholds

Raw = Mapping[str, object]

_SECRETS: Final = {
    "SLACK_BOT_TOKEN": r"xoxb-\S+|xox[aeprs]-\S+",
    "SLACK_APP_TOKEN": r"xapp-\S+",
    "TELEGRAM_BOT_TOKEN": r"\d{6,12}:[\w-]{30,}",
    "DATABASE_URL": r"postgres(ql)?(\+\w+)?://\S+|sqlite(\+\w+)?:\S+",
}
_SECRET_KEY: Final = re.compile(r"(^|_)(tokens?|secret|password|database_url)$", re.IGNORECASE)
_SAID_APART: Final = frozenset({"tier", "calendar"})
"""Nouns of which it is told once that there is none at all."""

_TELLING: Final = 4  # letters; less stands in any sentence by chance


def with_secrets(raw: Raw, found: Iterable[Found]) -> list[Found]:
    """Add the secrets in the file, and drop all that would say one again."""
    secrets = {path: str(value) for path, value in _leaves((), raw) if _secret_name(path, value)}
    named_once = [
        each for each in found if each.path not in secrets and not _repeats(each, secrets.values())
    ]
    return [*(_secret(path, secrets[path]) for path in secrets), *named_once]


def _repeats(found: Found, values: Iterable[str]) -> bool:
    said = f"{found.problem} {found.instead}".lower()
    return any(len(value) >= _TELLING and value.lower() in said for value in values)


def _secret(path: KeyPath, value: str) -> Found:
    return Found(
        path=path,
        problem="is a secret, and this file is no place for one",
        instead=f"Remove it and set {_secret_name(path, value)} in the environment or in .env",
    )


def _secret_name(path: KeyPath, value: object) -> str | None:
    key = str(path[-1])
    for name, pattern in _SECRETS.items():
        if re.fullmatch(pattern, str(value)) or key.upper() == name:
            return name
    return key.upper() if _SECRET_KEY.search(key) else None


def _leaves(path: KeyPath, value: object) -> Iterator[tuple[KeyPath, object]]:
    if isinstance(value, Mapping):
        inner: Iterator[tuple[str | int, object]] = iter(value.items())
    elif isinstance(value, list):
        inner = iter(enumerate(value))
    else:
        yield path, value
        return
    for part, entry in inner:
        yield from _leaves((*path, part), entry)


def references(raw: Raw) -> Iterator[Found]:
    """Find names that nothing in the file bears."""
    tiers, calendars = list(_table(raw, "tiers")), list(_table(raw, "calendars"))
    if not tiers:
        yield Found(path=(), problem="has no tier", instead="Write a table like [tiers.L1]")
    if not calendars:
        instead = "Write a table like [calendars.office]"
        yield Found(path=(), problem="has no calendar", instead=instead)
    for path, value in _named(raw, "tier", "first_tier"):
        yield from _missing(path, value, "tier", tiers)
    for path, value in _named(raw, "calendar"):
        yield from _missing(path, value, "calendar", calendars)
    for path, value in named_by_promises(raw):
        yield from _missing(path, value, "organisation", names_in(raw))
    for key, table in _table(raw, "oncall").items():
        hours = table.get("hours") if isinstance(table, Mapping) else None
        if isinstance(hours, str):
            yield from _missing(("oncall", key, "hours"), hours, "calendar", calendars)


def shared_channels(raw: Raw) -> Iterator[Found]:
    """Find channels that stand twice: a channel belongs to one tier."""
    seen: dict[str, KeyPath] = {}
    for key, tier in _table(raw, "tiers").items():
        channels = tier.get("channels") if isinstance(tier, Mapping) else None
        for place, channel in enumerate(channels if isinstance(channels, list) else []):
            path: KeyPath = ("tiers", key, "channels", place)
            first = seen.setdefault(str(channel), path)
            if first != path:
                problem = f'is "{channel}", which {named(first)} is too'
                yield Found(path=path, problem=problem, instead="Give it to one tier only")


def thresholds(raw: Raw) -> Iterator[Found]:
    """Find bounds in the wrong order."""
    knowledge, shipped = _table(raw, "knowledge"), Thresholds()
    answer = knowledge.get("answer_from", shipped.answer)
    suggest = knowledge.get("suggest_from", shipped.suggest)
    if not (isinstance(answer, int | float) and isinstance(suggest, int | float)):
        return  # said already, as a wrong type
    if suggest > answer:
        yield Found(
            path=("knowledge", "suggest_from"),
            problem=f"is above answer_from, which is {answer}",
            instead="Write a smaller number than that of answer_from",
        )


def patience(wanted: Patience) -> Iterator[Found]:
    """Find too little time to answer: the warning comes a day before the end."""
    if wanted.resolve is None:
        return
    if wanted.resolve < 2 * NOTICE:
        yield Found(
            path=("desk", "resolve_after"),
            problem="leaves no time to answer: the warning comes a day before",
            instead='Write "2d" or more, or "never"',
        )
    elif wanted.remind is not None and wanted.remind >= wanted.resolve:
        yield Found(
            path=("desk", "remind_after"),
            problem="is no earlier than resolve_after",
            instead='Write less than that of resolve_after, or "never"',
        )


def _missing(path: KeyPath, value: str, noun: str, known: list[str]) -> Iterator[Found]:
    if value in known or (not known and noun in _SAID_APART):
        return
    near = get_close_matches(value, known, n=1)
    asked = f'Did you mean "{near[0]}"?' if near else f"Known are {', '.join(known)}"
    if not known:
        asked = f'Write a table [[{noun}s]] with name = "{value}"'
    yield Found(path=path, problem=f'names the {noun} "{value}", which is not there', instead=asked)


def _named(raw: Raw, *keys: str) -> Iterator[tuple[KeyPath, str]]:
    for path, value in _leaves((), raw):
        if (
            path[-1] in keys
            and path[0] in {"desk", "tiers", "sla", "oncall", "services", "escalation"}
            and isinstance(value, str)
        ):
            yield path, value


def _table(raw: Raw, key: str) -> Raw:
    table = raw.get(key)
    return table if isinstance(table, Mapping) else {}
