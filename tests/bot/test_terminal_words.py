"""At a terminal nobody is told to tap a card or to write a command of a chat."""

from string import Formatter

import pytest

from bot.terminal_words import INSTEAD, refusal_at_terminal
from handlers.texts import Texts


def _facts_in(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("name", INSTEAD)
def test_each_stands_for_a_sentence_of_the_desk_and_needs_no_more_than_it(name):
    class Known(Texts):
        def facts_of(self, sentence):
            return _facts_in(self._sentence(sentence, None))

    assert _facts_in(INSTEAD[name]) <= Known().facts_of(name)


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("stale", {}, "firstline ticket show"),
        ("not_allowed", {"verb": "claim", "tier": "L2"}, "engineers of L2. Name one with --as."),
        ("wrong_status", {"verb": "claim", "status": "closed"}, "firstline ticket open"),
        ("cover", {"why": "until"}, '--to "tomorrow 09:00"'),
        ("bad_window", {"why": "begun", "given": "3"}, "firstline maintenance end 3"),
        ("wrong_other", {"why": "is_itself", "other": "SUP-1"}, "SUP-1 is this ticket itself."),
    ],
)
def test_a_refusal_says_what_helps_here(code, facts, said):
    assert said in refusal_at_terminal(code, facts)
