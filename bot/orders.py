"""How does the command line change something at the desk?

It stores an inbox row and waits for its outcome, as any platform does. Where no desk is running on
a SQLite file, it takes the workers' lock and processes the row itself.
"""

import asyncio
import getpass
import secrets
from contextlib import ExitStack

from bot.config import Config
from bot.errors import ProgramError, UsageError
from bot.inner import PLATFORM, Order, order_letter
from bot.wiring import Desk, add_web, build
from desk.outcome import Done, FieldFaults, Outcome, Refused, Show
from desk.people import Actor, Identity
from handlers.cards.catalogue import draw_outcome
from storage.worker_lock import WorkersBusyError, worker_lock

PATIENCE = 30.0
"""Seconds to wait for a desk that runs elsewhere."""

_LOOK_EVERY = 0.1


class RefusedError(ProgramError):
    """The desk refused the order; the sentence is what a person in chat would read."""


async def who(desk: Desk, name: str | None) -> tuple[Identity, str]:
    """Find the person of `--as`; without it, the operator, known by the system's user."""
    if name is None:
        user = getpass.getuser()
        return Identity(platform=PLATFORM, id=user), user
    actor = await desk.store.people.named(name)
    if actor is None:
        raise UsageError(
            [f'Nobody, or more than one, is called "{name}". Give an account: slack:U0123ABCD.']
        )
    return await _account(desk, actor), actor.person.name


async def give(desk: Desk, order: Order) -> Outcome:
    """Store the order and wait for what comes of it; raises RefusedError when it is refused."""
    key = secrets.token_hex(8)
    letter = order_letter(key, order, desk.clocks.desk())
    await desk.store.inbox.put(letter)
    with ExitStack() as held:
        try:
            held.enter_context(worker_lock(desk.url))
        except WorkersBusyError:
            return _told(await _wait(desk, letter.key))
        if desk.store.database.is_sqlite:
            while await desk.processor().step():
                pass
        return _told(await _wait(desk, letter.key))


async def opened(url: str, config: Config) -> Desk:
    """Open a desk without running it; on the web only, so that no platform is spoken to."""
    desk = await build(url, config)
    add_web(desk, changed=lambda: None)
    return desk


async def _account(desk: Desk, actor: Actor) -> Identity:
    async with desk.store.begin() as work:
        accounts = await work.people.identities(actor.person.id)
    return next(iter(accounts))


async def _wait(desk: Desk, key: str) -> Outcome:
    try:
        async with asyncio.timeout(PATIENCE):
            outcome = await desk.store.inbox.outcome(key)
            while outcome is None:
                await asyncio.sleep(_LOOK_EVERY)
                outcome = await desk.store.inbox.outcome(key)
            return outcome
    except TimeoutError as error:
        raise RefusedError(
            ["No desk took the order. It is stored, and will be done once `firstline run` runs."]
        ) from error


def _told(outcome: Outcome) -> Outcome:
    if isinstance(outcome, Done | Show):
        return outcome
    if isinstance(outcome, Refused | FieldFaults):
        card = draw_outcome(outcome, "en")
        raise RefusedError([getattr(card, "text", "") or "The desk refused this."])
    raise RefusedError(["More is needed: give --text, and --category to resolve."])
