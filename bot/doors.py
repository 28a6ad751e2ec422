"""Which action takes what a person did?"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from desk.actions.alert import TakeAlerts
from desk.actions.amend import Amend
from desk.actions.command import Command
from desk.actions.hear import Hear
from desk.actions.heed import Heed
from desk.actions.look import TakeBeat
from desk.actions.point import Point
from desk.actions.press import Press, Submit
from desk.actions.react import React
from desk.actions.roster import Roster
from desk.actions.take_file import TakeFile
from desk.actions.undelivered import TellUndelivered
from desk.actions.visit import Visit
from desk.inbound import (
    Alerted,
    Author,
    Beaten,
    Commanded,
    Deleted,
    Edited,
    Fetched,
    Inbound,
    Joined,
    Left,
    Pointed,
    Pressed,
    Reacted,
    Reported,
    Said,
    Submitted,
    Undelivered,
    Visited,
)
from desk.outcome import Outcome
from desk.people import Address
from desk.policy import DeskPolicy
from desk.ports import Begin, Shelf
from desk.views import SearchView

Door = Callable[..., Awaitable[Outcome]]

_TOLD_NOBODY = (
    Joined
    | Left
    | Deleted
    | Undelivered
    | Fetched
    | Reacted
    | Visited
    | Reported
    | Alerted
    | Beaten
)


class Doors:
    """One action for each kind of inbound fact."""

    def __init__(self, shelf: Shelf, policy: DeskPolicy, finder: SearchView) -> None:
        amend, roster, command = Amend(), Roster(), Command(shelf, finder)
        self._doors: dict[type[Any], Door] = {
            Said: Hear(shelf, policy, command),
            Reported: Heed(),
            Pointed: Point(shelf),
            Reacted: React(),
            Visited: Visit(),
            Pressed: Press(shelf),
            Submitted: Submit(),
            Commanded: command,
            Edited: amend,
            Deleted: amend,
            Joined: roster,
            Left: roster,
            Undelivered: TellUndelivered(),
            Fetched: TakeFile(),
            Alerted: TakeAlerts(),
            Beaten: TakeBeat(),
        }

    async def open(self, inbound: Inbound, begin: Begin, *, now: datetime) -> Outcome:
        """Do what the fact asks for, in the transaction that `begin` opens."""
        return await self._doors[type(inbound)](inbound, begin, now=now)


def author_of(inbound: Inbound) -> Author | None:
    """Who is told what came of it: the single author, but nobody who only looked or gave a sign."""
    return None if isinstance(inbound, _TOLD_NOBODY) else inbound.author


def place_of(inbound: Inbound) -> Address | None:
    """Where its author can be told something, or None where the fact has no place."""
    if isinstance(inbound, Said | Commanded | Pointed | Pressed):
        top = inbound.channel
        return Address(platform=top.platform, channel=top.channel, thread=inbound.answer_in)
    return inbound.channel if isinstance(inbound, Edited) else None
