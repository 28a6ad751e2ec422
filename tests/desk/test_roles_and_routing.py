"""Who may do what, and where words belong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk import roles, routing
from desk.errors import NotAllowedError
from desk.inbound import Author, Said
from desk.people import Actor, Address, Identity, Person, Role
from desk.policy import Status, Watch
from desk.routing import Belonging
from desk.ticket import Verb
from tests.desk.test_ticket_machine import NOON, fresh
from tests.nouns import L1_ROOM, L2_ROOM, POLICY


def actor(number=1, *held, tiers=()):
    return Actor(person=Person(id=number, name="x"), roles=frozenset(held), tiers=frozenset(tiers))


def said(**facts):
    whose = Author(identity=Identity(platform="web", id="maya"), name="Maya")
    place = Address(platform="web", channel="dm:maya")
    return Said(author=whose, channel=place, message="1", text="x", said_at=NOON, **facts)


def test_an_engineer_of_another_tier_may_not_claim():
    roles.check(actor(1, Role.ENGINEER, tiers=["L1"]), Verb.CLAIM, fresh(), POLICY)
    with pytest.raises(NotAllowedError) as refused:
        roles.check(actor(1, Role.ENGINEER, tiers=["L2"]), Verb.CLAIM, fresh(), POLICY)
    assert refused.value.facts["tier"] == "First"


def test_only_the_requester_cancels_and_rates():
    roles.check(actor(9, Role.REQUESTER), Verb.CANCEL, fresh(), POLICY)
    for verb in (Verb.CANCEL, Verb.RATE):
        with pytest.raises(NotAllowedError):
            roles.check(actor(8, Role.REQUESTER), verb, fresh(), POLICY)


def test_an_admin_stands_in_for_engineers_and_an_operator_for_both_sides():
    for verb in (Verb.CLAIM, Verb.RESOLVE):
        assert roles.may(actor(5, Role.ADMIN), verb, owner=9, tier="L1")
    assert roles.may(actor(5, Role.OPERATOR), Verb.CANCEL, owner=9, tier="L1")
    assert not roles.may(actor(5, Role.MANAGER), Verb.CLAIM, owner=9, tier="L1")


def test_direct_words_go_to_the_only_lively_ticket_and_say_so():
    lively = replace(fresh(), spoken_at=NOON)
    route = routing.at_top_level(said(is_direct=True), [lively], NOON + timedelta(minutes=30))
    assert (route.belonging, route.ticket, route.is_guess) == (Belonging.TICKET, 1, True)


@pytest.mark.parametrize("own", [[], [fresh(), replace(fresh(), id=2)]])
def test_direct_words_with_no_or_two_lively_tickets_are_a_question(own):
    route = routing.at_top_level(said(is_direct=True), own, NOON)
    assert route.belonging is Belonging.QUESTION


def test_a_pending_ticket_takes_words_however_late_and_a_quiet_one_does_not():
    late = NOON + timedelta(days=3)
    pending = replace(fresh(), status=Status.PENDING)
    assert routing.at_top_level(said(is_direct=True), [pending], late).ticket == 1
    assert routing.at_top_level(said(is_direct=True), [fresh()], late).ticket is None


def test_in_a_channel_only_a_mention_is_for_the_bot():
    assert routing.at_top_level(said(), [], NOON).belonging is Belonging.NOWHERE
    mentioned = routing.at_top_level(said(is_addressed=True), [], NOON)
    assert mentioned.belonging is Belonging.QUESTION


def test_talk_in_an_engineers_thread_stays_unless_it_is_addressed():
    inside = routing.in_engineers_thread(said(), 1, answers_requester=False)
    assert inside.belonging is Belonging.INTERNAL
    for words, answers in ((said(is_addressed=True), False), (said(), True)):
        route = routing.in_engineers_thread(words, 1, answers_requester=answers)
        assert route.belonging is Belonging.RELAY


def heard_in(watch, text, **facts):
    route = routing.at_top_level(replace(said(**facts), text=text), [], NOON, watch)
    return route.belonging is Belonging.QUESTION


def test_a_channel_that_is_only_mentioned_in_is_left_alone():
    assert not heard_in(Watch.MENTIONED, "The printer is broken?")
    assert heard_in(Watch.MENTIONED, "The printer is broken", is_addressed=True)


def test_where_questions_are_watched_for_chatter_is_left_alone():
    assert heard_in(Watch.QUESTIONS, "hey, cant connect to vpn")
    assert heard_in(Watch.QUESTIONS, "Who has the key?")
    assert heard_in(Watch.QUESTIONS, "Hello, where do I find my payslip")
    assert not heard_in(Watch.QUESTIONS, "Lunch at twelve")
    assert not heard_in(Watch.QUESTIONS, "thanks a lot!")


def test_where_everything_is_watched_greetings_and_other_threads_are_left_alone():
    for watch in (Watch.EVERYTHING, Watch.SURE):
        assert heard_in(watch, "Lunch at twelve")
        assert not heard_in(watch, "Hi all")
        assert not heard_in(watch, "I think so too", anchors=("5",))


def test_engineers_talk_among_themselves_wherever_everything_is_watched():
    everything = {Address(platform="slack", channel="*"): Watch.EVERYTHING}
    policy = replace(POLICY, watched=everything)
    assert policy.watch_at(Address(platform="slack", channel="C0HELP")) is Watch.EVERYTHING
    assert policy.watch_at(L1_ROOM) is Watch.MENTIONED
    assert policy.watch_at(L2_ROOM) is Watch.MENTIONED
