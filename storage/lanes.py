"""Which saying may go out next?

Order is kept within a lane: a thread, a direct chat, or in a channel that shows many tickets' cards
one ticket's card and what hangs under it. Only the oldest live row of a lane may go, so that an
unknown outcome holds up its own lane and no other. Edits of a card have a lane of their own, and so
has each file that is fetched.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)

from desk.notice import Op, Saying
from desk.people import Address
from storage.states import State
from storage.tables import cards, outbox
from storage.transaction import DESK, Query, in_desk

_CHANGES = (Op.EDIT, Op.DELETE, Op.RENAME)
_earlier = outbox.alias("earlier")
_prior = outbox.alias("prior")


def lane_of(saying: Saying, *, is_shared: bool) -> str:
    """Name the lane; `is_shared` says that the channel shows cards of many tickets."""
    where = str(saying.address.top)
    if saying.op is Op.FETCH:
        return f"{where} ~ {saying.cause}"
    if saying.op in {*_CHANGES, Op.REACT}:
        return f"{where} ~ {saying.card or saying.on}"
    thread = saying.under or saying.address.thread or (saying.card if is_shared else None)
    return f"{where} / {thread or ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ripe:
    """What is asked for: `now` decides about expiry, `at` about rows that were put off.

    No platforms means any. `values` go with the queries below, which are made once: they are
    large, and delivery asks with every message.
    """

    workspace: str
    now: datetime
    at: datetime
    platforms: Collection[str] | None = None
    paused: Collection[Address] = ()

    def values(self) -> dict[str, object]:
        """Give the values under the names that the queries know."""
        return {
            DESK: self.workspace,
            "now": self.now,
            "at": self.at,
            "is_any": self.platforms is None,
            "platforms": list(self.platforms or ()),
            "paused": [f"{place.platform}:{place.channel}" for place in self.paused],
        }


def _waiting() -> tuple[ColumnElement[bool], ...]:
    """Live and in nobody's hands; `settled_at` is what the partial index goes by."""
    return in_desk(outbox), outbox.c.settled_at.is_(None), outbox.c.state == State.PENDING


def _has_expired() -> ColumnElement[bool]:
    return and_(outbox.c.expires_at.is_not(None), outbox.c.expires_at <= bindparam("now"))


def _claimable() -> Query:
    place = outbox.c.platform + ":" + outbox.c.channel
    conditions = (
        *_waiting(),
        outbox.c.not_before <= bindparam("at"),
        not_(_has_expired()),
        not_(_has_earlier()),
        or_(outbox.c.under.is_(None), _card_at(outbox.c.under, cards.c.message.is_not(None))),
        or_(_needs_no_card(), _card_at(outbox.c.card, cards.c.message.is_not(None))),
        or_(outbox.c.after.is_(None), _prior_is(_prior.c.state == State.SENT)),
        or_(
            bindparam("is_any", type_=Boolean),
            outbox.c.platform.in_(bindparam("platforms", expanding=True)),
        ),
        place.not_in(bindparam("paused", expanding=True)),
    )
    return select(outbox.c.id).where(*conditions).order_by(outbox.c.id)


def _expired() -> Query:
    return select(outbox.c.id).where(*_waiting(), _has_expired())


def _hopeless() -> Query:
    lost = (
        and_(outbox.c.under.is_not(None), not_(_card_at(outbox.c.under))),
        and_(not_(_needs_no_card()), not_(_card_at(outbox.c.card))),
        and_(outbox.c.after.is_not(None), not_(_prior_is(_may_still_be_true()))),
    )
    return select(outbox.c.id).where(*_waiting(), or_(*lost))


def _has_earlier() -> ColumnElement[bool]:
    """Whether an older row of the lane is live; those that wait for this very card do not count."""
    waits_for_this = func.coalesce(_earlier.c.under == outbox.c.card, false())
    return exists(literal(1)).where(
        _earlier.c.workspace == outbox.c.workspace,
        _earlier.c.lane == outbox.c.lane,
        _earlier.c.settled_at.is_(None),
        _earlier.c.id < outbox.c.id,
        not_(waits_for_this),
    )


def _needs_no_card() -> ColumnElement[bool]:
    return outbox.c.op.not_in(_CHANGES)


def _card_at(name: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(literal(1)).where(
        cards.c.workspace == outbox.c.workspace,
        cards.c.name == name,
        cards.c.platform == outbox.c.platform,
        cards.c.channel == outbox.c.channel,
        *conditions,
    )


def _prior_is(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(literal(1)).where(
        _prior.c.workspace == outbox.c.workspace, _prior.c.key == outbox.c.after, condition
    )


def _may_still_be_true() -> ColumnElement[bool]:
    return or_(_prior.c.settled_at.is_(None), _prior.c.state == State.SENT)


def _locked(query: Query) -> Query:
    """Keep others off the rows, and skip those that somebody else is changing."""
    return query.with_for_update(skip_locked=True, of=outbox)


CLAIMABLE = _locked(_claimable().limit(bindparam("most", type_=Integer)))
"""The numbers of rows that may be sent now, oldest first, and `most` of them."""

EXPIRED = _locked(_expired())
"""The numbers of rows whose time has passed."""

HOPELESS = _locked(_hopeless())
"""The numbers of rows that wait for something which will never come."""

SIGNS = select(
    _claimable().exists().label("claimable"),
    _expired().exists().label("expired"),
    _hopeless().exists().label("hopeless"),
)
"""Which of the three have rows, so that a look costs no turn at the write lock."""
