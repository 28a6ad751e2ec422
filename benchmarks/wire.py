"""How long does a question take, from the wire in to our answer on the wire out?

The real program as a process of its own, on strict fakes of Slack and Telegram in this one, with
SQLite and with PostgreSQL: questions that articles answer, spread over 200 direct chats, at 1 and
20 a second, each asked when its time has come, whether or not those before it are answered. Run
`make bench`, or `python -m benchmarks.wire --help` for less of it.
"""

import argparse
import asyncio
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from benchmarks.databases import DATABASES
from benchmarks.program import Program, Usage, running
from benchmarks.wires import CHATS, WIRES, Trip, Wire
from bot.config import example
from knowledge.findings import Band
from knowledge.index import Index
from knowledge.library import read_folder

WARM_UP = 3.0
"""Seconds of questions that are not counted: the first ones load what a running desk has loaded."""

LAST_ANSWER = 15.0
"""Seconds that the last answers are waited for."""

LOOK_EVERY = 0.2

SECONDS = {1: 30, 20: 60}
"""How long each rate is kept up."""

BUSY = 20
"""The rate for which the bars hold."""

BARS = {"p50": 60, "p99": 300, "ack p99": 150}
"""Milliseconds that must not be exceeded at that rate."""

COLUMNS = ("platform", "database", "questions/s", "n", "p50 ms", "p99 ms", "ack p50 ms")
COLUMNS += ("ack p99 ms", "CPU s", "RSS MB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One line of the table."""

    platform: str
    database: str
    rate: int
    trips: Sequence[Trip]
    usage: Usage

    @property
    def answers(self) -> list[float]:
        """Milliseconds until the answer, of the questions that were answered."""
        return [(trip.answered_at - trip.asked_at) * 1e3 for trip in self.trips if trip.answered_at]

    @property
    def acks(self) -> list[float]:
        """Milliseconds until the acknowledgement."""
        return [(trip.acked_at - trip.asked_at) * 1e3 for trip in self.trips if trip.acked_at]

    def cells(self) -> list[str]:
        """Draw the line."""
        shown = (share(self.answers, 50), share(self.answers, 99))
        shown += (share(self.acks, 50), share(self.acks, 99))
        used = (f"{self.usage.cpu:.1f}", f"{self.usage.rss:.0f}")
        count = str(len(self.answers))
        figures = [f"{value:.0f}" for value in shown]
        return [self.platform, self.database, str(self.rate), count, *figures, *used]

    def faults(self) -> Iterator[str]:
        """Say which bars do not hold; every question must have been answered at any rate."""
        name = f"{self.platform} on {self.database} at {self.rate}/s"
        lost = len(self.trips) - len(self.answers)
        if lost:
            yield f"{name}: {lost} of {len(self.trips)} questions got no answer"
        if self.rate != BUSY or lost:
            return
        seen = {
            "p50": share(self.answers, 50),
            "p99": share(self.answers, 99),
            "ack p99": share(self.acks, 99),
        }
        for bar, most in BARS.items():
            if not seen[bar] < most:
                yield f"{name}: {bar} is {seen[bar]:.0f} ms, the bar is {most} ms"


def share(values: Sequence[float], percent: int) -> float:
    """The value that so many percent do not exceed (nearest rank); not a number without values."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def answered_questions() -> list[str]:
    """All phrasings that the shipped articles answer without asking back."""
    config = example()
    articles = read_folder(config.articles).articles
    index = Index.build(articles, thresholds=config.knowledge.thresholds())
    asked = [text for article in articles for text in article.questions]
    return [text for text in asked if index.search(text).band is Band.ANSWER]


async def drive(
    wire: Wire, program: Program, questions: Sequence[str], rate: int, seconds: float
) -> list[Trip]:
    """Ask on time for so long, and give the trips that count."""
    chance = random.Random(rate)
    chats, texts = list(range(CHATS)), list(questions)
    chance.shuffle(chats)
    chance.shuffle(texts)
    begun = time.monotonic()
    whole = zip(range(int((WARM_UP + seconds) * rate)), cycle(chats), cycle(texts), strict=False)
    for number, chat, text in whole:
        due = begun + (number + chance.random()) / rate
        await asyncio.sleep(due - time.monotonic())
        wire.ask(chat, text)
        program.check()
    for _ in range(int(LAST_ANSWER / LOOK_EVERY)):
        if all(trip.answered_at for trip in wire.trips()):
            break
        await asyncio.sleep(LOOK_EVERY)
    return wire.trips()[int(WARM_UP * rate) :]


async def measure(chosen: argparse.Namespace, questions: Sequence[str]) -> list[Run]:
    """Run every combination, one after the other."""
    runs: list[Run] = []
    for kind, database, rate in _combinations(chosen):
        seconds = chosen.seconds or SECONDS[rate]
        print(f"{kind.name} on {database}, {rate}/s for {seconds} s ...", file=sys.stderr)
        with DATABASES[database]() as url:
            async with kind.open() as wire:
                with running(url, wire.channel, wire.environment, chosen.profile) as program:
                    await _until_ready(wire, program)
                    trips = await drive(wire, program, questions, rate, seconds)
        runs.append(
            Run(
                platform=kind.name,
                database=database,
                rate=rate,
                trips=trips,
                usage=program.usage,
            )
        )
    return runs


async def _until_ready(wire: Wire, program: Program) -> None:
    try:
        await wire.ready()
    except (AssertionError, TimeoutError):
        program.check()
        raise


def _combinations(chosen: argparse.Namespace) -> Iterator[tuple[type[Wire], str, int]]:
    for kind in WIRES:
        for database in DATABASES:
            for rate in chosen.rates:
                if chosen.only in {None, kind.name, database}:
                    yield kind, database, rate


def table(runs: Sequence[Run]) -> str:
    """Draw the lines as Markdown."""
    lines = [COLUMNS, ["---"] * len(COLUMNS), *(run.cells() for run in runs)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> int:
    """Measure, print the table and say which bars hold."""
    parser = argparse.ArgumentParser(description="Measure from the wire in to the wire out.")
    parser.add_argument("--seconds", type=float, help="how long each run asks, instead of its own")
    parser.add_argument("--rates", type=int, nargs="+", default=list(SECONDS), metavar="N")
    parser.add_argument("--only", help="one platform or one database: Slack, Telegram, SQLite ...")
    parser.add_argument("--profile", type=Path, help="leave the program's profile here")
    chosen = parser.parse_args()
    questions = answered_questions()
    own = time.process_time()
    runs = asyncio.run(measure(chosen, questions))
    own = time.process_time() - own
    print(table(runs))
    asked = sum(len(run.trips) for run in runs)
    print(f"\nThe fakes and the load took {own / asked * 1e3:.1f} ms of CPU a question themselves.")
    faults = [fault for run in runs for fault in run.faults()]
    bars = ", ".join(f"{bar} under {most} ms" for bar, most in BARS.items())
    print("\n".join(faults) if faults else f"All bars hold at {BUSY}/s: {bars}.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
