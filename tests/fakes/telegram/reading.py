"""What stands in the chats now, and how does a test wait for it?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from tests.fakes.telegram.chats import Topic

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.telegram.faults import Call
    from tests.fakes.telegram.messages import Message
    from tests.fakes.telegram.world import ChatRef, World

T = TypeVar("T")
_GLANCE = 0.01


class Reading:
    """Reads as a person sees it: what is deleted is gone, what is edited is new."""

    world: World
    refusals: list[tuple[Call, str]]

    def messages(self, chat: ChatRef, topic: int | Topic | None = None) -> list[Message]:
        """List what stands in a chat or one of its topics, oldest first."""
        thread = topic.id if isinstance(topic, Topic) else topic
        live = self.world.chat(chat).live()
        return [message for message in live if thread in (None, message.topic)]

    def message(self, chat: ChatRef, message_id: int) -> Message:
        return self.world.chat(chat).messages[message_id]

    def from_bot(self, chat: ChatRef, topic: int | Topic | None = None) -> list[Message]:
        said = self.messages(chat, topic)
        return [message for message in said if message.is_from_bot and not message.service]

    def topics(self, chat: ChatRef) -> list[Topic]:
        found = self.world.chat(chat).topics.values()
        return [topic for topic in found if not topic.is_deleted]

    async def wait_for_message(
        self,
        chat: ChatRef,
        *,
        contains: str = "",
        topic: int | Topic | None = None,
        after: int = 0,
        timeout: float = 5,  # noqa: ASYNC109 - the test's patience, not a cancel scope
    ) -> Message:
        """Wait until the bot has a message there that contains the words (edits count)."""

        def look() -> Message | None:
            said = self.from_bot(chat, topic)
            new = [m for m in said if m.message_id > after and contains in m.text]
            return new[-1] if new else None

        def tell() -> str:
            said = [f"  {m.message_id}: {m.text!r}" for m in self.messages(chat, topic)[-8:]]
            refused = [f"  {call.method}: {text}" for call, text in self.refusals[-4:]]
            lines = [f"no message with {contains!r} from the bot; the chat holds:", *said]
            return "\n".join([*lines, "refused last:", *refused] if refused else lines)

        return await self.wait_until(look, tell, timeout=timeout)

    async def wait_until(
        self,
        look: Callable[[], T | None],
        tell: Callable[[], str],
        *,
        timeout: float = 5,  # noqa: ASYNC109 - the test's patience, not a cancel scope
    ) -> T:
        """Look until there is something; fail with what `tell` says."""
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout
        while not (found := look()):
            if loop.time() > until:
                raise AssertionError(f"waited {timeout:g} s: {tell()}")
            await asyncio.sleep(_GLANCE)
        return found
