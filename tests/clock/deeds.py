"""What do requesters and engineers do with a ticket next? Drawn, and done by the real actions.

Whoever may do something is asked for what could be done at this moment; what the desk refuses
changes nothing and is counted.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from bot.doors import Doors
from desk.errors import DeskError
from desk.inbound import Author, Commanded, Inbound, Joined, Said
from desk.people import Address, Identity
from knowledge.findings import Band, Findings
from storage.store import Store
from tests.clock.given import address
from tests.clock.plan import Plan
from tests.clock.story import Story

PRIORITIES = ("P1", "P2", "P3", "P4")
KINDS = ("question", "incident", "service_request", "change")
NOTE = {"reason": "harder", "symptom": "it stands", "tried": "all", "next_step": "look"}
SPANS = ((60, 900), (900, 5400), (5400, 8 * 3600), (8 * 3600, 40 * 3600))
"""Seconds between two deeds: at once, soon, the same day, another day."""

UNOWNED = {
    "claim": 40,
    "reply": 8,
    "note": 6,
    "write": 12,
    "escalate": 10,
    "return": 4,
    "transfer": 5,
    "priority": 8,
    "kind": 3,
    "urgent": 3,
    "cancel": 2,
    "resolve": 5,
}
OWNED = {
    "reply": 24,
    "ask": 15,
    "note": 10,
    "write": 16,
    "escalate": 8,
    "return": 4,
    "release": 6,
    "transfer": 5,
    "take": 3,
    "priority": 6,
    "kind": 2,
    "cancel": 2,
    "resolve": 18,
}
WAITING = {
    "write": 55,
    "reply": 8,
    "note": 8,
    "escalate": 5,
    "release": 5,
    "priority": 5,
    "resolve": 8,
    "rest": 10,
}
SOLVED = {"write": 22, "reopen": 14, "rest": 64}


class EmptyShelf:
    """Knows nothing, so that every question becomes a ticket."""

    version = "empty"
    macros = ()
    runbooks = ()

    def article(self, id: str) -> None:  # noqa: A002 - the port's word
        return None

    async def search(self, text: str) -> Findings:
        return Findings(text=text, band=Band.NONE, confidence=0.0, matches=())

    async def search_runbooks(self, text: str) -> dict[str, float]:
        return {}


def moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def author(who: str) -> Author:
    return Author(identity=Identity(platform="slack", id=who), name=who.title())


def own_chat(who: str) -> Address:
    return Address(platform="slack", channel=f"D{who}")


@dataclass
class People:
    """Everybody at the desk, at one moment after the other."""

    store: Store
    plan: Plan
    refused: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._doors = Doors(EmptyShelf(), self.store.policy, self.store.finder)

    async def arrive(self, at: int) -> None:
        """Let the engineers join their channels."""
        for team in self.plan.teams:
            for channel in team.channels:
                joined = Joined(
                    channel=address(channel), people=tuple(author(one) for one in team.people)
                )
                await self._happens(joined, at)
        async with self.store.begin() as work:
            for name in (name for team in self.plan.teams for name in team.people):
                person = await work.people.meet(author(name))
                self.numbers[name], self.names[person.id] = person.id, name

    async def _happens(self, inbound: Inbound, at: int) -> None:
        await self._doors.open(inbound, self.store.begin, now=moment(at))

    async def ask(self, who: str, at: int) -> None:
        """Ask for what nobody knows; the question's message has the asker's own name."""
        await self._say(who, f"q{who}", f"Nothing works at {who}", at)

    async def _say(self, who: str, message: str, text: str, at: int, **more: Any) -> None:
        said = Said(
            author=author(who),
            channel=own_chat(who),
            message=message,
            text=text,
            said_at=moment(at),
            is_direct=True,
            **more,
        )
        await self._happens(said, at)

    async def do(self, deed: str, story: Story, requester: str, at: int, rng: Random) -> None:
        """Do it as somebody who may; what is refused is counted."""
        try:
            await self._do(deed, story, requester, at, rng)
        except DeskError as error:
            name = f"{deed}: {error.code}"
            self.refused[name] = self.refused.get(name, 0) + 1

    async def _do(self, deed: str, story: Story, requester: str, at: int, rng: Random) -> None:
        if deed == "write":
            message = f"w{requester}{at}"
            more = {"anchors": (f"q{requester}",)}
            await self._say(requester, message, "And now?", at, **more)
            return
        name, words, values = self._command(deed, story, rng)
        is_own = deed in {"cancel", "urgent", "reopen"}
        who = requester if is_own else self._engineer(deed, story, rng)
        channel = self.plan.team(story.tier).channels[0]
        await self._happens(
            Commanded(
                author=author(who),
                channel=own_chat(who) if is_own else address(channel),
                name=name,
                words=f"{story.ticket} {words}".strip(),
                said_at=moment(at),
                is_direct=is_own,
                values=values,
            ),
            at,
        )

    def _command(self, deed: str, story: Story, rng: Random) -> tuple[str, str, Mapping[str, str]]:
        tiers = [team.key for team in self.plan.teams]
        here = tiers.index(story.tier)
        others = [one for one in self.plan.team(story.tier).people if not self._has(one, story)]
        drawn: dict[str, Callable[[], tuple[str, str, Mapping[str, str]]]] = {
            "escalate": lambda: ("escalate", "", {**NOTE, "tier": rng.choice(tiers[here + 1 :])}),
            "return": lambda: ("return", "", {**NOTE, "tier": rng.choice(tiers[:here])}),
            "transfer": lambda: ("transfer", "", {"to": str(self.numbers[rng.choice(others)])}),
            "priority": lambda: ("priority", rng.choice(PRIORITIES), {}),
            "kind": lambda: ("change", "", {"type": rng.choice(KINDS)}),
            "urgent": lambda: ("urgent", "we cannot work", {}),
            "resolve": lambda: ("resolve", "", {"text": "Mended.", "category": "defect"}),
        }
        if deed in drawn:
            return drawn[deed]()
        return (deed, "", {}) if deed in SILENT else (deed, "We look into it.", {})

    def _has(self, name: str, story: Story) -> bool:
        return self.numbers[name] == story.assignee

    def _engineer(self, deed: str, story: Story, rng: Random) -> str:
        """Who has it does most of it; nobody takes over from themselves."""
        team = self.plan.team(story.tier).people
        owner = self.names.get(story.assignee or 0)
        if owner in team and deed != "take" and (deed == "release" or rng.random() < 0.8):
            return str(owner)
        return rng.choice([one for one in team if one != owner])


SILENT = frozenset({"claim", "take", "release", "cancel", "reopen"})

Do = Callable[[], Awaitable[None]]


def next_deed(story: Story, plan: Plan, rng: Random) -> str:
    """Draw what could be done now; "rest" is the end of it."""
    tiers = [team.key for team in plan.teams]
    table = dict(
        {"pending": WAITING, "resolved": SOLVED}.get(
            story.status, OWNED if story.assignee else UNOWNED
        )
    )
    if story.status == "closed":
        return "rest"
    if story.tier == tiers[-1]:
        table.pop("escalate", None)
    if story.tier == tiers[0]:
        table.pop("return", None)
    if story.status == "new":
        table.pop("release", None)
    return rng.choices(list(table), list(table.values()))[0]


def span(rng: Random) -> int:
    return rng.randint(*rng.choices(SPANS, (46, 34, 14, 6))[0])
