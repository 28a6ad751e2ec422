import pytest

from tests.scenarios.rig import STAGES


@pytest.fixture(params=sorted(STAGES))
async def stage(request, tmp_path):
    async with STAGES[request.param].open(f"sqlite:///{tmp_path}/desk.db") as opened:
        yield opened
