"""What becomes of a parcel that Telegram does not simply take?

What all notifiers keep to is in `test_telegram_notifier_contract.py`.
"""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from desk.actions.tell_outcome import field_notice
from desk.form import Form, fields_of
from desk.notice import Op
from desk.people import Address, Identity
from desk.ticket import Verb
from handlers.cards.card import Button, Card, Paragraph, Quote, Style, Web
from handlers.cards.catalogue import draw
from handlers.notifier import NotSent, Parcel, Refused, Sent, Unknown
from handlers.telegram.alarms import Bell
from handlers.telegram.app import bot_on
from handlers.telegram.moves import Moves
from handlers.telegram.notifier import TelegramNotifier
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.nouns import POLICY

MAYA, SAM = 11, 12
FORUM, PLAIN, BASIC = -1001000000001, -1001000000002, -5
CARD = Card(
    key="ticket.card:106:v1",
    text="SUP-106: the printer jams",
    heading="SUP-106",
    blocks=(
        Paragraph(line=(Web(text="Open it", url="https://desk.example/t/106"),)),
        Quote(text="It jams @everyone <b>"),
    ),
    buttons=(Button(label="Claim", offer=0, verb="claim", style=Style.PRIMARY),),
)
UNREADABLE = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3'


@pytest.fixture
async def telegram():
    async with FakeTelegram() as fake:
        people = [fake.add_user(MAYA, "Maya"), fake.add_user(SAM, "Sam")]
        fake.start(MAYA)
        fake.add_group(FORUM, "L1", forum=True, members=people)
        fake.add_group(PLAIN, "L2", members=people)
        fake.add_group(BASIC, "L3", members=people)
        yield fake


@pytest.fixture
async def make(telegram):
    async with aiohttp.ClientSession() as session:
        bot = bot_on(session, TOKEN, telegram.api_url)
        yield lambda **more: TelegramNotifier(
            bot, session.close, **{"moves": Moves(POLICY, Bell()), "bell": Bell(), **more}
        )


@pytest.fixture
def notifier(make):
    return make()


class Told(list):
    async def alarm(self, code, **facts):
        assert code == "topic_unknown"
        self.append(facts)


@pytest.fixture
def told():
    return Told()


def parcel(op=Op.POST, chat=MAYA, *, thread=None, card=CARD, **more):
    address = Address(platform="telegram", channel=str(chat), thread=thread)
    return Parcel(key="k", op=op, address=address, card=card, button=7, **more)


def room(chat=FORUM, **more):
    return parcel(Op.ROOM, chat, title="SUP-106 · the printer @maya jams", **more)


async def test_words_go_out_plain_when_the_drawing_cannot_be_read(telegram, notifier):
    telegram.fail_next("sendMessage", 400, description=UNREADABLE)
    sent = await notifier.carry(parcel())
    [said] = telegram.from_bot(MAYA)
    assert said.text == (
        "SUP-106\n\nOpen it (https://desk.example/t/106)\n\nIt jams @\u2060everyone <b>"
    )
    assert said.buttons == ["Claim"]
    assert sent == Sent(message=str(said.message_id), drawn=said.text)


@pytest.mark.parametrize(("language", "mark"), [("en", "(repeat) "), ("de", "(Wiederholung) ")])
@pytest.mark.parametrize("is_plain", [False, True])
async def test_a_second_try_says_so_however_it_is_drawn(
    telegram, notifier, language, mark, is_plain
):
    if is_plain:
        telegram.fail_next("sendMessage", 400, description=UNREADABLE)
    card = Card(key="k", text="Done", language=language)
    await notifier.carry(parcel(card=card, is_repeat=True))
    assert [said.text for said in telegram.from_bot(MAYA)] == [f"{mark}Done"]


async def test_a_card_is_redrawn_plain_when_the_drawing_cannot_be_read(telegram, notifier):
    sent = await notifier.carry(parcel(card=Card(key="k", text="Before")))
    telegram.fail_next("editMessageText", 400, description=UNREADABLE)
    again = await notifier.carry(parcel(Op.EDIT, message=sent.message, is_repeat=True))
    assert isinstance(again, Sent)
    assert telegram.from_bot(MAYA)[0].text.startswith("SUP-106\n\nOpen it (https://")


