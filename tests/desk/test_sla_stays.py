"""Who breached a promise, and whose turn it was."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk import sla
from desk.sla import ClockState, Stay, Turn
from tests.desk.sla_clocks import HOUR, TICK, at, clock, office


class TestBreach:
    def test_a_noted_breach_survives_a_calendar_that_would_undo_it(self):
        noted = sla.note_breach(clock(), at(2, 14))
        assert noted.breached_at == at(2, 13)
        later = replace(noted, calendar=office(12))
        assert sla.state(later, at(2, 14)) is ClockState.BREACHED
        assert sla.state(replace(later, breached_at=None), at(2, 14)) is ClockState.RUNNING

    def test_a_noted_breach_is_not_moved(self):
        noted = replace(sla.note_breach(clock(), at(2, 14)), calendar=office(8))
        assert sla.note_breach(noted, at(2, 15)) == noted

    def test_where_there_is_none_nothing_is_noted(self):
        assert sla.note_breach(clock(), at(2, 13)) == clock()

    def test_before_it_happened_a_noted_breach_is_none(self):
        noted = replace(clock(), breached_at=at(2, 13))
        assert sla.state(noted, at(2, 13)) is ClockState.BREACHED
        assert sla.state(noted, at(2, 13) - TICK) is ClockState.RUNNING


class TestStays:
    STAYS = (
        Stay(tier="L1", stint=1, started_at=at(2, 9), ended_at=at(2, 12)),
        Stay(tier="L2", stint=2, started_at=at(2, 12), ended_at=at(3, 11)),
        Stay(tier="L1", stint=3, started_at=at(3, 11)),
    )

    @pytest.mark.parametrize(
        ("moment", "stint"),
        [
            (at(2, 9), 1),
            (at(2, 12) - TICK, 1),
            (at(2, 12), 2),
            (at(3, 11) - TICK, 2),
            (at(3, 11), 3),
            (at(30, 9), 3),
        ],
    )
    def test_a_breach_belongs_to_who_held_the_ticket_when_it_fell_due(self, moment, stint):
        holder = sla.holder_at(self.STAYS, moment)
        assert holder is not None
        assert holder.stint == stint

    def test_before_the_first_stay_nobody_held_it(self):
        assert sla.holder_at(self.STAYS, at(2, 9) - TICK) is None

    def test_the_shares_of_the_contracts_time_add_up_to_what_elapsed(self):
        contract = sla.resume(sla.pause(clock(hours=16), at(2, 14)), at(3, 10))
        shares = sla.shares(contract, self.STAYS, at(3, 13))
        assert shares == (HOUR * 3, HOUR * 3, HOUR * 2)
        assert sum(shares, timedelta()) == sla.elapsed(contract, at(3, 13))

    def test_a_stay_after_now_or_after_the_end_has_used_nothing(self):
        assert sla.shares(clock(), self.STAYS, at(2, 11)) == (HOUR * 2, timedelta(), timedelta())
        resolved = sla.finish(clock(), at(2, 13))
        assert sla.shares(resolved, self.STAYS, at(5, 9)) == (HOUR * 3, HOUR, timedelta())

    def test_a_contract_that_began_later_counts_from_there(self):
        late = clock(started_at=at(2, 11))
        assert sla.shares(late, self.STAYS[:1], at(5, 9)) == (HOUR,)


class TestTurns:
    def test_words_before_the_first_response_start_nothing(self):
        assert sla.turns([at(2, 9), at(2, 10)], []) == ()
        assert sla.turns([at(2, 9), at(2, 10)], [at(2, 11)]) == ()
        assert sla.turns([at(2, 11)], [at(2, 11)]) == ()

    def test_the_first_unanswered_words_count_and_further_ones_change_nothing(self):
        asked = [at(2, 9), at(2, 14), at(2, 12), at(2, 13)]
        answered = [at(2, 16), at(2, 10), at(2, 15)]
        assert sla.turns(asked, answered) == (Turn(asked_at=at(2, 12), answered_at=at(2, 15)),)

    def test_the_last_turn_may_wait(self):
        asked = [at(2, 9), at(2, 11), at(2, 13), at(2, 14)]
        assert sla.turns(asked, [at(2, 10), at(2, 12)]) == (
            Turn(asked_at=at(2, 11), answered_at=at(2, 12)),
            Turn(asked_at=at(2, 13)),
        )

    def test_words_at_the_moment_of_an_answer_are_answered(self):
        assert sla.turns([at(2, 11)], [at(2, 10), at(2, 11)]) == (
            Turn(asked_at=at(2, 11), answered_at=at(2, 11)),
        )

    def test_an_engineer_may_speak_first(self):
        assert sla.turns([at(2, 10)], [at(2, 9)]) == (Turn(asked_at=at(2, 10)),)
