import pytest

from desk import business_hours


@pytest.fixture
def fresh_years():
    """Work every year out anew, or a change of how that is done would hide behind the cache."""
    business_hours._openings.cache_clear()