async def test_a_repeat_of_the_longest_card_still_fits(telegram, notifier):
    long = Card(key="k", text="t", blocks=tuple(Quote(text="x" * 2000) for _ in range(3)))
    for is_repeat in (False, True):
        assert isinstance(await notifier.carry(parcel(card=long, is_repeat=is_repeat)), Sent)
    assert not telegram.refusals


async def test_our_words_call_the_bot_by_its_own_name(telegram, notifier):
    spoken = Card(key="k", text="t", blocks=(Paragraph(line=("Say it to @firstline",)),))
    telegram.fail_next("getMe", 502)
    for _ in range(3):
        await notifier.carry(parcel(card=spoken))
    said = telegram.from_bot(MAYA)
    assert [one.text for one in said] == [
        "Say it to @firstline",
        "Say it to @firstline_bot",
        "Say it to @firstline_bot",
    ]
    assert said[0].marked("code") == ["@firstline"]
    assert len(telegram.calls_of("getMe")) == 2


async def test_a_topic_is_opened_and_written_in(telegram, notifier):
    opened = await notifier.carry(room())
    [topic] = telegram.topics(FORUM)
    assert opened == Sent(message=f"t{topic.id}")
    await notifier.carry(parcel(chat=FORUM, under=opened.message))
    assert [said.topic for said in telegram.from_bot(FORUM)] == [topic.id]


async def test_without_topics_a_room_is_the_root_of_a_reply_chain(telegram, make):
    notifier = make(has_topics=False)
    opened = await notifier.carry(room())
    [root] = telegram.from_bot(FORUM)
    assert opened == Sent(message=str(root.message_id))
    assert not telegram.topics(FORUM)
    await notifier.carry(parcel(chat=FORUM, under=opened.message))
    assert telegram.from_bot(FORUM)[1].reply_to_id == root.message_id


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (400, "Bad Request: not enough rights to create a topic"),
        (400, "Bad Request: the chat is not a forum"),
        (403, "Forbidden: bot is not an administrator"),
    ],
)
async def test_a_topic_that_is_refused_becomes_a_root(telegram, notifier, code, refusal):
    telegram.fail_next("createForumTopic", code, description=refusal)
    opened = await notifier.carry(room())
    [root] = telegram.from_bot(FORUM)
    assert opened == Sent(message=str(root.message_id))
    assert root.text == "SUP-106 · the printer @maya jams"
    assert root.marked("code") == ["@maya"]


@pytest.mark.parametrize("fault", ["drop_next", "refuse_next"])
async def test_a_topic_that_may_be_there_is_never_opened_twice(telegram, make, told, fault):
    bell = Bell(told.alarm)
    notifier = make(bell=bell)
    getattr(telegram, fault)("createForumTopic")
    assert isinstance(await notifier.carry(room()), Unknown)
    again = await notifier.carry(room(is_repeat=True))
    assert len(telegram.calls_of("createForumTopic")) == 1
    assert again == Sent(message=str(telegram.from_bot(FORUM)[-1].message_id))
    await bell.settle()
    assert len(told) == 1
    assert told[0]["group"] == str(FORUM)


async def test_no_topic_can_be_there_in_a_group_without_topics(telegram, make, told):
    telegram.drop_next("sendMessage")
    bell = Bell(told.alarm)
    notifier = make(bell=bell)
    assert isinstance(await notifier.carry(room(PLAIN)), Unknown)
    await notifier.carry(room(PLAIN, is_repeat=True))
    await bell.settle()
    assert told == []


async def test_a_flood_while_a_topic_is_opened_opens_it_later(telegram, notifier):
    telegram.fail_next("createForumTopic", retry_after=9)
    assert await notifier.carry(room()) == NotSent(reason="flood", retry_after=9.0)
    assert not telegram.from_bot(FORUM)


