"""Which 25 deaths does a run of the tests draw, and which are all of them?

Each kind of commit and send is among the 25; where within it, on which database and, where both
do it, on which platform, the seed decides; `FIRSTLINE_SEED=1234` repeats a run.
"""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.kills.spots import Spot

PLATFORMS = ("slack", "telegram")
DATABASES = ("sqlite", "postgres")

PARTS = 8
"""So many tests share a soak of one database and platform."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """One kind, or several of which one is drawn, and how often a loop passes by it at least.

    A platform or database is named where only that one passes by.
    """

    kinds: tuple[str, ...]
    least: int
    platform: str | None = None
    database: str | None = None

    def __str__(self) -> str:
        return self.kinds[0] if len(self.kinds) == 1 else f"{self.kinds[0]} or after"


def around(kind: str) -> tuple[str, ...]:
    """Both sides of a commit or send."""
    return f"{kind} before", f"{kind} after"


STRATA: tuple[Stratum, ...] = (
    Stratum(("insert inbox",), 6),
    Stratum(("lock conversations",), 6, database="postgres"),
    Stratum(("insert events",), 6),
    Stratum(("insert outbox",), 6),
    Stratum(("update inbox",), 7),
    Stratum(("lease outbox",), 6),
    Stratum(("record outbox",), 6),
    Stratum(("commit inbox before",), 6),
    Stratum(("commit inbox after",), 6),
    Stratum(("commit work before",), 7),
    Stratum(("commit work after",), 7),
    Stratum(around("commit lease"), 6),
    Stratum(("commit record before",), 6),
    Stratum(("commit record after",), 6),
    Stratum(("send chat.postMessage before",), 6, "slack"),
    Stratum(("send chat.postMessage after",), 6, "slack"),
    Stratum(around("send chat.update"), 3, "slack"),
    Stratum(around("send views.open"), 1, "slack"),
    Stratum(around("commit mark"), 5, "telegram"),
    Stratum(("send getUpdates after",), 5, "telegram"),
    Stratum(("send sendMessage before",), 8, "telegram"),
    Stratum(("send sendMessage after",), 8, "telegram"),
    Stratum(around("send editMessageText"), 3, "telegram"),
    Stratum(around("send createForumTopic"), 1, "telegram"),
    Stratum(around("send editForumTopic"), 1, "telegram"),
)

WITH_FILES = (
    Stratum(("insert files",), 2),
    Stratum(("insert file_parts",), 2),
    Stratum(around("commit file"), 2),
    Stratum(around("send files.getUploadURLExternal"), 2, "slack"),
    Stratum(("send files.completeUploadExternal before",), 2, "slack"),
    Stratum(("send files.completeUploadExternal after",), 2, "slack"),
    Stratum(
        ("send getFile before", "send getFile after", "send sendDocument before"), 2, "telegram"
    ),
    Stratum(("send sendDocument after",), 2, "telegram"),
)
"""The same, while a file goes each way."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One death, and where."""

    spot: Spot
    database: str
    platform: str

    def __str__(self) -> str:
        return f"{self.spot} on {self.database} and {self.platform}"


def seed_of(run: str) -> int:
    """The seed of a test run: all its processes have the same."""
    return _told("SEED", int(run[:8], 16) % 10_000)


def mine(spots: Sequence[Spot], part: int) -> Sequence[Spot]:
    """What one part of a soak takes of all deaths: `FIRSTLINE_EVERY=5` takes every fifth."""
    every = _told("EVERY", 1)
    return spots[_told("SEED", 0) % every :: every][part::PARTS]


def draw(seed: int, strata: Sequence[Stratum] = STRATA) -> Iterator[Draw]:
    """Draw one death of each stratum, spread evenly over databases and platforms."""
    dice = random.Random(seed)
    databases = _spread(dice, DATABASES, len(strata))
    platforms = _spread(dice, PLATFORMS, len(strata))
    for stratum, database, platform in zip(strata, databases, platforms, strict=True):
        spot = Spot(dice.choice(stratum.kinds), dice.randrange(stratum.least) + 1)
        yield Draw(spot, stratum.database or database, stratum.platform or platform)


def draw_many(seed: str, deaths: int) -> tuple[str, str, list[Spot]]:
    """Draw a database, a platform and a death for each of the first lives, all of them early."""
    dice = random.Random(seed)
    database, platform = dice.choice(DATABASES), dice.choice(PLATFORMS)
    strata = [
        one
        for one in STRATA
        if one.platform in {None, platform} and one.database in {None, database}
    ]
    drawn = [dice.choice(strata) for _ in range(deaths)]
    spots = [Spot(dice.choice(one.kinds), dice.randrange(min(3, one.least)) + 1) for one in drawn]
    return database, platform, spots


def _spread(dice: random.Random, names: tuple[str, ...], count: int) -> list[str]:
    found = [names[n % len(names)] for n in range(count)]
    dice.shuffle(found)
    return found


def _told(name: str, otherwise: int) -> int:
    return int(os.environ.get(f"FIRSTLINE_{name}", otherwise))  # noqa: TID251 - who runs the tests
