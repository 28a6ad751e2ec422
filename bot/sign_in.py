"""How does a person get from chat to the page, and stay signed in?

A one-time link of 128 random bits lives ten minutes and is kept as a hash; redeeming it makes a
session of eight hours, kept as a hash too. Both run on the machine's clock.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from typing_extensions import override

from desk.people import Identity
from handlers.web.services import Sessions
from storage.store import Store

LINK_LIVES = timedelta(minutes=10)
SESSION_LIVES = timedelta(hours=8)


class SignIn(Sessions):
    """Links and sessions of the page."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def link(self, person: int, now: datetime) -> str:
        """Make a one-time token for a person."""
        token = secrets.token_urlsafe(16)
        await self._store.sign_ins.create(person, _hash(token), now + LINK_LIVES)
        return token

    @override
    async def redeem(self, token: str, now: datetime) -> str | None:
        """Use up a one-time link and give the secret of a new session."""
        person = await self._store.sign_ins.consume(_hash(token), now)
        if person is None:
            return None
        secret = secrets.token_urlsafe(32)
        await self._store.sessions.create(person, _hash(secret), now + SESSION_LIVES)
        return secret

    @override
    async def account(self, session: str, now: datetime) -> Identity | None:
        """Give an account of the session's person, the page's own where there is one."""
        person = await self._store.sessions.get(_hash(session), now)
        if person is None:
            return None
        async with self._store.begin() as work:
            accounts = await work.people.identities(person)
        web = [account for account in accounts if account.platform == "web"]
        return next(iter([*web, *accounts]), None)

    @override
    async def close(self, session: str) -> None:
        """Sign out."""
        await self._store.sessions.remove(_hash(session))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
