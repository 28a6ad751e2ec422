"""What of a runbook has been done on a ticket, by whom and when?

A runbook that is started becomes a checklist: its steps as they were then, whatever is written in
the runbook later. Each step is ticked and un-ticked by itself, so that several people at once lose
nothing of one another's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.events import Event, EventKind
from knowledge.runbook import Runbook

MOST_SUGGESTED = 2
"""So many are suggested at once: more would have to be read, and nobody would."""

LEAST_SURE = 0.5
"""Below this, words alone prove nothing: a runbook that does not fit costs whoever reads it."""

_SHORTENED = 1900
"""Characters of what was tried, as it is proposed for a hand-over; a field holds a little more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStep:
    """A step of a checklist, with who has done it and when; None while nobody has."""

    number: int
    text: str
    detail: str = ""
    done_by: int | None = None
    done_at: datetime | None = None

    @property
    def is_done(self) -> bool:
        """Whether it is ticked."""
        return self.done_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """A runbook as it was when it was started on a ticket; `id` is 0 until it is stored."""

    id: int
    ticket: int
    runbook: str
    version: str
    title: str
    intro: str
    outro: str
    started_by: int
    started_at: datetime
    steps: tuple[CheckStep, ...]

    @property
    def done(self) -> int:
        """How many steps are ticked."""
        return sum(step.is_done for step in self.steps)

    @property
    def is_whole(self) -> bool:
        """Whether every step is ticked."""
        return self.done == len(self.steps)


def start(runbook: Runbook, ticket: int, by: int, now: datetime) -> Checklist:
    """Take the runbook as it is now."""
    return Checklist(
        id=0,
        ticket=ticket,
        runbook=runbook.id,
        version=runbook.version,
        title=runbook.title,
        intro=runbook.intro,
        outro=runbook.outro,
        started_by=by,
        started_at=now,
        steps=tuple(
            CheckStep(number=number, text=step.text, detail=step.detail)
            for number, step in enumerate(runbook.steps, 1)
        ),
    )


def worth_suggesting(
    found: Mapping[str, float],
    named: Sequence[str],
    known: Collection[str],
) -> tuple[str, ...]:
    """Choose what to suggest: the best by words, those of the ticket's service, more by words.

    `found` are confidences by runbook. `named` are those of the service, the better match first of
    them. Of all only those that are `known`.
    """
    by_words = sorted(
        (key for key, sure in found.items() if sure >= LEAST_SURE and key in known),
        key=lambda key: -found[key],
    )
    of_service = sorted((key for key in named if key in known), key=lambda key: -found.get(key, 0))
    wanted = dict.fromkeys((*by_words[:1], *of_service, *by_words[1:]))
    return tuple(wanted)[:MOST_SUGGESTED]


def suggested(history: Sequence[Event]) -> set[str]:
    """Name the runbooks that were suggested on a ticket, by its history."""
    return {
        key
        for event in history
        if event.kind is EventKind.RUNBOOK_SUGGESTED
        for key in str(event.data["runbooks"]).split()
    }


def tried(checklists: Sequence[Checklist]) -> str:
    """Say which steps have been done, for a note; empty where none was."""
    lines = [
        f"{one.title} ({one.done}/{len(one.steps)}):\n"
        + "\n".join(f"☑ {step.text}" for step in one.steps if step.is_done)
        for one in checklists
        if one.done
    ]
    text = "\n".join(lines)
    return text if len(text) <= _SHORTENED else f"{text[:_SHORTENED].rstrip()}…"


class Checklists(Protocol):
    """The checklists of a desk's tickets, inside one transaction."""

    async def add(self, checklist: Checklist) -> Checklist | None:
        """Store a new one and give it back with its id; None when the ticket has that runbook."""

    async def get(self, id: int) -> Checklist:  # noqa: A002
        """Give one, held until the transaction ends; raises NotFoundError."""

    async def of_ticket(self, ticket: int) -> Sequence[Checklist]:
        """Give those of a ticket, the one that was started first before the others."""

    async def tick(self, checklist: int, number: int, by: int, at: datetime) -> bool:
        """Note that a step is done; False when it was already, or there is no such step."""

    async def untick(self, checklist: int, number: int) -> bool:
        """Note that a step is not done after all; False when it was not, or there is none."""

    async def look_at(self, ticket: int, now: datetime) -> None:
        """Let the next tick look for what fits the ticket as it is now; again is fine."""

    async def to_look_at(self, now: datetime, limit: int) -> Sequence[int]:
        """Numbers of tickets to be looked at by now, the longest due first."""

    async def looked_at(self, ticket: int) -> bool:
        """Note that it was looked at; False when somebody else did so meanwhile."""
