"""Which lines and branches do the tests never reach?

Runs the tests without kills, peers and browser once more and counts. That takes twice as long as
without counting, for code that waits for the database runs in greenlets, so it is a command of its
own: `make coverage`. The trade's rules and the search must be reached whole, the rest nearly so.
"""

import subprocess
import sys

from tests.run import BIN, PARTS

LEAST = {"desk/*,knowledge/*": 100, "bot/*,handlers/*,storage/*,desk/*,knowledge/*": 95}
"""Percent of lines and branches, by the files that are meant."""


def main() -> int:
    """Run, report what is missing, and fail when a share is too small."""
    tests = next(part for part in PARTS if part.name == "tests")
    codes = [_run(*tests.command, "--cov", "--cov-report=")]
    for files, percent in LEAST.items():
        report = ("report", f"--include={files}", f"--fail-under={percent}")
        codes.append(_run(str(BIN / "coverage"), *report))
    return max(codes)


def _run(*command: str) -> int:
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
