"""Whose requester is this? The customers that the house works for, and how they are known."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain

from desk.people import Address, Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A customer: `people` are accounts, `channels` where its people ask, `teams` Slack's ids."""

    name: str
    people: frozenset[Identity] = frozenset()
    channels: frozenset[Address] = frozenset()
    teams: frozenset[str] = frozenset()


def organisation_of(
    organisations: Iterable[Organisation],
    *,
    accounts: Collection[Identity],
    origin: Address,
    teams: Collection[str],
) -> str | None:
    """Name the organisation of who asked; None for the house's own people.

    Whoever is named belongs there wherever they ask; else the channel they asked in says it, else
    the Slack team of their account.
    """
    known = tuple(organisations)
    by_name = (one.name for one in known if not one.people.isdisjoint(accounts))
    by_place = (one.name for one in known if origin.top in one.channels)
    by_team = (one.name for one in known if not one.teams.isdisjoint(teams))
    return next(chain(by_name, by_place, by_team), None)
