"""What is a card made of, before any platform draws it?

Words of people appear only in `Quote` and `Person`, so that a renderer knows what must be shown
without being obeyed: no mention, no link, no markup of theirs takes effect. Lengths are the
renderer's business; a card says all it has to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Strong:
    """Words with weight; user text is allowed here and is escaped."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody by name; a platform on which `ids` has an account may make it a mention.

    `is_called` is true where the person should be notified by it.
    """

    name: str
    ids: Mapping[str, str] = field(default_factory=dict)
    is_called: bool = False


class MomentStyle(StrEnum):
    """How exact a moment is shown; COUNTDOWN ticks where the platform can."""

    TIME = "time"
    DATE_TIME = "date_time"
    COUNTDOWN = "countdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time, shown in the reader's own zone where the platform can."""

    at: datetime
    style: MomentStyle = MomentStyle.TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """A link of ours (never of a user's) with its words."""

    text: str
    url: str


Inline = str | Strong | Person | Moment | Web
Line = tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A sentence or two of ours."""

    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a person, shown as theirs."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The body of an article as Markdown, from the knowledge base."""

    markdown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Short labelled values, side by side where there is room."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A quiet last line."""

    line: Line


Block = Paragraph | Quote | Article | Fields | Footnote


class Style(StrEnum):
    """How a button looks: at most one PRIMARY a card; DANGER asks before it does."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """The `offer`-th offer of the notice, with its words.

    `confirm` is asked before it is done; `is_more` may go into an overflow menu.
    """

    label: str
    offer: int
    verb: str
    style: Style = Style.PLAIN
    confirm: str | None = None
    is_more: bool = False


class Tone(StrEnum):
    """The colour of a card's edge where a platform has one; never the only sign."""

    PLAIN = "plain"
    GOOD = "good"
    BUSY = "busy"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is to be shown.

    `key` names it with its version (`ticket.card:106:v2`); `text` is the one-line fallback for
    notifications and screen readers; without a `heading` and blocks the text is all there is.
    `text` and `heading` may hold words of people. `language` is the reader's, for what a platform
    adds (*More…*, *Yes*, a moment written out). `asks_words` when it waits for words as its answer.
    `is_private` when nobody but its reader may see it: a way in, somebody's own tickets.
    """

    key: str
    text: str
    heading: str | None = None
    blocks: tuple[Block, ...] = ()
    buttons: tuple[Button, ...] = ()
    tone: Tone = Tone.PLAIN
    language: str = "en"
    asks_words: bool = False
    is_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormInput:
    """One input of a drawn form; `options` pair a code with its words."""

    name: str
    label: str
    hint: str | None = None
    is_long: bool = True
    options: tuple[tuple[str, str], ...] = ()
    is_optional: bool = False
    initial: str | None = None
    longest: int = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCard:
    """A form in words, ready to be drawn as a modal, a dialog or one question after the other."""

    form: int
    title: str
    submit: str
    cancel: str
    inputs: tuple[FormInput, ...]
    language: str = "en"
