import numpy as np
import pytest

from knowledge.bags import letter_bag, word_bag
from knowledge.matcher import Matcher, Phrasing
from knowledge.ridge import LETTER_WEIGHT, WORD_WEIGHT, ExactRidge, LocalRidge
from knowledge.text import clean, words
from knowledge.vectors import View

TEXTS = [
    (0, "vpn will not connect"),
    (0, "cannot get into the vpn"),
    (1, "vpn is slow"),
    (1, "slow tunnel at home"),
    (2, "i forgot my password"),
    (2, "reset a password"),
]


def phrasing(article: int, text: str) -> Phrasing:
    return Phrasing(article, text, tuple(words(clean(text))), is_title=False)


PHRASINGS = [phrasing(article, text) for article, text in TEXTS]
OWNERS = np.array([one.article for one in PHRASINGS])
WORDS = View([word_bag(one.words) for one in PHRASINGS])
LETTERS = View([letter_bag(one.words) for one in PHRASINGS])
GRAM = WORD_WEIGHT * WORDS.gram() + LETTER_WEIGHT * LETTERS.gram()
EXACT = ExactRidge(GRAM, OWNERS, 3)
MATCHER = Matcher(PHRASINGS, [[], [], []])


def without(rows: list[int]) -> ExactRidge:
    left = [n for n in range(len(TEXTS)) if n not in rows]
    return ExactRidge(GRAM[np.ix_(left, left)], OWNERS[left], 3)


def test_a_phrasing_is_as_long_as_every_other():
    assert np.diag(WORDS.gram()) == pytest.approx(1.0)
    assert WORDS.likeness_of(2) == pytest.approx(WORDS.gram()[2])


def test_strange_pieces_lengthen_a_question_and_so_keep_it_apart():
    known = WORDS.likeness(WORDS.row({"vpn": 1}))
    mixed = WORDS.likeness(WORDS.row({"vpn": 1, "zebra": 1}))
    assert 0 < mixed[0] < known[0]
    assert not WORDS.likeness(WORDS.row({"zebra": 1})).any()


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_the_closed_form_is_what_leaving_a_phrasing_out_gives(number):
    refitted = without([number]).scores(np.delete(GRAM[number], number))
    assert EXACT.without_phrasing(number, GRAM[number]) == pytest.approx(refitted)


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_the_closed_form_is_what_leaving_an_article_out_gives(number):
    own = [n for n, (article, _) in enumerate(TEXTS) if article == OWNERS[number]]
    refitted = without(own).scores(np.delete(GRAM[number], own))
    others = [article for article in range(3) if article != OWNERS[number]]
    left_out = EXACT.without_article(number, GRAM[number])
    assert left_out[others] == pytest.approx(refitted[others])


def test_with_all_phrasings_near_the_local_way_is_the_exact_one():
    nouns = ["badge", "chair", "lamp", "mouse", "phone", "plant", "plug", "rack", "sofa", "desk"]
    verbs = ["borrow", "clean", "find", "move", "order", "paint", "return", "sell", "store", "fix"]
    pairs = [f"{verb} the {noun}" for verb in verbs for noun in nouns] * 2
    flat = [words(clean(text)) for text in pairs]
    owners = np.arange(len(pairs)) // 4
    by_words, by_letters = View([word_bag(w) for w in flat]), View([letter_bag(w) for w in flat])
    gram = WORD_WEIGHT * by_words.gram() + LETTER_WEIGHT * by_letters.gram()
    local = LocalRidge(by_words, by_letters, owners, 50)
    likeness = gram[7].copy()
    likeness[150:] = 0.0
    exact = ExactRidge(gram[:150, :150], owners[:150], 50).scores(likeness[:150])
    assert local.scores(likeness) == pytest.approx(exact)
    assert local.without_phrasing(7, likeness) == pytest.approx(exact)
    assert local.without_article(7, likeness) == pytest.approx(exact)
    assert not local.scores(np.zeros(len(pairs))).any()


def test_a_phrasing_held_out_is_found_by_its_siblings_alone():
    evidence = MATCHER.look_without_phrasing(4)
    assert evidence.best == 2
    assert evidence.likeness[4] == 0.0
    assert evidence.asked.known < 1.0  # nobody else says "forgot"


def test_an_article_held_out_is_never_the_best():
    for number, (article, _) in enumerate(TEXTS):
        evidence = MATCHER.look_without_article(number)
        assert evidence.best != article
        assert MATCHER.signs(evidence, evidence.best)[0] < 0.8


def test_a_large_base_is_searched_by_neighbourhood():
    nouns = ["badge", "chair", "desk", "lamp", "mouse", "phone", "plant", "plug", "rack", "sofa"]
    verbs = ["borrow", "clean", "find", "fix", "move", "order", "paint", "sell", "store", "wash"]
    places = ["attic", "cellar", "hall", "lobby", "yard", "kitchen", "garage"]
    threes = [(verb, noun, place) for verb in verbs for noun in nouns for place in places]
    flat = [
        phrasing(number, text)
        for number, (verb, noun, place) in enumerate(threes)
        for text in (f"{verb} {noun} {place}", f"how to {verb} it", f"{noun} in the {place}")
    ]
    matcher = Matcher(flat, [[]] * len(threes))
    evidence = matcher.look(words(clean("how do i fix the lamp in the cellar")))
    assert threes[evidence.best] == ("fix", "lamp", "cellar")
    assert matcher.look_without_article(0).best != 0
