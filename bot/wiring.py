"""Who is handed what?

The one place that owns both clocks and puts the floors together. Everything here is made once a
program and closed by it.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot import terms
from bot.alerts import Alerts
from bot.audit import Audit
from bot.clocks import OFFSET, Clocks, Machine
from bot.clocks import machine_now as machine_now  # noqa: PLC0414 - handed out here
from bot.config import Config
from bot.delivery import PATIENCE, Delivery, Patience, Reconciler
from bot.doors import Doors
from bot.duty_watch import DutyWatch
from bot.file_traffic import FileTraffic
from bot.health import Health
from bot.heartbeat import Heartbeat
from bot.inner import PLATFORM, InnerListener
from bot.librarian import Librarian
from bot.link_codes import LinkCodes
from bot.pacing import Pacer
from bot.processor import Processor
from bot.replicas import Replicas
from bot.scheduler import Tick
from bot.settings import Settings
from bot.sign_in import SignIn
from desk.actions.keep_promises import TimeAnew
from desk.policy import DeskPolicy
from handlers.files import FileCarrier
from handlers.handles import Handles
from handlers.hooks.listener import PLATFORM as HOOKS
from handlers.hooks.listener import HookListener
from handlers.listener import Listener
from handlers.notifier import Notifier
from handlers.platform import Platform
from handlers.web.files import WebFiles
from handlers.web.listeners import WebListener
from handlers.web.notifier import WebNotifier
from handlers.web.platform import WebPlatform
from storage import migrate
from storage.store import Store

if TYPE_CHECKING:
    from bot.duty_reader import DutyReader
    from bot.prober import Prober


@dataclass(slots=True, kw_only=True)
class Desk:
    """Everything that works, ready to run."""

    url: str
    config: Config
    policy: DeskPolicy
    store: Store
    clocks: Clocks
    librarian: Librarian
    handles: Handles
    doors: Doors
    sign_in: SignIn
    alerts: Alerts
    health: Health
    tick: Tick
    pacer: Pacer
    patience: Patience
    owner: str
    is_blind: bool = False
    listeners: dict[str, Listener] = field(default_factory=dict)
    notifiers: dict[str, Notifier] = field(default_factory=dict)
    carriers: dict[str, FileCarrier] = field(default_factory=dict)
    platforms: list[Platform] = field(default_factory=list)

    def add(self, platform: Platform) -> None:
        """Take a platform in."""
        self.platforms.append(platform)
        self.listeners[platform.name] = platform.listener
        self.notifiers[platform.name] = platform.notifier
        if platform.files is not None:
            self.carriers[platform.name] = platform.files

    def processor(self) -> Processor:
        """Make the worker of the inbox."""
        return Processor(
            self.store, self.doors, self.listeners, self.handles, self.clocks, self.alerts
        )

    def delivery(self) -> Delivery:
        """Make the worker of the outbox."""
        return Delivery(
            self.store,
            self.notifiers,
            self.pacer,
            self.clocks,
            self.owner,
            self.patience,
            reveal=self.sign_in.reveal_saying,
            files=FileTraffic(self.store, self.carriers, self.policy),
            alerts=self.alerts,
        )

    def reconciler(self) -> Reconciler:
        """Make the worker that looks into unknown outcomes."""
        return Reconciler(
            self.store,
            self.notifiers,
            self.clocks,
            f"{self.owner}-looks",
            self.patience,
            is_off=self.is_blind,
        )

    def audit(self) -> Audit:
        """Make the auditor."""
        replicas = Replicas(self.store.marks, self.owner, lambda: self.librarian.version)
        address = self.config.desk.heartbeat
        return Audit(
            self.store,
            self.alerts,
            self.health,
            replicas,
            self.clocks,
            self.notifiers,
            heartbeat=None if address is None else Heartbeat(address),
        )

    def duty_watch(self) -> DutyWatch:
        """Make who looks for gaps on call."""
        return DutyWatch(self.store, self.alerts, self.clocks)

    def duty_reader(self) -> "DutyReader":
        """Make who reads schedules that are kept elsewhere; imported here because it is heavy."""
        from bot.duty_reader import DutyReader  # noqa: PLC0415 - heavy

        return DutyReader(
            self.store,
            self.alerts,
            self.clocks,
            self.config.folder,
            {key: table.ics_private for key, table in self.config.oncall.items()},
        )

    def prober(self) -> "Prober":
        """Make who looks at services; imported here because it is heavy."""
        from bot.prober import Prober  # noqa: PLC0415 - heavy

        return Prober(self.store, self.clocks, self.owner)

    async def move_clock(self, by: timedelta) -> None:
        """Move the desk's clock on, and keep that."""
        self.clocks.move(by)
        await self.store.marks.set(OFFSET, str(self.clocks.offset.total_seconds()))

    async def close(self) -> None:
        """Let go of connections."""
        for notifier in self.notifiers.values():
            await notifier.close()
        await self.store.close()


