"""Which level is next, when, and what ends a path?"""

from dataclasses import replace

import pytest

from desk import escalation
from desk.escalation import StepKind
from desk.events import EventKind
from desk.people import Address
from desk.policy import Priority
from tests.desk.climbing import (
    ALWAYS,
    FIRST,
    HOUR,
    MINUTE,
    OFFICE,
    PATH,
    POLICY,
    SAM,
    SECOND,
    THIRD,
    Story,
)
from tests.nouns import NOON


@pytest.fixture
def story():
    return Story()


def test_a_path_is_read_back_as_it_was_written():
    whole = replace(
        PATH, priority=None, levels=(replace(SECOND, channel=Address.parse("slack:C1")), THIRD)
    )
    assert escalation.decode(escalation.encode(whole)) == whole
    never = replace(whole, release=None, remind=())
    assert escalation.decode(escalation.encode(never)) == never


def test_the_first_level_is_said_at_once_and_each_other_after_the_time_of_the_one_before(story):
    assert story.next_at == 0
    story.pages(0, 1)
    assert story.next_at == 15
    story.pages(20, 2)
    assert story.next_at == 30, "it counts from when the level was really said"


def test_a_first_level_that_calls_nobody_is_said_by_the_card():
    for first in (replace(FIRST, on_call=None), replace(FIRST, on_call="L2")):
        told = Story(path=replace(PATH, levels=(first, SECOND)))
        assert (told.next_at, told.numbers()[0]) == (15, (1, 2))
    elsewhere = replace(THIRD, calendar="always")
    assert Story(path=replace(PATH, levels=(elsewhere,))).next_at == 0


def test_the_levels_are_gone_through_again_and_then_no_more(story):
    assert story.numbers() == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    story.pages(0, 3, lap=2)
    assert (story.numbers(), story.next_at) == ([], None)


def test_the_next_tier_is_not_called_outside_its_hours(story):
    late = 4 * 60 + 55
    story.pages(late, 2)
    assert story.next_at == 21 * 60, "its office opens at nine"
    assert story.due(21 * 60 - 1) is None
    assert story.due(21 * 60).kind is StepKind.PAGE


def test_what_is_late_waits_for_the_hours_too(story):
    story.pages(0, 2)
    assert story.next_at == 10
    assert story.due(6 * 60) is None, "the office has closed by then"
    assert escalation.later(POLICY, story.run, None, NOON + 6 * HOUR) == NOON + 21 * HOUR


def test_a_priority_that_pages_waits_for_nobodys_hours():
    office = replace(FIRST, calendar="office"), THIRD
    told = Story(path=replace(PATH, levels=office), priority="P1")
    told.pages(5 * 60, 1)
    assert told.next_at == 5 * 60 + 15


def test_a_ticket_that_becomes_urgent_pages_from_then_on(story):
    story.pages(5 * 60, 2)
    assert story.next_at == 21 * 60
    story.happens(EventKind.CHANGED, 6 * 60, priority="P1")
    assert story.next_at == 5 * 60 + 10


def test_a_calendar_that_never_opens_says_nothing(story):
    shut = replace(OFFICE, hours=((),) * 7)
    story.policy = replace(POLICY, calendars=(ALWAYS, shut))
    story.pages(0, 2)
    assert story.next_at is None
    assert Story(path=replace(PATH, levels=(replace(FIRST, calendar="gone"),))).next_at == 0
    lost = replace(FIRST, calendar="gone", tier="gone")
    after = Story(path=replace(PATH, levels=(lost, SECOND)))
    after.pages(0, 1)
    assert after.next_at == 15
    closed = Story(policy=replace(POLICY, calendars=(replace(shut, key="always"), shut)))
    closed.claims(1)
    assert closed.next_at is None
    late = Story(policy=closed.policy)
    late.pages(0, 1)
    assert late.next_at is None