async def test_words_for_a_topic_that_was_deleted_stand_in_the_group(telegram, notifier):
    opened = await notifier.carry(room())
    telegram.delete_topic(FORUM, telegram.topics(FORUM)[0])
    sent = await notifier.carry(parcel(chat=FORUM, under=opened.message))
    [said] = telegram.from_bot(FORUM)
    assert (sent.message, said.topic) == (str(said.message_id), None)


async def test_a_flood_quiets_one_chat_only(telegram, notifier):
    telegram.fail_next("sendMessage", retry_after=7, chat=MAYA)
    assert await notifier.carry(parcel()) == NotSent(reason="flood", retry_after=7.0)
    assert isinstance(await notifier.carry(parcel(chat=PLAIN)), Sent)


async def test_what_cannot_be_deleted_any_more_loses_its_words(telegram, notifier):
    sent = await notifier.carry(parcel())
    telegram.clock.move(timedelta(hours=49))
    for _ in range(2):  # a second time, as after an answer that was lost
        gone = await notifier.carry(
            parcel(Op.DELETE, card=None, message=sent.message, language="de")
        )
    [left] = telegram.from_bot(MAYA)
    assert (gone, left.text, left.buttons) == (Sent(message=sent.message), "(gelöscht)", [])


async def test_what_can_neither_be_deleted_nor_changed_is_refused(telegram, notifier):
    message = telegram.say(MAYA, MAYA, "mine")
    telegram.clock.move(timedelta(hours=49))
    gone = await notifier.carry(parcel(Op.DELETE, card=None, message=str(message)))
    assert isinstance(gone, Refused)


async def test_what_is_gone_already_is_deleted(notifier):
    gone = await notifier.carry(parcel(Op.DELETE, card=None, message="4711"))
    assert gone == Sent(message="4711")


@pytest.mark.parametrize("op", [Op.EDIT, Op.DELETE, Op.REACT])
async def test_a_topic_is_no_message_that_could_be_changed(notifier, op):
    assert isinstance(await notifier.carry(parcel(op, message="t77")), Refused)


async def test_a_group_that_moved_is_followed_and_reported(telegram, make):
    moves = Moves(POLICY, Bell())
    notifier = make(moves=moves)
    before = await notifier.carry(parcel(chat=BASIC))
    new = telegram.migrate(BASIC)
    sent = await notifier.carry(parcel(chat=BASIC, under=before.message))
    [said] = [m for m in telegram.from_bot(new) if not m.service]
    assert (sent.message, said.reply_to_id) == (f"~{said.message_id}", None)
    assert moves.there(BASIC) == new


async def test_a_card_is_said_anew_in_a_group_that_moved(telegram, notifier):
    before = await notifier.carry(parcel(chat=BASIC))
    new = telegram.migrate(BASIC)
    again = await notifier.carry(parcel(Op.EDIT, chat=BASIC, message=before.message))
    [said] = [m for m in telegram.from_bot(new) if not m.service]
    assert again.message == f"~{said.message_id}"
    other = Card(key="k", text="Claimed")
    once = await notifier.carry(parcel(Op.EDIT, chat=BASIC, message=again.message, card=other))
    assert (once.message, said.text) == (again.message, "Claimed")
    assert len(telegram.calls_of("editMessageText")) == 2


async def test_no_thread_of_before_is_answered_in_a_group_that_moved(telegram, notifier):
    asked = telegram.say(SAM, BASIC, "it jams")
    new = telegram.migrate(BASIC)
    later = telegram.say(SAM, new, "it jams again")
    await notifier.carry(parcel(chat=BASIC, thread=f"r{asked}"))
    await notifier.carry(parcel(chat=BASIC, thread=f"r{later}"))
    await notifier.carry(parcel(chat=BASIC, thread=f"~r{later}"))
    said = [m.reply_to_id for m in telegram.from_bot(new) if not m.service]
    assert said == [None, None, later]


