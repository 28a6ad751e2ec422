"""Which number comes next?

A row that is counted up inside the transaction: no number is lost by a rollback, and on PostgreSQL
those who want one wait for each other, so that numbers are committed in their order.
"""

from storage.tables import counters
from storage.transaction import Transaction


async def next_number(transaction: Transaction, name: str, *, first: int = 1) -> int:
    """Take the next number of a name in this workspace, beginning with `first`."""
    row = transaction.insert(counters).values(
        workspace=transaction.workspace, name=name, value=first
    )
    counted = row.on_conflict_do_update(
        index_elements=["workspace", "name"], set_={"value": counters.c.value + 1}
    )
    taken = await transaction.connection.execute(counted.returning(counters.c.value))
    number: int = taken.scalar_one()
    return number
