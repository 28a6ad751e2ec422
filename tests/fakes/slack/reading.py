"""What would a person find in the workspace now, and when will it be there?

The waiting helpers fail with what *is* there, so that a red test can be read without a debugger.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from tests.fakes.slack.blocks import text_of
from tests.fakes.slack.core import Ephemeral, SlackCore
from tests.fakes.slack.delivery import Envelope
from tests.fakes.slack.elements import drawn_in
from tests.fakes.slack.faults import Call
from tests.fakes.slack.view_shelf import View
from tests.fakes.slack.world import BOT_USER_ID, Message

T = TypeVar("T")


class Reading(SlackCore):
    """Looking and waiting."""

    @property
    def calls(self) -> list[Call]:
        """The calls that were carried out, in order."""
        return [call for call in self.attempts if call.is_accepted]

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def messages(self, channel: str, *, by: str | None = None) -> list[Message]:
        """Return everything said in a channel, replies too, oldest first."""
        said = self.world.channels[channel].messages.values()
        return [m for m in said if by in (None, m.get("user"))]

    def message(self, channel: str, ts: str) -> Message:
        return self.world.channels[channel].messages[ts]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """Return a root and its replies, oldest first."""
        return list(self.world.channels[channel].thread(ts))

    def views_open(self, user: str) -> list[View]:
        """Return this person's stack of windows, the one in front last."""
        return list(self.views.stacks[user])

    def posts_by_key(self, name: str = "key") -> Counter[str]:
        """Count the accepted posts by what stands in their metadata: a count of 2 is a duplicate.

        Counted is what was accepted, whatever became of the message later.
        """
        posts = (call.args.get("metadata") for call in self.calls_of("chat.postMessage"))
        payloads = (m["event_payload"] for m in posts if isinstance(m, dict) and m)
        return Counter(str(payload[name]) for payload in payloads if name in payload)

    def envelopes_of(self, event_type: str) -> list[Envelope]:
        """Return what was sent of one type of event, e.g. `app_mention`."""
        return [e for e in self.deliveries.envelopes if e.event.get("type") == event_type]

    async def wait_for_message(
        self,
        channel: str,
        contains: str = "",
        *,
        thread_ts: str | None = None,
        by: str | None = BOT_USER_ID,
        timeout: float = 5.0,  # noqa: ASYNC109 - waiting is what these do
    ) -> Message:
        """Wait until somebody, the bot if not told otherwise, says this on a card or in its text.

        Args:
            channel: where.
            contains: words to be found in the text or on the card, after edits.
            thread_ts: only in this thread.
            by: who says it; None for anybody.
            timeout: in seconds.
        """

        def look() -> Message | None:
            said = self.messages(channel, by=by)
            inside = [m for m in said if thread_ts in (None, m.get("thread_ts"))]
            return next((m for m in reversed(inside) if contains in words_of(m)), None)

        what = f"a message with {contains!r} in {channel}"
        return await self.wait_until(look, what, timeout, lambda: self.describe(channel))

    async def wait_for_ephemeral(
        self,
        user: str,
        contains: str = "",
        *,
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> Ephemeral:
        def look() -> Ephemeral | None:
            mine = (shown for shown in reversed(self.ephemerals) if shown.user == user)
            return next((s for s in mine if contains in words_of(s.text, s.blocks)), None)

        what = f"a message only {user} sees with {contains!r}"
        return await self.wait_until(look, what, timeout, lambda: repr(self.ephemerals))

    async def wait_for_view(
        self,
        user: str,
        callback_id: str | None = None,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> View:
        """Wait until this person has a window, or this one, in front of them."""

        def look() -> View | None:
            stack = self.views.stacks[user]
            return stack[-1] if stack and callback_id in (None, stack[-1]["callback_id"]) else None

        what = f"a window {callback_id or ''} for {user}"
        return await self.wait_until(look, what, timeout, lambda: repr(self.views.stacks[user]))

    async def wait_for_home(
        self,
        user: str,
        contains: str = "",
        *,
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> View:
        def look() -> View | None:
            home = self.views.homes.get(user)
            return home if home and contains in words_of("", home["blocks"]) else None

        what = f"a Home tab with {contains!r} for {user}"
        return await self.wait_until(look, what, timeout, lambda: repr(self.views.homes.get(user)))

    async def wait_for_calls(
        self,
        method: str,
        count: int = 1,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> list[Call]:
        """Wait until a method was carried out this often."""

        def look() -> list[Call] | None:
            done = self.calls_of(method)
            return done if len(done) >= count else None

        seen = Counter[str]()

        def there() -> str:
            seen.update(f"{c.method}: {c.answer.get('error', 'ok')}" for c in self.attempts)
            return repr(dict(seen))

        return await self.wait_until(look, f"{count} calls of {method}", timeout, there)

    async def wait_for_ack(self, envelope: Envelope, *, timeout: float = 5.0) -> float:  # noqa: ASYNC109
        """Wait until an envelope is acknowledged; returns the seconds it took."""
        what = f"the acknowledgement of {envelope.event or envelope.type}"
        await self.wait_until(
            lambda: envelope.is_acked, what, timeout, lambda: repr(envelope.sent_at)
        )
        return envelope.acked_after or 0.0

    async def wait_for_sockets(self, count: int = 1, *, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Wait until the app has this many sockets open."""
        sockets = self.sockets.open_sockets
        await self.wait_until(
            lambda: len(sockets) >= count,
            f"{count} sockets",
            timeout,
            lambda: f"{len(sockets)} open",
        )

    async def wait_until(
        self,
        look: Callable[[], T | None],
        what: str,
        timeout: float = 5.0,  # noqa: ASYNC109
        there: Callable[[], str] = lambda: "",
    ) -> T:
        """Wait for anything else; fails with what was waited for and what is there instead."""
        found = await self.news.until(look, timeout)
        if not found:
            raise AssertionError(
                f"waited {timeout:g} s for {what}. There is:\n{there() or 'nothing'}"
            )
        return found

    def describe(self, channel: str) -> str:
        """Return what a channel shows, a line a message."""
        return "\n".join(_line(m) for m in self.messages(channel)) or "nothing said"


def words_of(message: Message | str, blocks: Iterable[Any] = ()) -> str:
    """Return all a reader of this message could read, text and card."""
    if isinstance(message, str):
        return "\n".join((message, *text_of(list(blocks))))
    return words_of(str(message.get("text", "")), message.get("blocks", ()))


def buttons_of(message: dict[str, Any]) -> list[str]:
    """Return the labels of a message's or a view's buttons, from top to bottom."""
    return [d.label for d in drawn_in(message.get("blocks", [])) if d.element["type"] == "button"]


def _line(message: Message) -> str:
    place = "  reply" if message.get("thread_ts") not in {None, message["ts"]} else "message"
    words = " | ".join(words_of(message).split("\n"))
    buttons = " ".join(f"[{label}]" for label in buttons_of(message))
    return f"{place} {message['ts']} {message.get('user', '?')}: {words} {buttons}".rstrip()
