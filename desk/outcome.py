"""What came of what a person did, for the short-lived handle that still waits?

The outcome is stored in the transaction that did the work, so a repeated delivery gets the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desk.errors import Fact
from desk.form import Form
from desk.notice import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It is done, and what there is to say is said through the outbox.

    `facts` are small hints for a programme that waits, as the command line does (a ticket's id).
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Show this to that person only."""

    notice: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Open this form for that person; it is stored and waits."""

    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """It was refused; the code and facts are those of a DeskError."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFaults:
    """The form will not do: field name to code of fault; it stays open."""

    form: int
    faults: Mapping[str, str] = field(default_factory=dict)


Outcome = Done | Show | Ask | Refused | FieldFaults
