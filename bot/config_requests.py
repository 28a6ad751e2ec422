"""What may people ask for by a form, and who has to say yes, as `firstline.toml` says?"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.config_faults import Found
from bot.config_lines import KeyPath
from bot.config_services import Name
from bot.config_tables import Table
from bot.config_values import wrong
from desk.approval import ROLES
from desk.people import Identity
from desk.policy import Priority
from desk.request_types import OWNER, SERVICE, RequestField, RequestFieldKind, RequestType

_KEY = r"^[a-z][a-z0-9_-]{0,30}$"
_CHOICES = (2, 25)

Key = Annotated[str, Field(pattern=_KEY)]
Short = Annotated[str, Field(min_length=1, max_length=75)]


class RequestFieldTable(Table):
    """One of `[[requests.KEY.fields]]`: something that the form asks for."""

    name: Key = Field(examples=['"system"'])
    label: Short = Field(examples=['"Which system?"'])
    kind: RequestFieldKind = Field(default=RequestFieldKind.LINE, examples=['"text"'])
    required: bool = Field(default=True, examples=["false"])
    help: Short | None = Field(default=None, examples=['"As it is called on your screen"'])
    choices: tuple[Short, ...] = Field(default=(), examples=['["read", "write"]'])

    @model_validator(mode="after")
    def _fits(self) -> Self:
        is_choice = self.kind is RequestFieldKind.CHOICE
        least, most = _CHOICES
        if is_choice and not least <= len(set(self.choices)) <= most:
            raise wrong("has not 2 to 25 choices", 'Write them like choices = ["read", "write"]')
        if self.choices and not is_choice:
            raise wrong("has choices, which only a choice has", 'Write kind = "choice"')
        if (self.kind is RequestFieldKind.SERVICE) is not (self.name == SERVICE):
            raise wrong(
                "names a service under another name, or something else as one",
                'A field of kind "service" is called "service", and no other is',
            )
        return self

    def noun(self) -> RequestField:
        """Make the field that rules read."""
        return RequestField(
            name=self.name,
            label=self.label,
            kind=self.kind,
            is_required=self.required,
            help=self.help,
            choices=self.choices,
        )


class RequestTable(Table):
    """`[requests.KEY]`: something that people ask for by a form."""

    title: Name = Field(examples=['"Access"'])
    words: tuple[Name, ...] = Field(default=(), examples=['["access to", "permission"]'])
    tier: str | None = Field(default=None, examples=['"L2"'])
    category: str | None = Field(default=None, examples=['"access"'])
    priority: Priority = Field(default=Priority.P3, examples=['"P3"'])
    approval: tuple[str, ...] = Field(default=(), examples=['["manager"]'])
    own_approval: bool = Field(default=False, examples=["true"])
    fields: Annotated[tuple[RequestFieldTable, ...], Field(min_length=1, max_length=10)] = Field(
        examples=["one table a field: [[requests.access.fields]]"]
    )

    @model_validator(mode="after")
    def _has_names_once(self) -> Self:
        names = [field.name for field in self.fields]
        if len(names) != len(set(names)):
            raise wrong("has two fields of one name", "Give each field a name of its own")
        return self

    def noun(self, key: str) -> RequestType:
        """Make the request that rules read."""
        return RequestType(
            key=key,
            title=self.title,
            words=self.words,
            tier=self.tier,
            category=self.category,
            priority=self.priority.value,
            deciders=self.approval,
            is_own_fine=self.own_approval,
            fields=tuple(field.noun() for field in self.fields),
        )


def request_faults(raw: Mapping[str, object]) -> Iterator[Found]:
    """Find tiers that there are not, and deciders who are nobody."""
    tables, tiers = _tables(raw, "requests"), list(_tables(raw, "tiers"))
    for key, table in tables.items():
        if not isinstance(table, Mapping):
            continue
        tier = table.get("tier")
        if isinstance(tier, str) and tier not in tiers:
            yield _unknown(("requests", key, "tier"), tier, tiers, "is no tier")
        deciders = table.get("approval")
        for place, who in enumerate(deciders if isinstance(deciders, list) else []):
            if not _is_somebody(str(who), tiers):
                known = [*sorted(ROLES), OWNER, *tiers]
                path = ("requests", key, "approval", place)
                yield _unknown(path, str(who), known, "is neither a role nor a tier nor an account")


def _is_somebody(who: str, tiers: list[str]) -> bool:
    if who in ROLES or who == OWNER or who in tiers:
        return True
    try:
        return not Identity.parse(who).is_bot
    except ValueError:
        return False


def _unknown(path: KeyPath, given: str, known: list[str], problem: str) -> Found:
    near = get_close_matches(given, known, 1)
    one = near[0] if near else " or ".join(f'"{name}"' for name in known)
    instead = f'Write "{one}"' if near else f"Write {one}"
    return Found(path=path, problem=f'"{given}" {problem}', instead=instead)


def _tables(raw: Mapping[str, object], name: str) -> Mapping[str, object]:
    tables = raw.get(name)
    return tables if isinstance(tables, Mapping) else {}
