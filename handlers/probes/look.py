"""What does a probe see when it looks once, and why, if it fails?

Nothing is raised but cancellation: whatever a server does, it is a look with a fault.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Iterator
from datetime import datetime, timedelta
from time import monotonic

import aiohttp

from desk.monitors import Probe, ProbeKind
from desk.standing import Fault, FaultCode, Look
from handlers.addresses import PrivateError
from handlers.probes import servers, web
from handlers.probes.net import LookError, Net

_ANSWERED = frozenset({FaultCode.STATUS, FaultCode.TEXT, FaultCode.EXPIRING, FaultCode.ADDRESSES})
"""What is wrong with an answer that came, so that it took a time."""

_UNKNOWN = (aiohttp.ClientConnectorDNSError,)
_CUT_OFF = (
    aiohttp.ClientPayloadError,
    aiohttp.ClientResponseError,
    aiohttp.ServerDisconnectedError,
    ConnectionResetError,
    BrokenPipeError,
    ssl.SSLError,
    ValueError,
)


async def look(probe: Probe, at: datetime, net: Net | None = None) -> Look:
    """Look once, at most as long as the probe's timeout; `at` is the desk's time."""
    began = monotonic()
    try:
        async with asyncio.timeout(probe.timeout.total_seconds()):
            await _way(probe, at, net or Net())
    except LookError as error:
        fault: Fault | None = error.fault
    except TimeoutError:
        seconds = round(probe.timeout.total_seconds(), 1)
        fault = Fault(code=FaultCode.TIMEOUT, facts={"seconds": seconds})
    except (aiohttp.ClientError, OSError, ValueError) as error:
        fault = _fault(error, probe)
    else:
        fault = None
    has_answer = fault is None or fault.code in _ANSWERED
    took = timedelta(seconds=monotonic() - began) if has_answer else None
    return Look(key=probe.key, at=at, took=took, fault=fault)


def _way(probe: Probe, at: datetime, net: Net) -> Awaitable[None]:
    match probe.kind:
        case ProbeKind.HTTP:
            return web.ask(net, probe)
        case ProbeKind.TCP:
            return servers.connect(net, probe)
        case ProbeKind.TLS:
            return servers.certificate(net, probe, at)
        case ProbeKind.DNS:
            return servers.name(net, probe)


def _fault(error: Exception, probe: Probe) -> Fault:
    causes = tuple(_causes(error))
    host = probe.target
    for cause in causes:
        if isinstance(cause, PrivateError):
            return Fault(code=FaultCode.PRIVATE, facts={"host": str(cause)})
        if reason := getattr(cause, "verify_message", ""):
            return Fault(code=FaultCode.CERTIFICATE, facts={"reason": reason})
        if isinstance(cause, ConnectionRefusedError):
            return Fault(code=FaultCode.REFUSED)
    if any(isinstance(cause, _UNKNOWN) for cause in causes):
        return Fault(code=FaultCode.UNKNOWN_NAME, facts={"host": host})
    is_cut_off = any(isinstance(cause, _CUT_OFF) for cause in causes)
    return Fault(code=FaultCode.BROKEN if is_cut_off else FaultCode.UNREACHABLE)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Give the error and what is behind it, as libraries wrap one another's."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        wrapped = [getattr(one, name, None) for name in ("os_error", "certificate_error")]
        inner = [each for each in wrapped if isinstance(each, BaseException)]
        waiting += [*inner, one.__cause__, *getattr(one, "exceptions", ())]
