"""Does an address lead into the house's own network?

An address that somebody wrote into a file must not, unless it says that it may: neither by its
number, nor by what its name stands for at the moment of connecting.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp.abc import AbstractResolver, ResolveResult
from typing_extensions import override

_IN_IPV6 = ip_network("64:ff9b::/96")
"""Where a network keeps the whole of IPv4 within IPv6."""

_HOUSE = tuple(map(ip_network, ("192.0.0.0/24", "::/96", "64:ff9b:1::/48", "fec0::/10")))
"""Further addresses that lead nowhere outside, of which the library says nothing."""


class PrivateError(OSError):
    """A name stands for a private address."""


def is_public(text: str) -> bool:
    """Whether an address is everybody's; one that is wrapped in another counts as what it is.

    Raises ValueError for a name, which is no address.
    """
    address = ip_address(text.partition("%")[0])
    inner = _inner(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    is_ours = any(address in network for network in _HOUSE)
    return address.is_global and not address.is_multicast and not is_ours


def is_private_number(host: str) -> bool:
    """Whether a host is an address of the house; a name is not, which a resolver looks at."""
    try:
        return not is_public(host)
    except ValueError:
        return False


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address in _IN_IPV6:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


class PublicResolver(AbstractResolver):
    """Looks names up, and refuses those of which any address is private.

    What it gives is connected to as it is, so that a name cannot stand for something else by then.
    """

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all(is_public(one["host"]) for one in found):
            raise PrivateError(host)
        return found

    @override
    async def close(self) -> None:
        await self._inner.close()
