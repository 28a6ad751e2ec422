"""Who looks at which channel? Read from the page's address, as far as they may."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from handlers.web.channels import direct_channel
from handlers.web.identity import Viewer
from handlers.web.rooms import Rooms
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
    """What a page's address says: the seats, which of them are shown, and who may be played.

    `about` is the message that the direct chat's composer answers, where one was chosen.
    """

    seats: tuple[Seat, ...]
    show: str
    people: tuple[Viewer, ...] = ()
    about: int | None = None

    def seat(self, side: str) -> Seat | None:
        """Give the seat of a side, if there is one."""
        return next((seat for seat in self.seats if seat.side == side), None)

    @property
    def shown(self) -> tuple[Seat, ...]:
        """The seats that are shown."""
        return tuple(seat for seat in self.seats if self.show in {"both", seat.side})

    @property
    def viewer(self) -> Viewer:
        """Whose board and language the page has: the last of those who are shown."""
        return self.shown[-1].viewer

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
        self._rooms = Rooms(site.services)

    async def seating(self, visit: Visit, query: QueryParams) -> Seating:
        """Work out from the address who looks at what; what cannot be met is passed over."""
        people: tuple[Viewer, ...] = ()
        if self._services.demo is not None:
            people = await self._cast()
            seats = await self._sample_seats(query, people)
        else:
            seats = await self._own_seats(visit.viewer, query) if visit.viewer else ()
        about = query.get("about", "")
        return Seating(
            seats=seats,
            show=_shown(query.get("show", "both"), [seat.side for seat in seats]),
            people=people,
            about=int(about) if about.isascii() and about.isdecimal() else None,
        )

    async def rail(self, seating: Seating) -> tuple[Seat, ...]:
        """Give every channel once that somebody of this page may open."""
        left, right = seating.seat("left"), seating.seat("right")
        seats = {left.channel: left} if left else {}
        for viewer in ([right.viewer] if right else []) + list(seating.people):
            for channel in await self._rooms.talks(viewer):
                seats.setdefault(channel, Seat(side="right", viewer=viewer, channel=channel))
        return tuple(seats.values())

    async def members(self, seating: Seating) -> tuple[Viewer, ...]:
        """Name those who may be played in a channel."""
        return tuple([one for one in seating.people if await self._rooms.talks(one)])

    async def _cast(self) -> tuple[Viewer, ...]:
        people = await self._services.demo.people() if self._services.demo else ()
        return tuple([await self._site.door.sample(person) for person in people])

    async def _own_seats(self, viewer: Viewer, query: QueryParams) -> tuple[Seat, ...]:
        await self._rooms.open(viewer)
        left = Seat(side="left", viewer=viewer, channel=direct_channel(viewer.account))
        right = await self._right_seat(viewer, query.get("channel"))
        return (left,) if right is None else (left, right)

    async def _sample_seats(self, query: QueryParams, people: Sequence[Viewer]) -> tuple[Seat, ...]:
        by_account = {viewer.account: viewer for viewer in people}
        asker = next((one for one in people if not one.actor.tiers), people[0])
        engineer = next((one for one in people if one.actor.tiers), people[-1])
        left = by_account.get(query.get("left", ""), asker)
        right = by_account.get(query.get("right", ""), engineer)
        seat = Seat(side="left", viewer=left, channel=direct_channel(left.account))
        talk = await self._right_seat(right, query.get("channel"))
        return (seat,) if talk is None else (seat, talk)

    async def _right_seat(self, viewer: Viewer, wanted: str | None) -> Seat | None:
        channels = await self._rooms.talks(viewer)
        if not channels:
            return None
        channel = wanted if wanted in channels else self._home(viewer, channels)
        return Seat(side="right", viewer=viewer, channel=channel)

    def _home(self, viewer: Viewer, channels: Sequence[str]) -> str:
        for tier in self._services.policy.tiers:
            for place in tier.channels:
                if viewer.actor.is_engineer_of(tier.key) and place.address.channel in channels:
                    return place.address.channel
        return channels[0]


def _shown(wanted: str, sides: Sequence[str]) -> str:
    """Which sides to show: those wanted, where there is somebody to sit there."""
    if wanted in sides:
        return wanted
    return "both" if len(sides) == len(SIDES) else sides[0]
