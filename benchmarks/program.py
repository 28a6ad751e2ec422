"""How is the real program run, and what did it take?"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 10.0
"""Seconds that the program is given to end."""

_RSS_UNIT = 1 if sys.platform == "darwin" else 1024

_CONFIG = """
[desk]
name = "Harbour"
[tiers.L1]
title = "L1 support"
channels = ["{channel}"]
calendar = "always"
[calendars.always]
hours = "24/7"
"""


class ProgramDiedError(Exception):
    """The program ended by itself; what it said last is the message."""


@dataclass(slots=True)
class Usage:
    """What the program took in all, its start included; known once it has ended."""

    cpu: float = 0.0
    rss: float = 0.0


class Program:
    """The program while it runs."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._log = log
        self.usage = Usage()

    def check(self) -> None:
        """Raise when it has died."""
        if self._process.poll() is not None:
            raise ProgramDiedError(self._log.read_text()[-2000:])

    def end(self) -> None:
        """Ask it to end, and learn what it took."""
        self._process.send_signal(signal.SIGTERM)
        _, status, used = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self.usage.cpu = used.ru_utime + used.ru_stime
        self.usage.rss = used.ru_maxrss * _RSS_UNIT / 1e6


@contextmanager
def running(
    url: str, channel: str, given: Mapping[str, str], profile: Path | None = None
) -> Iterator[Program]:
    """Run `firstline run --only workers` in a folder of its own, until the block ends.

    With `profile` the main thread's profile is left there, for `python -m pstats`.
    """
    with tempfile.TemporaryDirectory(prefix="firstline-bench-") as folder:
        home = Path(folder)
        (home / "firstline.toml").write_text(_CONFIG.format(channel=channel))
        environment = {**_bare(), **given, "DATABASE_URL": url}
        _run(home, environment, "db", "upgrade")
        measured = ["-m", "cProfile", "-o", str(profile.resolve())] if profile else []
        command = [sys.executable, *measured, "-m", "bot", "run", "--only", "workers"]
        log = home / "log"
        with log.open("wb") as told:
            process = subprocess.Popen(  # noqa: S603 - our own program
                command, cwd=home, env=environment, stdout=told, stderr=told
            )
            program = Program(process, log)
            try:
                yield program
            finally:
                if process.poll() is None:
                    program.end()


def _run(home: Path, environment: Mapping[str, str], *words: str) -> None:
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *words],
        cwd=home,
        env=environment,
        check=True,
        capture_output=True,
    )


def _bare() -> dict[str, str]:
    """Give what any program needs, and none of the caller's tokens."""
    kept = ("PATH", "HOME", "TMPDIR", "XDG_RUNTIME_DIR")
    known = {name: os.environ[name] for name in kept if name in os.environ}  # noqa: TID251
    return {**known, "PYTHONPATH": str(ROOT)}
