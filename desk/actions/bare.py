"""Which words to the bot are a command though no slash says so?

A name alone, a name before a ticket's number, and what can mean nothing else. Whatever a person
might as well say is words: "search does not work", "page is slow".
"""

from typing import TYPE_CHECKING

from desk.actions.command import BY_NAME, COMMAND_VERBS
from desk.actions.numbers import number_of
from desk.covering import is_wish
from desk.inbound import Commanded, Said
from desk.planning import is_about_a_window
from desk.policy import DeskPolicy
from desk.search import has_filter
from desk.services import called

if TYPE_CHECKING:
    from collections.abc import Callable

ALONE = frozenset(
    {
        "help",
        "language",
        "link_account",
        "macro",
        "runbook",
        "maintenance",
        "oncall",
        "page",
        "request",
        "status",
        "subscribe",
        "tickets",
        "unlink_account",
        "unsubscribe",
    }
)
"""Commands that need nothing behind them, or say themselves what they need."""

_NUMBERED = frozenset({*COMMAND_VERBS, *BY_NAME, "status"})

_LANGUAGE = 2
"""Letters of a language."""


def bare_command(said: Said, policy: DeskPolicy) -> Commanded | None:
    """Give the command that the words are; None for words, and for what answers a message.

    Only what is said to the bot itself, alone with it or by a mention, can be one.
    """
    if said.command is None or said.anchors or not (said.is_direct or said.is_addressed):
        return None
    words = said.text.partition(" ")[2].strip()
    if not _is_meant(said.command, words, policy):
        return None
    return Commanded(
        author=said.author,
        channel=said.channel,
        name=said.command,
        words=words,
        said_at=said.said_at,
        message=said.message,
        answer_in=said.answer_in,
        is_direct=said.is_direct,
        files=said.files,
        root=said.root,
    )


def _is_meant(name: str, words: str, policy: DeskPolicy) -> bool:
    if not words:
        return name in ALONE
    if name in _NUMBERED:
        return number_of(words.split(maxsplit=1)[0], policy.prefix) is not None

    def is_a_service(name: str) -> bool:
        return called(policy.services, name) is not None

    readers: dict[str, Callable[[str], bool]] = {
        "cover": is_wish,
        "language": lambda code: len(code) == _LANGUAGE and code.isalpha(),
        "maintenance": is_about_a_window,
        "search": has_filter,
        "subscribe": is_a_service,
        "unsubscribe": is_a_service,
    }
    return name in readers and readers[name](words)
