import shutil
from contextlib import contextmanager
from uuid import uuid4

import pytest

from tests.kills.draws import seed_of


@pytest.fixture(scope="session")
def drawn(testrun_uid):
    """A seed of its own for each run: what the long runs are for."""
    return seed_of(testrun_uid)


@pytest.fixture(scope="session")
def seed():
    """The same worlds each time, so that whoever changed nothing breaks nothing."""
    return seed_of("1")


@pytest.fixture
def urls(request, sqlite_template, tmp_path):
    """Lends databases of their own, tables in place, on the engine that is named."""

    @contextmanager
    def lend(database):
        if database == "postgres":
            with request.getfixturevalue("postgres").database() as url:
                yield url
        else:
            path = tmp_path / f"{uuid4().hex}.db"
            shutil.copy(sqlite_template, path)
            yield f"sqlite:///{path}"

    return lend


def pytest_terminal_summary(terminalreporter):
    """Print what was judged, with the seed that plays it again."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, ())]
    told = [value for one in reports for name, value in one.user_properties if name == "clock"]
    for line in told:
        terminalreporter.write_line(line)
