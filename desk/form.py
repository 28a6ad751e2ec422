"""What is asked of a person before a verb can be done, and what have they filled in so far?

A form is stored: Slack draws it as a modal, the page as a dialog, Telegram asks field by field.
The filled form is one action.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from desk.lengths import read_length
from desk.people import Address
from desk.policy import Priority, TicketType
from desk.ticket import Verb

LIFETIME = timedelta(hours=1)
"""After this an unfilled form is forgotten, so that stray words are not taken for answers."""

LONGEST = 2000
"""Characters of one field; Slack's inputs and cards hold as much."""


SNOOZES = ("1h", "4h", "tomorrow", "off")
"""How long a ticket may be snoozed, as proposed; a command may say any other time."""

_PRIORITIES = tuple(priority.value for priority in Priority)
_TYPES = tuple(kind.value for kind in TicketType)
_PROMISED = ("resolution", "first_response", "next_reply")


EXPLANATIONS = (
    "no_time",
    "seen_late",
    "handed_over_late",
    "requester",
    "third_party",
    "misjudged",
    "other",
)
"""Why promises are broken, as codes that reports can count."""


class FieldKind(StrEnum):
    """How a field is filled."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    LENGTH = "length"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to fill in; `options` are codes (a category, a tier) for a choice.

    `labels` name them one by one where they are people; the words of other codes are the texts'.
    Where `is_free` they are proposals, and something else may be said.
    A field that stands `instead_of` another counts where that one is left empty, and one of the two
    is needed; `texts` are what its choices stand for, one by one.
    `label` and `help` are the words of a field that the house has made itself.
    """

    name: str
    kind: FieldKind = FieldKind.TEXT
    options: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    is_optional: bool = False
    initial: str | None = None
    is_free: bool = False
    instead_of: str | None = None
    texts: tuple[str, ...] = ()
    label: str | None = None
    help: str | None = None

    def code_of(self, said: str) -> str:
        """Find the choice that is meant by its code or name in any case; else give it as said."""
        meant = said.strip().casefold()
        names = dict(zip(self.labels, self.options, strict=False))
        known = {name.casefold(): code for name, code in names.items()}
        known |= {code.casefold(): code for code in self.options}
        return known.get(meant, said)


