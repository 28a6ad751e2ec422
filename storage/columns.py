"""How do the nouns' values stand in a column, on SQLite and on PostgreSQL alike?

Moments are aware UTC on both: SQLite gives naive ones back, and here is the one place that mends
it. Words are cleaned of what PostgreSQL cannot hold: NUL, and halves of a surrogate pair.
"""

import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from desk.owed import Owed
from desk.people import Address

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A number that names a row; SQLite counts up by itself only where the type is INTEGER."""

_MICROSECOND = timedelta(microseconds=1)


class NaiveMomentError(ValueError):
    """A moment without a zone was about to be stored."""


def clean(text: str) -> str:
    """Take out what no database or wire can hold: NUL goes, lone surrogates become U+FFFD."""
    if text.isascii():
        return text.replace("\0", "")
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")


def to_json(value: object) -> str:
    """Write ASCII JSON, so that any text goes through any column; words in it are cleaned."""
    written = json.dumps(value, separators=(",", ":"))
    if "\\ud" in written or "\\u0000" in written:
        return json.dumps(_cleaned(value), separators=(",", ":"))
    return written


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(name)): _cleaned(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(inner) for inner in value]
    return value


class Words(TypeDecorator[str]):
    """Text of any origin."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean(value)


class Moment(TypeDecorator[datetime]):
    """An instant: aware when it goes in, aware UTC when it comes out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveMomentError(value.isoformat())
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Duration(TypeDecorator[timedelta]):
    """A length of time, as whole microseconds."""

    impl = BigInteger
    cache_ok = True

    @override
    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        return None if value is None else value // _MICROSECOND

    @override
    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        return None if value is None else timedelta(microseconds=value)


class Code(TypeDecorator[StrEnum]):
    """One of a noun's codes, as its text, so that a new code needs no migration."""

    impl = Text
    cache_ok = True

    def __init__(self, codes: type[StrEnum]) -> None:
        super().__init__()
        self.codes = codes

    @override
    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.codes(value)


class Spot(TypeDecorator[Address]):
    """An address whole, in a form that no colon in a channel's name can confuse."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: Address | None, dialect: Dialect) -> str | None:
        return None if value is None else to_json([value.platform, value.channel, value.thread])

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> Address | None:
        if value is None:
            return None
        platform, channel, thread = json.loads(value)
        return Address(platform=platform, channel=channel, thread=thread)


class Numbers(TypeDecorator[tuple[int, ...]]):
    """A few numbers that are read and written with their row."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else to_json(list(value))

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[int, ...] | None:
        return None if value is None else tuple(json.loads(value))


class Owing(TypeDecorator[tuple[Owed, ...]]):
    """The promises of a ticket as they stand, read and written with it."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: tuple[Owed, ...] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return to_json(
            [[one.metric, one.due_at.isoformat(), one.is_broken, one.is_over] for one in value]
        )

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Owed, ...] | None:
        if value is None:
            return None
        return tuple(
            Owed(metric=metric, due_at=datetime.fromisoformat(due), is_broken=broken, is_over=over)
            for metric, due, broken, over in json.loads(value)
        )


class Names(TypeDecorator[tuple[str, ...]]):
    """A few names that are read and written with their row."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else to_json(list(value))

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


class Body(TypeDecorator[Any]):
    """Whatever JSON can carry, kept as ASCII text: JSONB refuses what people send."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        return None if value is None else to_json(value)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)
