"""Who looks at which channel? Read from the page's address, as far as they may."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from handlers.web.channels import direct_channel, is_direct
from handlers.web.identity import Viewer
from handlers.web.services import SamplePerson
from handlers.web.site import Site, Visit

SIDES = ("left", "right")
"""The left pane is a direct chat, the right one a channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who looks at which channel on which side."""

    side: str
    viewer: Viewer
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seating:
    """What a page's address says: the seats, which of them are shown, and who may be played."""

    seats: tuple[Seat, ...]
    show: str
    people: tuple[SamplePerson, ...]

    def seat(self, side: str) -> Seat | None:
        """Give the seat of a side, if there is one."""
        return next((seat for seat in self.seats if seat.side == side), None)

    @property
    def shown(self) -> tuple[Seat, ...]:
        """The seats that are shown."""
        return tuple(seat for seat in self.seats if self.show in {"both", seat.side})

    def query(self, **changes: str) -> str:
        """Write the address that keeps all this, with changes."""
        kept = {seat.side: seat.viewer.account for seat in self.seats} if self.people else {}
        right = self.seat("right")
        channel = {"channel": right.channel} if right else {}
        whole = {**kept, **channel, "show": self.show, **changes}
        return urlencode({name: value for name, value in whole.items() if value})


class Seats:
    """Finds the seats that a page's address asks for."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._services = site.services

    async def seating(self, visit: Visit, query: QueryParams) -> Seating:
        """Work out from the address who looks at what; what cannot be met is passed over."""
        if self._services.demo is None:
            seats = await self._own_seats(visit.viewer, query) if visit.viewer else ()
            people: tuple[SamplePerson, ...] = ()
        else:
            people = tuple(await self._services.demo.people())
            seats = await self._sample_seats(visit, query, people)
        sides = {seat.side for seat in seats}
        show = query.get("show", "both")
        if show not in {*sides, "both"} or (show == "both" and len(sides) < len(SIDES)):
            show = "both" if len(sides) == len(SIDES) else next(iter(sides), "left")
        return Seating(seats=seats, show=show, people=people)

    async def rail_seats(self, seating: Seating) -> tuple[Seat, ...]:
        """Give every channel once that somebody of this page may open."""
        left, right = seating.seat("left"), seating.seat("right")
        seats = [left] if left else []
        accounts = [right.viewer.account] if right else []
        accounts += [one.id for one in seating.people if one.id not in accounts]
        seen: set[str] = set()
        for account in accounts:
            for channel in await self.open_channels(account):
                if channel not in seen:
                    seen.add(channel)
                    seats.append(await self._rail_seat(seating, account, channel))
        return tuple(seats)

    async def _rail_seat(self, seating: Seating, account: str, channel: str) -> Seat:
        right = seating.seat("right")
        if right and right.viewer.account == account:
            viewer = right.viewer
        else:
            viewer = await self._site.door.account(account)
        return Seat(side="right", viewer=viewer, channel=channel)

    async def _own_seats(self, viewer: Viewer, query: QueryParams) -> tuple[Seat, ...]:
        left = Seat(side="left", viewer=viewer, channel=direct_channel(viewer.account))
        right = await self._right_seat(viewer, query.get("channel"))
        return (left,) if right is None else (left, right)

    async def _sample_seats(
        self, visit: Visit, query: QueryParams, people: Sequence[SamplePerson]
    ) -> tuple[Seat, ...]:
        asker = next((one.id for one in people if not one.is_engineer), people[0].id)
        engineer = next((one.id for one in people if one.is_engineer), people[-1].id)
        left = await self._someone(visit, query.get("left"), asker)
        right = await self._someone(visit, query.get("right"), engineer)
        seats = [Seat(side="left", viewer=left, channel=direct_channel(left.account))]
        seat = await self._right_seat(right, query.get("channel"))
        return (*seats, seat) if seat else tuple(seats)

    async def _someone(self, visit: Visit, wanted: str | None, default: str) -> Viewer:
        viewer = await self._site.door.viewer(visit.request, wanted or default)
        if viewer is None:
            viewer = await self._site.door.viewer(visit.request, default)
        if viewer is None:
            raise LookupError(default)
        return viewer

    async def _right_seat(self, viewer: Viewer, wanted: str | None) -> Seat | None:
        channels = await self.open_channels(viewer.account)
        if not channels:
            return None
        channel = wanted if wanted in channels else self._home(viewer, channels)
        return Seat(side="right", viewer=viewer, channel=channel)

    async def open_channels(self, account: str) -> tuple[str, ...]:
        """Give the channels that the account is in, without its direct chat."""
        channels = await self._services.chat.channels(account)
        return tuple(channel for channel in channels if not is_direct(channel))

    def _home(self, viewer: Viewer, channels: Sequence[str]) -> str:
        for tier in self._services.policy.tiers:
            for place in tier.channels:
                if viewer.actor.is_engineer_of(tier.key) and place.address.channel in channels:
                    return place.address.channel
        return channels[0]
