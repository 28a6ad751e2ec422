"""Which runbooks run on which tickets, and which tickets wait to have some suggested?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
    delete,
    select,
    update,
)

from desk.errors import NotFoundError
from desk.runbooks import Checklist, CheckStep
from desk.views import ChecklistRow, StepRow
from storage.columns import BigId, Moment, Words
from storage.table_parts import counted, key, keyed, may, must, of_ticket, person
from storage.tables import people
from storage.transaction import Query, Row, Transaction, noun_of, values_of

checklists = counted(
    "checklists",
    must("ticket", BigId),
    must("runbook"),
    must("version"),
    must("title"),
    must("intro"),
    must("outro"),
    person("started_by", is_needed=True),
    must("started_at", Moment),
    of_ticket(),
    UniqueConstraint("workspace", "ticket", "runbook"),
)
checklist_steps = keyed(
    "checklist_steps",
    key("checklist", BigId),
    Column("number", Integer, primary_key=True, autoincrement=False),
    must("text", Words),
    must("detail", Words),
    person("done_by"),
    may("done_at", Moment),
    ForeignKeyConstraint(["checklist"], ["checklists.id"]),
)
runbook_looks = keyed(
    "runbook_looks",
    key("ticket", BigId),
    must("look_at", Moment),
    of_ticket(),
)
Index(None, runbook_looks.c.workspace, runbook_looks.c.look_at)


async def checklist_rows(tx: Transaction, ticket: int) -> tuple[ChecklistRow, ...]:
    """Give the checklists of a ticket as its page shows them, with the names of people."""
    running = await Checklists(tx).of_ticket(ticket)
    steps = [step for one in running for step in one.steps]
    known = {one.started_by for one in running} | {step.done_by for step in steps}
    query = select(people.c.id, people.c.name).where(people.c.id.in_(known - {None}))
    names = {row["id"]: row["name"] for row in await tx.rows(query)} if known else {}
    return tuple(
        ChecklistRow(
            title=one.title,
            by=names[one.started_by],
            at=one.started_at,
            steps=tuple(
                StepRow(
                    number=step.number,
                    text=step.text,
                    detail=step.detail,
                    by=None if step.done_by is None else names[step.done_by],
                    at=step.done_at,
                )
                for step in one.steps
            ),
        )
        for one in running
    )


_OWN = frozenset({"id", "steps"})


class Checklists:
    """Checklists inside one transaction; `desk.runbooks.Checklists` says what it promises."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, checklist: Checklist) -> Checklist | None:
        """Store a new one and give it back with its id; None when the ticket has that runbook."""
        values = values_of(checklist, without=_OWN)
        number = await self._tx.add_once(checklists, values, ["ticket", "runbook"])
        if number is None:
            return None
        rows = [{"checklist": number, **values_of(step)} for step in checklist.steps]
        await self._tx.put(checklist_steps, rows, key=["checklist", "number"])
        return await self.get(number)

    async def get(self, id: int) -> Checklist:  # noqa: A002 - the port's word
        """Give one, held until the transaction ends; raises NotFoundError."""
        row = await self._tx.first(self._all().where(checklists.c.id == id).with_for_update())
        if row is None:
            raise NotFoundError(noun="checklist", key=str(id))
        (whole,) = await self._with_steps([row])
        return whole

    async def of_ticket(self, ticket: int) -> Sequence[Checklist]:
        """Give those of a ticket, the one that was started first before the others."""
        query = self._all().where(checklists.c.ticket == ticket).order_by(checklists.c.id)
        return await self._with_steps(await self._tx.rows(query))

    async def tick(self, checklist: int, number: int, by: int, at: datetime) -> bool:
        """Note that a step is done; False when it was already, or there is no such step."""
        return await self._set(checklist, number, is_done=False, done_by=by, done_at=at)

    async def untick(self, checklist: int, number: int) -> bool:
        """Note that a step is not done after all; False when it was not, or there is none."""
        return await self._set(checklist, number, is_done=True, done_by=None, done_at=None)

    async def look_at(self, ticket: int, now: datetime) -> None:
        """Let the next tick look for what fits the ticket as it is now; again is fine."""
        await self._tx.put(runbook_looks, [{"ticket": ticket, "look_at": now}], key=["ticket"])

    async def to_look_at(self, now: datetime, limit: int) -> Sequence[int]:
        """Numbers of tickets to be looked at by now, the longest due first."""
        due = (self._tx.here(runbook_looks), runbook_looks.c.look_at <= now)
        query = select(runbook_looks.c.ticket).where(*due)
        order = (runbook_looks.c.look_at, runbook_looks.c.ticket)
        rows = await self._tx.rows(query.order_by(*order).limit(limit))
        return [row["ticket"] for row in rows]

    async def looked_at(self, ticket: int) -> bool:
        """Note that it was looked at; False when somebody else did so meanwhile."""
        this = (self._tx.here(runbook_looks), runbook_looks.c.ticket == ticket)
        return await self._tx.change(delete(runbook_looks).where(*this)) == 1

    async def _set(self, checklist: int, number: int, *, is_done: bool, **values: object) -> bool:
        """Change a step that is as it is expected to be: whoever comes second changes nothing."""
        moment = checklist_steps.c.done_at
        changed = update(checklist_steps).where(
            self._tx.here(checklist_steps),
            checklist_steps.c.checklist == checklist,
            checklist_steps.c.number == number,
            moment.is_not(None) if is_done else moment.is_(None),
        )
        return await self._tx.change(changed.values(**values)) == 1

    async def _with_steps(self, rows: Sequence[Row]) -> list[Checklist]:
        numbers = [row["id"] for row in rows]
        if not numbers:
            return []
        query = select(checklist_steps).where(
            self._tx.here(checklist_steps), checklist_steps.c.checklist.in_(numbers)
        )
        order = (checklist_steps.c.checklist, checklist_steps.c.number)
        found: dict[int, list[CheckStep]] = {number: [] for number in numbers}
        for row in await self._tx.rows(query.order_by(*order)):
            found[row["checklist"]].append(noun_of(CheckStep, row))
        return [noun_of(Checklist, row, steps=tuple(found[row["id"]])) for row in rows]

    def _all(self) -> Query:
        return select(checklists).where(self._tx.here(checklists))
