"""What was asked, and what came of it?"""

from dataclasses import asdict, replace

from sqlalchemy import BindParameter, bindparam, select, update

from desk.errors import NotFoundError
from desk.question import Question, Shown
from storage.tables import questions
from storage.transaction import Transaction, in_desk, noun_of, values_of

_NUMBER: BindParameter[int] = bindparam("question")
_BY_ID = select(questions).where(in_desk(questions), questions.c.id == _NUMBER)


class Questions:
    """The log of questions inside one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, question: Question) -> Question:
        """Store a new one and give it back with its id."""
        return replace(question, id=await self._tx.add(questions, _row(question)))

    async def get(self, id: int) -> Question:  # noqa: A002 - the port's word
        """Give a question; raises NotFoundError."""
        row = await self._tx.first(_BY_ID, question=id)
        if row is None:
            raise NotFoundError(noun="question", id=id)
        return noun_of(Question, row, shown=tuple(Shown(**match) for match in row["shown"]))

    async def save(self, question: Question) -> None:
        """Store what came of it."""
        own = (self._tx.here(questions), questions.c.id == question.id)
        if not await self._tx.change(update(questions).where(*own).values(**_row(question))):
            raise NotFoundError(noun="question", id=question.id)


def _row(question: Question) -> dict[str, object]:
    return {**values_of(question), "shown": [asdict(match) for match in question.shown]}
