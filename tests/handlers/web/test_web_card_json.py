import json

import pytest

from handlers.cards.card import Card
from handlers.cards.catalogue import draw
from handlers.web.card_json import Drawn, decode, encode
from tests.handlers.cards.samples import SAMPLES


@pytest.mark.parametrize("name", SAMPLES)
def test_every_card_comes_back_as_it_was(name):
    drawn = Drawn(card=draw(SAMPLES[name], "de"), button=7)
    assert decode(encode(drawn)) == drawn


def test_what_is_kept_is_plain_ascii():
    drawn = Drawn(card=Card(key="k", text="Grüße \U0001f600 \ud83d"))
    assert encode(drawn).isascii()
    assert decode(encode(drawn)) == drawn


def test_a_card_of_another_version_is_not_read():
    kept = json.loads(encode(Drawn(card=Card(key="k", text="t"))))
    assert decode(json.dumps({**kept, "v": 99})) is None
