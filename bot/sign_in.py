"""How does a person get from chat to the page, and stay signed in?

A one-time link of 128 random bits lives ten minutes and is kept as a hash; redeeming it makes a
session of eight hours, kept as a hash too. Both run on the machine's clock. What is stored names
only the person: the link itself is made at the moment when it is shown.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from typing_extensions import override

from bot.link_codes import LinkCodes
from desk.notice import Notice, NoticeKind, Saying
from desk.outcome import Outcome, Show
from desk.people import Identity
from handlers.web.channels import PLATFORM
from handlers.web.services import Sessions
from storage.store import Store

LINK_LIVES = timedelta(minutes=10)
SESSION_LIVES = timedelta(hours=8)

SECRET = frozenset({NoticeKind.SIGN_IN, NoticeKind.LINK_CODE})
"""Notices that carry a secret from the moment when they are drawn."""

_TOO_LATE = Notice(kind=NoticeKind.REFUSED, facts={"code": "late", "facts": {}})


class SignIn(Sessions):
    """Links and sessions of the page; `base_url` is the address that people type."""

    def __init__(
        self,
        store: Store,
        machine: Callable[[], datetime],
        base_url: str,
        codes: LinkCodes,
    ) -> None:
        self._store = store
        self._codes = codes
        self._machine = machine
        self.base_url = base_url

    async def reveal(self, outcome: Outcome) -> Outcome:
        """Put a fresh link or code into an outcome that is about to be shown to its person."""
        if isinstance(outcome, Show) and outcome.notice.kind in SECRET:
            return replace(outcome, notice=await self._with_secret(outcome.notice))
        return outcome

    async def reveal_saying(self, saying: Saying) -> Saying:
        """Do the same for a saying on its way out; the page's own chat would keep the secret."""
        if saying.notice.kind not in SECRET:
            return saying
        if saying.address.platform == PLATFORM:
            return replace(saying, notice=_TOO_LATE)
        return replace(saying, notice=await self._with_secret(saying.notice))

    async def _with_secret(self, notice: Notice) -> Notice:
        if notice.kind is NoticeKind.LINK_CODE:
            return await self._codes.with_code(notice)
        return await self._with_link(notice)

    async def _with_link(self, notice: Notice) -> Notice:
        token = secrets.token_urlsafe(16)
        ends = self._machine() + LINK_LIVES
        await self._store.sign_ins.create(int(str(notice.facts["person"])), _hash(token), ends)
        minutes = int(LINK_LIVES.total_seconds() // 60)
        url = f"{self.base_url}/sign-in/{token}"
        return replace(notice, facts={"url": url, "minutes": minutes})

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
