"""Which tickets are there, and what can be done about them? `firstline ticket`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.groups import group
from bot.cli.output import Json, say, table, tell

if TYPE_CHECKING:
    from bot.orders import RefusedError
    from bot.wiring import Desk
    from desk.errors import DeskError
    from desk.people import Actor
    from desk.views import BoardRow, TicketPage

Found = TypeVar("Found")

Number = Annotated[str, typer.Argument(help="Its number: SUP-106 or 106.")]
As = Annotated[
    str | None,
    typer.Option("--as", help="Act as this person: a name or slack:U0123ABCD."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "ticket", "Tickets: see them, claim and resolve them.")
    commands.command("list")(list_tickets)
    commands.command("show")(show)
    commands.command("claim")(claim)
    commands.command("resolve")(resolve)


def list_tickets(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Resolved and closed too.")] = False,
    tier: Annotated[str | None, typer.Option(help="Only those of a tier.")] = None,
    as_json: Json = False,
) -> None:
    """List tickets, the newest first."""
    from desk.policy import Status

    done = {Status.RESOLVED, Status.CLOSED}
    wanted = () if everything else tuple(status for status in Status if status not in done)

    async def read(desk: "Desk") -> "tuple[BoardRow, ...]":
        return await desk.store.tickets.rows(_operator(), statuses=wanted, tier=tier)

    rows, number = _on_desk(read)
    if as_json:
        tell([_row(row, number) for row in rows])
        return
    table(
        ["Number", "Priority", "Status", "Tier", "Owner", "Due", "Title"],
        [
            (
                number(row.ticket),
                row.priority.value,
                row.status.value,
                row.tier,
                row.owner or "-",
                _when(row.due_at),
                row.title,
            )
            for row in rows
        ],
    )


def show(number: Number, *, as_json: Json = False) -> None:
    """Show one ticket with its history."""

    async def read(desk: "Desk") -> "TicketPage":
        return await desk.store.tickets.page(_operator(), _plain_number(desk, number))

    page, written = _on_desk(read)
    if as_json:
        tell(_page(page, written))
        return
    row = page.row
    say(f"{written(row.ticket)}  {row.title}")
    say(f"{row.priority.value} · {row.status.value} · {row.tier} · {row.owner or 'nobody yet'}")
    say(f"asked {_when(row.asked_at)} by {row.requester}, due {_when(row.due_at)}")
    say(f"\n{page.text}\n")
    for event in page.history:
        words = event.data.get("text") or ""
        say(f"{_when(event.at)}  {event.kind.value:<24} {event.by or '-'}  {words}")


def claim(number: Number, *, by: As = None, as_json: Json = False) -> None:
    """Claim a ticket."""
    _order("claim", number, {}, by, as_json=as_json)


def resolve(
    number: Number,
    *,
    text: Annotated[str, typer.Option("--text", help="What the requester reads.")],
    category: Annotated[str, typer.Option("--category", help="The cause.")],
    by: As = None,
    as_json: Json = False,
) -> None:
    """Resolve a ticket with words for its requester, and its cause."""
    _order("resolve", number, {"text": text, "category": category}, by, as_json=as_json)


def _order(
    name: str, number: str, values: Mapping[str, str], by: str | None, *, as_json: bool
) -> None:
    from bot.inner import Order
    from bot.orders import give, who

    async def act(desk: "Desk") -> int:
        ticket = _plain_number(desk, number)
        identity, called = await who(desk, by)
        order = Order(identity=identity, by=called, name=name, words=str(ticket), values=values)
        await give(desk, order)
        return ticket

    ticket, written = _on_desk(act)
    if as_json:
        tell({"ticket": written(ticket), "done": name})
    else:
        say(f"{written(ticket)}: {name} is done.")


def _on_desk(work: "Callable[[Desk], Awaitable[Found]]") -> "tuple[Found, Callable[[int], str]]":
    """Open the desk of this folder (else the demo's), do the work, and say how to write numbers."""
    from bot.cli.place import on_desk

    async def both(desk: "Desk") -> "tuple[Found, Callable[[int], str]]":
        from desk.errors import DeskError

        try:
            return await work(desk), desk.policy.number
        except DeskError as error:
            raise _in_words(error) from error

    return asyncio.run(on_desk(both))


def _in_words(error: "DeskError") -> "RefusedError":
    from bot.orders import RefusedError
    from desk.outcome import Refused
    from handlers.cards.catalogue import draw_outcome

    card = draw_outcome(Refused(code=error.code, facts=error.facts), "en")
    return RefusedError([getattr(card, "text", str(error))])


def _operator() -> "Actor":
    from desk.actions.close import CLOCK

    return CLOCK


def _plain_number(desk: "Desk", text: str) -> int:
    from bot.errors import UsageError
    from desk.actions.command import number_of

    number = number_of(text, desk.policy.prefix)
    if number is None:
        raise UsageError([f'"{text}" is no ticket number. Write {desk.policy.number(106)} or 106.'])
    return number


def _when(moment: datetime | None) -> str:
    return moment.astimezone().strftime("%d %b %H:%M") if moment else "-"


def _row(row: "BoardRow", number: "Callable[[int], str]") -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(row), "ticket": number(row.ticket)}


def _page(page: "TicketPage", number: "Callable[[int], str]") -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(page), "row": _row(page.row, number)}
