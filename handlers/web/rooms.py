"""Which channels of the web chat may somebody be in, at this moment?

A seat is only a chair: in production a tier's channel is open to those who are its engineers now,
as the roster says, and closed again to those who were.
"""

from desk.people import Role
from handlers.web.channels import address_of, direct_channel, is_direct
from handlers.web.identity import Viewer
from handlers.web.services import WebServices

_SEE_ALL = frozenset({Role.MANAGER, Role.ADMIN})


class Rooms:
    """Opens and closes channels."""

    def __init__(self, services: WebServices) -> None:
        self._services = services

    async def of(self, viewer: Viewer) -> tuple[str, ...]:
        """Give the viewer's channels, the direct chat first."""
        seated = await self._services.chat.channels(viewer.account)
        opened = [channel for channel in seated if self._is_open(viewer, channel)]
        return tuple(sorted(opened, key=lambda channel: not is_direct(channel)))

    async def open(self, viewer: Viewer) -> tuple[str, ...]:
        """Give the viewer's channels, and a chair in those that have none for them yet."""
        if self._services.demo is not None:
            return await self.of(viewer)
        seated = await self._services.chat.channels(viewer.account)
        for channel in self._wanted(viewer):
            if channel not in seated:
                await self._services.store.seat(channel, [viewer.account])
        return await self.of(viewer)

    async def talks(self, viewer: Viewer) -> tuple[str, ...]:
        """Give the channels that the viewer shares with others."""
        return tuple(channel for channel in await self.of(viewer) if not is_direct(channel))

    def _wanted(self, viewer: Viewer) -> tuple[str, ...]:
        tiers = [
            channel.address.channel
            for tier in self._services.policy.tiers
            for channel in tier.channels
            if channel.address == address_of(channel.address.channel)
        ]
        opened = [channel for channel in tiers if self._is_open(viewer, channel)]
        return (direct_channel(viewer.account), *opened)

    def _is_open(self, viewer: Viewer, channel: str) -> bool:
        if is_direct(channel):
            return channel == direct_channel(viewer.account)
        tier = self._services.policy.tier_of(address_of(channel))
        if tier is None or self._services.demo is not None:
            return True
        return viewer.actor.is_engineer_of(tier.key) or bool(viewer.actor.roles & _SEE_ALL)
