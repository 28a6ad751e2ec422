"""What may people ask for by a form, as the house has written it down?"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

OWNER = "owner"
"""Stands among deciders for the tier that looks after the service which the form names."""

SERVICE = "service"
"""The field that names a service is always called so."""


class RequestFieldKind(StrEnum):
    """How a field of a request is filled."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    PERSON = "person"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestField:
    """One thing that the form asks for, in the words of the house."""

    name: str
    label: str
    kind: RequestFieldKind = RequestFieldKind.LINE
    is_required: bool = True
    help: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestType:
    """Something that can be asked for: its form, where it goes, and who has to say yes first.

    `words` are what people call it. It goes to the engineers of `tier`, None for where any ticket
    goes. `deciders` are as of an approval, and OWNER; nobody is asked where there are none.
    """

    key: str
    title: str
    fields: tuple[RequestField, ...]
    words: tuple[str, ...] = ()
    tier: str | None = None
    category: str | None = None
    priority: str = "P3"
    deciders: tuple[str, ...] = ()
    is_own_fine: bool = False


def request_called(types: Iterable[RequestType], name: str) -> RequestType | None:
    """Find the request of exactly this key, title or word, in any case."""
    wanted = name.strip().casefold()
    for one in types:
        if wanted in {known.casefold() for known in (one.key, one.title, *one.words)}:
            return one
    return None
