"""What is remembered of a message once it is there?

Its row is settled, its card knows where it is, and a link lets replies find the ticket.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update

from desk.notice import NoticeKind, Op, Saying
from desk.people import Address
from desk.policy import DeskPolicy
from desk.ports import Link, Side
from storage.links import Links
from storage.sayings import MAKES_A_MESSAGE
from storage.states import State
from storage.tables import cards, outbox
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A saying that arrived: under which id the platform knows it, and what was drawn."""

    number: int
    saying: Saying
    message: str
    drawn: str
    at: datetime


async def record(transaction: Transaction, policy: DeskPolicy, result: Result) -> bool:
    """Write down that it is there; False when its row was settled before."""
    settled = {
        "state": State.SENT,
        "settled_at": result.at,
        "message": result.message,
        "drawn": result.drawn,
        "owner": None,
        "lease_until": None,
    }
    own = (transaction.here(outbox), outbox.c.id == result.number, outbox.c.settled_at.is_(None))
    if not await transaction.change(update(outbox).where(*own).values(**settled)):
        return False
    saying = result.saying
    if saying.card and saying.op in MAKES_A_MESSAGE:
        await _place_card(transaction, result, saying.card)
    if saying.op is Op.DELETE:
        await _forget_card(transaction, saying)
    if result.message and saying.op in MAKES_A_MESSAGE:
        await _link(transaction, policy, result)
    return True


async def _place_card(transaction: Transaction, result: Result, name: str) -> None:
    """Tell the card its message, unless it has been said anew meanwhile."""
    address = result.saying.address
    place = {"thread": address.thread, "outbox": result.number, "message": result.message}
    row = transaction.insert(cards).values(
        workspace=transaction.workspace,
        name=name,
        platform=address.platform,
        channel=address.channel,
        **place,
    )
    placed = row.on_conflict_do_update(
        index_elements=["workspace", "name", "platform", "channel"],
        set_=place,
        where=cards.c.outbox <= result.number,
    )
    await transaction.change(placed)


async def _forget_card(transaction: Transaction, saying: Saying) -> None:
    address = saying.address
    await transaction.change(
        delete(cards).where(
            transaction.here(cards),
            cards.c.name == saying.card,
            cards.c.platform == address.platform,
            cards.c.channel == address.channel,
        )
    )


async def _link(transaction: Transaction, policy: DeskPolicy, result: Result) -> None:
    notice, address = result.saying.notice, result.saying.address
    if notice.ticket is None and notice.question is None:
        return
    await Links(transaction).add(
        Link(
            channel=Address(platform=address.platform, channel=address.channel),
            message=result.message,
            side=Side.REQUESTER if policy.tier_of(address) is None else Side.DESK,
            ticket=notice.ticket,
            question=notice.question,
            event=notice.event,
            relays=notice.kind is NoticeKind.RELAYED,
        )
    )
