"""Who is there, where can they be reached, and which roles do they have?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from typing_extensions import override

BOT = "bot:"
"""How the id of an account begins that another program has."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Identity:
    """One account on one platform; opaque, never a display name."""

    platform: str
    id: str

    @override
    def __str__(self) -> str:
        """Write it as configuration does: `slack:U0MAYA0001`."""
        return f"{self.platform}:{self.id}"

    @property
    def is_bot(self) -> bool:
        """Whether another program has the account: it is heard where it was named, never told."""
        return self.id.startswith(BOT)

    @classmethod
    def parse(cls, text: str) -> "Identity":
        """Read `platform:id`; raises ValueError on anything else."""
        platform, found, key = text.partition(":")
        if not (platform and found and key):
            raise ValueError(text)
        return cls(platform=platform, id=key)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Address:
    """A place where words can be put: a channel, or a thread, topic or reply chain in it."""

    platform: str
    channel: str
    thread: str | None = None

    @override
    def __str__(self) -> str:
        """Write it as outbox keys do: `slack:C01:171.5`; a channel's own colons are escaped."""
        whole = f"{self.platform}:{self.channel.replace('%', '%25').replace(':', '%3A')}"
        return whole if self.thread is None else f"{whole}:{self.thread}"

    @property
    def top(self) -> "Address":
        """The channel itself, without the thread."""
        return Address(platform=self.platform, channel=self.channel)

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read `platform:channel[:thread]`; raises ValueError on anything else."""
        platform, _, rest = text.partition(":")
        channel, _, thread = rest.partition(":")
        if not (platform and channel):
            raise ValueError(text)
        name = channel.replace("%3A", ":").replace("%25", "%")
        return cls(platform=platform, channel=name, thread=thread or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone the desk knows, whatever platforms they use.

    A language that was chosen stays; else it is the one that the platform tells.
    """

    id: int
    name: str
    language: str = "en"
    timezone: str = "UTC"
    is_language_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCode:
    """A code that was given to a person, to be said from another account; used once."""

    person: int
    expires_at: datetime
    used_at: datetime | None = None


class Role(StrEnum):
    """What one may be; the table in `desk/roles.py` says what each may do."""

    REQUESTER = "requester"
    ENGINEER = "engineer"
    MANAGER = "manager"
    ADMIN = "admin"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person with the roles that hold at this moment, as the roster and the policy say."""

    person: Person
    roles: frozenset[Role]
    tiers: frozenset[str] = frozenset()

    def is_engineer_of(self, tier: str) -> bool:
        """Whether the person belongs to the tier's channel."""
        return tier in self.tiers
