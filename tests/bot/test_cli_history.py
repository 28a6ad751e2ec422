"""Does each line of a ticket's history say which promise, when, and whom?"""

from datetime import UTC, datetime

import pytest

from bot.cli.history import event_line
from bot.config import of_demo
from desk.events import EventKind
from desk.views import Amended, HistoryRow

POLICY = of_demo().policy(datetime(2026, 11, 24, tzinfo=UTC).date())
AT = datetime(2026, 11, 24, 8, 4, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 9, 30, tzinfo=UTC).isoformat()


def line(kind, by="Sam Okafor", **more):
    told = {name: more.pop(name) for name in ("called", "amended") if name in more}
    row = HistoryRow(event=1, kind=kind, at=AT, by=by, data=more, is_internal=False, **told)
    return event_line(row, POLICY)


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        (EventKind.WARNED, {"metric": "first_response", "due": DUE}, "first response due 24 Nov 10:30"),
        (EventKind.BREACHED, {"metric": "claim", "due": DUE, "tier": "L2"}, "claim was due 24 Nov 10:30, with L2"),
        (EventKind.PAGED, {"level": 2, "tier": "L1", "called": ("Sam", "Lea")}, "level 2 of L1: Sam, Lea"),
        (EventKind.PAGED, {"level": 1, "tier": "L1"}, "level 1 of L1: nobody by name"),
        (EventKind.OWNER_REMINDED, {"step": 2}, "for the second time"),
        (EventKind.SNOOZED, {"until": DUE}, "until 24 Nov 10:30"),
        (EventKind.ESCALATED, {"tier": "L2", "previous": "L1", "reason": "Needs the database"}, "L1 to L2  Needs the database"),
        (EventKind.CHANGED, {"priority": "P2", "was_priority": "P3", "type": "incident", "was_type": "incident", "category": "defect", "was_category": None}, "priority P3 to P2  category - to defect"),
        (EventKind.REPLIED, {"text": "Restarted it."}, "Restarted it."),
        (EventKind.CLAIMED, {}, ""),
    ],
)  # fmt: skip
def test_a_line_says_what_it_was_about(kind, data, said):
    expected = f"24 Nov 09:04  {kind.value:<24} Sam Okafor  {said}".rstrip()
    assert line(kind, **data) == expected


def test_what_nobody_did_has_a_dash():
    assert line(EventKind.CLOSED, by=None).endswith("-")


def test_an_edit_says_when_and_what_stood_there_before():
    amended = (Amended(at=AT, before="hall 3"), Amended(at=AT, before="hall 4", is_gone=True))
    shown = line(EventKind.WROTE, text="", amended=amended).splitlines()
    assert [one.strip() for one in shown[1:]] == [
        "edited 24 Nov 09:04, before: hall 3",
        "taken back 24 Nov 09:04, before: hall 4",
    ]
