"""Which account of a person is meant at a place?"""

from desk.actions.deed import Deed
from desk.people import Identity
from desk.ports import UnitOfWork


async def account_at(work: UnitOfWork, deed: Deed) -> Identity:
    """Give the actor's account on the platform where the deed was done, or any they have."""
    accounts = await work.people.identities(deed.by)
    platform = deed.place.channel.platform
    here = [account for account in accounts if account.platform == platform]
    return (here or list(accounts))[0]
