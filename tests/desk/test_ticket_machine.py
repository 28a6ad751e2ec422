"""Whatever happens to a ticket, somebody can still do something about it until it is closed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desk.errors import AlreadyClaimedError, WrongStatusError
from desk.people import Address
from desk.policy import Priority, Status, TicketType
from desk.ticket import TRANSITIONS, Ticket, Verb

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


class Life(RuleBasedStateMachine):
    """A ticket lives through anything that its status allows."""

    def __init__(self):
        super().__init__()
        self.ticket = fresh()
        self.now = NOON

    def may(self, verb):
        return self.ticket.may(verb)

    def step(self, ticket):
        self.ticket, self.now = ticket, self.now + timedelta(minutes=1)

    @precondition(lambda self: self.may(Verb.CLAIM))
    @rule(person=PEOPLE)
    def claim(self, person):
        if self.ticket.assignee is None:
            self.step(self.ticket.claim(person, self.now))
        else:
            with pytest.raises(AlreadyClaimedError):
                self.ticket.claim(person, self.now)

    @precondition(lambda self: self.may(Verb.TAKE_OVER))
    @rule(person=PEOPLE)
    def take_over(self, person):
        self.step(self.ticket.take_over(person, self.now))

    @precondition(lambda self: self.may(Verb.RELEASE))
    @rule()
    def release(self):
        self.step(self.ticket.release())

    @precondition(lambda self: self.may(Verb.REPLY))
    @rule(person=PEOPLE)
    def reply(self, person):
        self.step(self.ticket.reply(person, self.now))
        assert self.ticket.first_response_at is not None
        assert self.ticket.assignee is not None

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

    @precondition(lambda self: self.may(Verb.ESCALATE))
    @rule(up=st.booleans())
    def hand_over(self, up):
        stint = self.ticket.stint
        self.step(self.ticket.hand_over("L2" if up else "L1", up=up))
        assert self.ticket.stint == stint + 1
        assert self.ticket.is_waiting_in_queue

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

    @precondition(lambda self: self.may(Verb.RATE))
    @rule(mark=st.integers(1, 5))
    def rate(self, mark):
        self.step(self.ticket.rate(mark))

    @invariant()
    def it_is_owned_or_stands_in_its_queue(self):
        if self.ticket.is_open:
            assert (self.ticket.assignee is not None) is not self.ticket.is_waiting_in_queue

    @invariant()
    def there_is_a_way_to_closed(self):
        ticket = self.ticket
        if ticket.is_open:
            ticket = ticket.resolve(1, "done", "defect", self.now)
        if ticket.status is Status.RESOLVED:
            ticket = ticket.close(self.now)
        assert ticket.status is Status.CLOSED

    @invariant()
    def what_is_resolved_had_words_for_the_requester(self):
        if self.ticket.status is Status.RESOLVED:
            assert self.ticket.first_response_at is not None
            assert self.ticket.resolved_by is not None


TestLife = Life.TestCase


@pytest.mark.parametrize("verb", sorted(TRANSITIONS))
def test_a_closed_ticket_refuses_all_but_notes_marks_and_their_comments(verb):
    closed = fresh().cancel(NOON)
    assert closed.may(verb) == (verb in {Verb.NOTE, Verb.RATE, Verb.COMMENT})


def test_a_refusal_names_the_verb_and_the_status():
    with pytest.raises(WrongStatusError) as refused:
        fresh().reopen()
    assert refused.value.facts == {"ticket": 1, "verb": "reopen", "status": "new"}


def test_the_reopen_window_is_half_open():
    solved = fresh().resolve(1, "done", "defect", NOON)
    week = timedelta(days=7)
    assert solved.is_within_reopen(week, NOON + week - timedelta(seconds=1))
    assert not solved.is_within_reopen(week, NOON + week)
