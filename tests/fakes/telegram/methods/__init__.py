"""Which methods does the Bot API have here?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.telegram.methods import (
    chats,
    editing,
    fetching,
    presenting,
    sending,
    topics,
    touching,
)

if TYPE_CHECKING:
    from tests.fakes.telegram.backend import Method

METHODS: dict[str, Method] = {
    **chats.METHODS,
    **editing.METHODS,
    **fetching.METHODS,
    **presenting.METHODS,
    **sending.METHODS,
    **topics.METHODS,
    **touching.METHODS,
}
