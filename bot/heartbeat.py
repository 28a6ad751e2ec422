"""How does somebody outside learn that the desk stands still?

By not hearing from it: a service such as Healthchecks is asked every minute while all is in order,
and raises the alarm when that stops, whatever the reason.
"""

import aiohttp
import structlog

TIMEOUT = 10.0

log = structlog.get_logger(__name__)


class Heartbeat:
    """Asks an address that the admin named."""

    def __init__(self, address: str, *, timeout: float = TIMEOUT) -> None:
        self._address = address
        self._timeout = aiohttp.ClientTimeout(total=timeout)

    async def beat(self) -> bool:
        """Ask once and say whether it was heard; one that was not is logged, no more."""
        try:
            async with (
                aiohttp.ClientSession(timeout=self._timeout) as session,
                session.get(self._address) as answer,
            ):
                if answer.ok:
                    return True
                log.warning("heartbeat not heard", status=answer.status)
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            # The address is a secret of sorts: whoever knows it can keep the alarm quiet.
            log.warning("heartbeat not heard", error=type(error).__name__)
        return False
