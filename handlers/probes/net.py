"""How does a probe reach a server, and not one that it must not reach?"""

import asyncio
import socket
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp.abc import AbstractResolver

from desk.monitors import Probe
from desk.standing import Fault, FaultCode
from handlers.addresses import PrivateError, PublicResolver, is_private_number


class LookError(Exception):
    """A look failed; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code.value)
        self.fault = fault


def failed(code: FaultCode, **facts: str | int | None) -> LookError:
    """Make the error of a look."""
    return LookError(Fault(code=code, facts=facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """How names are looked up, and which certificates are trusted.

    Further authorities are named with SSL_CERT_FILE, as everywhere on a machine.
    """

    resolver: AbstractResolver = field(default_factory=aiohttp.ThreadedResolver)
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def resolver_for(self, probe: Probe) -> AbstractResolver:
        """Give the look-up of a probe, which finds private addresses only where it may."""
        return self.resolver if probe.internal else PublicResolver(self.resolver)


def split(target: str) -> tuple[str, int]:
    """Take `host:port` apart; brackets around an IPv6 address go."""
    host, _, port = target.rpartition(":")
    return host.strip("[]"), int(port)


async def addresses(net: Net, probe: Probe, host: str, port: int) -> Sequence[str]:
    """Find the numbers of a host; raises LookError for unknown and for private ones."""
    if not probe.internal and is_private_number(host):
        raise failed(FaultCode.PRIVATE, host=host)
    try:
        found = await net.resolver_for(probe).resolve(host, port, socket.AF_UNSPEC)
    except PrivateError:
        raise failed(FaultCode.PRIVATE, host=host) from None
    except OSError:
        raise failed(FaultCode.UNKNOWN_NAME, host=host) from None
    return list(dict.fromkeys(one["host"] for one in found))


@asynccontextmanager
async def connected(
    net: Net, probe: Probe, *, tls: bool = False
) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """Connect to the probe's server: to the first of its addresses that takes us."""
    host, port = split(probe.target)
    numbers = await addresses(net, probe, host, port)
    reader, writer = await _first(numbers, port, net.tls if tls else None, host)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def _first(
    numbers: Sequence[str], port: int, context: ssl.SSLContext | None, host: str
) -> tuple[StreamReader, StreamWriter]:
    *others, last = numbers
    name = host if context else None
    for number in others:
        try:
            return await asyncio.open_connection(number, port, ssl=context, server_hostname=name)
        except ssl.SSLError:
            raise
        except OSError:
            continue
    return await asyncio.open_connection(last, port, ssl=context, server_hostname=name)
