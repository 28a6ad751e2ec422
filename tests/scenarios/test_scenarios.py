"""Every scenario of the table on every stage, the whole program under it."""

import pytest

from tests.scenarios.stage import open_stage
from tests.scenarios.table import ACROSS, CANNOT, CROSSING, SCENARIOS, STAGES, cases


@pytest.mark.parametrize(("scenario", "where"), cases())
async def test_scenario(scenario, where, sqlite_url):
    async with open_stage(sqlite_url, *STAGES[where]) as stage:
        await SCENARIOS[scenario](stage)


def test_what_cannot_be_played_names_scenarios_and_stages_that_exist():
    for (scenario, stage), reason in CANNOT.items():
        assert scenario in SCENARIOS
        assert stage in STAGES
        assert stage not in ACROSS or scenario in CROSSING, "it would not be played anyway"
        assert reason
