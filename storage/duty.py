"""Who is on call, as the policy's rotations and the covers that are kept say it?"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update

from desk.errors import NotFoundError
from desk.inbound import Author
from desk.intervals import Interval
from desk.oncall import INSTANT, Cover, Shift, Turn, people_at, schedule, turns
from desk.people import Identity
from desk.policy import DeskPolicy, Rotation
from storage.duty_tables import duty_covers, duty_turns
from storage.people import People
from storage.transaction import Row, Transaction, in_desk

_COVERS = (
    select(duty_covers)
    .where(
        in_desk(duty_covers),
        duty_covers.c.rotation == bindparam("rotation"),
        duty_covers.c.ends_at > bindparam("start"),
        duty_covers.c.starts_at < bindparam("end"),
        duty_covers.c.ends_at > duty_covers.c.starts_at,
    )
    .order_by(duty_covers.c.made_at, duty_covers.c.id)
)

_TURNS = (
    select(duty_turns)
    .where(
        in_desk(duty_turns),
        duty_turns.c.rotation == bindparam("rotation"),
        duty_turns.c.ends_at > bindparam("start"),
        duty_turns.c.starts_at < bindparam("end"),
    )
    .order_by(duty_turns.c.starts_at, duty_turns.c.id)
)


class Duty:
    """Who is on call, inside one transaction."""

    def __init__(self, transaction: Transaction, policy: DeskPolicy, people: People) -> None:
        self._tx = transaction
        self._policy = policy
        self._people = people

    async def on_duty(self, tier: str, at: datetime) -> tuple[int, ...] | None:
        """Give the people on call for a tier; None when no rotation says, () in a gap."""
        rotations = self._policy.rotations_of(tier)
        if not rotations:
            return None
        shifts = [shift for one in rotations for shift in await self.shifts(one, at, at + INSTANT)]
        return tuple(dict.fromkeys(people_at(shifts, at)))

    async def covers(self, rotation: str, start: datetime, end: datetime) -> Sequence[Cover]:
        """Give the covers of a rotation that touch [start, end), oldest first."""
        return await covers_of(self._tx, rotation, start, end)

    async def add_cover(self, cover: Cover) -> Cover:
        """Store a new one (its id 0) and give it back with its id."""
        row = {
            "rotation": cover.rotation,
            "person": cover.person,
            "starts_at": cover.span.start,
            "ends_at": cover.span.end,
            "by": cover.by,
            "made_at": cover.made_at,
        }
        return _cover({**row, "id": await self._tx.add(duty_covers, row)})

    async def take_back(self, cover: int, at: datetime) -> None:
        """End a cover at this moment; one that has not begun yet is as if it never was."""
        this = (self._tx.here(duty_covers), duty_covers.c.id == cover)
        row = await self._tx.first(select(duty_covers).where(*this))
        if row is None:
            raise NotFoundError(noun="cover", id=cover)
        end = min(row["ends_at"], max(at, row["starts_at"]))
        await self._tx.change(
            update(duty_covers).where(*this).values(ends_at=end, taken_back_at=at)
        )

    async def shifts(self, rotation: Rotation, start: datetime, end: datetime) -> Sequence[Shift]:
        """Give the shifts of a rotation that touch [start, end), whole and in order."""
        within = await turns_of(self._tx, rotation, start, end)
        ids = {account: await self._id_of(account) for account in accounts_in(within)}
        covers = await self.covers(rotation.key, start, end)
        return shifts_in(self._policy, rotation, (start, end), (within, covers), ids)

    async def _id_of(self, account: Identity) -> int:
        return (await self._people.meet(Author(identity=account, name=""))).id


async def turns_of(
    transaction: Transaction, rotation: Rotation, start: datetime, end: datetime
) -> Sequence[Turn]:
    """Give what a rotation says of [start, end), before hours and covers are looked at."""
    if rotation.source is None:
        return tuple(turns(rotation, start, end))
    window = {"rotation": rotation.key, "start": start, "end": end}
    return [
        Turn(
            span=Interval(start=row["starts_at"], end=row["ends_at"]),
            person=Identity.parse(row["account"]),
        )
        for row in await transaction.rows(_TURNS, **window)
    ]


def accounts_in(within: Sequence[Turn]) -> Sequence[Identity]:
    """Name everybody who has a turn, each once."""
    return tuple(dict.fromkeys(turn.person for turn in within))


def shifts_in(
    policy: DeskPolicy,
    rotation: Rotation,
    window: tuple[datetime, datetime],
    told: tuple[Sequence[Turn], Sequence[Cover]],
    ids: Mapping[Identity, int],
) -> Sequence[Shift]:
    """Put turns and covers together, and keep what touches the window."""
    hours = None if rotation.hours is None else policy.calendar(rotation.hours)
    shifts = schedule(*told, hours, ids.__getitem__)
    start, end = window
    return [one for one in shifts if one.span.start < end and one.span.end > start]


async def covers_of(
    transaction: Transaction, rotation: str, start: datetime, end: datetime
) -> Sequence[Cover]:
    """Give the covers of a rotation that touch [start, end), oldest first."""
    window = {"rotation": rotation, "start": start, "end": end}
    return [_cover(row) for row in await transaction.rows(_COVERS, **window)]


def _cover(row: Row) -> Cover:
    return Cover(
        id=row["id"],
        rotation=row["rotation"],
        person=row["person"],
        span=Interval(start=row["starts_at"], end=row["ends_at"]),
        by=row["by"],
        made_at=row["made_at"],
    )
