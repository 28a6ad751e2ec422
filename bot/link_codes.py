"""How does a person get the code that links another account?

Like a one-time link to the page it is made at the moment when it is shown, and only its hash is
kept: what is stored names the person.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from desk.actions.linking import GROUP, GROUPS, LETTERS, LIVES, hash_of
from desk.notice import Notice
from storage.store import Store


class LinkCodes:
    """Codes on the desk's clock, which is the one by which they end."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def with_code(self, notice: Notice) -> Notice:
        """Put a fresh code into a notice that is about to be shown to its person."""
        groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
        code = "-".join(["LINK", *groups])
        ends = self._now() + LIVES
        await self._store.link_codes.create(int(str(notice.facts["person"])), hash_of(code), ends)
        minutes = int(LIVES.total_seconds() // 60)
        return replace(notice, facts={"code": code, "minutes": minutes})
