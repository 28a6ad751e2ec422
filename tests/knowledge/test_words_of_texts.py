import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.bags import letter_bag, word_bag
from knowledge.spelling import Speller
from knowledge.text import Word, clean, key_of, shortened, stem, words


def keys(text: str) -> list[str]:
    return [word.key for word in words(clean(text))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I CAN'T connect", "i cannot connect"),
        ("cant connect", "can not connect"),
        ("what\u2019s the Wi-Fi", "what is the wlan"),
        ("sign in", "log-in"),
        ("Größe", "grosse"),
        ("ﬁle", "FILE"),
        ("printers", "printer"),
        ("my pwd", "my passcode"),
        ("syncing", "synced"),
        ("stopped", "stopping"),
        ("companies", "company"),
        ("boxes", "box"),
        ("falling", "falls"),
    ],
)
def test_what_means_the_same_has_the_same_words(one, other):
    assert keys(one) == keys(other)


@pytest.mark.parametrize("word", ["bus", "class", "vpn", "thing", "red", "größe", "win11", "this"])
def test_short_and_strange_words_keep_their_shape(word):
    assert stem(word) == word


def test_scripts_without_spaces_fall_into_pairs():
    assert keys("密码重置 vpn不") == ["密码", "码重", "重置", "vpn", "不"]


def test_signs_that_say_nothing_leave_no_words():
    assert keys("😀 \0 \ud800 _ !?") == []


def test_a_long_text_keeps_its_beginning_and_end():
    text = f"first {'x' * 100_000} last"
    short = shortened(text)
    assert len(short) == 2001
    assert short.startswith("first")
    assert short.endswith("last")


@given(st.text(st.characters(), max_size=300))
def test_any_text_comes_apart_into_words_that_can_be_written_down(text):
    cleaned = clean(text)
    assert cleaned.encode().decode() == cleaned
    assert all(word.surface and word.key for word in words(cleaned))


def test_pairs_of_words_count_in_any_order():
    assert word_bag(words("vpn down now")) == word_bag(words("now down vpn"))
    assert word_bag(words("vpn down")) == {"vpn": 1, "down": 1, "down vpn": 1}


def test_letters_count_with_the_edges_of_words():
    assert letter_bag([Word("ab", "ab")]) == {
        " a": 1,
        "ab": 1,
        "b ": 1,
        " ab": 1,
        "ab ": 1,
        " ab ": 1,
    }


SPELLER = Speller(
    {"connect": 3.0, "printer": 2.0, "authentication": 1.0, "vpn": 1.0, "pointer": 1.0}
)


def corrected(text: str) -> list[str]:
    return [word.surface for word in SPELLER.correct(words(clean(text)))]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("conect vpn", "connect vpn"),
        ("cnonect vpn", "connect vpn"),
        ("vpnn connect", "vpn connect"),
        ("autentificaton connect vpn", "autentificaton connect vpn"),
        ("authentcaton vpn connect", "authentication vpn connect"),
        ("prinyer vpn", "printer vpn"),
    ],
)
def test_a_slip_becomes_the_word_of_an_article(typed, meant):
    assert corrected(typed) == meant.split()


def test_real_words_are_never_corrected():
    assert corrected("content vpn connect") == ["content", "vpn", "connect"]


def test_another_language_is_left_alone():
    assert corrected("conect gehoert irgendwie") == ["conect", "gehoert", "irgendwie"]


def test_relatives_of_known_words_are_known():
    assert SPELLER.is_known(Word("connecting", key_of("connecting")))
    assert corrected("connecting printers") == ["connecting", "printers"]
