"""What can be refused, and with which facts?

    DeskError
    ├── NotFoundError            a ticket, question, button or form that is not there (any more)
    ├── NotAllowedError          the person's role does not cover the verb
    ├── NobodyError              a group or a channel speaks, and no person
    ├── WrongStatusError         the ticket's status does not allow the verb
    ├── AlreadyClaimedError      the ticket has an owner
    ├── NoReaderError            words to the requester of a ticket that another program opened
    ├── SharedError              a text that names one person, on a ticket that answers several
    ├── StaleError               the ticket changed between reading and writing; try again
    ├── AccountError             accounts that cannot be linked, and why not
    ├── BadCommandError          words that are no command, or a command with wrong words behind it
    ├── CoverError               a duty that cannot be taken as it was said, and why not
    ├── BadChangeError           a change that cannot go on like this, and what has to come first
    ├── ApprovalError            a yes or a no that cannot be said, and why not
    ├── BadSearchError           a filter of a search with a value that is none
    ├── WrongOtherError          a second ticket that cannot be the one that is meant
    ├── UnreachableError         a person who is not known, is several, or cannot be told
    └── NoBusinessHoursError     a calendar that never opens

An error carries a code and facts. `handlers/texts.py` turns them into the sentence that a person
reads; `str()` is for logs.
"""

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Mapping

Fact = str | int | float | bool | None
"""What a fact may be: whatever JSON can carry without a thought."""


class DeskError(Exception):
    """A refusal with a code and the facts that explain it."""

    code: ClassVar[str] = "refused"

    def __init__(self, **facts: Fact) -> None:
        super().__init__(self.code, facts)
        self.facts: Mapping[str, Fact] = facts

    @override
    def __str__(self) -> str:
        """Say code and facts for a log; people read the text of `code` instead."""
        told = " ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code} {told}".strip()


class NotFoundError(DeskError):
    """What was asked for is not there, or is not there any more."""

    code = "not_found"


class NotAllowedError(DeskError):
    """The person's roles do not cover the verb."""

    code = "not_allowed"


class NobodyError(DeskError):
    """A group or a channel speaks; tickets belong to people."""

    code = "nobody"


class NoReaderError(DeskError):
    """Another program opened the ticket, and nobody there reads an answer."""

    code = "no_reader"


class SharedError(DeskError):
    """The text names one person, and the ticket answers several."""

    code = "shared"


class WrongStatusError(DeskError):
    """The ticket's status does not allow the verb."""

    code = "wrong_status"


class AlreadyClaimedError(DeskError):
    """The ticket has an owner; the facts name who and since when, or say that it is yours."""

    code = "already_claimed"


class StaleError(DeskError):
    """The row changed between reading and writing; the whole action may be tried again."""

    code = "stale"


class AccountError(DeskError):
    """Accounts are not linked or unlinked; the fact `why` says why not."""

    code = "account"


class BadCommandError(DeskError):
    """Words that are no command, or a command that lacks what it needs."""

    code = "bad_command"


class CoverError(DeskError):
    """A duty cannot be taken as it was said; the fact `why` says why not."""

    code = "cover"


class BadWindowError(DeskError):
    """A maintenance that cannot be planned as it was said; the fact `why` says why not."""

    code = "bad_window"


class BadChangeError(DeskError):
    """A change cannot go on like this; the fact `why` says what has to come first."""

    code = "bad_change"


class ApprovalError(DeskError):
    """A yes or a no that cannot be said; `why` is decided, own, reason, other or none."""

    code = "approval"


class BadPromiseError(DeskError):
    """Nothing is promised to anybody like this, so that no calendar says what would count."""

    code = "bad_promise"


class BadSearchError(DeskError):
    """A filter of a search with a value that is none; the facts say which, and what is known."""

    code = "bad_search"


class WrongOtherError(DeskError):
    """The other ticket of a merge or a link will not do; `why` says what is wrong with it."""

    code = "wrong_other"


class UnreachableError(DeskError):
    """Nobody can be told who was named; `why` says whether unknown, several or silent."""

    code = "unreachable"


class NoBusinessHoursError(DeskError):
    """A calendar that does not open within the horizon that rules look at."""

    code = "no_business_hours"
