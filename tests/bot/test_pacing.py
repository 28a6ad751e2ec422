"""Does nobody get more words than their platform allows, and everybody else theirs?"""

from bot.pacing import STORM, STORM_SECONDS, Pacer
from desk.people import Address

ROOM = Address(platform="slack", channel="C1")
OTHER = Address(platform="slack", channel="C2")
GROUP = Address(platform="telegram", channel="-1001")
PAGE = Address(platform="web", channel="l1")


class Seconds:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def paced():
    seconds = Seconds()
    return Pacer(seconds), seconds


def turns(pacer, address, count):
    return [pacer.take(address) for _ in range(count)]


def test_a_channel_takes_a_burst_and_then_one_a_second():
    pacer, seconds = paced()
    assert turns(pacer, ROOM, 4) == [0.0, 0.0, 0.0, 1.0]
    assert pacer.take(OTHER) == 0.0, "another channel does not wait"
    seconds.now = 1.0
    assert turns(pacer, ROOM, 2) == [0.0, 1.0]


def test_threads_of_a_channel_share_its_turns():
    pacer, _ = paced()
    threads = [Address(platform="slack", channel="C1", thread=str(n)) for n in range(4)]
    assert [pacer.take(thread) for thread in threads] == [0.0, 0.0, 0.0, 1.0]


def test_a_group_is_slower_than_a_chat():
    pacer, _ = paced()
    assert turns(pacer, GROUP, 6) == [0.0] * 6
    assert 3.0 < pacer.take(GROUP) < 4.0


def test_all_channels_together_have_a_pace_too():
    pacer, _ = paced()
    waits = [pacer.take(Address(platform="telegram", channel=str(n))) for n in range(26)]
    assert waits[:25] == [0.0] * 25
    assert waits[25] > 0.0


def test_the_page_waits_for_nobody():
    pacer, _ = paced()
    assert turns(pacer, PAGE, 100) == [0.0] * 100


def test_a_channel_that_asks_for_a_pause_gets_it_alone():
    pacer, seconds = paced()
    pacer.pause(ROOM, 30.0, is_for_all=False)
    assert pacer.paused_channels() == [ROOM]
    assert not pacer.is_paused("slack")
    pacer.pause(ROOM, 5.0, is_for_all=False)
    seconds.now = 29.0
    assert pacer.paused_channels() == [ROOM], "a shorter one does not cut it off"
    seconds.now = 30.0
    assert pacer.paused_channels() == []


def test_a_platform_that_asks_for_quiet_gets_it():
    pacer, seconds = paced()
    pacer.pause(ROOM, 30.0, is_for_all=True)
    assert pacer.is_paused("slack")
    assert pacer.paused_channels() == []
    assert not pacer.is_paused("telegram")
    seconds.now = 30.0
    assert not pacer.is_paused("slack")


def test_a_storm_of_refusals_pauses_the_platform():
    pacer, seconds = paced()
    for number in range(STORM):
        assert not pacer.is_paused("slack")
        pacer.pause(Address(platform="slack", channel=f"C{number}"), 5.0, is_for_all=False)
        seconds.now += STORM_SECONDS / STORM
    assert pacer.is_paused("slack") or seconds.now > 5.0
    seconds.now = 0.0
    assert pacer.is_paused("slack")


def test_refusals_that_are_far_apart_are_no_storm():
    pacer, seconds = paced()
    for number in range(STORM):
        pacer.pause(Address(platform="slack", channel=f"C{number}"), 60.0, is_for_all=False)
        seconds.now += STORM_SECONDS
    assert not pacer.is_paused("slack")
