"""What do the methods of the Bot API work on?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.profile import Profile

if TYPE_CHECKING:
    from tests.fakes.telegram.limits import FloodLimits
    from tests.fakes.telegram.presses import Presses
    from tests.fakes.telegram.updates import UpdateQueue
    from tests.fakes.telegram.webhook import Webhook
    from tests.fakes.telegram.world import World

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Backend:
    """The platform's insides."""

    world: World
    updates: UpdateQueue
    presses: Presses
    webhook: Webhook
    limits: FloodLimits | None
    profile: Profile = field(default_factory=Profile)
    chat_actions: list[tuple[int, str, int | None]] = field(default_factory=list)
    has_privacy_mode: bool = True


Method = Callable[[Backend, Json], Any]
