"""What does saying something write down?

One row of the outbox, the card that it will be, and what its buttons will offer: all in the
transaction that decided to say it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from desk.notice import Op, Saying, Weight
from desk.people import Address
from desk.policy import DeskPolicy
from storage.buttons import Buttons
from storage.codec import saying_to_tree
from storage.lanes import lane_of
from storage.states import State
from storage.tables import cards, outbox
from storage.transaction import Transaction

BUTTONS_LIVE = timedelta(days=14)
"""How long a drawn button still knows what it offered."""

MAKES_A_MESSAGE = frozenset({Op.POST, Op.ROOM, Op.UPLOAD})
"""What leaves a message behind that can be edited, answered and found again."""

OVERTAKES = frozenset({Op.EDIT, Op.RENAME})
"""Of these only the newest is worth sending."""


class Sayings:
    """The outbox inside one transaction, as the unit of work sees it."""

    def __init__(
        self,
        transaction: Transaction,
        policy: DeskPolicy,
        clock: Callable[[], datetime],
        desk_clock: Callable[[], datetime],
    ) -> None:
        self._tx = transaction
        self._policy = policy
        self._clock = clock
        self._desk_clock = desk_clock
        self.has_said = False

    async def say(self, saying: Saying) -> None:
        """Put one saying into the outbox; a second one of the same key changes nothing."""
        number = await self._insert(saying)
        if number is None:
            return
        self.has_said = True
        if saying.op in OVERTAKES:
            await self._replace_waiting(saying, number)
        if saying.card and saying.op in MAKES_A_MESSAGE:
            await self._expect_card(saying, number)
        if saying.notice.offers:
            until = self._desk_clock() + BUTTONS_LIVE
            await Buttons(self._tx).offer(number, saying, until)

    async def card_at(self, channel: Address, message: str) -> str | None:
        """The name of the card that stands there as this message, if it is one."""
        query = select(cards).where(
            self._tx.here(cards),
            cards.c.platform == channel.platform,
            cards.c.channel == channel.channel,
            cards.c.message == message,
        )
        row = await self._tx.first(query)
        return None if row is None else str(row["name"])

    async def cards(self, name: str) -> Sequence[Address]:
        """The addresses at which a card of this name was said (sent or still waiting)."""
        query = select(cards).where(self._tx.here(cards), cards.c.name == name)
        rows = await self._tx.rows(query.order_by(cards.c.outbox))
        return [
            Address(platform=row["platform"], channel=row["channel"], thread=row["thread"])
            for row in rows
        ]

    async def _insert(self, saying: Saying) -> int | None:
        at = self._clock()
        is_shared = self._policy.tier_of(saying.address) is not None
        values = {
            "key": saying.key,
            "kind": saying.notice.kind.value,
            "weight": saying.weight,
            "op": saying.op,
            "platform": saying.address.platform,
            "channel": saying.address.channel,
            "thread": saying.address.thread,
            "lane": lane_of(saying, is_shared=is_shared),
            "card": saying.card,
            "under": saying.under,
            "after": saying.after,
            "body": saying_to_tree(saying),
            "has_buttons": bool(saying.notice.offers),
            "state": State.PENDING,
            "said_at": at,
            "not_before": at,
            "expires_at": None if saying.weight is Weight.CRITICAL else saying.expires_at,
            "tries": 0,
            "looks": 0,
            "is_untold": False,
        }
        return await self._tx.add_once(outbox, values, ["key"])

    async def _replace_waiting(self, saying: Saying, number: int) -> None:
        """Settle the waiting changes of this kind that the new one overtakes."""
        await self._tx.change(
            update(outbox)
            .where(
                self._tx.here(outbox),
                outbox.c.settled_at.is_(None),
                outbox.c.state == State.PENDING,
                outbox.c.op == saying.op,
                outbox.c.card == saying.card,
                outbox.c.platform == saying.address.platform,
                outbox.c.channel == saying.address.channel,
                outbox.c.id < number,
            )
            .values(state=State.REPLACED, settled_at=self._clock())
        )

    async def _expect_card(self, saying: Saying, number: int) -> None:
        """Remember that there will be a card; said anew, it is looked for at its new message."""
        row = {
            "name": saying.card,
            "platform": saying.address.platform,
            "channel": saying.address.channel,
            "thread": saying.address.thread,
            "outbox": number,
            "message": None,
        }
        await self._tx.put(cards, [row], key=["name", "platform", "channel"])
