from desk.notice import Op
from desk.people import Address, Identity
from handlers.cards.card import Card
from handlers.notifier import Parcel, Refused, Sent
from handlers.web.card_json import decode
from handlers.web.notifier import WebNotifier
from tests.handlers.web.chat_in_memory import NOW, MemoryChat

CARD = Card(key="ticket.card:106:v1", text="SUP-106: printer", heading="SUP-106")


def parcel(key="event:1@web:l1", op=Op.POST, thread=None, **more) -> Parcel:
    address = Address(platform="web", channel="l1-support", thread=thread)
    return Parcel(**{"key": key, "op": op, "address": address, "card": CARD, **more})


class Rig:
    def __init__(self):
        self.chat, self.told = MemoryChat(), 0
        self.notifier = WebNotifier(self.chat, now=lambda: NOW, changed=self.tell, name="Desk")

    def tell(self):
        self.told += 1

    async def carry(self, *args, **more):
        return await self.notifier.carry(parcel(*args, **more))


async def test_a_card_is_kept_with_the_id_behind_its_buttons():
    rig = Rig()
    sent = await rig.carry(button=7)
    message = rig.chat.rows[int(sent.message)]
    assert (message.author, message.author_name, message.at) == (None, "Desk", NOW)
    assert message.text == CARD.text
    drawn = decode(message.card)
    assert (drawn.card, drawn.button) == (CARD, 7)
    assert rig.told == 1


async def test_the_same_key_is_one_message_and_is_found_again():
    rig = Rig()
    first, second = await rig.carry(), await rig.carry()
    assert first.message == second.message
    assert len(rig.chat.rows) == 1
    assert await rig.notifier.find(parcel(), NOW) == Sent(message=first.message)
    assert await rig.notifier.find(parcel("other"), NOW) is None


async def test_words_hang_under_the_thread_that_the_address_names_else_under_the_card():
    rig = Rig()
    root = (await rig.carry()).message
    in_thread = await rig.carry("b", under=root)
    deeper = await rig.carry("c", thread=root, under=in_thread.message)
    assert rig.chat.rows[int(in_thread.message)].thread == int(root)
    assert rig.chat.rows[int(deeper.message)].thread == int(root)


async def test_a_card_is_redrawn_in_place():
    rig = Rig()
    sent = await rig.carry()
    again = Card(key="ticket.card:106:v2", text="claimed")
    await rig.carry("e", op=Op.EDIT, message=sent.message, card=again)
    assert decode(rig.chat.rows[int(sent.message)].card).card == again


async def test_an_edit_of_what_is_not_there_is_refused():
    assert await Rig().carry(op=Op.EDIT, message="99") == Refused(reason="message_not_found")


async def test_taking_away_twice_is_no_fault():
    rig = Rig()
    sent = await rig.carry()
    for _ in range(2):
        assert isinstance(await rig.carry(op=Op.DELETE, message=sent.message), Sent)
    assert rig.chat.rows[int(sent.message)].is_deleted


async def test_a_sign_is_put_on_a_persons_message():
    rig = Rig()
    message = await rig.chat.put("web:maya:1", channel="l1-support", text="hi", at=NOW)
    ok = Card(key="received", text="ok")
    assert isinstance(await rig.carry(op=Op.REACT, message=str(message), card=ok), Sent)
    assert isinstance(await rig.carry(op=Op.REACT, on=str(message), card=None), Sent)
    assert rig.chat.rows[message].reactions == ("ok", "eyes")


async def test_what_is_for_one_person_is_kept_for_that_account():
    rig = Rig()
    own = await rig.carry(only=Identity(platform="web", id="sam"))
    guest = await rig.carry("b", only=Identity(platform="slack", id="U07"))
    assert rig.chat.rows[int(own.message)].only == "sam"
    assert rig.chat.rows[int(guest.message)].only == "slack-U07"


async def test_what_cannot_be_done_here_is_refused_and_wakes_nobody():
    rig = Rig()
    assert await rig.carry(op=Op.ROOM, title="SUP-106") == Refused(reason="no_rooms")
    assert await rig.carry(card=None) == Refused(reason="no_card")
    assert await rig.carry(op=Op.EDIT) == Refused(reason="no_card")
    assert await rig.carry(op=Op.DELETE) == Refused(reason="no_message")
    assert await rig.carry(op=Op.REACT) == Refused(reason="no_message")
    assert rig.told == 0
    await rig.notifier.close()
