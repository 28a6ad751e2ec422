"""Which customers does `firstline.toml` name, and by what are their people known?"""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from bot.config_faults import Found, named
from bot.config_lines import KeyPath
from bot.config_tables import Table
from bot.config_values import Account, Channel
from desk.organisations import Organisation
from desk.people import Address, Identity

Team = Annotated[str, Field(pattern=r"^[TE][A-Z0-9]{2,}$", examples=['"T0123ABCD"'])]
"""What Slack calls a workspace or an organisation of workspaces."""

Chat = Annotated[str, Field(pattern=r"^-\d{1,20}$", examples=['"-1001234567890"'])]
"""The number of a Telegram group."""


class OrganisationTable(Table):
    """`[[organisations]]`: a customer, and what tells its people from others."""

    name: str = Field(min_length=1, max_length=80, examples=['"Harbour"'])
    slack_teams: tuple[Team, ...] = Field(default=(), examples=['["T0123ABCD"]'])
    telegram_chats: tuple[Chat, ...] = Field(default=(), examples=['["-1001234567890"]'])
    channels: tuple[Channel, ...] = Field(default=(), examples=['["slack:#harbour-help"]'])
    people: tuple[Account, ...] = Field(default=(), examples=['["slack:U0123ABCD"]'])

    @property
    def places(self) -> tuple[str, ...]:
        """All channels, Telegram's groups among them, as `platform:channel`."""
        return (*self.channels, *(f"telegram:{chat}" for chat in self.telegram_chats))

    def noun(self, channels: frozenset[Address]) -> Organisation:
        """Make the organisation that rules read; `channels` are its places, with their ids."""
        return Organisation(
            name=self.name,
            people=frozenset(Identity.parse(account) for account in self.people),
            channels=channels,
            teams=frozenset(self.slack_teams),
        )


def shared_marks(raw: Mapping[str, object]) -> Iterator[Found]:
    """Find names, teams, channels and accounts that two organisations claim."""
    seen: dict[tuple[str, str], KeyPath] = {}
    for path, kind, value in _marks(raw):
        same = value.casefold() if kind == "name" else value
        first = seen.setdefault((kind, same), path)
        if first != path:
            problem = f'is "{value}", which {named(first)} is too'
            yield Found(path=path, problem=problem, instead="Give it to one organisation only")


def named_by_promises(raw: Mapping[str, object]) -> Iterator[tuple[KeyPath, str]]:
    """Give the organisations that promises name, each with its place."""
    promises = raw.get("sla")
    for place, promise in enumerate(promises if isinstance(promises, list) else []):
        name = promise.get("organisation") if isinstance(promise, Mapping) else None
        if isinstance(name, str):
            yield ("sla", place, "organisation"), name


def names_in(raw: Mapping[str, object]) -> list[str]:
    """List the names of all organisations of the file."""
    return [value for _, kind, value in _marks(raw) if kind == "name"]


def _marks(raw: Mapping[str, object]) -> Iterator[tuple[KeyPath, str, str]]:
    tables = raw.get("organisations")
    for place, table in enumerate(tables if isinstance(tables, list) else []):
        if not isinstance(table, Mapping):
            continue
        for key, value in table.items():
            whole: KeyPath = ("organisations", place, str(key))
            if key == "name" and isinstance(value, str):
                yield whole, "name", value
            for number, one in enumerate(value if isinstance(value, list) else []):
                prefix = "telegram:" if key == "telegram_chats" else ""
                yield (*whole, number), _KINDS.get(str(key), str(key)), f"{prefix}{one}"


_KINDS = {"telegram_chats": "channels"}
"""Keys under which the same thing may be written."""
