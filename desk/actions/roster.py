"""How does the desk learn who is in which channel?"""

from datetime import datetime

from desk.inbound import Author, Joined, Left
from desk.outcome import Done, Outcome
from desk.ports import Begin


class Roster:
    """Joining and leaving; membership of a tier's channel is what makes an engineer."""

    async def __call__(self, happened: Joined | Left, begin: Begin, *, now: datetime) -> Outcome:  # noqa: ARG002 - every door has the moment
        """Keep the roster; a whole list replaces what was known."""
        async with begin() as work:
            if isinstance(happened, Left):
                await work.people.leave(happened.channel.top, happened.identity)
                return await work.commit(Done())
            met = [await work.people.meet(author) for author in happened.people if _may_sit(author)]
            for person in met:
                await work.people.join(happened.channel.top, person.id)
            if happened.is_whole:
                await work.people.keep_only(happened.channel.top, [one.id for one in met])
            return await work.commit(Done())


def _may_sit(author: Author) -> bool:
    """Whether a seat counts for them: guests and strangers have none, wherever they are let in.

    Whose profile could not be read has one: it is looked at again whenever they act.
    """
    return author.is_trusted or not author.name
