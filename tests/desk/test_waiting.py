"""When is a requester reminded, warned, and not waited for any more?"""

from datetime import timedelta

import pytest

from desk import waiting
from desk.events import EventKind
from desk.policy import Patience
from desk.waiting import Step
from tests import nouns
from tests.nouns import NOON

DAY = timedelta(days=1)
SHIPPED = Patience()
OPEN, PENDING = {"status": "open"}, {"status": "pending"}


def told(kind, day, data=PENDING, **more):
    told.last += 1
    return nouns.event(kind, id=told.last, at=NOON + day * DAY, data={**data, **more})


told.last = 0


def asked(day=0):
    return told(EventKind.ASKED_REQUESTER, day, text="Which printer?")


def opened():
    return told(EventKind.OPENED, -1, {"status": "new"})


def reminded(day, step):
    return told(EventKind.REMINDED, day, step=step.value)


def step_at(history, day, patience=SHIPPED):
    return waiting.due(patience, waiting.waiting(history), NOON + day * DAY)


def test_three_days_remind_and_the_last_day_warns_and_seven_resolve():
    history = [opened(), asked()]
    assert [step_at(history, day) for day in (2.9, 3, 5.9)] == [None, Step.REMIND, Step.REMIND]
    history.append(reminded(3, Step.REMIND))
    assert [step_at(history, day) for day in (3, 5.9, 6)] == [None, None, Step.WARN]
    history.append(reminded(6, Step.WARN))
    assert [step_at(history, day) for day in (6, 6.9, 7)] == [None, None, Step.LAPSE]


def test_after_a_downtime_the_late_ones_are_one_and_a_day_is_left():
    history = [opened(), asked()]
    assert step_at(history, 30) is Step.WARN
    history.append(reminded(30, Step.WARN))
    assert step_at(history, 30.9) is None
    assert waiting.lapses_at(SHIPPED, waiting.waiting(history)) == NOON + 31 * DAY
    assert step_at(history, 31) is Step.LAPSE


def test_further_words_of_an_engineer_begin_the_days_anew_but_not_the_waiting():
    history = [opened(), asked(), reminded(3, Step.REMIND), told(EventKind.REPLIED, 4)]
    wait = waiting.waiting(history)
    assert (wait.began_at, wait.question) == (NOON, history[1])
    assert [step_at(history, day) for day in (6.9, 7, 10)] == [None, Step.REMIND, Step.WARN]


def test_an_answer_ends_the_waiting():
    assert waiting.waiting([opened(), asked(), told(EventKind.WROTE, 1, OPEN)]) is None


def test_words_about_something_new_end_no_waiting():
    wrote = told(EventKind.WROTE, 2, OPEN)
    history = [opened(), asked(), wrote, told(EventKind.MOVED, 2, event=wrote.id)]
    assert waiting.waiting(history).began_at == NOON


def test_a_question_that_was_taken_back_is_not_waited_for():
    question = asked()
    history = [opened(), question, told(EventKind.UNDONE, 0, event=question.id)]
    assert waiting.waiting(history) is None
    again = asked(1)
    assert waiting.waiting([*history, again]).began_at == again.at


def test_nobody_is_reminded_of_what_never_arrived():
    assert waiting.waiting([opened(), asked(), told(EventKind.UNDELIVERED, 0)]) is None


@pytest.mark.parametrize(
    ("remind", "resolve", "steps"),
    [
        (None, 7, [None, Step.WARN]),
        (3, None, [Step.REMIND, Step.REMIND]),
        (None, None, [None, None]),
        (6, 7, [None, Step.WARN]),
        (2, 3, [Step.WARN, Step.WARN]),
    ],
)
def test_each_step_can_be_switched_off_or_moved(remind, resolve, steps):
    days = [None if count is None else count * DAY for count in (remind, resolve)]
    patience = Patience(remind=days[0], resolve=days[1])
    history = [opened(), asked()]
    assert [step_at(history, day, patience) for day in (4, 6)] == steps
    is_off = remind is None and resolve is None
    assert (waiting.next_at(patience, waiting.waiting(history)) is None) == is_off
