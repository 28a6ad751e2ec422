"""How is a refusal said to somebody at a command line?

The desk's sentences say what helps in a chat: a card to look at, a command to write there. Where
that is of no use at a terminal, another one stands here; they are English, as all of the command
line is. The facts are those of the sentence it stands for.
"""

from collections.abc import Mapping
from typing import Final

from typing_extensions import override

from desk.errors import Fact
from handlers.cards.refusals import refusal_line
from handlers.texts import Texts

_MAINTENANCE: Final = "See what is planned with: firstline maintenance list"

INSTEAD: Final[Mapping[str, str]] = {
    "refused.not_found.tier": "There is no tier “{key}”. See them with: firstline config show",
    "refused.not_found.calendar": (
        "There is no calendar “{key}”. See what is wrong with: firstline config check"
    ),
    "refused.not_found.window": f"There is no maintenance {{key}}. {_MAINTENANCE}",
    "refused.not_allowed": "That is for the person who asked. Name them with --as.",
    "refused.not_allowed.tier": "That is for the engineers of {tier}. Name one with --as.",
    "refused.not_allowed.owner": "{owner} has the ticket. Ask them, or name them with --as.",
    "refused.not_allowed.maintain": (
        "Maintenance is planned by engineers and managers. Name one with --as."
    ),
    "refused.wrong_status": (
        "It does not fit the ticket as it stands: {status}. See it with: firstline ticket show"
    ),
    "refused.wrong_status.resolved": (
        "It is resolved already. Whoever asked, or an engineer in chat, can reopen it."
    ),
    "refused.wrong_status.closed": ("It is closed. Open a new one with: firstline ticket open"),
    "refused.wrong_other.is_closed": (
        "{other} is closed: nobody works on it any more. Link the two: firstline ticket link"
    ),
    "refused.wrong_other.is_resolved": (
        "{other} is resolved already. Have it reopened, or resolve this one with the same words."
    ),
    "refused.stale": (
        "The ticket has just changed. Look at it (firstline ticket show), and say it again."
    ),
    "refused.unreachable.unknown": (
        "Nobody is called {name}. Give a name, or an account such as slack:U0123ABCD."
    ),
    "refused.unreachable.silent": (
        "{name} has never written to the desk directly, and could not be told of the ticket. "
        "Ask them to write to it once."
    ),
    "refused.cover": (
        'That cannot be read. Write: firstline oncall override L2 --to "tomorrow 09:00"'
    ),
    "refused.cover.until": 'Until when? Add --to "tomorrow 09:00".',
    "refused.cover.backwards": "That ends before it begins. The earlier moment is that of --from.",
    "refused.cover.nobody": (
        "Only engineers of that team can take the duty. Name one with --person: {known}"
    ),
    "refused.cover.no_cover": (
        "There is no such cover. See them with: firstline oncall now, firstline oncall next"
    ),
    "refused.cover.not_theirs": (
        "{given} is not on call then. See who is with: firstline oncall now"
    ),
    "refused.bad_window": (
        'That cannot be read. Write: firstline maintenance plan ERP "2026-11-28 22:00" 2h'
    ),
    "refused.bad_window.number": f"{{given}} is no number of a maintenance. {_MAINTENANCE}",
    "refused.bad_window.over": f"That maintenance is over or called off. {_MAINTENANCE}",
    "refused.bad_window.begun": "It has begun already. Write: firstline maintenance end {given}",
    "refused.bad_window.not_begun": (
        "It has not begun yet. Write: firstline maintenance cancel {given}"
    ),
}
"""By the id of the desk's own sentence."""


class TerminalTexts(Texts):
    """English, with sentences of its own where those of a chat would not help."""

    @override
    def _sentence(self, name: str, count: object) -> str:
        return INSTEAD.get(name) or super()._sentence(name, count)


def refusal_at_terminal(code: str, facts: Mapping[str, Fact]) -> str:
    """Give the sentence of a DeskError's code and facts."""
    texts = TerminalTexts()
    return texts.plain(refusal_line(texts, code, dict(facts)))
