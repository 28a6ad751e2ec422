"""What does saying something write down?

One row of the outbox, the card that it will be, and what its buttons will offer: all in the
transaction that decided to say it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from desk.notice import Op, Saying, Weight
from desk.people import Address
from desk.policy import DeskPolicy
from storage.buttons import Buttons
from storage.codec import saying_to_tree
from storage.lanes import lane_of
from storage.states import State
from storage.tables import cards, outbox
from storage.transaction import Transaction, in_desk

_OVERTAKEN = update(outbox).where(
    in_desk(outbox),
    outbox.c.settled_at.is_(None),
    outbox.c.state == bindparam("waiting"),
    outbox.c.op == bindparam("same_op"),
    outbox.c.card == bindparam("same_card"),
    outbox.c.platform == bindparam("same_platform"),
    outbox.c.channel == bindparam("same_channel"),
    outbox.c.id < bindparam("newer"),
)

BUTTONS_LIVE = timedelta(days=14)
"""How long a drawn button still knows what it offered."""

MAKES_A_MESSAGE = frozenset({Op.POST, Op.ROOM, Op.UPLOAD})
"""What leaves a message behind that can be edited, answered and found again."""

OVERTAKES = frozenset({Op.EDIT, Op.RENAME})
"""Of these only the newest is worth sending."""

Written = tuple[int, Saying]
"""A saying under its number in the outbox."""


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
        self._unwritten: list[Saying] = []
        self.has_said = False

    async def say(self, saying: Saying) -> None:
        """Put one saying into the outbox; a second one of the same key changes nothing.

        It is written with those that follow, by `write` or when somebody asks for cards.
        """
        self._unwritten.append(saying)

    async def write(self) -> None:
        """Write all that was said since, in that order: one statement a table."""
        sayings, self._unwritten = self._unwritten, []
        fresh = await self._insert(sayings)
        if not fresh:
            return
        self.has_said = True
        await self._replace_waiting([one for one in fresh if one[1].op in OVERTAKES])
        posted = [one for one in fresh if one[1].card and one[1].op in MAKES_A_MESSAGE]
        await self._expect_cards(posted)
        offered = [one for one in fresh if one[1].notice.offers]
        await Buttons(self._tx).offer(offered, self._desk_clock() + BUTTONS_LIVE)

    async def card_at(self, channel: Address, message: str) -> str | None:
        """The name of the card that stands there as this message, if it is one."""
        await self.write()
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
        await self.write()
        query = select(cards).where(self._tx.here(cards), cards.c.name == name)
        rows = await self._tx.rows(query.order_by(cards.c.outbox))
        return [
            Address(platform=row["platform"], channel=row["channel"], thread=row["thread"])
            for row in rows
        ]

    async def _insert(self, sayings: Sequence[Saying]) -> Sequence[Written]:
        """Write those whose key does not stand there; of several with one key the first."""
        firsts: dict[str, Saying] = {}
        for saying in sayings:
            firsts.setdefault(saying.key, saying)
        rows = [self._row(saying) for saying in firsts.values()]
        made = await self._tx.add_all_once(outbox, rows, "key")
        return [(made[key], saying) for key, saying in firsts.items() if key in made]

    def _row(self, saying: Saying) -> dict[str, object]:
        at = self._clock()
        is_shared = self._policy.tier_of(saying.address) is not None
        return {
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

    async def _replace_waiting(self, newer: Sequence[Written]) -> None:
        """Settle the waiting changes of the same kind that the new ones overtake."""
        overtaken = [
            {
                "waiting": State.PENDING,
                "same_op": saying.op,
                "same_card": saying.card,
                "same_platform": saying.address.platform,
                "same_channel": saying.address.channel,
                "newer": number,
                "state": State.REPLACED,
                "settled_at": self._clock(),
            }
            for number, saying in newer
        ]
        await self._tx.change_all(_OVERTAKEN, overtaken)

    async def _expect_cards(self, posted: Sequence[Written]) -> None:
        """Remember that there will be cards; said anew, one is looked for at its new message."""
        rows = [
            {
                "name": saying.card,
                "platform": saying.address.platform,
                "channel": saying.address.channel,
                "thread": saying.address.thread,
                "outbox": number,
                "message": None,
            }
            for number, saying in posted
        ]
        await self._tx.put(cards, rows, key=["name", "platform", "channel"])
