"""What Telegram's own documents show is understood: `tests/payloads/telegram`, each with its page."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.attachment import Attachment
from desk.inbound import Author, Commanded, Edited, Joined, Left, Pointed, Pressed, Said
from desk.people import Address, Identity
from handlers.telegram.listeners import TelegramListener
from tests.fakes.telegram.spec import Spec

FOLDER = Path(__file__).parents[2] / "payloads" / "telegram"
PAYLOADS = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")
}
ASKED_AT = datetime.fromtimestamp(1441645532, UTC)
AT = datetime.fromtimestamp(1795512600, UTC)
L1, L2 = "-1001000000001", "-1001000000002"


def chat(number):
    return Address(platform="telegram", channel=str(number))


def account(number):
    return Identity(platform="telegram", id=str(number))


TEST = Author(identity=account(1111111), name="Test Firstname Test Lastname", handle="Testusername")
SAM = Author(identity=account(12), name="Sam Okafor", language="de", handle="sam")
MAYA = Author(identity=account(11), name="Maya")
NOBODY = {"is_trusted": False, "is_nobody": True}
GROUP = Author(identity=account(-1001000000002), name="L2 support", **NOBODY)
CHANNEL = Author(identity=account(-1001000000099), name="News", **NOBODY)


def started(**more):
    told = {"message": "1365", "answer_in": "r1365", "said_at": ASKED_AT, "is_direct": True}
    return Commanded(author=TEST, channel=chat(1111111), name="start", words="", **{**told, **more})


def said(text, **more):
    told = {
        "author": SAM,
        "channel": chat(L2),
        "message": "501",
        "said_at": AT,
        "answer_in": "r501",
    }
    return Said(text=text, **{**told, **more})


def in_topic(text, **more):
    return said(text, channel=chat(L1), answer_in="t77r501", **more)


MEANINGS = {
    "text": started(),
    "forwarded": started(),
    "forwarded_from_channel": started(),
    "reply": started(anchors=("1334",)),
    "edited": Edited(
        author=TEST,
        channel=chat(1111111),
        message="1365",
        text="Edited text",
        edited_at=datetime.fromtimestamp(1441646600, UTC),
    ),
    "entities": said(
        "Bold and italics",
        author=TEST,
        channel=chat(1111111),
        message="1365",
        said_at=ASKED_AT,
        answer_in="r1365",
        is_direct=True,
    ),
    "inline_query": None,
    "chosen_inline_result": None,
    "callback_query": None,
    "group_reply": said("restarted it", anchors=("490",), replies_to_bot=True),
    "group_mention": said("😀  hello Maya", is_addressed=True),
    "group_mention_of_another": said("@other_bot hello"),
    "topic_talk": in_topic("looks like DNS", anchors=("t77",)),
    "topic_reply": in_topic("which printer?", anchors=("80", "t77"), replies_to_bot=True),
    "topic_command": Commanded(
        author=SAM,
        channel=chat(L1),
        name="resolve",
        words="replaced the toner",
        said_at=AT,
        message="501",
        answer_in="t77r501",
        anchors=("t77",),
    ),
    "topic_opened": None,
    "command_for_another": said("/resolve@other_bot", command="resolve"),
    "photo_with_caption": said(
        "error 500 again",
        author=MAYA,
        channel=chat(11),
        message="9",
        answer_in="r9",
        is_direct=True,
        files=(Attachment(name="photo.jpg", reference="AgAC1", type="image/jpeg"),),
    ),
    "anonymous_admin": None,
    "anonymous_admin_asks": said("who has this?", author=GROUP, is_addressed=True),
    "as_a_channel": None,
    "as_a_channel_commands": Commanded(
        author=CHANNEL,
        channel=chat(L2),
        name="claim",
        words="106",
        said_at=AT,
        message="501",
        answer_in="r501",
    ),
    "another_bot": None,
    "joined": Joined(channel=chat(L2), people=(SAM,)),
    "left": Left(channel=chat(L2), identity=account(12)),
    "member_came": Joined(channel=chat(L2), people=(SAM,)),
    "member_went": Left(channel=chat(L2), identity=account(12)),
    "member_thrown_out": Left(channel=chat(L2), identity=account(12)),
    "restricted_in": Joined(channel=chat(L2), people=(SAM,)),
    "restricted_out": Left(channel=chat(L2), identity=account(12)),
    "bot_let_in": None,
    "bot_blocked": None,
    "group_moved": None,
    "button": Pressed(
        author=SAM, channel=chat(L1), button=7, offer=2, message="80", answer_in="t77r80"
    ),
    "button_of_an_old_message": Pressed(
        author=SAM, channel=chat(L2), button=7, offer=2, message="490", answer_in="r490"
    ),
    "edited_without_words": None,
}
OF_FILES = {"audio", "voice", "document", "sticker"}
"""What is made of files is told by the tests of files."""


def understand(update, bot="firstline_bot"):
    # through the wire's own form, as it was stored
    body = json.loads(json.dumps({"v": 1, "kind": "update", "update": update, "bot": bot}))
    return TelegramListener().understand("tg:1:1", body)


@pytest.mark.parametrize("name", MEANINGS)
def test_a_documented_update_is_understood(name):
    assert understand(PAYLOADS[name]["update"]) == MEANINGS[name]


@pytest.mark.parametrize("name", sorted(OF_FILES))
def test_files_without_words_never_break_the_reading(name):
    understand(PAYLOADS[name]["update"])


def test_a_sticker_to_the_bot_alone_wants_an_answer_and_one_in_a_group_does_not():
    alone = understand({"update_id": 1, "message": sticker_in({"id": 11, "type": "private"})})
    assert (alone.text, alone.is_direct) == ("", True)
    assert understand({"update_id": 1, "message": sticker_in({"id": L2, "type": "group"})}) is None


def sticker_in(place):
    sender = {"id": 11, "is_bot": False, "first_name": "Maya"}
    return {"message_id": 5, "date": 1, "chat": place, "from": sender, "sticker": {}}


def test_every_payload_names_its_page_and_is_tried():
    assert set(PAYLOADS) == MEANINGS.keys() | OF_FILES
    for payload in PAYLOADS.values():
        assert payload["page"].startswith("https://core.telegram.org/bots/")


@pytest.mark.parametrize("name", [n for n, one in PAYLOADS.items() if not one["is_example"]])
def test_a_payload_made_of_the_references_tables_keeps_to_them(name):
    """The examples in the documents are older than the tables, and do not."""
    Spec().check("Update", PAYLOADS[name]["update"], name)


@pytest.mark.parametrize("name", PAYLOADS)
def test_an_update_is_understood_the_same_again(name):
    update = PAYLOADS[name]["update"]
    assert understand(update) == understand(update)


def test_an_update_of_a_kind_that_is_not_known_yet_means_nothing():
    assert understand({"update_id": 1, "message_from_the_future": {"chat": {"id": 1}}}) is None


def test_a_roster_is_people_who_are_there():
    body = {
        "v": 1,
        "kind": "roster",
        "chat": -1001000000002,
        "people": [{"id": 12, "first_name": "S"}],
    }
    joined = TelegramListener().understand("roster:x", body)
    assert joined == Joined(channel=chat(L2), people=(Author(identity=account(12), name="S"),))


def test_without_the_bots_name_nobody_is_taken_for_it():
    update = PAYLOADS["group_mention"]["update"]
    assert not understand(update, bot=None).is_addressed


@pytest.mark.parametrize("text", ["\ud83d lone", "a\x00b", "\u202eright to left", "z\u0300" * 200])
def test_strange_characters_are_only_characters(text):
    update = {
        **PAYLOADS["entities"]["update"],
        "message": {**PAYLOADS["entities"]["update"]["message"], "text": text, "entities": []},
    }
    assert understand(update).text.encode()


def test_a_word_that_is_no_command_of_ours_is_said():
    message = {**PAYLOADS["entities"]["update"]["message"], "text": "/dance please"}
    told = understand({"update_id": 1, "message": message})
    assert isinstance(told, Said)
    assert (told.text, told.command) == ("/dance please", None)


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("/new my screen is black", "new", "my screen is black"),
        ("/claim\n106", "claim", "106"),
        ("/status   106  ", "status", "106"),
        ("/START abc", "start", ""),
        ("/start t106", "status", "106"),
        ("/list", "tickets", ""),
    ],
)
def test_commands_are_read_however_they_are_typed(line, name, words):
    message = {**PAYLOADS["entities"]["update"]["message"], "text": line, "entities": []}
    told = understand({"update_id": 1, "message": message})
    assert isinstance(told, Commanded)
    assert (told.name, told.words) == (name, words)


def in_reply(text, **above):
    """What Sam's reply in a group means, to a message of Maya's unless told otherwise."""
    message = PAYLOADS["group_reply"]["update"]["message"]
    written = {**message["reply_to_message"], "text": "The portal is down", **above}
    told = {**message, "text": text, "entities": [], "reply_to_message": written}
    return understand({"update_id": 1, "message": told})


def test_ticket_as_a_reply_is_about_the_message_above():
    maya = {"id": 11, "is_bot": False, "first_name": "Maya"}
    pointed = in_reply("/ticket", **{"from": maya})
    assert isinstance(pointed, Pointed)
    assert (pointed.author, pointed.said.author) == (SAM, MAYA)
    assert pointed.said.text == "The portal is down"
    assert pointed.said.answer_in == f"r{pointed.said.message}"


def test_what_a_bot_or_a_channel_wrote_is_nobodys():
    bot = {"id": 7, "is_bot": True, "first_name": "Other"}
    assert in_reply("/ticket", **{"from": bot}).said is None
    channel = {"id": -1001000000099, "type": "channel", "title": "News"}
    assert in_reply("/ticket", sender_chat=channel).said is None


def test_ticket_with_words_or_without_a_message_above_is_a_command():
    assert isinstance(in_reply("/ticket the lift is stuck"), Commanded)
    alone = {**PAYLOADS["entities"]["update"]["message"], "text": "/ticket", "entities": []}
    told = understand({"update_id": 1, "message": alone})
    assert (told.name, told.words, told.whom) == ("ticket", "", None)


def test_a_person_without_a_username_is_named_as_telegram_does():
    ada = {"id": 77, "is_bot": False, "first_name": "Ada", "last_name": "Byron"}
    named = {"type": "text_mention", "offset": 5, "length": 9, "user": ada}
    message = PAYLOADS["entities"]["update"]["message"]
    told = {**message, "text": "/for Ada Byron her lift is stuck", "entities": [named]}
    given = understand({"update_id": 1, "message": told})
    assert (given.name, given.whom.called) == ("for", "Ada Byron")
    assert given.whom.author == Author(identity=account(77), name="Ada Byron")
    told |= {"text": "/for the Ada Byron room"}
    later = {**named, "offset": 9}
    assert understand({"update_id": 1, "message": {**told, "entities": [later]}}).whom is None
