from handlers.cards.card import Card
from handlers.web.card_json import Drawn, encode
from handlers.web.talk import hue, initials, ticket_of, topics
from tests.handlers.web.chat_in_memory import NOW, MemoryChat


async def filled(channel: str, *messages) -> tuple:
    chat = MemoryChat()
    await chat.seat(channel, ["maya", "sam"])
    for number, (thread, more) in enumerate(messages, 1):
        await chat.put(
            f"k{number}", channel=channel, text=f"m{number}", at=NOW, thread=thread, **more
        )
    return await chat.messages(channel, viewer="sam")


def card(key: str) -> dict:
    return {"card": encode(Drawn(card=Card(key=key, text="t")))}


async def test_a_channel_hangs_everything_under_its_card_and_folds_what_is_older():
    messages = await filled("l1", (None, {}), *[(1, {})] * 5, (None, {}))
    first, second = topics(messages, "sam")
    assert [message.id for message in first.earlier] == [2, 3]
    assert [message.id for message in first.last] == [4, 5, 6]
    assert (second.root.id, second.earlier, second.last) == (7, (), ())


async def test_a_direct_chat_is_flat_and_names_the_ticket_of_each_message():
    opened = card("ticket.opened:106:v1")
    messages = await filled("dm:sam", (None, {}), (None, {}), (1, opened), (1, {}))
    shown = [(topic.root.id, topic.root.ticket) for topic in topics(messages, "sam")]
    assert shown == [(1, 106), (2, None), (3, 106), (4, 106)]


async def test_what_is_for_somebody_else_is_not_shown():
    messages = await filled("l1", (None, {"only": "sam"}))
    assert topics(messages, "sam")[0].root.is_private
    assert topics(messages, "maya") == ()


async def test_a_card_that_cannot_be_read_is_shown_by_its_text():
    for broken in ("", "{}", "[1]", '{"v":1,"card":{},"button":null}', '{"v":9}'):
        messages = await filled("l1", (None, {"card": broken}))
        root = topics(messages, "sam")[0].root
        assert (root.drawn, root.text) == (None, "m1")


def test_only_cards_of_tickets_have_a_number():
    assert ticket_of(Card(key="ticket.card:106:v2", text="")) == 106
    assert ticket_of(Card(key="answer:12:v1", text="")) is None
    assert ticket_of(Card(key="ticket.card", text="")) is None


def test_a_person_is_told_by_initials_and_a_steady_colour():
    assert initials("Maya Rossi") == "MR"
    assert initials("Ana María de la Cruz") == "AC"
    assert initials("sam") == "S"
    assert initials("···") == "?"
    assert hue("maya") == hue("maya") < 6
