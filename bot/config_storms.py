"""When does `firstline.toml` want similar tickets to be taken for one incident?"""

from typing import Annotated

from pydantic import AfterValidator, Field

from bot.config_tables import Table
from bot.config_values import Duration, Span, wrong
from desk.storms import Storms

_FEWEST, _MOST = 2, 20


def _enough(number: int) -> int:
    if number and not _FEWEST <= number <= _MOST:
        raise wrong(
            f"is {number}", f"Write a number from {_FEWEST} to {_MOST}, or 0 to take none for one"
        )
    return number


class StormsTable(Table):
    """`[storms]`: how many similar tickets in how short a time are one trouble."""

    window: Duration = Field(default=Span(10, "m"), examples=['"10m"'])
    tickets: Annotated[int, AfterValidator(_enough)] = Field(default=3, examples=["3"])

    def noun(self) -> Storms:
        """Make what rules read."""
        return Storms(window=self.window.lasting(), tickets=self.tickets)
