"""Which services does `firstline.toml` name, and what do people call them?"""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.config_faults import Found, named
from bot.config_lines import KeyPath
from bot.config_probes import HeartbeatTable, ProbeTable
from bot.config_tables import Table
from bot.config_values import Channel, wrong
from desk.people import Address
from desk.services import Service
from knowledge.mentions import is_name


def _findable(word: str) -> str:
    if not is_name(word):
        raise wrong("holds no letter and no number", 'Write what people say, like "invoices"')
    return word


Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_findable)]
"""What people call something."""


class ServiceTable(Table):
    """`[services.KEY]`: something that people use and the house keeps running."""

    title: Name = Field(examples=['"Invoicing"'])
    words: tuple[Name, ...] = Field(default=(), examples=['["invoices", "billing"]'])
    tier: str | None = Field(default=None, examples=['"L2"'])
    calendar: str | None = Field(default=None, examples=['"office"'])
    channels: tuple[Channel, ...] = Field(default=(), examples=['["slack:#erp-users"]'])
    runbooks: tuple[str, ...] = Field(default=(), examples=['["erp-invoice-batch"]'])

    probes: tuple[ProbeTable, ...] = Field(
        default=(), examples=["one table a probe: [[services.invoicing.probes]]"]
    )
    heartbeats: tuple[HeartbeatTable, ...] = Field(
        default=(), examples=["one table each: [[services.invoicing.heartbeats]]"]
    )

    def noun(self, key: str, channels: tuple[Address, ...]) -> Service:
        """Make the service that rules read; `channels` are its own, with their ids."""
        return Service(
            key=key,
            title=self.title,
            words=self.words,
            tier=self.tier,
            channels=channels,
            calendar=self.calendar,
            probes=tuple(table.noun(key) for table in self.probes),
            heartbeats=tuple(table.noun(key) for table in self.heartbeats),
            runbooks=self.runbooks,
        )


def shared_names(raw: Mapping[str, object]) -> Iterator[Found]:
    """Find names that two services bear: nobody could tell which is meant."""
    seen: dict[str, KeyPath] = {}
    for path, name in _names(raw):
        first = seen.setdefault(name.casefold(), path)
        if first[1] != path[1]:
            problem = f'is "{name}", which {named(first)} is too'
            yield Found(path=path, problem=problem, instead="Give it to one service only")


def _names(raw: Mapping[str, object]) -> Iterator[tuple[KeyPath, str]]:
    tables = raw.get("services")
    for key, table in tables.items() if isinstance(tables, Mapping) else ():
        if not isinstance(table, Mapping):
            continue
        if isinstance(title := table.get("title"), str):
            yield ("services", key, "title"), title
        words = table.get("words")
        for place, word in enumerate(words if isinstance(words, list) else []):
            yield ("services", key, "words", place), str(word)
