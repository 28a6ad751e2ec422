"""Whatever happens to a ticket, somebody can still do something about it until it is closed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desk.actions.hand_over import targets
from desk.errors import AlreadyClaimedError, WrongStatusError
from desk.people import Address
from desk.policy import Priority, Status, TicketType
from desk.ticket import TRANSITIONS, ClosedAs, Ticket, Verb
from tests.nouns import POLICY

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PEOPLE = st.integers(1, 3)


def fresh():
    return Ticket(
        id=1,
        version=0,
        title="t",
        text="t",
        requester=9,
        origin=Address(platform="web", channel="dm:maya", thread="1"),
        tier="L1",
        status=Status.NEW,
        priority=Priority.P3,
        type=TicketType.INCIDENT,
        asked_at=NOON,
        created_at=NOON,
    )


AFTERWARDS = {Verb.NOTE, Verb.RATE, Verb.COMMENT, Verb.LINK, Verb.UNLINK, Verb.UNFOLLOW}
AFTERWARDS |= {Verb.EXPLAIN, Verb.APPROVE_CHANGE, Verb.DECLINE_CHANGE}
TIERS = [tier.key for tier in POLICY.tiers]


class Life(RuleBasedStateMachine):
    """A ticket lives through anything that its status and its tier allow.

    `escalations` are those that are open, told by what happened and not by the ticket: each tier
    that it was handed up to and has not come back from.
    """

    def __init__(self):
        super().__init__()
        self.ticket = fresh()
        self.now = NOON
        self.escalations = []
        self.stays = 1

    def may(self, verb):
        return self.ticket.may(verb)

    def step(self, ticket):
        self.ticket, self.now = ticket, self.now + timedelta(minutes=1)

    @precondition(lambda self: self.may(Verb.CLAIM))
    @rule(person=PEOPLE)
    def claim(self, person):
        if self.ticket.assignee is None:
            self.step(self.ticket.claim(person, self.now))
            assert self.ticket.assignee == person
        else:
            with pytest.raises(AlreadyClaimedError):
                self.ticket.claim(person, self.now)

    @precondition(lambda self: self.may(Verb.TAKE_OVER))
    @rule(person=PEOPLE)
    def take_over(self, person):
        self.step(self.ticket.take_over(person, self.now))
        assert self.ticket.assignee == person

    @precondition(lambda self: self.may(Verb.RELEASE))
    @rule()
    def release(self):
        self.step(self.ticket.release())
        assert self.ticket.assignee is None

    @precondition(lambda self: self.may(Verb.REPLY))
    @rule(person=PEOPLE)
    def reply(self, person):
        owner = self.ticket.assignee
        self.step(self.ticket.reply(person, self.now))
        assert self.ticket.first_response_at is not None
        assert self.ticket.assignee == (owner or person)

    @precondition(lambda self: self.may(Verb.ASK_REQUESTER))
    @rule(person=PEOPLE)
    def ask_requester(self, person):
        self.step(self.ticket.ask_requester(person, self.now))
        assert self.ticket.status is Status.PENDING

    @precondition(lambda self: self.may(Verb.WRITE))
    @rule()
    def write(self):
        was = self.ticket.status
        self.step(self.ticket.write(self.now))
        assert self.ticket.status is (Status.OPEN if was is Status.PENDING else was)

    @precondition(lambda self: self.may(Verb.ESCALATE) and self.targets(Verb.ESCALATE))
    @rule(data=st.data())
    def escalate(self, data):
        tier = data.draw(st.sampled_from(self.targets(Verb.ESCALATE)))
        self.step(self.ticket.hand_over(tier, up=True))
        self.escalations.append(tier)
        assert self.ticket.is_waiting_in_queue
        self.stays += 1

    @precondition(lambda self: self.may(Verb.RETURN) and self.targets(Verb.RETURN))
    @rule(data=st.data())
    def send_back(self, data):
        tier = data.draw(st.sampled_from(self.targets(Verb.RETURN)))
        self.step(self.ticket.hand_over(tier, up=False))
        assert self.ticket.is_waiting_in_queue
        place = TIERS.index(tier)
        self.escalations = [one for one in self.escalations if TIERS.index(one) <= place]
        self.stays += 1

    @precondition(lambda self: self.may(Verb.RESOLVE))
    @rule(person=PEOPLE)
    def resolve(self, person):
        self.step(self.ticket.resolve(person, "done", "defect", self.now))

    @precondition(lambda self: self.may(Verb.REOPEN))
    @rule()
    def reopen(self):
        count = self.ticket.reopen_count
        self.step(self.ticket.reopen())
        assert self.ticket.reopen_count == count + 1

    @precondition(lambda self: self.may(Verb.CANCEL))
    @rule()
    def cancel(self):
        self.step(self.ticket.cancel(self.now))

    @precondition(lambda self: self.may(Verb.CLOSE))
    @rule()
    def close(self):
        self.step(self.ticket.close(self.now))

    @precondition(lambda self: self.may(Verb.REMIND))
    @rule()
    def remind(self):
        self.step(self.ticket.remind())
        assert self.ticket.status is Status.PENDING

    @precondition(lambda self: self.may(Verb.LAPSE))
    @rule()
    def lapse(self):
        self.step(self.ticket.lapse(self.now))
        assert self.ticket.resolved_by is None

    @precondition(lambda self: self.may(Verb.RATE))
    @rule(mark=st.integers(1, 5))
    def rate(self, mark):
        self.step(self.ticket.rate(mark))

    @precondition(lambda self: self.may(Verb.MERGE))
    @rule(into=st.integers(2, 3))
    def merge(self, into):
        self.before = self.ticket.status
        self.step(self.ticket.merge(into, self.now))
        assert self.ticket.merged_into == into
        assert self.ticket.status is Status.CLOSED

    @precondition(lambda self: self.may(Verb.UNMERGE))
    @rule()
    def unmerge(self):
        self.step(self.ticket.unmerge(self.before))
        assert self.ticket.is_open
        assert (self.ticket.merged_into, self.ticket.closed_at) == (None, None)

    @precondition(lambda self: self.may(Verb.SPLIT))
    @rule()
    def split_up(self):
        self.step(self.ticket.split_up(self.now))
        assert self.ticket.closed_as is ClosedAs.SPLIT

    @precondition(lambda self: self.may(Verb.WRITE))
    @rule(number=st.integers(4, 6))
    def take_in(self, number):
        known = self.ticket.duplicates
        self.step(self.ticket.take_in(replace(fresh(), id=number)))
        assert set(self.ticket.duplicates) == {*known, number}

    @precondition(lambda self: self.may(Verb.LINK))
    @rule(number=st.integers(4, 6))
    def link(self, number):
        self.step(self.ticket.link(number))
        assert self.ticket.related.count(number) == 1

    @precondition(lambda self: self.may(Verb.FOLLOW))
    @rule(person=PEOPLE)
    def follow(self, person):
        self.step(self.ticket.follow(person))
        assert self.ticket.followers.count(person) == 1

    @precondition(lambda self: self.may(Verb.UNFOLLOW))
    @rule(person=PEOPLE)
    def unfollow(self, person):
        self.step(self.ticket.unfollow(person))
        assert person not in self.ticket.followers

    @precondition(lambda self: self.ticket.merged_into is not None)
    @rule(person=PEOPLE)
    def say_something_at_what_is_merged(self, person):
        with pytest.raises(WrongStatusError):
            self.ticket.reply(person, self.now)

    def targets(self, verb):
        return targets(POLICY, self.ticket, verb)

    @invariant()
    def an_open_one_has_an_owner_or_stands_in_exactly_one_queue(self):
        ticket = self.ticket
        queues = [key for key in TIERS if ticket.is_waiting_in_queue and ticket.tier == key]
        is_open = ticket.status not in {Status.RESOLVED, Status.CLOSED}
        assert len(queues) == (1 if is_open and ticket.assignee is None else 0)
        assert ticket.tier in TIERS

    @invariant()
    def somebody_can_take_what_stands_in_a_queue(self):
        if self.ticket.is_waiting_in_queue:
            assert self.ticket.claim(1, self.now).assignee == 1

    @invariant()
    def there_is_a_way_to_closed(self):
        ticket = self.ticket
        if ticket.status not in {Status.RESOLVED, Status.CLOSED}:
            ticket = ticket.resolve(1, "done", "defect", self.now)
        if ticket.status is Status.RESOLVED:
            ticket = ticket.close(self.now)
        assert ticket.status is Status.CLOSED

    @invariant()
    def what_is_merged_is_over_here_and_tells_nobody(self):
        ticket = self.ticket
        if ticket.merged_into is not None:
            assert [verb for verb in TRANSITIONS if ticket.may(verb)] == [Verb.UNMERGE]
            assert (ticket.duplicates, ticket.followers) == ((), ())

    @invariant()
    def a_tier_has_one_open_escalation_at_most(self):
        assert len(set(self.escalations)) == len(self.escalations)
        assert self.ticket.tier not in self.targets(Verb.ESCALATE)
        assert not set(self.escalations) & set(self.targets(Verb.ESCALATE))
        assert self.ticket.stint == self.stays

    @invariant()
    def it_stands_where_it_was_last_escalated_to(self):
        if self.escalations:
            assert self.ticket.tier == self.escalations[-1]

    @invariant()
    def what_is_resolved_had_words_for_the_requester(self):
        if self.ticket.status is Status.RESOLVED:
            assert self.ticket.first_response_at is not None
            assert self.ticket.resolved_at is not None


TestLife = Life.TestCase


@pytest.mark.parametrize("verb", sorted(TRANSITIONS))
def test_a_closed_ticket_refuses_all_but_notes_marks_and_what_links_it(verb):
    closed = fresh().cancel(NOON)
    assert closed.may(verb) == (verb in AFTERWARDS)


@pytest.mark.parametrize("verb", sorted(TRANSITIONS))
def test_a_merged_ticket_refuses_everything_but_to_be_taken_out_again(verb):
    assert fresh().merge(2, NOON).may(verb) == (verb is Verb.UNMERGE)


def test_who_takes_in_a_ticket_takes_in_what_was_merged_into_that_before():
    first = replace(fresh(), id=2).take_in(replace(fresh(), id=3, followers=(7,)))
    joined = fresh().follow(7).take_in(first)
    assert joined.duplicates == (2, 3)
    assert joined.followers == (7,)


def test_to_whom_merged_reads_along_the_ticket_is_their_own():
    other = replace(fresh(), id=2, requester=8, title="Mine", text="My words", rating=3)
    there = fresh().claim(1, NOON).take_in(other).link(5).follow(1)
    seen = there.seen_from(other)
    assert (seen.id, seen.requester, seen.title, seen.text) == (2, 8, "Mine", "My words")
    assert (seen.status, seen.assignee) == (Status.OPEN, 1)
    assert (seen.duplicates, seen.related, seen.followers) == ((), (), ())


def test_a_refusal_names_the_verb_and_the_status():
    with pytest.raises(WrongStatusError) as refused:
        fresh().reopen()
    assert refused.value.facts == {"ticket": 1, "verb": "reopen", "status": "new"}


def test_the_reopen_window_is_half_open():
    solved = fresh().resolve(1, "done", "defect", NOON)
    week = timedelta(days=7)
    assert solved.is_within_reopen(week, NOON + week - timedelta(seconds=1))
    assert not solved.is_within_reopen(week, NOON + week)
