"""What happens between `firstline run` and a desk that works?"""

import asyncio
import socket
import webbrowser
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import SecretStr

from bot import channel_names, demo, logs
from bot.clocks import machine_now
from bot.config import Config
from bot.databases import refuse_other_tables, usable
from bot.delivery import PATIENCE, Patience
from bot.errors import Exit, PlatformRefusedError, ProgramError
from bot.page import make_page
from bot.program import Service, run, workers
from bot.serving import address_of, bind, serve
from bot.settings import Settings, sender_tokens
from bot.wiring import Desk, add_slack, add_telegram, add_web, build
from handlers.web.live import Signal
from storage import migrate
from storage.engine import address, sqlite_file
from storage.store import Store
from storage.worker_lock import WorkersBusyError, lock_holder, worker_lock

Say = Callable[[str], None]

Progress = Callable[[str], AbstractContextManager[object]]
"""Shows somebody who waits that something goes on."""

log = structlog.get_logger(__name__)

PORT = 8080
"""Where the page is, unless somebody names another port."""


class StartError(ProgramError):
    """The desk cannot be started as it is configured; the sentence says what to set."""

    exit = Exit.CONFIG


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be started, and how patient it is."""

    url: str
    host: str = "127.0.0.1"
    port: int = PORT
    has_page: bool = True
    browser: bool = False
    patience: Patience = PATIENCE
    is_blind: bool = False


def check_platforms(settings: Settings) -> None:
    """Refuse to run a desk that nobody could reach."""
    if not (settings.has_slack or settings.has_telegram):
        raise StartError(
            [
                (
                    "No chat platform is set up. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or"
                    " TELEGRAM_BOT_TOKEN, and run `firstline doctor`. To only look around:"
                    " `firstline demo`."
                )
            ]
        )


def check_webhook(settings: Settings, config: Config) -> None:
    """Refuse a webhook at which anybody could pretend to be Telegram."""
    wants = settings.has_telegram and config.telegram.webhook is not None
    if wants and settings.telegram_webhook_secret is None:
        raise StartError(
            [
                "[telegram] webhook is set, and TELEGRAM_WEBHOOK_SECRET is not.",
                "Set it to 32 to 256 letters and digits of your own making: openssl rand -hex 32",
            ]
        )


def forget(database: Path) -> None:
    """Delete a demo's database with what lies beside it; refuses while it is in use."""
    with ExitStack() as held:
        _lock(held, f"sqlite:///{database}")
        _delete(database)


def _delete(database: Path) -> None:
    for name in ("", "-wal", "-shm"):
        database.with_name(database.name + name).unlink(missing_ok=True)


async def _open_demo(plan: Plan, config: Config) -> Desk:
    """Open a demo's desk; one whose history was cut off half-way begins anew."""
    await _migrate(plan.url)
    desk = await build(plan.url, config)
    mark = await desk.store.marks.get(demo.DEMO)
    if mark is None:
        await _refuse_a_real_desk(desk)
    if mark in {None, demo.READY}:
        return desk
    await desk.close()
    database = sqlite_file(address(plan.url))
    if database is not None:
        _delete(database)
    await _migrate(plan.url)
    return await build(plan.url, config)


async def run_demo(plan: Plan, config: Config, say: Say, progress: Progress) -> None:
    """Run a demo until it is ended; its history is made on the first start."""
    logs.set_up(is_quiet=True)
    with ExitStack() as held:
        _lock(held, plan.url)
        bound = held.enter_context(closing(bind(plan.host, plan.port)))
        url = address_of(bound)
        signal, stop = Signal(), asyncio.Event()
        with progress("Starting the demo; the first time a week of history is acted out"):
            desk = await _open_demo(plan, config)
            add_web(desk, changed=signal.tell)
            await demo.prepare(desk)
        app = make_page(desk, signal, stop, url, demo=demo.Controls(desk, signal))
        desk.store.chat.on_change(signal.tell)
        say(f"Firstline demo: {url}   (Ctrl-C ends it; nothing leaves this computer)")
        if plan.browser:
            webbrowser.open(url)
        await run(desk, [*workers(desk), lambda stop: serve(app, bound, stop)], stop)


