"""How do files get from a platform into our tables, and from there to another platform?

Both are jobs of the outbox. A fetched file is stored before its inbox row is, and that before the
job is done: whatever dies in between is done again and changes nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.inner import PLATFORM, fetched_body
from desk.attachment import FileState, picture_of
from desk.inbound import Fetched
from desk.notice import Op
from desk.policy import DeskPolicy
from desk.ports import Letter, NotStoredError
from handlers.files import PATIENCE, Brought, FetchResult, FileCarrier, TooLarge
from handlers.notifier import Delivered, NotSent, Parcel, Refused, Sent, Unknown
from storage.jobs import Job
from storage.store import Store

FILE_OPS = frozenset({Op.FETCH, Op.UPLOAD})

_AT_ONCE = 3
"""Files in memory at one time."""

_LATER, _SOON = 60.0, 5.0
"""Seconds after which a slow platform, and a database that is away, are tried again."""


class FileTraffic:
    """Carries files for delivery."""

    def __init__(
        self, store: Store, carriers: Mapping[str, FileCarrier], policy: DeskPolicy
    ) -> None:
        self._store = store
        self._carriers = carriers
        self._largest = policy.max_attachment
        self._busy = 0

    @property
    def is_full(self) -> bool:
        """Whether another file would have to wait."""
        return self._busy >= _AT_ONCE

    async def carry(self, job: Job, parcel: Parcel) -> Delivered:
        """Fetch or upload the job's file, once."""
        carrier = self._carriers.get(parcel.address.platform)
        if carrier is None:
            return Refused(reason="no_files")
        self._busy += 1
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                if parcel.op is Op.FETCH:
                    return await self._fetch(carrier, job)
                return await self._upload(carrier, job, parcel)
        except TimeoutError:
            is_fetch = parcel.op is Op.FETCH
            return (
                NotSent(reason="slow", retry_after=_LATER) if is_fetch else Unknown(reason="slow")
            )
        except (SQLAlchemyError, NotStoredError) as error:
            return NotSent(reason=type(error).__name__, retry_after=_SOON)
        finally:
            self._busy -= 1

    async def _fetch(self, carrier: FileCarrier, job: Job) -> Delivered:
        told = _told(job)
        result = await carrier.fetch(str(told["reference"]), self._largest)
        if isinstance(result, Brought):
            await self._store.files.write(told["id"], _whole(result.content))
        elif not isinstance(result, TooLarge):
            return result
        await self._store.inbox.put(fetched_letter(_fetched(told["id"], result), job))
        return Sent(message="")

    async def _upload(self, carrier: FileCarrier, job: Job, parcel: Parcel) -> Delivered:
        file = await self._store.files.get(_told(job)["id"])

        async def read() -> bytes:
            return b"".join([part async for part in self._store.files.read(file.id)])

        return await carrier.upload(parcel, file, read)


def fetched_letter(fetched: Fetched, job: Job) -> Letter:
    """Write the inbox row that tells the desk what became of a file."""
    return Letter(
        key=f"fetched:{fetched.file}",
        platform=PLATFORM,
        conversation=f"desk:file:{fetched.file}",
        sort_at=job.said_at,
        body=fetched_body(fetched),
    )


def lost_letter(job: Job) -> Letter:
    """Write the inbox row for a file that its platform will never give."""
    return fetched_letter(Fetched(file=_told(job)["id"], state=FileState.LOST), job)


def _fetched(file: int, result: FetchResult) -> Fetched:
    if not isinstance(result, Brought):
        return Fetched(file=file, state=FileState.TOO_LARGE)
    size, picture = len(result.content), picture_of(result.content)
    return Fetched(file=file, state=FileState.KEPT, size=size, picture=picture)


def _told(job: Job) -> Mapping[str, Any]:
    told = job.saying.notice.facts["file"]
    return told if isinstance(told, dict) else {}


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
