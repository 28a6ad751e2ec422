"""Every scenario of the table on every stage, the whole program under it."""

import pytest

from desk.ticket import Verb
from tests.scenarios.stage import open_stage
from tests.scenarios.table import ACROSS, CANNOT, CROSSING, FILES, PROVES, SCENARIOS, STAGES, cases


@pytest.mark.parametrize(("scenario", "where"), cases())
async def test_scenario(scenario, where, sqlite_url):
    async with open_stage(sqlite_url, *STAGES[where], FILES.get(scenario, "")) as stage:
        await SCENARIOS[scenario](stage)


@pytest.mark.postgres
@pytest.mark.parametrize("where", ["web", "slack", "telegram"])
async def test_a_ticket_is_carried_to_the_end_on_postgresql(where, postgres_url):
    async with open_stage(postgres_url, *STAGES[where]) as stage:
        await SCENARIOS["a_ticket_is_carried_from_the_question_to_the_mark"](stage)


def test_each_verb_has_its_scenario():
    assert PROVES.keys() == set(Verb)
    assert set(PROVES.values()) <= SCENARIOS.keys()


def test_what_cannot_be_played_names_scenarios_and_stages_that_exist():
    for (scenario, stage), reason in CANNOT.items():
        assert scenario in SCENARIOS
        assert stage in STAGES
        assert stage not in ACROSS or scenario in CROSSING, "it would not be played anyway"
        assert reason
