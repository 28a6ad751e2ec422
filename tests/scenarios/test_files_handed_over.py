"""Screenshots and logs go from one side of a ticket to the other, on every stage, and nowhere else."""

from itertools import product

import pytest

from desk.actions.by_clock import CLOCK
from desk.attachment import FileState
from tests.pictures import picture
from tests.scenarios.asking import UNKNOWN
from tests.scenarios.handing import gets, give, handed
from tests.scenarios.stage import open_stage
from tests.scenarios.table import ACROSS, PEERS, STAGES
from tests.scenarios.waiting import eventually
from tests.scenarios.working import HANDING_UP

SHOT = ("shot.png", picture())
LOG = ("app.log", b"error 500\n" * 300_000)  # more than one part
SECRET = ("core.dump", b"what only engineers may see")


async def a_screenshot_alone_opens_a_ticket(stage):
    await give(stage.asking, "maya", stage.chat, [SHOT])
    await stage.engineer_sees("sam", "SUP-101")
    await gets(stage.working, stage.room_of("sam"), "sam", *SHOT)
    await stage.requester_sees("SUP-101")


async def files_with_a_question_come_with_its_ticket(stage):
    await give(stage.asking, "maya", stage.chat, [SHOT, LOG], UNKNOWN)
    await stage.engineer_sees("sam", "SUP-101")
    for file in (SHOT, LOG):
        await gets(stage.working, stage.room_of("sam"), "sam", *file)
    await eventually(lambda: _is_kept(stage, 2), "not both files are on the ticket's page")
    assert len(await stage.tickets()) == 1


async def a_file_of_an_engineer_goes_where_it_is_addressed_to(stage):
    await stage.opens_and_claims(UNKNOWN)
    room = stage.room_of("sam")
    await give(stage.working, "sam", room, [SECRET], "for us", await stage.card("sam"))
    words = stage.working.mention("do as in the picture")
    await give(stage.working, "sam", room, [SHOT], words, await stage.card("sam"))
    await stage.requester_sees("do as in the picture")
    await gets(stage.asking, stage.chat, "maya", *SHOT)
    await eventually(lambda: _is_kept(stage, 2), "the dump is not kept")
    assert "core.dump" not in await stage.all_the_requester_could_read()
    assert SECRET not in await handed(stage.asking, stage.chat, "maya")


async def a_file_follows_its_ticket_to_the_next_tier(stage):
    await stage.opens_and_claims(UNKNOWN)
    newest = (await stage.asking.bots(stage.chat, "maya"))[-1]
    await give(stage.asking, "maya", stage.chat, [SHOT], "", newest)
    await gets(stage.working, stage.room_of("sam"), "sam", *SHOT)
    await stage.fills("sam", await stage.engineer_presses("sam", "Escalate to L2"), **HANDING_UP)
    await gets(stage.working, stage.room_of("nora"), "nora", *SHOT)


async def a_file_is_taken_back_with_its_words(stage):
    await stage.opens_and_claims(UNKNOWN)
    words = stage.working.mention("the wrong file")
    room = stage.room_of("sam")
    await give(stage.working, "sam", room, [LOG], words, await stage.card("sam"))
    await gets(stage.asking, stage.chat, "maya", *LOG)
    await stage.takes_back("sam")

    async def is_gone():
        return LOG not in await handed(stage.asking, stage.chat, "maya")

    await eventually(is_gone, "the requester still has the file")


EVERYWHERE = (
    a_screenshot_alone_opens_a_ticket,
    files_with_a_question_come_with_its_ticket,
    a_file_of_an_engineer_goes_where_it_is_addressed_to,
    a_file_follows_its_ticket_to_the_next_tier,
    a_file_is_taken_back_with_its_words,
)

CROSSING = EVERYWHERE[1:3]
"""What is played across platforms too; the rest tells nothing new there."""


def cases():
    """Give every scenario with its stages; no file can be sent by people of the Slack peer."""
    for scenario, where in product(EVERYWHERE, STAGES):
        if "slack-peer" not in where and (where not in ACROSS or scenario in CROSSING):
            name = f"{scenario.__name__}-{where}"
            yield pytest.param(scenario, where, id=name, marks=PEERS.get(where, ()))


@pytest.mark.parametrize(("scenario", "where"), list(cases()))
async def test_files(scenario, where, sqlite_url):
    async with open_stage(sqlite_url, *STAGES[where]) as stage:
        await scenario(stage)


@pytest.mark.postgres
async def test_files_on_postgresql(postgres_url):
    async with open_stage(postgres_url, *STAGES["telegram-to-slack"]) as stage:
        await files_with_a_question_come_with_its_ticket(stage)


async def _is_kept(stage, count):
    rows = await stage.tickets()
    page = await stage.desk.store.tickets.page(CLOCK, rows[0].ticket)
    return [file.state for file in page.files] == [FileState.KEPT] * count
