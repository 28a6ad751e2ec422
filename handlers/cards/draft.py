"""What does a drawing function work with, and what do its cards have in common?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.notice import Notice
from handlers.cards.buttons import buttons
from handlers.cards.card import (
    Block,
    Card,
    Inline,
    Line,
    Moment,
    MomentStyle,
    Paragraph,
    Person,
    Strong,
    Tone,
)
from handlers.cards.facts import Facts
from handlers.texts import Texts

_SAME_DAY = timedelta(hours=12)
"""Within this a time of day is clear without its date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A notice on its way to a card: its facts and the reader's words."""

    notice: Notice
    facts: Facts
    ticket: Facts
    texts: Texts

    @classmethod
    def of(cls, notice: Notice, language: str) -> "Draft":
        """Lay a notice out for a reader of that language."""
        facts = Facts(values=notice.facts)
        return cls(notice=notice, facts=facts, ticket=facts.part("ticket"), texts=Texts(language))

    @property
    def number(self) -> str:
        """The ticket's number as people say it."""
        return number_of(self.ticket) or f"#{self.notice.ticket or 0}"

    def say(self, id: str, **facts: str | int) -> str:  # noqa: A002
        """Give a sentence."""
        return self.texts.say(id, **facts)

    def line(self, id: str, **facts: Inline | int) -> Line:  # noqa: A002
        """Give a sentence with people, moments and strong words in it."""
        return self.texts.line(id, **facts)

    def who(self, name: str = "by", *, is_called: bool = False) -> Person | str:
        """The person of a fact, or the word for nobody known."""
        person = self.facts.person(name, is_called=is_called)
        return person or self.say("somebody")

    def card(
        self,
        text: str,
        *blocks: Block,
        heading: str | None = None,
        tone: Tone = Tone.PLAIN,
    ) -> Card:
        """Finish a card: with its key, its language and the buttons of the notice's offers."""
        return Card(
            key=key_of(self.notice),
            text=one_line(text),
            heading=None if heading is None else one_line(heading),
            blocks=blocks,
            buttons=buttons(self.notice, self.facts, self.texts),
            tone=tone,
            language=self.texts.language,
        )

    def told(self, line: Line, *more: Block, tone: Tone = Tone.PLAIN) -> Card:
        """Finish a card whose first line says it all."""
        return self.card(self.texts.plain(line), Paragraph(line=line), *more, tone=tone)


def one_line(words: str) -> str:
    """Take the line breaks out of words that have to stand within a line."""
    return " ".join(words.split())


def strong(words: str) -> Strong:
    """Show words of a person, or of an article, with weight within a line."""
    return Strong(text=one_line(words))


def when(id: str, at: Moment) -> str:  # noqa: A002
    """Choose the form of a sentence: `at 11:40`, or with the date in brackets."""
    return id if at.style is MomentStyle.TIME else f"{id}_dated"


def number_of(ticket: Facts) -> str:
    """Read a ticket's number; empty when nobody wrote one down."""
    return ticket.words("number") or (f"#{ticket.words('id')}" if ticket.has("id") else "")


def moment(at: datetime, since: datetime | None) -> Moment:
    """Show a moment as a time of day, with its date when that is not plain from `since`."""
    is_near = since is not None and abs(at - since) < _SAME_DAY
    return Moment(at=at, style=MomentStyle.TIME if is_near else MomentStyle.DATE_TIME)


def key_of(notice: Notice) -> str:
    """Name a card with its version, new at each change: `ticket.card:106:v2`."""
    parts = [notice.kind.value]
    if notice.ticket is not None:
        parts.append(str(notice.ticket))
    elif notice.question is not None:
        parts.append(f"q{notice.question}")
    if notice.event is not None:
        parts.append(f"e{notice.event}")
    return ":".join([*parts, f"v{notice.version}"])
