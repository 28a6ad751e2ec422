"""What do pages and reports read of who is on call? Nobody is met here, and nothing is written."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from desk.intervals import Interval
from desk.oncall import Shift, gaps, joined
from desk.people import Identity
from desk.policy import DeskPolicy, Rotation, Tier
from desk.views import DutyPlan, DutyShift, RotationPlan
from storage.duty import accounts_in, covers_of, shifts_in, turns_of
from storage.duty_calendars import KeptCalendar, kept_calendar
from storage.engine import Database
from storage.people import actor_of, person_by_id, person_of
from storage.transaction import Transaction


class DutyPages:
    """Who is on call."""

    def __init__(self, database: Database, policy: DeskPolicy) -> None:
        self._database = database
        self._policy = policy

    async def plans(self, start: datetime, end: datetime) -> tuple[DutyPlan, ...]:
        """Give the plan of each tier that has a rotation, in the order of the tiers."""
        tiers = [tier for tier in self._policy.tiers if self._policy.rotations_of(tier.key)]
        window = Interval(start=start, end=end)
        async with self._database.read() as connection:
            reading = _Reading(Transaction(connection, self._policy.workspace), self._policy)
            return tuple([await reading.plan(tier, window) for tier in tiers])


class _Reading:
    """One look at the rotations."""

    def __init__(self, transaction: Transaction, policy: DeskPolicy) -> None:
        self._tx = transaction
        self._policy = policy
        self._names: dict[int, str] = {}

    async def plan(self, tier: Tier, window: Interval) -> DutyPlan:
        """Put a tier's rotations side by side; what one leaves open another may cover."""
        rotations = self._policy.rotations_of(tier.key)
        found = [(one, await self._shifts(one, window)) for one in rotations]
        every = [shift for _, shifts in found for shift in shifts]
        calendars = {one.key: await self._calendar(one) for one in rotations}
        known = [one for one in rotations if _is_known(one, calendars[one.key])]
        hours = [self._policy.calendar(one.hours) if one.hours else None for one in known]
        missing = gaps(every, hours, window.start, window.end)
        plans = [await self._rotation(one, shifts, calendars[one.key]) for one, shifts in found]
        return DutyPlan(tier=tier.key, title=tier.title, rotations=tuple(plans), gaps=missing)

    async def _shifts(self, rotation: Rotation, window: Interval) -> Sequence[Shift]:
        within = await turns_of(self._tx, rotation, window.start, window.end)
        covers = await covers_of(self._tx, rotation.key, window.start, window.end)
        ids = await self._ids(accounts_in(within))
        span = (window.start, window.end)
        return joined(shifts_in(self._policy, rotation, span, (within, covers), ids))

    async def _ids(self, accounts: Sequence[Identity]) -> Mapping[Identity, int]:
        """Number everybody; who was never met is called by the account, for this look."""
        ids: dict[Identity, int] = {}
        for account in accounts:
            person = await person_of(self._tx, account)
            number = -len(self._names) - 1 if person is None else person.id
            ids[account] = number
            self._names[number] = str(account) if person is None else person.name
        return ids

    async def _calendar(self, rotation: Rotation) -> KeptCalendar | None:
        return await kept_calendar(self._tx, rotation.key) if rotation.source else None

    async def _rotation(
        self, rotation: Rotation, shifts: Sequence[Shift], calendar: KeptCalendar | None
    ) -> RotationPlan:
        shown = [
            DutyShift(
                span=shift.span,
                people=tuple([await self._name(one) for one in shift.people]),
                cover=shift.cover,
            )
            for shift in shifts
        ]
        return RotationPlan(
            rotation=rotation.key,
            timezone=rotation.timezone,
            shifts=tuple(shown),
            strangers=await self._strangers(rotation),
            unknown=calendar.unknown if calendar else (),
            fault=calendar.fault if calendar else None,
        )

    async def _strangers(self, rotation: Rotation) -> tuple[str, ...]:
        found = []
        for account in (*rotation.people, *rotation.names.values()):
            person = await person_of(self._tx, account)
            if person is None:
                found.append(str(account))
            elif rotation.tier not in (await actor_of(self._tx, self._policy, person)).tiers:
                found.append(f"{person.name} ({account})")
        return tuple(dict.fromkeys(found))

    async def _name(self, number: int) -> str:
        if number not in self._names:
            person = await person_by_id(self._tx, number)
            self._names[number] = person.name if person else str(number)
        return self._names[number]


def _is_known(rotation: Rotation, calendar: KeptCalendar | None) -> bool:
    """Whether it is known who is on call: of a calendar that was never read, nothing is missing."""
    return rotation.source is None or (calendar is not None and calendar.read_at is not None)