def test_where_no_path_was_written_down_nothing_happens(story):
    story.events[0] = replace(
        story.events[0], data={"tier": "L1", "priority": "P3", "status": "new"}
    )
    assert (story.run, story.next_at) == (None, None)


def test_a_changed_path_is_for_new_runs(story):
    story.policy = replace(POLICY, paths=(replace(PATH, levels=(SECOND,)),))
    story.path = story.policy.paths[0]
    story.pages(0, 1)
    assert story.numbers()[0] == (1, 2)
    story.happens(EventKind.RELEASED, 5, status="open", **story.kept())
    assert (story.numbers(), story.next_at) == ([(1, 1), (2, 1)], 5)


def test_what_a_tier_below_was_to_do_is_left_out_once_the_ticket_went_up(story):
    story.pages(0, 2)
    story.happens(EventKind.ESCALATED, 10, by=None, tier="L2", priority="P3")
    story.pages(10, 3)
    assert (story.run.tier, story.run.came_at) == ("L2", NOON + 10 * MINUTE)
    assert story.numbers() == [(2, 3)]


def test_tiers_that_are_gone_or_have_no_channel_are_left_out(story):
    story.policy = replace(POLICY, tiers=POLICY.tiers[:1])
    assert story.numbers() == [(1, 1), (1, 2), (2, 1), (2, 2)]
    story.policy = replace(POLICY, tiers=POLICY.tiers[1:])
    assert story.next_at is None
    nowhere = Story(path=replace(PATH, levels=(replace(THIRD, tier="L3"),)))
    assert nowhere.next_at is None


def test_handing_over_begins_the_path_of_that_tier_or_none(story):
    story.claims(5)
    story.assignee = None
    story.happens(EventKind.ESCALATED, 10, tier="L2", priority="P3")
    assert story.run is None
    story.happens(EventKind.RETURNED, 20, tier="L1", priority="P2", **story.kept())
    assert (story.next_at, story.run.tier, story.run.priority) == (20, "L1", Priority.P2)


def test_while_somebody_outside_is_waited_for_nobody_is_called(story):
    story.happens(EventKind.RELEASED, 5, status="pending", **story.kept())
    assert story.next_at is None
    story.happens(EventKind.WROTE, 90, status="open")
    assert story.next_at == 90


@pytest.mark.parametrize("kind", [EventKind.CLAIMED, EventKind.TRANSFERRED, EventKind.TAKEN_OVER])
def test_a_silent_owner_is_reminded_twice_and_then_loses_it(story, kind):
    story.claims(10, kind)
    assert story.next_at == 70
    assert (story.due(70).kind, story.due(70).number) == (StepKind.REMIND, 1)
    story.happens(EventKind.OWNER_REMINDED, 70, by=None, step=1)
    assert story.next_at == 190
    story.happens(EventKind.OWNER_REMINDED, 190, by=None, step=2)
    assert (story.next_at, story.due(370).kind) == (370, StepKind.RELEASE)
    story.assignee = None
    story.happens(EventKind.RELEASED, 370, by=None, status="open", **story.kept())
    assert (story.next_at, story.numbers()[0]) == (370, (1, 1))


def test_of_reminders_that_are_late_only_the_last_is_said_and_time_is_left_after_it(story):
    story.claims(0)
    assert (story.due(10 * 60).kind, story.due(10 * 60).number) == (StepKind.REMIND, 2)
    story.happens(EventKind.OWNER_REMINDED, 10 * 60, by=None, step=2)
    assert story.next_at == 13 * 60, "six hours less three after the last reminder"


def test_who_reminds_nobody_releases_all_the_same(story):
    story.path = replace(PATH, remind=())
    story.events[0] = replace(story.events[0], data={**story.events[0].data, **story.kept()})
    story.claims(0)
    assert story.next_at == 6 * 60
    story.path = replace(PATH, remind=(), release=None)
    story.events[0] = replace(story.events[0], data={**story.events[0].data, **story.kept()})
    assert story.next_at is None


