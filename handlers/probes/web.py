"""Does a web server answer as it should?"""

import aiohttp
from yarl import URL

from desk.monitors import Probe
from desk.standing import FaultCode
from handlers.addresses import is_private_number
from handlers.probes.net import Net, failed

MOST_HOPS = 5
LARGEST = 1_000_000
"""Bytes of an answer that are read; what comes after them is nobody's business."""

_CHUNK = 65_536
_MOVED = frozenset({301, 302, 303, 307, 308})
_FINE = range(200, 300)


async def ask(net: Net, probe: Probe) -> None:
    """Ask, follow where it sends us, and read the answer; raises LookError."""
    connector = aiohttp.TCPConnector(
        resolver=net.resolver_for(probe), use_dns_cache=False, ssl=net.tls, force_close=True
    )
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=None),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "Firstline"},
    ) as session:
        await _follow(session, probe)


async def _follow(session: aiohttp.ClientSession, probe: Probe) -> None:
    url = URL(probe.target)
    for _ in range(MOST_HOPS + 1):
        _check(url, probe)
        async with session.get(url, allow_redirects=False) as answer:
            if answer.status in _MOVED and answer.status not in probe.status:
                url = _next(url, answer.headers.get("Location", ""))
                continue
            await _judge(answer, probe)
            return
    raise failed(FaultCode.REDIRECTS, most=MOST_HOPS)


def _check(url: URL, probe: Probe) -> None:
    """Look at the address itself: a number is never looked up, so no resolver would see it."""
    if url.scheme not in {"http", "https"} or not url.host:
        raise failed(FaultCode.BROKEN)
    if not probe.internal and is_private_number(url.host):
        raise failed(FaultCode.PRIVATE, host=url.host)


def _next(url: URL, place: str) -> URL:
    try:
        return url.join(URL(place))
    except ValueError:
        raise failed(FaultCode.BROKEN) from None


async def _judge(answer: aiohttp.ClientResponse, probe: Probe) -> None:
    if answer.status not in (probe.status or _FINE):
        raise failed(FaultCode.STATUS, status=answer.status)
    body = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) >= LARGEST:
            break
    if probe.text is not None and probe.text.encode() not in body[:LARGEST]:
        raise failed(FaultCode.TEXT)
