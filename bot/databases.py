"""What does a person read when the database cannot be used?

The address is never said: it may hold a password.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from bot.errors import Exit, ProgramError
from storage import migrate
from storage.engine import UnknownDatabaseError, address, sqlite_file
from storage.migrate import NewerDatabaseError, Standing

UPGRADE = "Run: firstline db upgrade"

_SAID = {
    Standing.EMPTY: ("It holds no tables yet.", UPGRADE),
    Standing.OLDER: ("Its tables are those of an older release.", UPGRADE),
    Standing.NEWER: (
        "Its tables are those of a newer release.",
        "Install that release of Firstline, or name another database in DATABASE_URL",
    ),
}


class DatabaseError(ProgramError):
    """The database cannot be used as it is; the sentence says what to do."""

    exit = Exit.CONFIG


def name_of(url: str) -> str:
    """Call the database what the person knows it by: its file, or its server."""
    where = address(url)
    file = sqlite_file(where)
    if file is not None:
        return str(file)
    return f"{where.database or 'the database'} on {where.host or 'this machine'}"


@contextmanager
def usable(url: str) -> Iterator[None]:
    """Turn what a database does when it is away, locked, full or broken into a sentence."""
    try:
        yield
    except (UnknownDatabaseError, ArgumentError) as error:
        raise DatabaseError(
            ["DATABASE_URL names neither PostgreSQL nor SQLite. Write postgresql://... in it."]
        ) from error
    except NewerDatabaseError as error:
        raise DatabaseError([f"{name_of(url)}: {' '.join(words_of(Standing.NEWER))}."]) from error
    except SQLAlchemyError as error:
        raise DatabaseError([f"{name_of(url)}: {reason(error)}. {mend(url)}."]) from error


def words_of(standing: Standing) -> tuple[str, str]:
    """Say how the tables stand, and what to do; nothing where they are those of this release."""
    return _SAID.get(standing, ("", ""))


def refuse_other_tables(url: str) -> None:
    """Raise DatabaseError unless the tables are those of this release."""
    with usable(url):
        said, wanted = words_of(migrate.standing(url))
    if said:
        raise DatabaseError([f"{name_of(url)}: {said} {wanted}."])


def reason(error: SQLAlchemyError) -> str:
    """Say why in the database's own words, cut to what fits a line."""
    told = str(error.orig if isinstance(error, DBAPIError) and error.orig else error)
    first = told.strip().splitlines()[0] if told.strip() else type(error).__name__
    return first.rstrip(".")[:200]


def mend(url: str) -> str:
    """Say what to look at, for a file and for a server."""
    if sqlite_file(address(url)) is not None:
        return "Look at the file, who may write to its folder, and how full the disk is"
    return "Start the server, or mend DATABASE_URL"
