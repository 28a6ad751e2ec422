"""A tap is stored, done once, and answered while its spinner turns, or not at all."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from desk.notice import Op
from desk.outcome import Ask, Done, Refused
from desk.people import Address
from handlers.cards.card import Button, Card, Style
from handlers.handles import Handles
from handlers.notifier import Parcel
from handlers.telegram.alarms import Bell
from handlers.telegram.app import bot_on
from handlers.telegram.moves import Moves
from handlers.telegram.notifier import TelegramNotifier
from tests.fakes.telegram import FakeTelegram
from tests.handlers.cards.samples import FORMS
from tests.handlers.telegram.polled import MAYA, Books, eventually, platform_on, running
from tests.nouns import POLICY

CARD = Card(
    key="ticket.card:106:v1",
    text="SUP-106",
    buttons=(
        Button(label="Claim", offer=0, verb="claim", style=Style.PRIMARY),
        Button(label="Cancel", offer=1, verb="cancel", style=Style.DANGER, confirm="Really?"),
        Button(label="Close", offer=2, verb="close", style=Style.DANGER, confirm="Really?"),
    ),
)
USUAL = ["Claim", "Cancel", "Close"]
ASKED = [*USUAL, "Yes", "No"]


class Desk:
    """Does each stored tap once, as the processor does, and tells who waits."""

    def __init__(self, books):
        self.books, self.handles = books, Handles(books.outcome, chosen=self.chosen)
        self.outcome, self.done, self.language = Done(), [], None
        books.on_put = self.work

    async def chosen(self, identity):
        return self.language if identity.id == str(MAYA) else None

    def work(self, letter):
        if not letter.has_handle or letter.key in self.done or self.outcome is None:
            return
        self.done.append(letter.key)
        self.books.outcomes[letter.key] = self.outcome
        self.handles.tell(letter.key, self.outcome)


@pytest.fixture
async def telegram():
    async with FakeTelegram() as fake:
        fake.add_user(MAYA, "Maya")
        fake.start(MAYA)
        fake.updates.clear()
        yield fake


@pytest.fixture
def books():
    return Books()


@pytest.fixture
def desk(books):
    return Desk(books)


@pytest.fixture
async def card(telegram):
    """The message that shows the buttons."""
    async with aiohttp.ClientSession() as session:
        notifier = TelegramNotifier(
            bot_on(session, telegram.token, telegram.api_url),
            session.close,
            moves=Moves(POLICY, Bell()),
            bell=Bell(),
        )
        place = Address(platform="telegram", channel=str(MAYA))
        sent = await notifier.carry(Parcel(key="k", op=Op.POST, address=place, card=CARD, button=7))
    return int(sent.message)


@pytest.fixture
async def polling(telegram, books, desk):
    async with running(platform_on(telegram, books, handles=desk.handles)):
        yield


def buttons(telegram, card):
    return telegram.message(MAYA, card).buttons


async def test_what_is_done_ends_the_spinner_quietly(telegram, desk, card, polling):
    answer = await telegram.press(MAYA, MAYA, card, "Claim").answered()
    assert (answer.text, answer.is_alert) == ("", False)
    assert len(desk.done) == 1


async def test_a_refusal_has_to_be_closed(telegram, desk, card, polling):
    desk.outcome = Refused(code="already_claimed", facts={"by": "Sam", "at": None})
    answer = await telegram.press(MAYA, MAYA, card, "Claim").answered()
    assert answer.is_alert
    assert answer.text.startswith("Sam has it")


async def test_a_refusal_is_in_the_language_that_was_chosen(telegram, desk, card, polling):
    desk.outcome = Refused(code="already_claimed", facts={"by": "Sam", "at": None})
    desk.language = "de"
    answer = await telegram.press(MAYA, MAYA, card, "Claim").answered()
    assert answer.text.startswith("Sam hat es")


async def test_a_refusal_fits_into_a_toast(telegram, desk, card, polling):
    desk.outcome = Refused(code="already_claimed", facts={"by": "😀" * 300, "at": None})
    answer = await telegram.press(MAYA, MAYA, card, "Claim").answered()
    assert 0 < len(answer.text.encode("utf-16-le")) // 2 <= 200


async def test_a_question_goes_out_as_a_message_and_the_tap_is_only_acknowledged(
    telegram, desk, card, polling
):
    desk.outcome = Ask(form=FORMS["note"])
    answer = await telegram.press(MAYA, MAYA, card, "Claim").answered()
    assert not answer.is_alert


async def test_what_takes_longer_is_announced(telegram, desk, card, polling):
    desk.outcome = None
    answer = await telegram.press(MAYA, MAYA, card, "Claim").answered()
    assert (answer.text, answer.is_alert) == ("Working on it…", False)


async def test_polling_goes_on_while_a_tap_waits(telegram, books, desk, card, polling):
    desk.outcome = None
    press = telegram.press(MAYA, MAYA, card, "Claim")
    telegram.say(MAYA, MAYA, "and by the way")
    await eventually(lambda: books.texts() == ["and by the way"])
    assert not press.answer.done()
    await eventually(lambda: not telegram.updates.pending())


async def test_a_tap_that_cannot_be_stored_comes_again(telegram, books, desk, card, polling):
    books.broken = 2
    await telegram.press(MAYA, MAYA, card, "Claim").answered()
    assert len(desk.done) == 1
    assert books.puts == 3


async def test_a_late_answer_counts_as_given(telegram, books, desk, card, polling):
    telegram.presses.lifetime = timedelta(0)
    telegram.press(MAYA, MAYA, card, "Claim")
    await eventually(lambda: any("query is too old" in why for _, why in telegram.refusals))
    telegram.say(MAYA, MAYA, "still there?")
    await eventually(books.texts)
    assert len(desk.done) == 1


async def test_a_toast_that_telegram_does_not_take_harms_nothing(
    telegram, books, desk, card, polling
):
    telegram.fail_next("answerCallbackQuery", 502)
    telegram.press(MAYA, MAYA, card, "Claim")
    await eventually(lambda: desk.done)
    telegram.say(MAYA, MAYA, "still there?")
    await eventually(books.texts)


async def test_a_tap_whose_program_was_killed_before_it_answered_is_done_once(
    telegram, books, desk, card
):
    first = platform_on(telegram, books, handles=desk.handles)
    dying = asyncio.create_task(first.run(asyncio.Event()))

    def kill(letter):
        dying.cancel()

    books.on_put = kill
    press = telegram.press(MAYA, MAYA, card, "Claim")
    await asyncio.gather(dying, return_exceptions=True)
    await first.notifier.close()
    assert len(telegram.updates.pending()) == 1
    assert not press.answer.done()
    books.on_put = None
    for letter in list(books.rows.values()):
        desk.work(letter)  # the next program finds the row, and then the update once more
    books.on_put = desk.work
    async with running(platform_on(telegram, books, handles=desk.handles)):
        await press.answered()
    assert len(desk.done) == len(books.updates) == 1


async def test_a_dangerous_button_asks_first_and_yes_does_it(telegram, books, desk, card, polling):
    answer = await telegram.press(MAYA, MAYA, card, "Cancel").answered()
    assert (answer.text, answer.is_alert) == ("Sure?", False)
    assert buttons(telegram, card) == ASKED
    assert not books.updates
    await telegram.press(MAYA, MAYA, card, "Yes").answered()
    [done] = [body["update"]["callback_query"]["data"] for body in books.bodies()]
    assert done == "b:7.1"


async def test_no_takes_the_question_away_again(telegram, books, desk, card, polling):
    await telegram.press(MAYA, MAYA, card, "Cancel").answered()
    await telegram.press(MAYA, MAYA, card, "No").answered()
    assert buttons(telegram, card) == USUAL
    assert not books.updates


async def test_only_the_last_question_stands(telegram, books, desk, card, polling):
    for label in ("Cancel", "Close", "Close"):
        await telegram.press(MAYA, MAYA, card, label).answered()
    assert buttons(telegram, card) == ASKED
    await telegram.press(MAYA, MAYA, card, "Yes").answered()
    [done] = [body["update"]["callback_query"]["data"] for body in books.bodies()]
    assert done == "b:7.2"


async def test_a_question_on_a_message_that_shows_no_buttons_is_out_of_date(
    telegram, desk, card, polling
):
    telegram.message(MAYA, card).is_deleted = True  # sent along as a bare id, like very old ones
    answer = await telegram.forge_press(MAYA, MAYA, card, "s:7.1").answered()
    assert answer.is_alert
    assert answer.text.startswith("This button is out of date")


@pytest.mark.parametrize("fault", [{"code": 403}, {"code": 502}, {"retry_after": 3}])
async def test_a_question_that_cannot_be_asked_says_so(telegram, books, desk, card, polling, fault):
    telegram.fail_next("editMessageReplyMarkup", **fault)
    answer = await telegram.press(MAYA, MAYA, card, "Cancel").answered()
    assert answer.is_alert
    assert answer.text.startswith("Sorry")
    await telegram.press(MAYA, MAYA, card, "Cancel").answered()
    assert buttons(telegram, card) == ASKED


async def test_the_same_question_twice_is_no_fault(telegram, desk, card, polling):
    await telegram.press(MAYA, MAYA, card, "Cancel").answered()
    answer = await telegram.forge_press(MAYA, MAYA, card, "s:7.1").answered()
    assert answer.text == "Sure?"
    assert buttons(telegram, card) == ASKED


@pytest.mark.parametrize("data", ["", "b:", "b:7", "b:x.y", "x:7.1", "🙂", "s:", "n:"])
async def test_wild_data_is_answered_and_does_nothing(telegram, books, desk, card, polling, data):
    await telegram.forge_press(MAYA, MAYA, card, data).answered()
    assert telegram.message(MAYA, card).text == "SUP-106"


async def test_a_refusal_is_told_in_the_language_of_who_tapped(telegram, desk, card, polling):
    telegram.add_user(21, "Jan", language_code="de-AT")
    telegram.add_group(-1007, "Freunde", members=[21])
    desk.outcome = Refused(code="late")
    press = telegram.forge_press(21, MAYA, card, "b:7.0")
    english = await telegram.forge_press(MAYA, MAYA, card, "b:7.0").answered()
    german = await press.answered()
    assert english.text != german.text
