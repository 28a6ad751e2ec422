from datetime import UTC, datetime, timedelta

from desk.intervals import Interval, after, length, union, without

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def span(start: int, end: int) -> Interval:
    return Interval(start=NOON + timedelta(minutes=start), end=NOON + timedelta(minutes=end))


def test_overlapping_and_touching_intervals_are_joined_in_order():
    assert union([span(8, 9), span(0, 3), span(2, 5), span(5, 6)]) == (span(0, 6), span(8, 9))


def test_an_interval_within_another_adds_nothing():
    assert union([span(0, 9), span(2, 3), span(4, 5)]) == (span(0, 9),)


def test_empty_and_backward_intervals_vanish():
    assert union([span(1, 1), span(5, 2)]) == ()
    assert union([span(0, 2), span(4, 1), span(3, 3)]) == (span(0, 2),)


def test_holes_are_cut_out_at_either_edge_and_in_the_middle():
    assert list(without([span(0, 10)], [span(3, 4), span(6, 8)])) == [
        span(0, 3),
        span(4, 6),
        span(8, 10),
    ]
    assert list(without([span(0, 10)], [span(-2, 1), span(9, 12)])) == [span(1, 9)]


def test_a_hole_may_reach_over_several_intervals():
    parts = [span(0, 2), span(3, 5), span(6, 8)]
    assert list(without(parts, [span(1, 7)])) == [span(0, 1), span(7, 8)]
    assert list(without(parts, [span(0, 8)])) == []


def test_a_hole_that_only_touches_takes_nothing():
    assert list(without([span(2, 4)], [span(0, 2), span(4, 6)])) == [span(2, 4)]
    assert list(without([span(2, 4)], [])) == [span(2, 4)]


def test_what_is_over_by_a_moment_is_left_out():
    parts = (span(0, 2), span(3, 5))
    assert after(parts, NOON) == parts
    assert after(parts, span(2, 2).start) == (span(3, 5),)
    assert after(parts, span(4, 4).start) == (span(3, 5),)
    assert after(parts, span(5, 5).start) == ()


def test_lengths_add_up():
    assert length([]) == timedelta()
    assert length([span(0, 2), span(3, 6)]) == timedelta(minutes=5)
