"""Where does a message belong, so that what was said goes where it should?

The answer is a value; the action that hears carries it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.inbound import Said
from desk.policy import Status, Watch
from desk.ticket import Ticket
from knowledge.smalltalk import is_greeting, is_thanks, sounds_like_question

FRESH = timedelta(minutes=30)
"""A ticket in which someone spoke this recently takes further words of its requester."""


class Belonging(StrEnum):
    """What to do with words."""

    QUESTION = "question"
    TICKET = "ticket"
    INTERNAL = "internal"
    RELAY = "relay"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where words belong; `is_guess` when the person did not say so and is told."""

    belonging: Belonging
    ticket: int | None = None
    is_guess: bool = False


def in_engineers_thread(said: Said, ticket: int, *, answers_requester: bool) -> Route:
    """Keep talk among engineers inside, unless it is addressed to the bot.

    Addressed means a mention, or a reply to words of the requester that the bot relayed.
    """
    if said.is_addressed or answers_requester:
        return Route(belonging=Belonging.RELAY, ticket=ticket)
    return Route(belonging=Belonging.INTERNAL, ticket=ticket)


def is_question(said: Said, watch: Watch) -> bool:
    """Whether words that are no answer to anything known may be a question to the desk.

    Those said directly or with a mention are; in a channel that is watched more closely, those at
    its top level as well: all of them, or those that sound like a question.
    """
    if said.is_direct or said.is_addressed:
        return True
    if watch is Watch.MENTIONED or said.anchors or is_thanks(said.text) or is_greeting(said.text):
        return False
    return watch is not Watch.QUESTIONS or sounds_like_question(said.text)


def at_top_level(
    said: Said, own: Sequence[Ticket], now: datetime, watch: Watch = Watch.MENTIONED
) -> Route:
    """Place words outside any known thread.

    In a direct chat they go to the only own ticket that waits for its requester or in which
    someone spoke just now; anything else is a new question. In a channel `watch` says which are.
    """
    if said.is_direct:
        lively = [ticket for ticket in own if _is_lively(ticket, now)]
        if len(lively) == 1:
            return Route(belonging=Belonging.TICKET, ticket=lively[0].id, is_guess=True)
        return Route(belonging=Belonging.QUESTION)
    is_for_us = is_question(said, watch)
    return Route(belonging=Belonging.QUESTION if is_for_us else Belonging.NOWHERE)


def _is_lively(ticket: Ticket, now: datetime) -> bool:
    if not ticket.is_open:
        return False
    spoken = ticket.spoken_at or ticket.asked_at
    return ticket.status is Status.PENDING or now - spoken <= FRESH