async def test_nothing_old_is_touched_in_a_group_that_moved(telegram, notifier):
    before = await notifier.carry(parcel(chat=BASIC))
    new = telegram.migrate(BASIC)
    await notifier.carry(parcel(chat=new, card=Card(key="k", text="another message")))
    for op in (Op.DELETE, Op.REACT):
        answer = await notifier.carry(parcel(op, chat=BASIC, message=before.message))
        assert isinstance(answer, Refused)


async def test_a_room_in_a_group_that_moved_is_opened_there(telegram, notifier):
    new = telegram.migrate(BASIC)
    opened = await notifier.carry(room(BASIC))
    assert opened.message == f"~{telegram.from_bot(new)[-1].message_id}"


async def test_a_group_that_moves_on_and_on_is_not_followed_for_ever(telegram, notifier):
    moved = "Bad Request: group chat was upgraded to a supergroup chat"
    new = telegram.migrate(BASIC)
    telegram.world.chat(new).migrated_to = -1009
    answer = await notifier.carry(parcel(chat=BASIC))
    assert isinstance(answer, Refused)
    assert len(telegram.calls_of("sendMessage")) == 2
    assert telegram.refusals[-1][1] == moved


async def test_somebody_who_blocked_the_bot_is_refused(telegram, notifier):
    telegram.block_bot(MAYA)
    answer = await notifier.carry(parcel())
    assert isinstance(answer, Refused)
    assert "blocked" in answer.reason


def question(wanted, chat):
    """Ask for one field of a hand-over, the ones before it being filled in."""
    fields = fields_of(Verb.ESCALATE, tiers=("L2", "L3"))
    before = [field.name for field in fields].index(wanted)
    form = Form(
        id=12,
        verb=Verb.ESCALATE,
        ticket=106,
        person=2,
        version=2,
        fields=fields,
        expires_at=datetime(2026, 11, 24, 10, tzinfo=UTC),
        channel=Address(platform="telegram", channel=str(chat)),
        values={field.name: "L2" for field in fields[:before]},
    )
    card = draw(field_notice(form, "SUP-106"), "en")
    return parcel(chat=chat, card=card, only=Identity(platform="telegram", id=str(SAM)))


async def test_a_question_in_a_group_opens_a_reply_for_who_is_asked(telegram, notifier):
    await notifier.carry(question("reason", PLAIN))
    [asked] = telegram.from_bot(PLAIN)
    assert asked.markup == {"force_reply": True, "selective": True}
    assert asked.text.startswith("👉 Answer by replying to this message.\n\n")
    assert [e["user"]["id"] for e in asked.entities if e["type"] == "text_mention"] == [SAM]


async def test_a_question_in_private_takes_any_words_and_can_be_stopped(telegram, notifier):
    await notifier.carry(question("reason", MAYA))
    [asked] = telegram.from_bot(MAYA)
    assert asked.buttons[-1] == "Stop"
    assert "replying" not in asked.text


async def test_a_choice_in_a_group_is_made_with_buttons(telegram, notifier):
    await notifier.carry(question("tier", PLAIN))
    [asked] = telegram.from_bot(PLAIN)
    assert len(asked.buttons) > 2
    assert "replying" not in asked.text


async def test_a_field_with_buttons_and_words_has_both_ways_to_be_answered(telegram, notifier):
    await notifier.carry(question("environment", PLAIN))
    [asked] = telegram.from_bot(PLAIN)
    assert asked.buttons == ["Skip", "Stop"]
    assert asked.text.startswith("👉 Answer by replying to this message.\n\n")


async def test_a_hint_rings_no_bell(telegram, notifier):
    only = Identity(platform="telegram", id=str(SAM))
    await notifier.carry(parcel(chat=PLAIN, only=only))
    assert telegram.calls_of("sendMessage")[0].arguments["disable_notification"] == "true"


async def test_a_parcel_that_takes_too_long_is_unknown(telegram, notifier, monkeypatch):
    monkeypatch.setattr("handlers.telegram.notifier.LONGEST", 0.2)
    telegram.delay_next("sendMessage", 1)
    assert await notifier.carry(parcel()) == Unknown(reason="timeout")
