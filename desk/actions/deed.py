"""Who does what, to which ticket or question, with which words, from where?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desk.attachment import Attachment
from desk.people import Actor, Address
from desk.ticket import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody acted: the channel, the thread for answers, and the message if any.

    `together` is as in Said: messages sent at once share it.
    """

    channel: Address
    thread: str | None = None
    message: str | None = None
    is_direct: bool = False
    together: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The message, and what it was sent together with: further ones will name that."""
        return tuple(one for one in (self.message, self.together) if one is not None)

    @property
    def answer(self) -> Address:
        """Where an answer goes."""
        return Address(
            platform=self.channel.platform, channel=self.channel.channel, thread=self.thread
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One verb, asked for by a person at a place.

    `at` is when the person acted, `now` the desk's clock. `values` are the fields of a filled form;
    `words` what a button carried, `files` what came with a message. `cause` names what time caused,
    unique in the event log, so that a second tick's whole transaction comes to nothing.
    """

    verb: Verb
    actor: Actor
    place: Place
    at: datetime
    now: datetime
    ticket: int | None = None
    question: int | None = None
    event: int | None = None
    words: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Attachment, ...] = ()
    cause: str | None = None

    @property
    def by(self) -> int:
        """The person's id."""
        return self.actor.person.id
