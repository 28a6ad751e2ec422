"""Does a server let us connect, does its certificate hold, and does a name stand for it?"""

import socket
import ssl
from datetime import UTC, datetime
from ipaddress import ip_address

from desk.monitors import Probe
from desk.standing import FaultCode
from handlers.probes.net import Net, connected, failed

LARGEST = 65_536
"""Bytes of a greeting; none is longer."""


async def connect(net: Net, probe: Probe) -> None:
    """Connect, and wait for the greeting where one is expected; raises LookError."""
    async with connected(net, probe) as (reader, _):
        if probe.text is None:
            return
        wanted, greeting = probe.text.encode(), bytearray()
        while wanted not in greeting:
            chunk = await reader.read(LARGEST)
            greeting += chunk
            if not chunk or len(greeting) > LARGEST:
                raise failed(FaultCode.TEXT)


async def certificate(net: Net, probe: Probe, now: datetime) -> None:
    """See whether the certificate is right, and holds for long enough; raises LookError."""
    async with connected(net, probe, tls=True) as (_, writer):
        shown: ssl.SSLObject = writer.get_extra_info("ssl_object")
        found = shown.getpeercert() or {}
    ends_at = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)
    days = (ends_at - now).days
    if days < probe.days:
        raise failed(FaultCode.EXPIRING, days=days, ends_at=ends_at.isoformat())


async def name(net: Net, probe: Probe) -> None:
    """See whether the name is known, and stands for what it should; raises LookError."""
    try:
        answer = await net.resolver.resolve(probe.target, 0, socket.AF_UNSPEC)
    except OSError:
        raise failed(FaultCode.UNKNOWN_NAME, host=probe.target) from None
    found = {str(ip_address(one["host"].partition("%")[0])) for one in answer}
    if probe.addresses and found != set(probe.addresses):
        raise failed(FaultCode.ADDRESSES, found=", ".join(sorted(found)))
