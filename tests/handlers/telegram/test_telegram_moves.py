"""A move of a group is told once, and again when it could not be told."""

from dataclasses import replace
from datetime import date

from bot.config import parse
from desk.notice import Notice, NoticeKind
from desk.people import Address
from desk.policy import TierChannel
from handlers.cards.catalogue import draw
from handlers.telegram.alarms import Bell
from handlers.telegram.identity import read_thread
from handlers.telegram.moves import Moves
from handlers.telegram.render import draw_text
from handlers.texts import languages
from tests.nouns import POLICY

OLD, NEW = -5, -1000000000005
HOME = TierChannel(address=Address(platform="telegram", channel=str(OLD)))
MOVING = replace(POLICY, tiers=(replace(POLICY.tiers[0], channels=(HOME,)), *POLICY.tiers[1:]))


DAY = date(2026, 11, 24)
TIER = """
[desk]
name = "Harbour"
[tiers.L1]
title = "L1"
channels = ["telegram:{}"]
calendar = "always"
[calendars.always]
hours = "24/7"
"""


class Admins:
    def __init__(self, deaf=0):
        self.told, self.deaf = [], deaf

    async def __call__(self, code, **facts):
        if self.deaf:
            self.deaf -= 1
            raise ConnectionError
        self.told.append((code, facts))


async def test_a_move_is_told_once():
    admins = Admins()
    bell = Bell(admins)
    moves = Moves(MOVING, bell)
    for _ in range(3):
        await moves.take(OLD, NEW)
    await bell.settle()
    assert len(admins.told) == 1


async def test_a_move_that_could_not_be_told_is_told_another_time():
    admins = Admins(deaf=1)
    bell = Bell(admins)
    moves = Moves(MOVING, bell)
    for _ in range(2):
        await moves.take(OLD, NEW)
        await bell.settle()
    assert len(admins.told) == 1


async def test_a_group_may_move_on():
    admins = Admins()
    bell = Bell(admins)
    moves = Moves(MOVING, bell)
    await moves.take(OLD, NEW)
    await moves.take(OLD, NEW - 1)
    await bell.settle()
    assert [facts["write"] for _, facts in admins.told] == [
        f"telegram:{NEW}",
        f"telegram:{NEW - 1}",
    ]


async def test_a_program_without_admins_keeps_it_in_the_log(capsys):
    bell = Bell()
    moves = Moves(MOVING, bell)
    await moves.take(OLD, NEW)
    await bell.settle()
    assert f"telegram:{NEW}" in capsys.readouterr().out


def test_admins_read_what_to_write_into_the_file():
    facts = {"instead_of": f"telegram:{OLD}", "write": f"telegram:{NEW}"}
    notice = Notice(kind=NoticeKind.ALERT, facts={"code": "chat_migrated", "facts": facts})
    for language in languages():
        text = draw_text(draw(notice, language))
        assert "firstline.toml" in text
        assert f"telegram:{OLD}" in text
        assert f"telegram:{NEW}" in text


class Book:
    """A book of moves that says which it knows already."""

    def __init__(self, **known):
        self.rows, self.noted = dict(known), []

    async def known(self, platform):
        return self.rows

    async def move(self, channel, to):
        self.noted.append((str(channel), to))
        return to not in self.rows


async def test_what_another_replica_told_is_not_told_again():
    admins, book = Admins(), Book(**{str(NEW): str(OLD)})
    bell = Bell(admins)
    moves = Moves(MOVING, bell, book)
    await moves.take(OLD, NEW)
    await bell.settle()
    assert (admins.told, moves.there(OLD)) == ([], NEW)
    assert book.noted == [(f"telegram:{OLD}", str(NEW))]


async def test_moves_of_earlier_days_are_known():
    moves = Moves(MOVING, Bell(), Book(**{str(NEW): str(OLD)}))
    await moves.load()
    assert moves.there(OLD) == NEW
    tap = {"id": "1", "message": {"message_id": 3, "chat": {"id": NEW, "type": "supergroup"}}}
    named = moves.named({"update_id": 1, "callback_query": tap})
    assert named["callback_query"]["message"]["chat"]["id"] == OLD
    assert tap["message"]["chat"]["id"] == NEW, "the raw one is still answered where it stands"


async def test_the_file_may_name_either_number():
    text = TIER.format(NEW)
    [tier] = parse(text, "firstline.toml").policy(DAY, {str(NEW): str(OLD)}).tiers
    assert tier.channels[0].address == HOME.address
    assert tier.channels[0].rooms, "where it is now there may be topics"
    [before] = parse(TIER.format(OLD), "f").policy(DAY, {str(NEW): str(OLD)}).tiers
    assert before.channels == (HOME,)


def test_a_thread_of_another_platform_is_no_place_here():
    assert read_thread("171234.5678") == (None, None)
    assert read_thread("t77r123") == (77, 123)
    assert read_thread("123") == (None, 123)
    assert read_thread(None) == (None, None)
