"""What does a Slack say that no one here wrote?

`SlackPeer` starts npm's `local-slack-linux-x64`, a workspace in one binary, with the verbs of
`FakeSlack` for acting and reading, so that a scenario can run on either. What stands in the
workspace is followed over the socket that the peer's own page uses; people act through its control
API, and fill in windows through that socket.

Users and channels are known from the start: the peer reads them from a file. All verbs that change
something are awaited here, and `say` gives the message's id once the app has heard of it.

What it cannot do, with the reason:

- It checks no blocks, lengths, scopes or tokens, and answers no 429: our fake does.
- It keeps no `metadata`, so nothing can be looked for in its history.
- An event that no socket takes is dropped, never tried again.
- It has one stack of windows for everybody, and a `trigger_id` lives for half an hour.
- It has no shortcuts, neither on a message nor from anywhere, and a tap names a message: none can be
  made on the Home tab, which is drawn all the same.
- It has no other bots and no direct chats of several people.
- It tells the app of a message once: a mention has no `app_mention` of its own.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import aiohttp

from tests.fakes.slack.blocks import text_of
from tests.fakes.slack.core import Ephemeral
from tests.fakes.slack.delivery import Ack
from tests.fakes.slack.elements import action, find_drawn
from tests.fakes.slack.events import typed
from tests.fakes.slack.forms import filled
from tests.fakes.slack.news import News
from tests.fakes.slack.world import APP_ID, BOT_USER_ID, TEAM_ID

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

Json = dict[str, Any]

BINARY = Path(__file__).parents[2] / "node_modules/local-slack-linux-x64/bin/local-slack"
_STARTS_WITHIN = 20.0


class SlackPeer:
    """The peer on a port of its own, with people in its channels."""

    bot_token = "xoxb-peer-bot-token"
    app_token = "xapp-1-A0FIRST001-peer-app-token"

    def __init__(
        self, users: Mapping[str, str], channels: Mapping[str, tuple[str, list[str]]]
    ) -> None:
        """Plan a workspace: ids to names, and ids of channels to their names and members."""
        self._config = _config(users, channels, (self.bot_token, self.app_token))
        self._stack = AsyncExitStack()
        self._messages: dict[str, list[Json]] = {}
        self._views: list[Json] = []
        self._homes: dict[str, Json] = {}
        self._errors: Json | None = None
        self._is_connected = False
        self._news = News()
        self._base = ""

    async def __aenter__(self) -> Self:
        assert BINARY.exists(), "The Slack peer is not installed; this installs it: make system"
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            self._base = f"http://127.0.0.1:{await self._start(stack, folder)}"
            self._session = await stack.enter_async_context(aiohttp.ClientSession())
            self._page = await stack.enter_async_context(
                self._session.ws_connect(f"{self._base}/ui")
            )
            following = asyncio.create_task(self._follow())
            stack.callback(following.cancel)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    @property
    def api_url(self) -> str:
        return f"{self._base}/api/"

    @property
    def ephemerals(self) -> list[Ephemeral]:
        """What only one person sees, oldest first."""
        return [
            Ephemeral(
                channel=channel,
                user=message["ephemeral_to"],
                ts=message["ts"],
                text=message["text"],
                blocks=message.get("blocks", []),
                thread_ts=message.get("thread_ts"),
            )
            for channel, said in self._messages.items()
            for message in said
            if "ephemeral_to" in message
        ]

    def dm(self, user: str) -> str:
        return f"D{user[1:]}"

    def messages(self, channel: str) -> list[Json]:
        """Return what everybody sees in a channel, replies too, oldest first."""
        return [m for m in self._messages.get(channel, []) if "ephemeral_to" not in m]

    def views_open(self, _user: str) -> list[Json]:
        """Return the stack of windows, which all people share here."""
        return self._views

    def describe(self, channel: str) -> str:
        said = self._messages.get(channel, [])
        return "\n".join(" | ".join([m["text"], *text_of(m.get("blocks", []))]) for m in said)

    async def say(self, channel: str, user: str, text: str, thread_ts: str | None = None) -> str:
        body = {"channel": channel, "user": user, "text": typed(text)}
        said = await self._act("message", **body, **({"thread_ts": thread_ts} if thread_ts else {}))
        return str(said["message"]["ts"])

    async def edit_message(self, channel: str, ts: str, text: str) -> None:
        user = self._message(channel, ts)["user"]
        await self._act("edit-message", channel=channel, ts=ts, user=user, text=typed(text))

    async def delete_message(self, channel: str, ts: str) -> None:
        user = self._message(channel, ts)["user"]
        await self._act("delete-message", channel=channel, ts=ts, user=user)

    async def react(self, user: str, channel: str, ts: str, name: str) -> None:
        await self._act("reaction", channel=channel, ts=ts, user=user, name=name)

    async def open_home(self, user: str) -> None:
        await self._act("open-home", user=user)

    async def wait_for_home(self, user: str, contains: str = "", *, timeout: float = 20.0) -> Json:  # noqa: ASYNC109
        """Wait until somebody's Home tab says this."""

        def look() -> bool:
            home = self._homes.get(user)
            return home is not None and contains in "\n".join(text_of(home["blocks"]))

        await self._until(look, f"a Home tab with {contains!r}", timeout)
        return self._homes[user]

    async def press(
        self, user: str, channel: str, ts: str, button: str, *, choice: Any = None
    ) -> Ack:
        """Press what is drawn on a message, named by its action id or label."""
        drawn = find_drawn(self._message(channel, ts).get("blocks", []), button)
        pressed = action(drawn, choice, ts)
        await self._act("interact", channel=channel, messageTs=ts, user=user, action=pressed)
        return Ack(is_acked=True)

    async def choose(self, user: str, channel: str, ts: str, menu: str, option: str) -> Ack:
        """Choose from an overflow or select menu; the menu is named by its action id."""
        return await self.press(user, channel, ts, menu, choice=option)

    async def command(self, user: str, channel: str, command: str, text: str = "") -> Ack:
        """Type a slash command; what it is answered with becomes a message, for its writer only."""
        await self._act("command", channel=channel, user=user, command=command, text=text)
        return Ack(is_acked=True)

    async def submit(self, view_id: str, user: str, values: Mapping[str, Any]) -> Ack:
        """Fill in the window in front and send it; gives the errors of one that was sent back."""
        view = self._views[-1]
        assert view["id"] == view_id, f"{view_id} is not in front"
        self._errors = None
        state = filled(view, values)
        await self._page.send_json({"t": "view_submit", "user": user, "values": state})
        await self._until(lambda: self._errors or view not in self._views, "an answer to a form")
        if not self._errors:
            return Ack(is_acked=True)
        return Ack(
            is_acked=True, payload={"response_action": "errors", "errors": dict(self._errors)}
        )

    async def wait_for_view(self, _user: str, *, timeout: float = 20.0) -> Json:  # noqa: ASYNC109
        """Wait until there is a window in front."""
        await self._until(lambda: bool(self._views), "a window", timeout)
        return self._views[-1]

    async def wait_for_sockets(self, _count: int = 1, *, timeout: float = 20.0) -> None:  # noqa: ASYNC109
        """Wait until the app is connected; the peer does not say how often."""
        await self._until(lambda: self._is_connected, "the app's socket", timeout)

    async def _start(self, stack: AsyncExitStack, folder: Path) -> int:
        """Start the binary and read from its greeting where it listens."""
        config = folder / "config.json"
        config.write_text(json.dumps(self._config))
        process = await asyncio.create_subprocess_exec(
            *(str(BINARY), "--config", str(config), "--port", "0", "--base-host", "127.0.0.1"),
            *("--files-dir", str(folder / "files")),
            stdout=asyncio.subprocess.PIPE,
        )
        stack.push_async_callback(_end, process)
        assert process.stdout is not None
        async with asyncio.timeout(_STARTS_WITHIN):
            while line := (await process.stdout.readline()).decode():
                if "Web UI" in line:
                    return int(line.rstrip().rpartition(":")[2])
        raise AssertionError("the Slack peer ended before it listened")

    async def _act(self, deed: str, **body: Any) -> Json:
        async with self._session.post(f"{self._base}/_control/{deed}", json=body) as response:
            told: Json = await response.json()
        assert told["ok"], f"{deed}: {told}"
        return told

    def _message(self, channel: str, ts: str) -> Json:
        return next(message for message in self._messages[channel] if message["ts"] == ts)

    async def _until(
        self, look: Callable[[], Any], what: str, patience: float = _STARTS_WITHIN
    ) -> None:
        if not await self._news.until(look, patience):
            raise AssertionError(f"waited {patience:g} s for {what}")

    async def _follow(self) -> None:
        """Keep up with the workspace, as the peer's page does."""
        heard = {
            "init": self._begin,
            "message": self._said,
            "message_update": self._changed,
            "message_delete": self._gone,
            "view": self._shown,
            "view_errors": self._refused,
            "home": self._published,
            "socket_status": self._connected,
        }
        async for told in self._page:
            news = json.loads(told.data)
            if news["t"] in heard:
                heard[news["t"]](news)
                self._news.tell()

    def _begin(self, news: Json) -> None:
        state = news["state"]
        self._messages = {channel: list(said) for channel, said in state["messages"].items()}
        self._is_connected = any(app["connected"] for app in state["apps"])

    def _said(self, news: Json) -> None:
        message = news["message"]
        self._messages.setdefault(message["channel"], []).append(message)

    def _changed(self, news: Json) -> None:
        message = news["message"]
        self._message(message["channel"], message["ts"]).update(message)

    def _gone(self, news: Json) -> None:
        gone = self._message(news["channel"], news["ts"])
        self._messages[news["channel"]].remove(gone)

    def _shown(self, news: Json) -> None:
        self._views = news.get("stack") or []

    def _published(self, news: Json) -> None:
        self._homes[news["user"]] = news["view"]

    def _refused(self, news: Json) -> None:
        self._errors = news["errors"]

    def _connected(self, news: Json) -> None:
        self._is_connected = news["connected"]


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


def _config(
    users: Mapping[str, str],
    channels: Mapping[str, tuple[str, list[str]]],
    tokens: tuple[str, str],
) -> Json:
    app = {"appId": APP_ID, "botUserId": BOT_USER_ID, "botName": "firstline", "mode": "socket"}
    rooms = [
        {"id": channel, "name": name, "members": [*members, BOT_USER_ID]}
        for channel, (name, members) in channels.items()
    ]
    direct = [
        {"id": f"D{user[1:]}", "name": name, "is_im": True, "members": [user, BOT_USER_ID]}
        for user, name in users.items()
    ]
    return {
        "workspace": {"name": "Harbour", "domain": "harbour", "teamId": TEAM_ID},
        "app": {**app, "botToken": tokens[0], "appToken": tokens[1]},
        "users": [{"id": user, "name": name} for user, name in users.items()],
        "channels": [*rooms, *direct],
    }
