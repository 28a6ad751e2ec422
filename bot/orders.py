"""How does the command line change something at the desk?

It stores an inbox row and waits for its outcome, as any platform does. Where no desk is running on
a SQLite file, it takes the workers' lock and processes the row itself, and no other: the rows of
platforms need their listeners.
"""

import asyncio
import getpass
import secrets
from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING

from bot.clocks import machine_now
from bot.errors import ProgramError, UsageError
from bot.inner import PLATFORM, Order, order_letter
from bot.terminal_words import refusal_at_terminal
from desk.errors import Fact
from desk.outcome import Done, Outcome, Refused, Show
from desk.people import Identity
from desk.policy import DeskPolicy
from storage.store import Store
from storage.worker_lock import WorkersBusyError, worker_lock

if TYPE_CHECKING:
    from bot.cli.place import Place

PATIENCE = 30.0
"""Seconds to wait for a desk that runs elsewhere."""

_LOOK_EVERY = 0.1


class RefusedError(ProgramError):
    """The desk refused the order, with a sentence that says why and what helps."""


async def who(store: Store, name: str | None) -> tuple[Identity, str]:
    """Find the person of `--as`; without it, the operator, known by the system's user."""
    if name is None:
        user = getpass.getuser()
        return Identity(platform=PLATFORM, id=user), user
    actor = await store.people.named(name)
    if actor is None:
        raise UsageError([await _unknown(store, name)])
    accounts = await store.people.identities(actor.person.id)
    return next(iter(accounts)), actor.person.name


async def give(place: "Place", order: Order, *, patience: float = PATIENCE) -> Outcome:
    """Store the order and wait until it is done; raises RefusedError when it is refused."""
    letter = order_letter(secrets.token_hex(8), order, machine_now())
    await place.store.inbox.put(letter)
    with ExitStack() as held:
        try:
            held.enter_context(worker_lock(place.url))
        except WorkersBusyError:
            pass  # the desk that has it does the order
        else:
            if place.store.database.is_sqlite:
                await _work(place, letter.conversation)
        outcome = await _wait(place.store, letter.key, patience)
    await _check(place.store, outcome)
    return outcome


def refusal(code: str, facts: Mapping[str, Fact], policy: DeskPolicy) -> RefusedError:
    """Say why not, with the number that was asked for."""
    number = facts.get("id")
    if code == "not_found" and facts.get("noun") == "ticket" and isinstance(number, int):
        return RefusedError([f"There is no ticket {policy.number(number)}."])
    return RefusedError([refusal_at_terminal(code, facts)])


async def _work(place: "Place", conversation: str) -> None:
    from bot.wiring import add_web, build  # noqa: PLC0415 - heavy, and only needed here

    desk = await build(place.url, place.config, resolve=place.ids)
    add_web(desk, changed=lambda: None)
    try:
        await desk.processor().finish(conversation)
    finally:
        await desk.close()


async def _unknown(store: Store, name: str) -> str:
    known = await store.people.like(name)
    called = [who for who in known if who.lower().partition(" (")[0] == name.lower()]
    if called:
        return f"{len(called)} people are called {name}: {', '.join(called)}. Give an account."
    if known:
        return f"Nobody is called {name}. Did you mean {' or '.join(known)}?"
    return f"Nobody is called {name}. Give a name, or an account such as slack:U0123ABCD."


async def _wait(store: Store, key: str, patience: float) -> Outcome:
    try:
        async with asyncio.timeout(patience):
            outcome = await store.inbox.outcome(key)
            while outcome is None:
                await asyncio.sleep(_LOOK_EVERY)
                outcome = await store.inbox.outcome(key)
            return outcome
    except TimeoutError as error:
        raise RefusedError(
            ["No desk took the order. It is stored, and will be done once `firstline run` runs."]
        ) from error


async def _check(store: Store, outcome: Outcome) -> None:
    """Raise RefusedError for whatever is not done."""
    if isinstance(outcome, Refused):
        raise refusal(outcome.code, outcome.facts, store.policy)
    if not isinstance(outcome, Done | Show):
        raise RefusedError(
            ["The desk asks for more than a command can say. Do it in chat or on the page."]
        )
    owner = outcome.facts.get("owner") if isinstance(outcome, Done) else None
    if isinstance(owner, int):  # who lost a race for a ticket is not refused, but told
        person = await store.people.person(owner)
        name = person.name if person else "Somebody"
        raise RefusedError([f"{name} has it already. Ask them, or take it over in chat."])
