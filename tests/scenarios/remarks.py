"""What do engineers say among themselves that a requester must never read?

Each remark bears a token of its own, so that a leak names what leaked and how it had been said.
"""

from dataclasses import dataclass
from enum import StrEnum

SAID = (
    "this customer breaks it every week",
    "lol",
    "Maya Rossi again",
    "Maya, have you tried turning it off and on again",
    "tell Maya that it is her own fault",
    "she wrote: The invoices page shows error 500 since this morning",
    "> The invoices page shows error 500 since this morning\nas if we did not know",
    "```\nSELECT * FROM customers WHERE pays = 'late'\n```",
    "`DROP TABLE invoices` would help",
    "*bold* _slanted_ ~struck~",
    "<b>bold</b> &lt;i&gt; &amp;",
    "https://wiki.internal/customers/4711/why-they-pay-late",
    "SUP-101 is a duplicate",
    "#101 can wait",
    "send this to nobody",
    "firstline is the name of our bot",
    "someone@firstline.example told me",
    "@ firstline no mention",
    "fyi: contract ends in May",
    "priority: low, whatever they say",
    "€ 38 an hour for this",
    "👀 🙈 🤦",
    "Das ist intern, bitte nicht weitersagen",
    "ну и клиент",
    "line one\nline two\nline three",
    "reply: we could tell them that it is fixed",
    "note that they pay late",
    "resolve it and see whether they notice",
    "escalate? no",
    "cancel my lunch",
    "claim the expense",
    "ask the boss",
    "yes",
    "5",
    "This solved it",
    "Send to Maya Rossi",
    "thanks",
)
"""Plain talk in the ticket's thread."""

IN_THE_ROOM = (
    "who takes the invoices one",
    "Maya Rossi is on the phone",
    "reply to Maya that we are closed",
)
"""Talk in the channel, outside any thread."""

NOTES = ("they pay late", "Maya knows the boss", "root cause: our own release")
"""Notes by command, with the ticket's number."""

FORMS = ("written into the form", "<@U0MAYA0001> in the form")
"""Notes by button."""

EDITED = ("changed my mind about them", "worse than I thought")
"""Remarks that are changed afterwards: the change must not leak either."""

TO_THE_CARD = ("under the card", "Maya, under the card", "reply under the card")
"""Replies to the bot's own card, which is not what the requester wrote."""


class How(StrEnum):
    """In which way a remark is made."""

    SAID = "said"
    IN_THE_ROOM = "in the room"
    NOTE = "note"
    FORM = "form"
    EDITED = "edited"
    TO_THE_CARD = "to the card"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What is said, how, and the token by which a leak of it is found."""

    how: How
    words: str
    token: str

    @property
    def text(self):
        return f"{self.words} {self.token}"


def _all():
    kinds = {
        How.SAID: SAID,
        How.IN_THE_ROOM: IN_THE_ROOM,
        How.NOTE: NOTES,
        How.FORM: FORMS,
        How.EDITED: EDITED,
        How.TO_THE_CARD: TO_THE_CARD,
    }
    spoken = [(how, words) for how, texts in kinds.items() for words in texts]
    return tuple(
        Remark(how=how, words=words, token=f"remark{number:02d}x")
        for number, (how, words) in enumerate(spoken)
    )


REMARKS = _all()


async def make(stage, remark):
    """Let Sam make the remark."""
    match remark.how:
        case How.SAID:
            await stage.talk("sam", remark.text)
        case How.IN_THE_ROOM:
            await stage.working.say("sam", stage.room_of("sam"), remark.text)
        case How.NOTE:
            await stage.commands("sam", f"note 101 {remark.text}")
        case How.FORM:
            await stage.settle()  # a screen waits two seconds, behind all that was said before
            asked = await stage.engineer_presses("sam", "Add a note")
            await stage.fills("sam", asked, text=remark.text)
        case How.TO_THE_CARD:
            card = await stage.card("sam")
            await stage.working.reply("sam", stage.room_of("sam"), remark.text, card)
        case How.EDITED:
            said = await stage.talk("sam", "a first thought")
            if stage.working.can_edit:
                room = stage.room_of("sam")
                await stage.working.edit("sam", room, said, stage.working.mention(remark.text))
