"""What did a drawn button offer?"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from desk.errors import NotFoundError
from desk.notice import Offered, Saying
from storage.codec import offers_from_tree, offers_to_tree
from storage.people import person_of
from storage.tables import buttons
from storage.transaction import Transaction, noun_of


class Buttons:
    """What was offered, inside one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def get(self, id: int) -> Offered:  # noqa: A002 - the port's word
        """Give what was offered; raises NotFoundError when there is no such row."""
        row = await self._tx.first(
            select(buttons).where(self._tx.here(buttons), buttons.c.id == id)
        )
        if row is None:
            raise NotFoundError(noun="button", id=id)
        return noun_of(Offered, row, offers=offers_from_tree(row["offers"]))

    async def offer(self, said: Iterable[tuple[int, Saying]], expires_at: datetime) -> None:
        """Make the rows behind the buttons of what is said, under the sayings' own numbers."""
        rows = [await self._row(number, saying, expires_at) for number, saying in said]
        await self._tx.add_all(buttons, rows)

    async def _row(self, number: int, saying: Saying, expires_at: datetime) -> dict[str, object]:
        notice = saying.notice
        only = None if saying.only is None else await person_of(self._tx, saying.only)
        return {
            "id": number,
            "offers": offers_to_tree(notice.offers),
            "ticket": notice.ticket,
            "question": notice.question,
            "version": notice.version,
            "event": notice.event,
            "address": saying.address,
            "expires_at": expires_at,
            "only": None if only is None else only.id,
        }
