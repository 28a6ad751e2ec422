"""Who may see how the services are?"""

from pydantic import Field

from bot.config_tables import Table


class StatusTable(Table):
    """`[status]`: the page /status."""

    public: bool = Field(default=False, examples=["true"])
