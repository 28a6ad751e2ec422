"""How is a calendar fetched from an address that somebody wrote into a file?

Only from public hosts over https, unless the file allows private ones: an address must not lead
into the house's own network, neither by its number, by what its name stands for at the moment of
connecting, nor by being sent on. What comes is bounded in size and in time.
"""

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from handlers.addresses import PrivateError, PublicResolver, is_private_number
from handlers.ics.read import LARGEST, CalendarError

SECONDS, CONNECT = 20.0, 5.0
MOST_HOPS = 3
_CHUNK = 65_536
_MOVED = frozenset({301, 302, 303, 307, 308})
_OK = 200
_PRIVATE = "the address leads into a private network; if that is meant, write ics_private = true"


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
    if not may_be_private and is_private_number(url.host or ""):
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
    if any(isinstance(cause, PrivateError) for cause in causes):
        return _PRIVATE
    return f"the server cannot be reached ({type(error).__name__})"
