"""Messages, letters and files that are kept in memory, for the page's own tests.

They answer like storage would: keys are unique, revisions grow, what is for one person only is
given to that person.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from desk.attachment import Attachment
from desk.errors import NotAllowedError, NotFoundError
from desk.outcome import Done, Outcome
from desk.people import Role
from desk.ports import Letter
from desk.views import ChatMessage

NOW = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that moves when told."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


class MemoryChat:
    """ChatStore and ChatView in one."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self.rows: dict[int, ChatMessage] = {}
        self.keys: dict[str, int] = {}
        self.seats: dict[str, set[str]] = {}
        self.seen: dict[tuple[str, str], int] = {}
        self.last = 0
        self.changed = changed

    async def put(
        self,
        key,
        *,
        channel,
        text,
        at,
        thread=None,
        author=None,
        author_name="",
        card=None,
        only=None,
        files=(),
    ) -> int:
        if key in self.keys:
            return self.keys[key]
        number = self.keys[key] = len(self.rows) + 1
        self.rows[number] = ChatMessage(
            id=number,
            revision=self._next(),
            channel=channel,
            thread=thread,
            author=author,
            author_name=author_name,
            text=text,
            card=card,
            at=at,
            only=only,
            files=tuple(files),
        )
        self.changed()
        return number

    async def change(self, message, *, text=None, card=None) -> bool:
        row = self.rows.get(message)
        if row is None:
            return False
        self._save(replace(row, text=row.text if text is None else text, card=card or row.card))
        return True

    async def react(self, message, sign) -> bool:
        row = self.rows.get(message)
        if row is None:
            return False
        self._save(replace(row, reactions=tuple(dict.fromkeys((*row.reactions, sign)))))
        return True

    async def remove(self, message) -> bool:
        row = self.rows.get(message)
        if row is None or row.is_deleted:
            return False
        self._save(replace(row, is_deleted=True))
        return True

    async def find(self, key) -> int | None:
        return self.keys.get(key)

    async def seat(self, channel, people, *, title="") -> None:
        self.seats.setdefault(channel, set()).update(people)

    async def read(self, viewer, channel) -> None:
        self.seen[(viewer, channel)] = self.last

    async def messages(self, channel, *, viewer, limit=50) -> tuple[ChatMessage, ...]:
        mine = [row for row in self._of(viewer) if row.channel == channel]
        threads = {row.thread for row in mine if not row.is_deleted}
        roots = [row for row in mine if row.thread is None]
        roots = [row for row in roots if not row.is_deleted or row.id in threads][-limit:]
        shown = {row.id for row in roots}
        replies = [row for row in mine if row.thread in shown and not row.is_deleted]
        return tuple(sorted([*roots, *replies], key=lambda row: row.id))

    async def message(self, id, *, viewer) -> ChatMessage | None:  # noqa: A002
        seen = [row for row in self._of(viewer) if row.id == id and not row.is_deleted]
        return seen[0] if seen else None

    async def since(self, revision, *, viewer, limit=500) -> tuple[ChatMessage, ...]:
        newer = [row for row in self._of(viewer) if row.revision > revision]
        return tuple(sorted(newer, key=lambda row: row.revision)[:limit])

    async def revision(self) -> int:
        return self.last

    async def channels(self, viewer) -> tuple[str, ...]:
        return tuple(name for name, people in self.seats.items() if viewer in people)

    async def unread(self, viewer) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for row in self._of(viewer):
            if row.revision > self.seen.get((viewer, row.channel), 0) and row.author != viewer:
                counts[row.channel] = counts.get(row.channel, 0) + 1
        return counts

    def _of(self, viewer: str) -> list[ChatMessage]:
        return [
            row
            for row in self.rows.values()
            if viewer in self.seats.get(row.channel, set()) and row.only in {None, viewer}
        ]

    def _save(self, row: ChatMessage) -> None:
        self.rows[row.id] = replace(row, revision=self._next())
        self.changed()

    def _next(self) -> int:
        self.last += 1
        return self.last


Work = Callable[[Letter], "Outcome | None"]


class MemoryInbox:
    """Stores letters and lets a function answer them."""

    def __init__(self) -> None:
        self.letters: dict[str, Letter] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.work: Callable[[Letter], object] = lambda letter: Done()

    async def put(self, letter: Letter) -> bool:
        if letter.key in self.letters:
            return False
        self.letters[letter.key] = letter
        outcome = self.work(letter)
        if asyncio.iscoroutine(outcome):
            outcome = await outcome
        if outcome is not None:
            self.outcomes[letter.key] = outcome
        return True

    async def outcome(self, key: str) -> Outcome | None:
        return self.outcomes.get(key)


class MemoryFiles:
    """Files and their bytes; a requester sees what they sent themselves."""

    def __init__(self) -> None:
        self.rows: dict[int, Attachment] = {}
        self.bytes: dict[int, bytes] = {}

    async def announce(self, file: Attachment) -> Attachment:
        known = next((one for one in self.rows.values() if one.key == file.key), None)
        kept = known or replace(file, id=len(self.rows) + 1)
        self.rows[kept.id] = kept
        return kept

    async def write(self, id, content) -> None:  # noqa: A002
        self.bytes[id] = b"".join([chunk async for chunk in content])

    async def settle(self, file: Attachment) -> None:
        self.rows[file.id] = file

    async def look(self, actor, id) -> Attachment:  # noqa: A002
        if id not in self.rows:
            raise NotFoundError(noun="file", id=id)
        file = self.rows[id]
        if Role.ENGINEER not in actor.roles and file.by != actor.person.id:
            raise NotAllowedError(verb="read", file=id)
        return file

    async def read(self, id):  # noqa: A002
        yield self.bytes[id]
