"""A ticket's page knows how each of its promises stands."""

from datetime import timedelta

from desk.policy import SlaPolicy
from storage.timer_rows import timer_rows
from tests.desk.promised import HOUR, OFFICE, at, desk, history

POLICY = desk(
    SlaPolicy(calendar="always", claim=HOUR, first_response=2 * HOUR, resolution=8 * HOUR),
    second=OFFICE,
)


def shown(*told):
    return {(row.metric, row.stint): row for row in timer_rows(POLICY, history(*told))}


def test_each_promise_is_a_row_and_the_contracts_come_first():
    rows = shown(("escalated", at(0, 11), {"tier": "L2"}))
    assert list(rows) == [
        ("first_response", 1),
        ("resolution", 1),
        ("claim", 1),
        ("claim", 2),
        ("stay_resolution", 2),
    ]
    assert [row.tier for row in rows.values()] == [None, None, "L1", "L2", "L2"]


def test_what_was_kept_broken_dropped_or_stands_still_is_told_apart():
    rows = shown(("claimed", at(0, 9, 30)), ("asked", at(0, 12)))
    assert rows["claim", 1].kept_at == at(0, 9, 30)
    assert rows["first_response", 1].is_broken, "it was given an hour late"
    assert (rows["resolution", 1].due_at, rows["resolution", 1].is_broken) == (None, False)
    moved = shown(("escalated", at(0, 9, 30), {"tier": "L2"}))
    assert moved["claim", 1].is_dropped
    assert moved["claim", 2].due_at == at(0, 10, 30)


def test_a_breach_shows_who_used_how_much_of_the_time():
    told = {
        "stay": 1,
        "metric": "resolution",
        "turn": 0,
        "generation": 0,
        "due": at(0, 17).isoformat(),
        "shares": "L1=7200 L2=600",
    }
    warned = {**told, "threshold": "0.75"}
    row = shown(("warned", at(0, 15), warned), ("breached", at(0, 17), told))["resolution", 1]
    assert row.shares == (("L1", timedelta(hours=2)), ("L2", timedelta(minutes=10)))
    assert (row.is_warned, row.is_broken, row.due_at) == (True, True, at(0, 17))


def test_a_ticket_without_a_beginning_has_none():
    assert timer_rows(POLICY, []) == ()
    assert timer_rows(POLICY, history()[1:]) == ()
