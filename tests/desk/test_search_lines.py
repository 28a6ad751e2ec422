"""A line of words and filters, as people type it, becomes what is looked for."""

from datetime import UTC, datetime

import pytest

from desk.errors import BadSearchError
from desk.policy import Status
from desk.search import MOST_WORDS, TicketSearch, read_search
from tests.nouns import POLICY

UNFINISHED = (Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("", TicketSearch()),
        ("printer  belt printer", TicketSearch(words=("printer", "belt"))),
        ('"error 500" SUP-106', TicketSearch(words=("error 500", "SUP-106"))),
        ("state:open", TicketSearch(statuses=UNFINISHED)),
        ("STATE:On-Hold", TicketSearch(statuses=(Status.ON_HOLD,))),
        ("status:all", TicketSearch()),
        ('from:"Maya Rossi" owner:@sam', TicketSearch(requester="Maya Rossi", owner="sam")),
        ("tier:l2 page:3", TicketSearch(tier="L2", page=3)),
        (
            "since:2026-11-01 until:2026-11-01",
            TicketSearch(
                since=datetime(2026, 10, 31, 23, tzinfo=UTC),
                until=datetime(2026, 11, 1, 23, tzinfo=UTC),
            ),
        ),
        (
            "http://house/x error:500 C:\\temp",
            TicketSearch(words=("http://house/x", "error:500", "C:\\temp")),
        ),
        ('say:"a b"', TicketSearch(words=("a b",))),
        ('"" " "', TicketSearch()),
        ("x" * 500, TicketSearch(words=("x" * 100,))),
    ],
)
def test_a_line_is_read(line, wanted):
    assert read_search(line, POLICY) == wanted


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("since:yesterday", {"wanted": "date", "given": "yesterday"}),
        ("until:2026-02-30", {"wanted": "date", "given": "2026-02-30"}),
        ("until:9999-12-31", {"wanted": "date", "given": "9999-12-31"}),
        (
            "state:asleep",
            {
                "wanted": "state",
                "given": "asleep",
                "known": "new, open, pending, on_hold, resolved, closed, all",
            },
        ),
        ("tier:L9", {"wanted": "tier", "given": "L9", "known": "L1, L2, L3"}),
        ("page:0", {"wanted": "page", "given": "0", "known": "1000"}),
        ("page:99999999999999999999", {"wanted": "page", "given": "9" * 20, "known": "1000"}),
        ("page:²", {"wanted": "page", "given": "²", "known": "1000"}),
        (
            " ".join(str(n) for n in range(MOST_WORDS + 1)),
            {"wanted": "words", "given": MOST_WORDS + 1, "known": str(MOST_WORDS)},
        ),
    ],
)
def test_a_filter_that_is_none_is_named(line, facts):
    with pytest.raises(BadSearchError) as error:
        read_search(line, POLICY)
    assert dict(error.value.facts) == facts
