"""Does another process run this desk's workers already?

SQLite serves one process of workers; a lock on a file beside the database says so. Readers, and
those who only store an inbox row, do not take it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.engine import address, sqlite_file


class WorkersBusyError(Exception):
    """Another process holds the lock; it names the file that is locked."""


def lock_file(database: Path) -> Path:
    """The file beside the database that is locked; who holds it writes its number there."""
    return database.with_name(f"{database.name}.lock")


@contextmanager
def worker_lock(url: str) -> Iterator[None]:
    """Hold the workers' lock of a database; raises WorkersBusyError when somebody has it.

    The operating system lets go of it when the process ends, however it ends. On PostgreSQL any
    number of processes may work, and nothing is locked.
    """
    database = sqlite_file(address(url))
    if database is None:
        yield
        return
    with lock_file(database).open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkersBusyError(held.name) from error
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield


def lock_holder(url: str) -> int | None:
    """The process that runs the workers of a SQLite file; None when nobody does.

    Trying takes the lock for a moment, so ask rarely: a desk that starts just then is turned away.
    """
    database = sqlite_file(address(url))
    if database is None or not lock_file(database).exists():
        return None
    with lock_file(database).open("r") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(held.read().strip() or 0)
    return None
