"""Does a refusal name what was asked for?"""

from handlers.cards.refusals import refusal_words


def test_a_ticket_that_is_not_there_is_named_however_it_was_asked_for():
    for facts in ({"number": "SUP-9"}, {"key": "SUP-9"}, {"id": 9}):
        told = refusal_words("not_found", {"noun": "ticket", **facts}, "en")
        assert told.startswith(f"There is no ticket {next(iter(facts.values()))} here.")


def test_without_a_number_it_asks_for_one():
    told = refusal_words("not_found", {"noun": "ticket", "verb": "claim"}, "en")
    assert told.startswith("Which ticket?")
