import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.confidence import Confidence, Lesson, learn

STRONG = (1.0,) * 8
WEAK = (0.1,) * 8
SIGNS = st.lists(st.floats(-1, 2), min_size=8, max_size=8).map(tuple)


def test_few_right_lessons_leave_the_shipped_model():
    lessons = [Lesson(STRONG, True, 1.0)] * 19 + [Lesson(WEAK, False, 1.0)] * 100
    assert learn(lessons) == Confidence()


def test_lessons_move_the_model_towards_what_they_show():
    lessons = [Lesson(STRONG, True, 1.0)] * 50 + [Lesson(WEAK, False, 1.0)] * 50
    taught = learn(lessons)
    assert taught.of(STRONG) > 0.95
    assert taught.of(WEAK) < 0.1


def test_a_sign_that_misleads_loses_its_say_but_never_speaks_against():
    lying = (1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    lessons = [Lesson(lying, False, 1.0)] * 300 + [Lesson(WEAK, True, 1.0)] * 300
    coefficients = learn(lessons).coefficients
    assert min(coefficients[1:]) == pytest.approx(0.0)


@given(SIGNS, st.integers(0, 7), st.floats(0, 1))
def test_more_of_any_sign_never_makes_less_likely(signs, which, more):
    raised = tuple(sign + more * (n == which) for n, sign in enumerate(signs))
    model = Confidence()
    assert 0.0 <= model.of(signs) <= model.of(raised) <= 1.0
