"""What do all parts of the fake share?

`SlackCore` holds the state; the API's methods are functions of it (`api_*.py`), what people do and
what tests read are mixed in on top (`people.py`, `interactions.py`, `forms.py`, `reading.py`), and
`server.py` puts it on a port.
"""

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack import events
from tests.fakes.slack.delivery import EVENTS, Deliveries, Envelope
from tests.fakes.slack.errors import SlackRefusalError
from tests.fakes.slack.faults import Call, Faults
from tests.fakes.slack.handles import Handles
from tests.fakes.slack.limits import Limits
from tests.fakes.slack.news import News
from tests.fakes.slack.socket_mode import Sockets
from tests.fakes.slack.view_shelf import ViewShelf
from tests.fakes.slack.world import BOT_USER_ID, TEAM_ID, Channel, World

# What the app's manifest asks for.
MANIFEST_SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "reactions:read",
        "reactions:write",
        "usergroups:read",
        "users:read",
        "users:read.email",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ephemeral:
    """A message only one person sees, and only until they reload."""

    channel: str
    user: str
    ts: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None


class SlackCore:
    """The state of the fake."""

    def __init__(
        self,
        *,
        scopes: frozenset[str] = MANIFEST_SCOPES,
        subscribed: frozenset[str] = events.SUBSCRIBED,
        ack_timeout: float = 3.0,
        retry_delays: Sequence[float] = (0.0, 60.0, 300.0),
        deliver_later: bool = False,
        limits: bool = False,
        unknown_blocks: frozenset[str] = frozenset(),
        trigger_seconds: float = 3.0,
        metadata_needs_scope: bool = False,
        clock: Callable[[], float] = time.time,  # noqa: TID251 - a platform has a clock of its own
    ) -> None:
        """Set up an empty workspace.

        Args:
            scopes: what the bot token was granted.
            subscribed: the events the app asked for.
            ack_timeout: seconds until an unacknowledged envelope counts as failed.
            retry_delays: seconds before each further try of an event.
            deliver_later: keep events while no socket is open (Slack promises nothing here).
            limits: answer 429 to an app that is too fast.
            unknown_blocks: block types this workspace has not got yet.
            trigger_seconds: how long a `trigger_id` lives.
            metadata_needs_scope: show even the app's own metadata to `metadata.message:read` only.
            clock: the wall clock that message ids are made of.
        """
        self.bot_token = "xoxb-fake-bot-token"
        self.app_token = "xapp-1-A0FIRST001-fake-app-token"
        self.signing_secret = "fake-signing-secret"
        self.scopes = scopes
        self.subscribed = subscribed
        self.unknown_blocks = unknown_blocks
        self.metadata_needs_scope = metadata_needs_scope
        self.clock = clock
        self.base_url = ""
        self.token_error = ""
        self.world = World(clock)
        self.news = News()
        self.faults = Faults()
        self.limits = Limits() if limits else None
        self.handles = Handles(trigger_seconds=trigger_seconds)
        self.views = ViewShelf(self.world)
        self.sockets = Sockets(self.news)
        self.deliveries = Deliveries(
            self.news,
            self.sockets,
            ack_timeout=ack_timeout,
            retry_delays=retry_delays,
            deliver_later=deliver_later,
        )
        self.attempts: list[Call] = []
        self.ephemerals: list[Ephemeral] = []
        self.statuses: dict[tuple[str, str], str] = {}
        self.prompts: dict[str, list[dict[str, str]]] = {}

    @property
    def api_url(self) -> str:
        return f"{self.base_url}/api/"

    @property
    def problems(self) -> list[str]:
        """What the app did wrong and Slack would have swallowed without a word."""
        return self.sockets.problems

    def emit(self, event: dict[str, Any], channel: Channel | None = None) -> Envelope | None:
        """Tell the app of an event, if it subscribed to it and is where it happened."""
        self.news.tell()
        if events.subscription_of(event) not in self.subscribed:
            return None
        if channel is not None and BOT_USER_ID not in channel.members:
            return None
        shared = self._is_stranger(str(event.get("user")))
        payload = events.callback(self.world, copy.deepcopy(event), is_shared=shared)
        envelope = Envelope(type=EVENTS, payload=payload)
        self.deliveries.tell(envelope)
        return envelope

    def channel_of(self, channel_id: str) -> Channel:
        """Return a channel the bot may know of; private ones it is not in do not exist for it."""
        channel = self.world.channels.get(channel_id)
        if channel is None or (
            channel.kind != "public_channel" and BOT_USER_ID not in channel.members
        ):
            raise SlackRefusalError("channel_not_found")
        return channel

    def need_scope(self, *any_of: str) -> None:
        """Refuse unless one of these scopes was granted."""
        if any_of and not self.scopes.intersection(any_of):
            provided = ",".join(sorted(self.scopes))
            raise SlackRefusalError("missing_scope", needed=",".join(any_of), provided=provided)

    def need_kind_scope(self, kind: str, right: str) -> None:
        """Refuse unless this kind of conversation may be read, by `read` or `history`."""
        family = {"public_channel": "channels", "private_channel": "groups"}.get(kind, kind)
        self.need_scope(f"{family}:{right}")

    def _is_stranger(self, user_id: str) -> bool:
        user = self.world.users.get(user_id)
        return user is not None and user.team_id != TEAM_ID
