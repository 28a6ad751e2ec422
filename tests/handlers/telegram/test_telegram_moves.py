"""A move of a group is told once, and again when it could not be told."""

from dataclasses import replace

from desk.notice import Notice, NoticeKind
from desk.people import Address
from desk.policy import TierChannel
from handlers.cards.catalogue import draw
from handlers.telegram.identity import read_thread
from handlers.telegram.moves import Moves
from handlers.telegram.render import draw_text
from handlers.texts import languages
from tests.nouns import POLICY

OLD, NEW = -5, -1000000000005
HOME = TierChannel(address=Address(platform="telegram", channel=str(OLD)))
MOVING = replace(POLICY, tiers=(replace(POLICY.tiers[0], channels=(HOME,)), *POLICY.tiers[1:]))


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
    moves = Moves(MOVING, admins)
    for _ in range(3):
        moves.note(OLD, NEW)
    await moves.settle()
    assert len(admins.told) == 1


async def test_a_move_that_could_not_be_told_is_told_another_time():
    admins = Admins(deaf=1)
    moves = Moves(MOVING, admins)
    for _ in range(2):
        moves.note(OLD, NEW)
        await moves.settle()
    assert len(admins.told) == 1


async def test_a_group_may_move_twice():
    admins = Admins()
    moves = Moves(MOVING, admins)
    moves.note(OLD, NEW)
    moves.note(OLD, NEW - 1)
    await moves.settle()
    assert [facts["write"] for _, facts in admins.told] == [
        f"telegram:{NEW}",
        f"telegram:{NEW - 1}",
    ]


async def test_a_program_without_admins_keeps_it_in_the_log(capsys):
    moves = Moves(MOVING)
    moves.note(OLD, NEW)
    await moves.settle()
    assert f"telegram:{NEW}" in capsys.readouterr().out


def test_admins_read_what_to_write_into_the_file():
    facts = {"instead_of": f"telegram:{OLD}", "write": f"telegram:{NEW}"}
    notice = Notice(kind=NoticeKind.ALERT, facts={"code": "chat_migrated", "facts": facts})
    for language in languages():
        text = draw_text(draw(notice, language))
        assert "firstline.toml" in text
        assert f"telegram:{OLD}" in text
        assert f"telegram:{NEW}" in text


def test_a_thread_of_another_platform_is_no_place_here():
    assert read_thread("171234.5678") == (None, None)
    assert read_thread("t77r123") == (77, 123)
    assert read_thread("123") == (None, 123)
    assert read_thread(None) == (None, None)
