"""Whatever happens to a ticket, its path says each level once, in order, in time, and ends."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desk import escalation
from desk.escalation import StepKind
from desk.events import EventKind
from desk.policy import EscalationPath, Level, Status
from tests.desk.climbing import HOUR, MINUTE, POLICY, Story
from tests.nouns import NOON

MINUTES = st.integers(1, 700)


@st.composite
def paths(draw):
    """Any path over two tiers, one of them with hours."""
    levels = st.builds(
        Level,
        tier=st.sampled_from(["L1", "L2"]),
        calendar=st.sampled_from(["always", "office"]),
        claim=st.integers(1, 300).map(lambda one: one * MINUTE),
        on_call=st.sampled_from(["L1", None]),
    )
    return EscalationPath(
        tier="L1",
        levels=tuple(draw(st.lists(levels, min_size=1, max_size=4))),
        repeat=draw(st.integers(0, 5)),
        release=draw(st.sampled_from([None, 4 * HOUR])),
    )


def take(story, minute):
    """Do what is due, as the tick does; gives the level that was said, if one was."""
    run = story.run
    step = None if run is None else story.due(minute)
    if step is None:
        return None
    if step.kind is StepKind.REMIND:
        story.happens(EventKind.OWNER_REMINDED, minute, by=None, step=step.number)
    if step.kind is StepKind.RELEASE:
        story.assignee = None
        story.happens(EventKind.RELEASED, minute, by=None, **story.kept())
    return say(story, run, minute) if step.kind is StepKind.PAGE else None


def say(story, run, minute):
    call = next(escalation.calls(POLICY, run))
    if call.level.tier != run.tier:
        story.happens(EventKind.ESCALATED, minute, by=None, tier="L2", priority="P3")
    story.pages(minute, call.number, call.round)
    return call


class Climb(RuleBasedStateMachine):
    """`said` are the levels of the present run, `run` is its first event."""

    @initialize(path=paths(), priority=st.sampled_from(["P1", "P3"]))
    def opens(self, path, priority):
        self.story, self.now = Story(path=path, priority=priority), 0
        self.run, self.said = 1, []

    def goes_on(self, minutes):
        self.now += minutes

    @rule(minutes=MINUTES)
    def ticks(self, minutes):
        self.goes_on(minutes)
        run, due_at, owner = self.story.run, self.story.next_at, self.story.assignee
        call = take(self.story, self.now)
        if call is None:
            return
        assert owner is None, "a claim ends everything"
        assert due_at <= self.now, "nothing before its time"
        self.is_in_time(run)
        if run.id != self.run:
            self.run, self.said = run.id, []
        place = (call.round, call.number)
        assert all(place > other for other in self.said), "each once, in order"
        assert call.round <= run.path.repeat + 1, "repeats end"
        self.said.append(place)

    def is_in_time(self, run):
        """The time to claim is never shorter than promised, whatever the calendars do."""
        if run.called is not None:
            level = run.path.levels[run.called[1] - 1]
            assert NOON + timedelta(minutes=self.now) >= run.called_at + level.claim

    @precondition(lambda self: self.story.assignee is None)
    @rule(minutes=MINUTES)
    def is_claimed(self, minutes):
        self.goes_on(minutes)
        self.story.claims(self.now)

    @precondition(lambda self: self.story.assignee is not None)
    @rule(minutes=MINUTES)
    def is_released(self, minutes):
        self.goes_on(minutes)
        self.story.assignee = None
        self.story.happens(EventKind.RELEASED, self.now, **self.story.kept())

    @rule(minutes=MINUTES)
    def the_requester_writes(self, minutes):
        self.goes_on(minutes)
        self.story.happens(EventKind.WROTE, self.now, by=1, status="open")

    @precondition(lambda self: self.story.assignee is not None)
    @rule(minutes=MINUTES, kind=st.sampled_from([EventKind.REPLIED, EventKind.ASKED_REQUESTER]))
    def the_owner_writes(self, minutes, kind):
        self.goes_on(minutes)
        status = "open" if kind is EventKind.REPLIED else "pending"
        self.story.happens(kind, self.now, status=status)
        assert self.story.next_at is None

    @rule(minutes=MINUTES, length=MINUTES)
    def is_snoozed(self, minutes, length):
        self.goes_on(minutes)
        until = self.now + length
        self.story.happens(EventKind.SNOOZED, self.now, until=(NOON + until * MINUTE).isoformat())
        at = self.story.next_at
        assert at is None or at >= until, "nothing until then"

    @rule(minutes=MINUTES)
    def becomes_urgent(self, minutes):
        self.goes_on(minutes)
        self.story.happens(EventKind.CHANGED, self.now, priority="P1")

    @invariant()
    def nobody_is_called_while_somebody_outside_is_waited_for(self):
        if self.story.status == Status.PENDING:
            assert self.story.next_at is None


TestClimb = Climb.TestCase


@given(path=paths())
def test_a_ticket_that_nobody_ever_claims_comes_to_the_end_of_its_path(path):
    story, now = Story(path=path), 0
    for _ in range(len(path.levels) * (path.repeat + 1) + 1):
        at = story.next_at
        if at is None:
            break
        assert at >= now
        now = at
        assert take(story, now) is not None
    assert story.next_at is None
