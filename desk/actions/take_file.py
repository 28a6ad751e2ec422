"""What happens when a platform gave a file, or will never give it?"""

from dataclasses import replace
from datetime import datetime

from desk.actions.attach import GONE, hand_on, tell_sender
from desk.attachment import Attachment, FileState
from desk.inbound import Fetched
from desk.outcome import Done, Outcome
from desk.ports import Begin, UnitOfWork


class TakeFile:
    """A file whose bytes are here is carried on; of one that is lost people are told."""

    async def __call__(self, fetched: Fetched, begin: Begin, *, now: datetime) -> Outcome:
        """Note what became of it, once, and carry it to those it is meant for."""
        async with begin() as work:
            file = await work.files.get(fetched.file)
            if file.state is FileState.COMING:
                settled = replace(
                    file,
                    state=fetched.state,
                    size=file.size if fetched.size is None else fetched.size,
                    picture=fetched.picture,
                )
                await work.files.save(settled)
                await _tell(work, settled, now)
            return await work.commit(Done())


async def _tell(work: UnitOfWork, file: Attachment, now: datetime) -> None:
    if file.ticket is not None:
        await hand_on(work, await work.tickets.get(file.ticket), file, now)
    if file.state in GONE:
        await tell_sender(work, file, now)