_WORDS = (Verb.REPLY, Verb.ASK_REQUESTER, Verb.NOTE, Verb.COMMENT)
_UNTIL = Field(name="until", kind=FieldKind.CHOICE, options=SNOOZES, is_free=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A verb that waits for words, on a ticket if it has one; `id` is 0 until it is stored.

    `channel` and `thread` are where the person was asked, so that field-by-field answers find it.
    `request` is the key of what is asked for, which the house calls by `title`.
    """

    verb: Verb
    ticket: int | None
    person: int
    version: int
    fields: tuple[Field, ...]
    expires_at: datetime
    channel: Address
    thread: str | None = None
    request: str | None = None
    title: str | None = None
    id: int = 0
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def next_field(self) -> Field | None:
        """The first field without a value, or None when it is whole."""
        for wanted in self.fields:
            is_settled = wanted.instead_of is not None and self.values.get(wanted.instead_of)
            if wanted.name not in self.values and not is_settled:
                return wanted
        return None

    @property
    def told(self) -> Mapping[str, str]:
        """The values, with the text of a choice in the place that it was taken instead of."""
        told = dict(self.values)
        for wanted in self.fields:
            chosen = told.pop(wanted.name, "") if wanted.instead_of is not None else ""
            if chosen and not told.get(wanted.instead_of or ""):
                told[wanted.instead_of or ""] = wanted.texts[wanted.options.index(chosen)]
        return told

    def fill(self, name: str, value: str) -> "Form":
        """Keep one value; what is wrong with it is told by `faults`."""
        return replace(self, values={**self.values, name: value.strip()})

    def faults(self) -> dict[str, str]:
        """Map each field that will not do to a code, as `faults_in` does."""
        return faults_in(self.fields, self.values)


def faults_in(fields: tuple[Field, ...], values: Mapping[str, str]) -> dict[str, str]:
    """Map each field that will not do to a code.

    missing, too_long, not_a_length, not_a_date, not_a_choice; neither, of two.
    """
    faults = {wanted.name: _fault(wanted, values.get(wanted.name, "").strip()) for wanted in fields}
    for wanted in fields:
        if wanted.instead_of is not None and _is_empty(values, wanted.name, wanted.instead_of):
            faults[wanted.name] = "neither"
    return {name: fault for name, fault in faults.items() if fault}


def _is_empty(values: Mapping[str, str], *names: str) -> bool:
    """Whether all of them have been asked for, and none was given."""
    return all(name in values and not values[name].strip() for name in names)


def _fault(wanted: Field, value: str) -> str | None:
    if not value:
        return None if wanted.is_optional else "missing"
    if len(value) > LONGEST:
        return "too_long"
    is_fit, fault = _JUDGED.get(wanted.kind, (_is_anything, ""))
    return None if is_fit(wanted, value) else fault


def _is_anything(_: Field, __: str) -> bool:
    return True


def _is_length(_: Field, value: str) -> bool:
    return read_length(value) is not None


def _is_choice(wanted: Field, value: str) -> bool:
    return wanted.is_free or value in wanted.options


def _is_date(_: Field, value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


_JUDGED: dict[FieldKind, tuple[Callable[[Field, str], bool], str]] = {
    FieldKind.LENGTH: (_is_length, "not_a_length"),
    FieldKind.DATE: (_is_date, "not_a_date"),
    FieldKind.CHOICE: (_is_choice, "not_a_choice"),
}


def fields_of(
    verb: Verb,
    *,
    categories: tuple[str, ...] = (),
    tiers: tuple[str, ...] = (),
    people: Mapping[str, str] = MappingProxyType({}),
    services: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Field, ...]:
    """The fields that a verb needs; empty when it needs none.

    `people` are names by number, `services` titles by key.
    """
    handover = _handover(tiers)
    wanted: dict[Verb, tuple[Field, ...]] = {
        Verb.RESOLVE: (
            Field(name="text"),
            Field(name="category", kind=FieldKind.CHOICE, options=categories),
        ),
        Verb.ESCALATE: handover,
        Verb.RETURN: handover,
        Verb.CHANGE: (
            Field(name="priority", kind=FieldKind.CHOICE, options=_PRIORITIES, is_optional=True),
            Field(name="type", kind=FieldKind.CHOICE, options=_TYPES, is_optional=True),
            Field(name="category", kind=FieldKind.CHOICE, options=categories, is_optional=True),
            *_service(services),
        ),
        Verb.DECLARE: _service(services),
        Verb.TRANSFER: (
            Field(
                name="to",
                kind=FieldKind.CHOICE,
                options=tuple(people),
                labels=tuple(people.values()),
            ),
            Field(name="note", is_optional=True),
        ),
    }
    return wanted.get(verb) or _ALWAYS_THE_SAME.get(verb, ())


_ALWAYS_THE_SAME: dict[Verb, tuple[Field, ...]] = {
    Verb.PROMISE: (
        *(Field(name=name, kind=FieldKind.LENGTH, is_optional=True) for name in _PROMISED),
        Field(name="reason", kind=FieldKind.LINE),
    ),
    Verb.URGENT: (Field(name="reason"),),
    Verb.DECLINE: (Field(name="text"),),
    Verb.EXPLAIN: (
        Field(name="why", kind=FieldKind.CHOICE, options=EXPLANATIONS),
        Field(name="text", is_optional=True),
    ),
    Verb.MERGE: (Field(name="into", kind=FieldKind.LINE),),
    Verb.SPLIT: (Field(name="text"), Field(name="other", is_optional=True)),
    Verb.LINK: (Field(name="to", kind=FieldKind.LINE),),
    Verb.UNLINK: (Field(name="to", kind=FieldKind.LINE),),
    Verb.SNOOZE: (_UNTIL,),
    **dict.fromkeys(_WORDS, (Field(name="text"),)),
}
"""The fields of verbs that ask for the same whatever the desk and the ticket."""


def _service(services: Mapping[str, str]) -> tuple[Field, ...]:
    titles = tuple(services.values())
    known = Field(
        name="service",
        kind=FieldKind.CHOICE,
        options=tuple(services),
        labels=titles,
        is_optional=True,
    )
    return (known,) if services else ()


def _handover(tiers: tuple[str, ...]) -> tuple[Field, ...]:
    return (
        Field(
            name="tier", kind=FieldKind.CHOICE, options=tiers, initial=tiers[0] if tiers else None
        ),
        Field(name="reason", kind=FieldKind.LINE),
        Field(name="symptom"),
        Field(name="tried"),
        Field(name="next_step"),
        Field(name="environment", kind=FieldKind.LINE, is_optional=True),
    )
