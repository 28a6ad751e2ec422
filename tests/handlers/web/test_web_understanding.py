import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.inbound import (
    Author,
    Commanded,
    Deleted,
    Edited,
    Pointed,
    Pressed,
    Said,
    Submitted,
)
from desk.outcome import Done
from desk.people import Address, Identity
from desk.views import ChatMessage
from handlers.handles import Handles
from handlers.web.listeners import (
    Place,
    Press,
    Receiver,
    Sender,
    Submission,
    WebListener,
    points,
)
from tests.handlers.web.chat_in_memory import NOW, MemoryChat, MemoryInbox

LISTENER = WebListener()
MAYA = Author(
    identity=Identity(platform="web", id="maya"),
    name="Maya Rossi",
    language="de",
    timezone="Europe/Berlin",
)
DIRECT, TEAM = Place(channel="dm:maya"), Place(channel="l1-support")


class Rig:
    def __init__(self):
        self.chat, self.inbox = MemoryChat(), MemoryInbox()
        self.receiver = Receiver(
            inbox=self.inbox, handles=Handles(self.inbox.outcome), chat=self.chat
        )

    def understood(self):
        letter = list(self.inbox.letters.values())[-1]
        return LISTENER.understand(letter.key, json.loads(letter.body)), letter


async def said(text: str, place: Place = DIRECT, author: Author = MAYA):
    rig = Rig()
    await rig.receiver.say(Sender(author=author, form_key="k1"), place, text, NOW)
    return rig.understood()


async def test_words_in_the_direct_chat_are_understood_with_who_said_them():
    fact, letter = await said("i forgot my password")
    assert fact == Said(
        author=MAYA,
        channel=Address(platform="web", channel="dm:maya"),
        message="1",
        text="i forgot my password",
        said_at=NOW,
        answer_in="1",
        is_direct=True,
    )
    assert (letter.key, letter.conversation) == ("web:maya:k1", "web:dm:maya")
    assert (letter.sort_at, letter.has_handle) == (NOW, False)


async def test_words_in_a_thread_hang_under_its_root():
    fact, letter = await said("any news?", Place(channel="l1-support", thread=40))
    assert (fact.answer_in, fact.anchors) == ("40", ("40",))
    assert (fact.is_direct, fact.is_addressed) == (False, False)
    assert letter.conversation == "web:l1-support:40"


async def test_a_talk_at_the_top_of_a_channel_is_a_conversation_of_its_own():
    _, letter = await said("printer is dead", TEAM)
    assert letter.conversation == "web:l1-support:1"


@pytest.mark.parametrize(
    ("typed", "text", "is_addressed"),
    [
        ("@firstline please send a screenshot", "please send a screenshot", True),
        ("hello @Firstline, are you there", "hello are you there", True),
        ("please, @firstline", "please,", True),
        ("mail me@firstline.com", "mail me@firstline.com", False),
        ("@firstline-bot hi", "@firstline-bot hi", False),
        ("@firstliner hi", "@firstliner hi", False),
        ("  two  spaces\n  and an indent", "two  spaces\n  and an indent", False),
    ],
)
async def test_the_bots_name_is_cut_out_of_the_words(typed, text, is_addressed):
    fact, _ = await said(typed, TEAM)
    assert (fact.text, fact.is_addressed) == (text, is_addressed)


@pytest.mark.parametrize(
    ("typed", "name", "words"),
    [
        ("/help", "help", ""),
        ("/Tickets", "tickets", ""),
        ("/status 106", "status", "106"),
        ("/list", "tickets", ""),
        ("/new my printer\nis dead", "new", "my printer\nis dead"),
        ("/plan_change 106", "plan_change", "106"),
        ("/link_account", "link_account", ""),
        ("/nonsense", "nonsense", ""),
    ],
)
async def test_a_slash_makes_a_command(typed, name, words):
    fact, _ = await said(typed)
    assert isinstance(fact, Commanded)
    assert (fact.name, fact.words) == (name, words)
    assert (fact.is_direct, fact.message, fact.answer_in) == (True, "1", "1")


@pytest.mark.parametrize("typed", ["/usr is full", "/etc/hosts", "/ help", "a /help"])
async def test_words_that_only_begin_like_a_command_stay_words(typed):
    fact, _ = await said(typed)
    assert isinstance(fact, Said)
    assert fact.text == typed


