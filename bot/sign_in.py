"""How does a person get from chat to the page, and stay signed in?

A one-time link of 128 random bits lives ten minutes and is kept as a hash; redeeming it makes a
session of eight hours, kept as a hash too. Both run on the machine's clock.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from typing_extensions import override

from desk.people import Identity
from desk.ports import Entrance, Invitation
from handlers.web.services import Sessions
from storage.store import Store

LINK_LIVES = timedelta(minutes=10)
SESSION_LIVES = timedelta(hours=8)


class SignIn(Sessions, Entrance):
    """Links and sessions of the page; `base_url` is the address that people type."""

    def __init__(self, store: Store, machine: Callable[[], datetime], base_url: str) -> None:
        self._store = store
        self._machine = machine
        self.base_url = base_url

    @override
    def invite(self) -> Invitation:
        """Make a fresh link; it works once it is kept for a person."""
        token = secrets.token_urlsafe(16)
        return Invitation(
            url=f"{self.base_url}/sign-in/{token}",
            token_hash=_hash(token),
            expires_at=self._machine() + LINK_LIVES,
            minutes=int(LINK_LIVES.total_seconds() // 60),
        )

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
        accounts = await self._store.people.identities(person)
        web = [account for account in accounts if account.platform == "web"]
        return next(iter([*web, *accounts]), None)

    @override
    async def close(self, session: str) -> None:
        """Sign out."""
        await self._store.sessions.remove(_hash(session))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
