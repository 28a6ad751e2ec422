"""What is remembered of messages once they are there?

Their rows are settled, their cards know where they are, and links let replies find the ticket.
Results are written many at a time, a statement each for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, delete, select, update

from desk.notice import NoticeKind, Op, Saying
from desk.policy import DeskPolicy
from desk.ports import Link, Side
from storage.links import Links
from storage.sayings import MAKES_A_MESSAGE
from storage.states import State
from storage.tables import cards, outbox
from storage.transaction import Transaction, Upsert, in_desk, insert_into

_RELAYS = frozenset({NoticeKind.RELAYED, NoticeKind.FILE})
"""What carries something of the requester to engineers."""

_ONE_CARD = ["workspace", "name", "platform", "channel"]
_LIVE = (
    select(outbox.c.id)
    .where(
        in_desk(outbox),
        outbox.c.id.in_(bindparam("numbers", expanding=True)),
        outbox.c.settled_at.is_(None),
    )
    .order_by(outbox.c.id)
    .with_for_update()
)
_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("number"))
    .values(
        state=State.SENT,
        owner=None,
        lease_until=None,
        settled_at=bindparam("at"),
        message=bindparam("sent_as"),
        drawn=bindparam("was_drawn"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A saying that arrived: under which id the platform knows it, and what was drawn.

    `is_anew` where a card that should have been edited was said anew, for it was out of reach.
    """

    number: int
    saying: Saying
    message: str
    drawn: str
    at: datetime
    is_anew: bool = False


async def record(
    transaction: Transaction, policy: DeskPolicy, results: Sequence[Result]
) -> list[bool]:
    """Write down that they are there; False for each whose row was settled before."""
    waiting = await _still_live(transaction, results)
    is_news = [waiting.pop(result.number, None) is result for result in results]
    news = [result for result, is_new in zip(results, is_news, strict=True) if is_new]
    await _settle(transaction, news)
    await _place_cards(transaction, [result for result in news if _makes_a_card(result)])
    for result in news:
        if result.saying.op is Op.DELETE:
            await _forget_card(transaction, result.saying)
    links = [_link(policy, result) for result in news if _can_be_answered(result)]
    await Links(transaction).add_all(links)
    return is_news


async def _still_live(transaction: Transaction, results: Sequence[Result]) -> dict[int, Result]:
    """The first result of each row that is not settled yet; the rows are locked."""
    numbers = [result.number for result in results]
    live = {row["id"] for row in await transaction.rows(_LIVE, numbers=numbers)}
    return {result.number: result for result in reversed(results) if result.number in live}


async def _settle(transaction: Transaction, news: Sequence[Result]) -> None:
    rows = [
        {
            "number": result.number,
            "at": result.at,
            "sent_as": result.message,
            "was_drawn": result.drawn,
        }
        for result in news
    ]
    if rows:
        await transaction.connection.execute(_SETTLE, rows)


def _makes_a_message(result: Result) -> bool:
    return result.is_anew or result.saying.op in MAKES_A_MESSAGE


def _makes_a_card(result: Result) -> bool:
    return result.saying.card is not None and _makes_a_message(result)


async def _place_cards(transaction: Transaction, news: Sequence[Result]) -> None:
    """Tell cards their messages, unless they have been said anew meanwhile."""
    rows = [
        {
            "workspace": transaction.workspace,
            "name": result.saying.card,
            "platform": result.saying.address.platform,
            "channel": result.saying.address.channel,
            "thread": result.saying.address.thread,
            "outbox": result.number,
            "message": result.message,
        }
        for result in news
    ]
    if rows:
        await transaction.connection.execute(_placing(transaction.dialect), rows)


@cache
def _placing(dialect: str) -> Upsert:
    row = insert_into(dialect, cards)
    new = row.excluded
    return row.on_conflict_do_update(
        index_elements=_ONE_CARD,
        set_={"thread": new.thread, "outbox": new.outbox, "message": new.message},
        where=cards.c.outbox <= new.outbox,
    )


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


def _can_be_answered(result: Result) -> bool:
    notice = result.saying.notice
    is_about_something = notice.ticket is not None or notice.question is not None
    return is_about_something and bool(result.message) and _makes_a_message(result)


def _link(policy: DeskPolicy, result: Result) -> Link:
    notice, address = result.saying.notice, result.saying.address
    return Link(
        channel=address.top,
        message=result.message,
        side=Side.REQUESTER if policy.tier_of(address) is None else Side.DESK,
        ticket=notice.ticket,
        question=notice.question,
        event=notice.event,
        relays=notice.kind in _RELAYS,
    )
