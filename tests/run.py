"""Runs everything that proves a change: lint, types, imports, then the tests, part by part.

`FIRSTLINE_TEST_WITHOUT=browser,slack-peer,alertmanager` leaves out what needs Chromium, the npm peer
or Alertmanager, and the last line says so. Without it a missing one fails, with the one command that
installs it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

BIN = Path(sys.executable).parent
WORKERS = int(os.environ.get("WORKERS", "2"))


@dataclass(frozen=True)
class Part:
    """One part with the seconds that it may take on two cores; more is told, not failed."""

    name: str
    command: list[str]
    seconds: int
    needs: str | None = None
    narrowed: dict[str, list[str]] = field(default_factory=dict)
    """What is added to the command when something that only some of it needs is left out."""


def pytest(*arguments: str, workers: int = WORKERS) -> list[str]:
    return [str(BIN / "pytest"), "-q", "--no-header", "-n", str(workers), *arguments]


PARTS = [
    Part("lint", [str(BIN / "ruff"), "check", "--quiet", "."], 10),
    Part("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."], 5),
    Part("types", [str(BIN / "mypy")], 30),
    Part("imports", [str(BIN / "lint-imports"), "--no-cache"], 10),
    Part("tests", pytest("-m", "not browser and not kill and not soak and not peer", "tests"), 220),
    Part(
        "kills",  # they wait for leases to run out more than they work
        pytest("-m", "kill and not soak", "tests/kills", "tests/fakes", workers=2 * WORKERS),
        100,
    ),
    Part(
        "peers",
        pytest("-m", "peer", "tests/fakes", "tests/scenarios"),
        60,
        narrowed={
            "slack-peer": ["-m", "peer and not slack_peer"],
            "alertmanager": ["--ignore", "tests/scenarios/test_alertmanager.py"],
        },
    ),
    Part("browser", pytest("-m", "browser", "tests/browser"), 90, needs="browser"),
]


DISPENSABLE = frozenset({"alertmanager", "browser", "slack-peer"})
"""What a machine may lack, by the name that leaves its tests out."""


def kept(parts: Sequence[Part], without: Collection[str]) -> list[Part]:
    """Give the parts that are left, each without what is left out of it."""
    return [
        replace(
            part,
            command=[
                *part.command,
                *(word for name in without for word in part.narrowed.get(name, ())),
            ],
        )
        for part in parts
        if part.needs not in without
    ]


def environment() -> dict[str, str]:
    """Ours, but what was compiled is kept, as hundreds of processes import the same modules.

    Images for containers like to forbid it.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main() -> int:
    wanted = os.environ.get("FIRSTLINE_TEST_WITHOUT", "").split(",")
    without = {name.strip() for name in wanted if name.strip()}
    if unknown := without - DISPENSABLE:
        print(
            f"FIRSTLINE_TEST_WITHOUT: {', '.join(sorted(unknown))} is none of: "
            f"{', '.join(sorted(DISPENSABLE))}"
        )
        return 2
    begun, failed = time.monotonic(), []
    for part in kept(PARTS, without):
        started = time.monotonic()
        code = subprocess.run(part.command, check=False, env=environment()).returncode
        took = time.monotonic() - started
        late = f", more than its {part.seconds} s" if took > part.seconds else ""
        print(
            f"== {part.name}: {'ok' if code == 0 else 'FAILED'} in {took:.0f} s{late}", flush=True
        )
        if code != 0:
            failed.append(part.name)
    left = f"; left out: {', '.join(sorted(without))}" if without else ""
    whole = time.monotonic() - begun
    print(f"== {'FAILED: ' + ', '.join(failed) if failed else 'all ok'} in {whole:.0f} s{left}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
