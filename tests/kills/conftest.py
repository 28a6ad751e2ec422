import shutil
from contextlib import contextmanager
from uuid import uuid4

import pytest

from tests.kills.draws import WITH_FILES, draw, seed_of


@pytest.fixture(scope="session")
def seed(testrun_uid):
    return seed_of(testrun_uid)


@pytest.fixture(scope="session")
def draws(seed):
    return list(draw(seed))


@pytest.fixture(scope="session")
def draws_with_files(seed):
    return list(draw(seed, WITH_FILES))


@pytest.fixture
def urls(request, sqlite_template, tmp_path):
    """Lends databases of their own, tables in place, on the engine that is named."""

    @contextmanager
    def lend(database):
        if database == "postgres":
            with request.getfixturevalue("postgres").database() as url:
                yield url
        else:
            folder = tmp_path / uuid4().hex
            folder.mkdir()
            shutil.copy(sqlite_template, folder / "desk.db")
            yield f"sqlite:///{folder}/desk.db"

    return lend


def pytest_terminal_summary(terminalreporter):
    """Print the seed and each death, so that any of them can be repeated."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, ())]
    told = [value for one in reports for name, value in one.user_properties if name == "kill"]
    for line in sorted(set(told)):
        terminalreporter.write_line(line)
