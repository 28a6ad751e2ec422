import pytest

from knowledge.smalltalk import (
    is_greeting,
    is_thanks,
    sounds_like_question,
    without_pleasantries,
)
from knowledge.text import clean, words


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "Hi!",
        "hello there!",
        "hey team 👋",
        "good morning",
        "Guten Tag",
        "Hallo zusammen",
        "ciao a tutti",
        "Buongiorno",
        "moin moin",
        "yo",
        "hello hello",
    ],
)
def test_a_greeting_is_a_greeting(text):
    assert is_greeting(text)
    assert not is_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "thanks",
        "thx a lot 🙏",
        "danke",
        "ok thanks",
        "Thank you so much!",
        "vielen Dank",
        "danke schön",
        "grazie mille",
        "great, that worked, thanks",
        "perfect thank you",
        "ty",
        "molte grazie",
    ],
)
def test_thanks_are_thanks(text):
    assert is_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "hi, my vpn is down",
        "thanks, but it is still slow",
        "hello?",
        "",
        "  ",
        "🙏",
        "ok",
        "vpn",
        "hi " * 11,
        "thanks to the update nothing prints",
        "danke, aber es geht nicht",
    ],
)
def test_what_says_more_or_nothing_is_neither(text):
    assert not is_greeting(text)
    assert not is_thanks(text)


def test_pleasantries_are_cut_from_both_ends():
    spoken = words(clean("Hi team, my vpn is down please, thanks!"))
    left = without_pleasantries(spoken)
    assert " ".join(word.surface for word in left) == "my vpn is down"


def test_a_message_of_pleasantries_stays_whole():
    spoken = words(clean("hello, thanks"))
    assert without_pleasantries(spoken) == spoken


@pytest.mark.parametrize(
    "text",
    [
        "Who has the projector?",
        "hi, how do I map the drive",
        "vpn doesn\u2019t connect since this morning",
        "printer broken again",
        "Ich habe mein Passwort vergessen",
    ],
)
def test_a_question_or_a_trouble_sounds_like_a_question(text):
    assert sounds_like_question(text)


@pytest.mark.parametrize("text", ["Lunch at twelve", "hi", "Done, it is on the share", ""])
def test_chatter_does_not_sound_like_a_question(text):
    assert not sounds_like_question(text)