@pytest.mark.parametrize(
    ("kind", "by"),
    [
        (EventKind.REPLIED, SAM),
        (EventKind.REPLIED, 8),
        (EventKind.NOTED, SAM),
        (EventKind.ASKED_REQUESTER, SAM),
    ],
)
def test_words_end_the_silence_until_the_requester_writes(story, kind, by):
    story.claims(0)
    story.happens(kind, 30, by=by)
    assert story.next_at is None
    story.happens(EventKind.WROTE, 100, by=1)
    story.happens(EventKind.WROTE, 150, by=1)
    assert story.next_at == 160, "from the first words that nobody has answered"


def test_a_note_of_another_and_words_taken_back_are_no_words_of_the_owner(story):
    story.claims(0)
    story.happens(EventKind.NOTED, 10, by=8)
    assert story.next_at == 60
    said = story.happens(EventKind.REPLIED, 20)
    assert story.next_at is None
    story.happens(EventKind.UNDONE, 21, event=said.id)
    assert story.next_at == 60


def test_words_that_were_about_something_new_are_not_waited_for(story):
    story.claims(0)
    story.happens(EventKind.REPLIED, 5)
    wrote = story.happens(EventKind.WROTE, 10, by=1)
    story.happens(EventKind.MOVED, 11, event=wrote.id, to=102)
    assert story.next_at is None


def test_silence_does_not_count_while_the_requester_is_waited_for(story):
    story.happens(EventKind.ASKED_REQUESTER, 5, by=8, status="pending")
    story.claims(10)
    story.happens(EventKind.NOTED, 11, by=8, status="pending")
    assert story.next_at is None
    story.happens(EventKind.WROTE, 200, by=1, status="open")
    assert story.next_at == 260


def test_silence_counts_in_the_hours_of_the_tier():
    policy = replace(POLICY, tiers=tuple(replace(tier, calendar="office") for tier in POLICY.tiers))
    told = Story(policy=policy, priority="P1")
    told.claims(4 * 60 + 30)
    assert told.next_at == 21 * 60 + 30


def test_a_reopened_ticket_counts_as_claimed_at_that_moment(story):
    story.claims(0)
    story.happens(EventKind.RESOLVED, 30, status="resolved")
    assert story.next_at is None
    story.happens(EventKind.REOPENED, 500, by=1, status="open", **story.kept())
    assert story.next_at == 560
    story.assignee = None
    assert story.next_at == 500, "without an owner its path begins again"


def test_a_snooze_keeps_levels_and_reminders_back(story):
    story.pages(0, 1)
    until = (NOON + 120 * MINUTE).isoformat()
    story.happens(EventKind.SNOOZED, 5, until=until)
    assert story.next_at == 120
    story.claims(30)
    assert story.next_at == 180, "silence counts from there"
    story.happens(EventKind.SNOOZED, 40, until=(NOON + 40 * MINUTE).isoformat())
    assert story.next_at == 100


def test_what_was_said_stands_until_it_is_claimed_snoozed_or_over(story):
    said = story.pages(0, 1)
    assert escalation.stands(story.events, said, None)
    assert not escalation.stands(story.events, said, SAM)
    before = list(story.events)
    story.happens(EventKind.SNOOZED, 1, until=(NOON + HOUR).isoformat())
    assert not escalation.stands(story.events, said, None)
    story.events = before
    story.happens(EventKind.RELEASED, 2, status="open", **story.kept())
    assert not escalation.stands(story.events, said, None), "it is another run"
    story.events = before
    story.happens(EventKind.CANCELLED, 2, status="closed")
    assert not escalation.stands(story.events, said, None)


def test_a_reminder_stands_until_there_are_words(story):
    story.claims(0)
    said = story.happens(EventKind.OWNER_REMINDED, 60, by=None, step=1)
    assert escalation.stands(story.events, said, SAM)
    assert not escalation.stands(story.events, said, None)
    story.happens(EventKind.NOTED, 61)
    assert not escalation.stands(story.events, said, SAM)
