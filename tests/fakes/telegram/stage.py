"""What do all stand-ins for Telegram share: people, chats, and a record of what the bot asked?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.backend import Backend
from tests.fakes.telegram.chats import Chat, User
from tests.fakes.telegram.clock import Clock
from tests.fakes.telegram.limits import FloodLimits
from tests.fakes.telegram.membership import Membership
from tests.fakes.telegram.presses import Answer, Presses
from tests.fakes.telegram.reading import Reading
from tests.fakes.telegram.spec import Spec
from tests.fakes.telegram.updates import UpdateQueue
from tests.fakes.telegram.webhook import Webhook
from tests.fakes.telegram.world import BOT_RIGHTS, UserRef, World

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.fakes.telegram.faults import Call

TOKEN = "7000000001:AAF-a-made-up-token-for-tests-000000"


class Stage(Membership, Reading):
    """The verbs that scenarios use, whoever serves the wire."""

    def __init__(
        self, *, token: str, username: str, limits: bool = False, has_privacy_mode: bool = True
    ) -> None:
        self.token = token
        self.clock = Clock()
        bot_id = int(token.partition(":")[0])
        bot = User(id=bot_id, first_name="Firstline", username=username, is_bot=True)
        self.world = World(self.clock, bot)
        self.presses = Presses(self.clock)
        self.updates = UpdateQueue(self.clock)
        self.calls: list[Call] = []
        self.refusals: list[tuple[Call, str]] = []
        self.has_privacy_mode = has_privacy_mode
        self.spec = Spec()
        self.backend = Backend(
            world=self.world,
            updates=self.updates,
            presses=self.presses,
            webhook=Webhook(updates=self.updates, on_method=self.answer_in_webhook),
            limits=FloodLimits(self.clock) if limits else None,
            has_privacy_mode=has_privacy_mode,
        )

    @property
    def api_url(self) -> str:
        """Where the Bot API is, without a trailing slash."""
        raise NotImplementedError

    async def answer_in_webhook(self, body: dict[str, Any]) -> None:
        """Do the one call that a webhook's answer may carry."""
        raise NotImplementedError

    @property
    def bot(self) -> User:
        return self.world.bot

    @property
    def answers(self) -> list[Answer]:
        """What presses were answered, oldest first."""
        return self.presses.answers

    @property
    def confirmed_offset(self) -> int:
        """The highest offset that the bot has confirmed by asking for what comes after."""
        return self.updates.confirmed_offset

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def add_user(
        self, user_id: int, first_name: str, username: str | None = None, **more: Any
    ) -> User:
        """Take in a person; `more` may hold `last_name` and `language_code`."""
        user = User(id=user_id, first_name=first_name, username=username, **more)
        return self.world.add_user(user)

    def add_group(
        self,
        chat_id: int,
        title: str,
        *,
        forum: bool = False,
        members: Iterable[UserRef] = (),
        bot_admin: bool = True,
        can_manage_topics: bool = True,
    ) -> Chat:
        """Take in a group; ids that begin with -100 are supergroups, which may be forums."""
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        assert kind == "supergroup" or not forum, "only a supergroup (-100...) can be a forum"
        rights = [*BOT_RIGHTS, *(["can_manage_topics"] if can_manage_topics else [])]
        chat = Chat(id=chat_id, kind=kind, title=title, is_forum=forum)
        return self.world.add_group(chat, members, rights if bot_admin else None)