async def _open_store(url: str, policy: DeskPolicy, clocks: Clocks, patience: Patience) -> Store:
    """Open the store, put the desk's clock where it was left, and see which promises hold."""

    def opened(policy: DeskPolicy) -> Store:
        return Store.open(
            url,
            policy,
            clock=clocks.machine,
            desk_clock=clocks.desk,
            quarantine=patience.quarantine,
        )

    store = opened(policy)
    clocks.offset = timedelta(seconds=float(await store.marks.get(OFFSET) or 0))
    held, is_new = await terms.hold(store, policy, clocks.desk())
    if held.since is not None:
        await store.close()
        store = opened(held)
    if is_new:
        await TimeAnew()(store.begin, now=clocks.desk())
    return store


async def build(
    url: str,
    config: Config,
    *,
    resolve: Mapping[str, str] | None = None,
    patience: Patience = PATIENCE,
    is_blind: bool = False,
    librarian: Librarian | None = None,
    machine: Machine = machine_now,
) -> Desk:
    """Put a desk together on a database whose tables are there; platforms are added by `add`.

    Raises KnowledgeError when the articles cannot be read.
    """
    # Before the store: articles that cannot be read must not leave a connection open behind them.
    if librarian is None:
        librarian = await Librarian.open(config.articles, config.knowledge.thresholds())
    clocks = Clocks(machine)
    policy = config.policy(machine().date(), resolve)
    store = await _open_store(url, policy, clocks, patience)
    health = Health(store, clocks.machine, lambda: asyncio.to_thread(migrate.is_at_head, url))
    page, codes = config.desk.page or "http://127.0.0.1:8080", LinkCodes(store, clocks.desk)
    sign_in = SignIn(store, clocks.machine, page, codes)
    handles = Handles(store.inbox.outcome, sign_in.reveal, store.people.chosen_language)
    desk = Desk(
        url=url,
        config=config,
        policy=store.policy,
        store=store,
        clocks=clocks,
        librarian=librarian,
        handles=handles,
        doors=Doors(librarian, store.policy, store.finder),
        sign_in=sign_in,
        alerts=Alerts(store, clocks),
        health=health,
        tick=Tick(store, clocks, librarian, health.ticked),
        pacer=Pacer(monotonic),
        patience=patience,
        owner=secrets.token_hex(8),
        is_blind=is_blind,
    )
    desk.listeners[PLATFORM] = InnerListener()
    desk.listeners[HOOKS] = HookListener()
    return desk


def add_web(desk: Desk, *, changed: Callable[[], None]) -> None:
    """Take in the built-in web chat, which is always there."""
    desk.add(
        WebPlatform(
            WebListener(),
            WebNotifier(
                desk.store.chat,
                now=desk.clocks.desk,
                changed=changed,
                name=desk.policy.name,
            ),
            WebFiles(
                desk.store.chat,
                now=desk.clocks.desk,
                changed=changed,
                name=desk.policy.name,
            ),
        )
    )


def add_slack(desk: Desk, settings: Settings) -> None:
    """Take in Slack where its token is there; imported here because it is heavy."""
    if settings.slack_bot_token is None:
        return
    from handlers.slack.app import SlackPlatform  # noqa: PLC0415 - heavy
    from handlers.slack.options import SlackOptions  # noqa: PLC0415 - heavy

    desk.add(
        SlackPlatform(
            bot_token=settings.slack_bot_token.get_secret_value(),
            app_token=_plain(settings.slack_app_token),
            signing_secret=_plain(settings.slack_signing_secret),
            api_url=settings.slack_api_url,
            options=SlackOptions(
                command=desk.config.slack.command,
                reactions=dict(desk.config.slack.reactions.items()),
                bots=desk.config.slack.bots,
                agent=desk.config.slack.agent,
            ),
            policy=desk.policy,
            inbox=desk.store.inbox,
            handles=desk.handles,
            now=desk.clocks.machine,
            marks=desk.store.marks,
        )
    )


def add_telegram(desk: Desk, settings: Settings) -> None:
    """Take in Telegram where its token is there; imported here because it is heavy."""
    if settings.telegram_bot_token is None:
        return
    from handlers.telegram.app import TelegramPlatform  # noqa: PLC0415 - heavy
    from handlers.telegram.options import TelegramOptions, Webhook  # noqa: PLC0415 - heavy

    address, secret = desk.config.telegram.webhook, _plain(settings.telegram_webhook_secret)
    webhook = Webhook(address=address, secret=secret) if address and secret else None
    desk.add(
        TelegramPlatform(
            token=settings.telegram_bot_token.get_secret_value(),
            api_url=settings.telegram_api_url,
            options=TelegramOptions(has_topics=desk.config.telegram.topics, webhook=webhook),
            policy=desk.policy,
            inbox=desk.store.inbox,
            handles=desk.handles,
            marks=desk.store.marks,
            leases=desk.store.leases,
            now=desk.clocks.machine,
            alarm=desk.alerts.raise_alert,
            book=desk.store.moves,
        )
    )


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
