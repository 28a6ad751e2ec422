"""What `[storms]` says, and what it must not."""

import pytest
from pydantic import ValidationError

from bot.config_storms import StormsTable
from desk.storms import Storms


def test_what_is_not_said_is_three_in_ten_minutes():
    assert StormsTable().noun() == Storms()


@pytest.mark.parametrize("tickets", [0, 2, 20])
def test_so_many_may_be_a_storm(tickets):
    assert StormsTable(tickets=tickets).noun().tickets == tickets


@pytest.mark.parametrize("tickets", [-1, 1, 21])
def test_so_many_may_not(tickets):
    with pytest.raises(ValidationError, match=f"is {tickets}"):
        StormsTable(tickets=tickets)