async def test_words_that_begin_with_a_commands_name_say_so():
    assert (await said("tickets"))[0].command == "tickets"
    assert (await said("my tickets"))[0].command is None


async def test_somebody_who_came_from_slack_is_still_that_person():
    guest = Author(identity=Identity(platform="slack", id="U07"), name="Guest")
    fact, letter = await said("hi", author=guest)
    assert fact.author == guest
    assert letter.key == "web:slack-U07:k1"


async def test_a_tap_is_understood_and_waited_for():
    rig = Rig()
    press = Press(place=TEAM, message=40, button=7, offer=2)
    outcome = await rig.receiver.press(Sender(author=MAYA, form_key="p"), press, NOW)
    assert outcome == Done()
    fact, letter = rig.understood()
    assert fact == Pressed(
        author=MAYA,
        channel=Address(platform="web", channel="l1-support"),
        button=7,
        offer=2,
        message="40",
    )
    assert (letter.has_handle, letter.conversation) == (True, "web:l1-support:40")


async def test_a_tap_that_nobody_waits_for_is_stored():
    rig = Rig()
    await rig.receiver.tap(
        Sender(author=MAYA, form_key="p"), Press(place=TEAM, message=4, button=7, offer=2), NOW
    )
    assert isinstance(rig.understood()[0], Pressed)


async def test_a_filled_form_is_understood_whole():
    rig = Rig()
    filled = Submission(place=TEAM, form=12, values={"text": "done", "category": "defect"})
    await rig.receiver.submit(Sender(author=MAYA, form_key="f"), filled, NOW)
    fact, letter = rig.understood()
    assert fact == Submitted(author=MAYA, form=12, values={"text": "done", "category": "defect"})
    assert letter.has_handle


def test_edits_and_deletions_are_understood():
    common = {"v": 1, "channel": "dm:maya", "message": 5, "at": NOW.isoformat()}
    author = {"platform": "web", "id": "maya", "name": "Maya Rossi"}
    author |= {"language": "de", "timezone": "Europe/Berlin"}
    edited = {**common, "type": "edit", "author": author, "text": "new words"}
    here = Address(platform="web", channel="dm:maya")
    assert LISTENER.understand("k", edited) == Edited(
        author=MAYA, channel=here, message="5", text="new words", edited_at=NOW
    )
    assert LISTENER.understand("k", {**common, "type": "delete"}) == Deleted(
        channel=here, message="5", deleted_at=NOW
    )


def test_a_body_of_another_kind_means_nothing():
    assert LISTENER.understand("k", {"v": 1, "type": "wave"}) is None


@given(text=st.text(min_size=1))
async def test_whatever_is_typed_is_kept_and_understood(text):
    fact, letter = await said(text)
    assert letter.body.isascii()
    assert isinstance(fact, Said | Commanded)


def above(author="maya", name="Maya"):
    return ChatMessage(
        id=40,
        revision=1,
        channel="l1-support",
        thread=None,
        author=author,
        author_name=name,
        text="The portal is down",
        card=None,
        at=NOW,
    )


async def pointed(text, message):
    rig = Rig()
    place = Place(channel="l1-support", thread=40)
    await rig.receiver.say(Sender(author=MAYA, form_key="k1"), place, text, NOW, above=message)
    return rig.understood()[0]


@pytest.mark.parametrize("text", ["/ticket", "@firstline ticket"])
async def test_ticket_in_a_thread_is_about_the_message_at_its_top(text):
    wanted = await pointed(text, above())
    assert isinstance(wanted, Pointed)
    assert (wanted.said.text, wanted.said.message) == ("The portal is down", "40")
    assert wanted.said.author.identity == Identity(platform="web", id="maya")
    assert points(text)


async def test_who_came_from_another_platform_is_known_by_that_account():
    wanted = await pointed("/ticket", above("slack-U0MAYA"))
    assert wanted.said.author.identity == Identity(platform="slack", id="U0MAYA")


async def test_what_the_bot_said_is_nobodys_and_other_words_point_at_nothing():
    assert (await pointed("/ticket", above(None))).said is None
    assert isinstance(await pointed("ticket", above()), Said)
    assert not points("the ticket is wrong")