async def run_desk(plan: Plan, settings: Settings, config: Config, say: Say) -> None:
    """Run a real desk until it is ended."""
    check_webhook(settings, config)
    tokens = sender_tokens(config.alerts.senders)
    logs.set_up()
    with ExitStack() as held:
        _lock(held, plan.url)
        bound = held.enter_context(closing(bind(plan.host, plan.port))) if plan.has_page else None
        await _migrate(plan.url)
        signal, stop = Signal(), asyncio.Event()
        ids = await channel_ids(settings, config, plan.url)
        desk = await build(
            plan.url,
            config,
            resolve={**ids, **await _moved_groups(settings, config, plan.url)},
            patience=plan.patience,
            is_blind=plan.is_blind,
        )
        await _refuse_a_demo(desk)
        await _refuse_lost_tickets(desk)
        await channel_names.keep(desk.store.marks, ids)
        for name in sorted(config.channel_names - set(ids)) if settings.has_slack else []:
            say(f"Slack shows no channel {name}: invite the bot there. See: firstline doctor")
        add_web(desk, changed=signal.tell)
        add_slack(desk, settings)
        add_telegram(desk, settings)
        services = workers(desk)
        if bound is not None:
            services.append(_page(bound, desk, tokens, signal, stop, say))
        await run(desk, services, stop)


async def channel_ids(settings: Settings, config: Config, url: str) -> dict[str, str]:
    """Find the ids of the Slack channels that the file gives by name, from Slack or from memory.

    A name that Slack knows no more was given up or renamed: the channel that it was stays the one
    meant. Raises PlatformRefusedError where Slack does not say and never said before.
    """
    if settings.slack_bot_token is None:
        return {}
    token = settings.slack_bot_token.get_secret_value()
    known = await channel_names.kept(url, config, machine_now().date())
    try:
        found = await channel_names.ask(settings.slack_api_url, token, config)
    except PlatformRefusedError as error:
        if not known:
            raise
        log.warning("channels from memory", reason=str(error))
        return known
    for name in sorted(known.keys() - found.keys()):
        log.warning(
            "slack shows no channel of this name any more; the one it was is used still",
            name=name,
            id=known[name],
            mend="if it was renamed, write its new name into firstline.toml",
        )
    return {**known, **found}


async def _moved_groups(settings: Settings, config: Config, url: str) -> Mapping[str, str]:
    """Find by which number the desk calls each group of Telegram's that has another one now."""
    if not settings.has_telegram:
        return {}
    store = Store.open(url, config.policy(machine_now().date()), clock=machine_now)
    try:
        return await store.moves.known("telegram")
    finally:
        await store.close()


def _page(  # noqa: PLR0917 - what the page is made of, named by its caller
    bound: socket.socket,
    desk: Desk,
    tokens: Mapping[str, SecretStr],
    signal: Signal,
    stop: asyncio.Event,
    say: Say,
) -> Service:
    url = desk.config.desk.page or address_of(bound)
    desk.sign_in.base_url = url
    app = make_page(desk, signal, stop, url, tokens=tokens)
    desk.store.chat.on_change(signal.tell)
    say(f"Firstline: {desk.policy.name}, page at {url}")
    return lambda stop: serve(app, bound, stop)


def _lock(held: ExitStack, url: str) -> None:
    with usable(url):
        database = sqlite_file(address(url))
    try:
        held.enter_context(worker_lock(url))
    except WorkersBusyError as error:
        number = lock_holder(url)
        raise StartError(
            [
                f"Another Firstline works on {database} already (process {number}). End it first.",
                "SQLite serves one; for more than one, set DATABASE_URL to a PostgreSQL.",
            ]
        ) from error
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        said = f"{database} cannot be written: {reason}."
        raise StartError([f"{said} Start Firstline in a folder that you may write to."]) from error


async def _migrate(url: str) -> None:
    """Bring SQLite's tables up; on PostgreSQL that is `firstline db upgrade`'s business."""
    if sqlite_file(address(url)) is not None:
        with usable(url):
            await asyncio.to_thread(migrate.upgrade, url)
    else:
        await asyncio.to_thread(refuse_other_tables, url)


async def _refuse_a_demo(desk: Desk) -> None:
    if await desk.store.marks.get(demo.DEMO) is not None:
        await desk.close()
        raise StartError(["This database is a demo's. Set DATABASE_URL, or run in another folder."])


async def _refuse_lost_tickets(desk: Desk) -> None:
    """Nobody could work on a ticket at a tier that the file does not know any more."""
    known = {tier.key for tier in desk.policy.tiers}
    lost = sorted(await desk.store.tickets.tiers_in_use() - known)
    if lost:
        await desk.close()
        raise StartError(
            [
                f"firstline.toml lacks {', '.join(lost)}, where tickets stand that are not closed.",
                f"Put [tiers.{lost[0]}] back, hand its tickets to another tier, then take it out.",
            ]
        )


async def _refuse_a_real_desk(desk: Desk) -> None:
    """Anybody may be anybody in a demo, so a real desk's database never becomes one."""
    if await desk.store.histories.is_any():
        await desk.close()
        raise StartError(
            ["demo.db holds a desk that is not a demo. Move it away, or run in another folder."]
        )
