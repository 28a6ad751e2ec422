"""How is a calendar fetched from an address that somebody wrote into a file?

Only from public hosts over https, unless the file allows private ones: an address must not lead
into the house's own network, neither by its number, by what its name stands for at the moment of
connecting, nor by being sent on. What comes is bounded in size and in time.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from typing_extensions import override
from yarl import URL

from handlers.ics.read import LARGEST, CalendarError

SECONDS, CONNECT = 20.0, 5.0
MOST_HOPS = 3
_CHUNK = 65_536
_MOVED = frozenset({301, 302, 303, 307, 308})
_OK = 200
_IN_IPV6 = ip_network("64:ff9b::/96")
"""Where a network keeps the whole of IPv4 within IPv6."""

_HOUSE = tuple(map(ip_network, ("192.0.0.0/24", "::/96", "64:ff9b:1::/48", "fec0::/10")))
"""Further addresses that lead nowhere outside, of which the library says nothing."""

_PRIVATE = "the address leads into a private network; if that is meant, write ics_private = true"


class _PrivateError(OSError):
    """A name stands for a private address."""


def is_public(text: str) -> bool:
    """Whether an address is everybody's; one that is wrapped in another counts as what it is."""
    address = ip_address(text.partition("%")[0])
    inner = _inner(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    is_ours = any(address in network for network in _HOUSE)
    return address.is_global and not address.is_multicast and not is_ours


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address in _IN_IPV6:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


class PublicResolver(AbstractResolver):
    """Looks names up, and refuses those of which any address is private."""

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all(is_public(one["host"]) for one in found):
            raise _PrivateError(host)
        return found

    @override
    async def close(self) -> None:
        await self._inner.close()


async def fetch(
    address: str, *, may_be_private: bool, resolver: AbstractResolver | None = None
) -> bytes:
    """Fetch the calendar; raises CalendarError, whose words never hold the address."""
    found = resolver or aiohttp.ThreadedResolver()
    connector = aiohttp.TCPConnector(
        resolver=found if may_be_private else PublicResolver(found), use_dns_cache=False
    )
    try:
        async with aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=SECONDS, connect=CONNECT),
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as session:
            return await _follow(session, address, may_be_private=may_be_private)
    except TimeoutError as error:
        raise CalendarError(f"there was no answer within {SECONDS:.0f} seconds") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise CalendarError(_reason(error)) from error


async def _follow(session: aiohttp.ClientSession, address: str, *, may_be_private: bool) -> bytes:
    url = URL(address)
    for _ in range(MOST_HOPS + 1):
        _check(url, may_be_private=may_be_private)
        async with session.get(url, allow_redirects=False) as answer:
            if answer.status in _MOVED:
                url = url.join(URL(answer.headers.get("Location", "")))
                continue
            if answer.status != _OK:
                raise CalendarError(f"the server answered {answer.status}")
            return await _body(answer)
    raise CalendarError(f"it was sent on more than {MOST_HOPS} times")


def _check(url: URL, *, may_be_private: bool) -> None:
    """Look at the address itself: a number is never looked up, so no resolver would see it."""
    if url.scheme not in ({"https", "http"} if may_be_private else {"https"}):
        raise CalendarError("it is sent on to an address that is not https")
    if may_be_private:
        return
    try:
        is_fine = is_public(url.host or "")
    except ValueError:
        return  # a name, which the resolver looks at
    if not is_fine:
        raise CalendarError(_PRIVATE)


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > LARGEST:
            raise CalendarError(f"it is larger than {LARGEST // 1_000_000} MB")
    return bytes(body)


def _reason(error: Exception) -> str:
    """Say what kind of failure it was; the libraries' words hold the address."""
    causes = (error, error.__cause__, getattr(error, "os_error", None))
    if any(isinstance(cause, _PrivateError) for cause in causes):
        return _PRIVATE
    return f"the server cannot be reached ({type(error).__name__})"
