"""Which tickets are there, and what can be done about them? `firstline ticket`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.groups import group
from bot.cli.output import Json, note, progress, say, table, tell
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.cli.place import Place
    from desk.attachment import Attachment
    from desk.outcome import Outcome
    from desk.people import Actor
    from desk.policy import DeskPolicy
    from desk.views import BoardRow, FoundTickets, TicketPage

Found = TypeVar("Found")

Number = Annotated[str, typer.Argument(help="Its number: SUP-106 or 106.")]
As = Annotated[
    str | None,
    typer.Option("--as", help="Act as this person: a name or slack:U0123ABCD."),
]

_DONE = {
    "claim": "{ticket} is claimed.",
    "resolve": "{ticket} is resolved, and whoever asked is told.",
    "merge": "{ticket} is merged into {other}.",
    "link": "{ticket} is linked to {other}.",
}

Words = Annotated[list[str] | None, typer.Argument(help="All must be there, as parts of words.")]
State = Annotated[str | None, typer.Option(help="new, open, pending, on_hold, resolved or closed.")]
From = Annotated[str | None, typer.Option("--from", help="Part of the requester's name.")]
Owner = Annotated[str | None, typer.Option(help="Part of the owner's name.")]
OfTier = Annotated[str | None, typer.Option(help="Only those of a tier.")]
Since = Annotated[str | None, typer.Option(help="Asked on that day or later.")]
Until = Annotated[str | None, typer.Option(help="Asked on that day or before.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "ticket", "Tickets: see them, claim and resolve them.")
    commands.command("list")(list_tickets)
    commands.command("search")(search)
    commands.command("show")(show)
    commands.command("open")(open_ticket)
    commands.command("claim")(claim)
    commands.command("resolve")(resolve)
    commands.command("merge")(merge)
    commands.command("link")(link)


def list_tickets(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Resolved and closed too.")] = False,
    tier: OfTier = None,
    as_json: Json = False,
) -> None:
    """List tickets, the newest first."""
    from desk.policy import Status

    done = {Status.RESOLVED, Status.CLOSED}
    wanted = () if everything else tuple(status for status in Status if status not in done)

    async def read(place: "Place") -> "tuple[BoardRow, ...]":
        key = _tier(place, tier)
        return await place.store.tickets.rows(_operator(), statuses=wanted, tier=key)

    rows, policy = _on_place("Reading the tickets", read)
    if as_json:
        tell([_row(row, policy.number) for row in rows])
        return
    if not rows:
        note("There is none." if everything else "There is none open; --all shows the rest.")
        return
    _show(rows, policy)


def search(
    words: Words = None,
    *,
    state: State = None,
    requester: From = None,
    owner: Owner = None,
    tier: OfTier = None,
    since: Since = None,
    until: Until = None,
    page: Annotated[int, typer.Option(help="Which page.")] = 1,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Rows of a page.")] = 50,
    by: As = None,
    as_json: Json = False,
) -> None:
    """Find tickets by what was asked and said, the newest first."""
    given = {
        "state": state,
        "from": requester,
        "owner": owner,
        "tier": tier,
        "since": since,
        "until": until,
        "page": str(page),
    }

    async def read(place: "Place") -> "FoundTickets":
        from desk.search import wanted_by

        wanted = wanted_by(words or [], given, place.policy)
        actor = await _reader(place, by)
        return await place.store.finder.search(actor, wanted, limit=limit)

    found, policy = _on_place("Searching", read)
    if as_json:
        rows = [_row(row, policy.number) for row in found.rows]
        tell({"tickets": rows, "page": page, "has_more": found.has_more})
        return
    if not found.rows:
        note("Nothing was found. Fewer words find more; all of them must be there.")
        return
    _show(found.rows, policy)
    if found.has_more:
        note(f"There are more: add --page {page + 1} to see them.")


def show(number: Number, *, as_json: Json = False) -> None:
    """Show one ticket with its history."""
    from bot.cli.history import event_line, when

    async def read(place: "Place") -> "TicketPage":
        return await place.store.tickets.page(_operator(), _plain_number(place, number))

    page, policy = _on_place("Reading the ticket", read)
    written = policy.number
    if as_json:
        tell(_page(page, written))
        return
    row = page.row
    say(f"{written(row.ticket)}  {row.title}")
    say(f"{row.priority.value} · {row.status.value} · {row.tier} · {row.owner or 'nobody yet'}")
    if row.service:
        say(f"about {_service(row.service, policy)}")
    asked, due = when(row.asked_at, policy), when(row.due_at, policy)
    next_ = f" ({_promise(row.due_metric)})" if row.due_metric else ""
    say(f"asked {asked} by {_asker(row)}, due {due}{next_}")
    if _broken(row):
        say(f"broken: {_broken(row)}")
    for name, numbers in _around(page):
        say(f"{name} {', '.join(map(written, numbers))}")
    say(f"\n{page.text}\n")
    for file in page.files:
        say(f"file {file.id:<5} {file.name}  {_size(file)}  {file.state.value}")
    for event in page.history:
        say(event_line(event, policy))


def _around(page: "TicketPage") -> "list[tuple[str, tuple[int, ...]]]":
    """The tickets that this one has to do with."""
    named = {
        "merged into": (page.merged_into,) if page.merged_into else (),
        "merged in:": page.duplicates,
        "follows": (page.follows,) if page.follows else (),
        "related to": tuple(one for one in page.related if one != page.follows),
    }
    return [(name, numbers) for name, numbers in named.items() if numbers]


def open_ticket(
    words: Annotated[str, typer.Argument(help="What is needed, in the words that engineers read.")],
    *,
    person: Annotated[str, typer.Option("--for", help="Who needs it: a name or slack:U0123ABCD.")],
    by: As = None,
    as_json: Json = False,
) -> None:
    """Open a ticket for somebody, who is told in their direct chat."""
    from bot.inner import Order
    from bot.orders import give, who

    async def act(place: "Place") -> int | None:
        identity, called = await who(place.store, by)
        requester, _ = await who(place.store, person)
        order = Order(identity=identity, by=called, name="for", words=f"{requester} {words}")
        return _shown_in(await give(place, order))

    ticket, policy = _on_place("Waiting for the desk", act)
    number = "-" if ticket is None else policy.number(ticket)
    if as_json:
        tell({"ticket": number, "done": "open"})
    else:
        say(f"{number} is opened for {person}.")


def claim(number: Number, *, by: As = None, as_json: Json = False) -> None:
    """Claim a ticket."""
    _order("claim", number, {}, by, as_json=as_json)


def resolve(
    number: Number,
    *,
    text: Annotated[str, typer.Option("--text", help="What the requester reads.")] = "",
    category: Annotated[
        str,
        typer.Option("--category", help="The cause, such as defect; without it, all are named."),
    ] = "",
    by: As = None,
    as_json: Json = False,
) -> None:
    """Resolve a ticket with words for its requester, and its cause."""
    _order("resolve", number, {"text": text, "category": category}, by, as_json=as_json)


def merge(
    number: Number,
    into: Annotated[str, typer.Argument(help="The one that it is the same as, and goes on.")],
    *,
    by: As = None,
    as_json: Json = False,
) -> None:
    """Merge a duplicate into another ticket."""
    _order("merge", number, {"into": into}, by, as_json=as_json)


def link(
    number: Number,
    other: Annotated[str, typer.Argument(help="The one that it has to do with.")],
    *,
    by: As = None,
    as_json: Json = False,
) -> None:
    """Link two tickets that have to do with one another."""
    _order("link", number, {"to": other}, by, as_json=as_json)


def _order(
    name: str, number: str, values: Mapping[str, str], by: str | None, *, as_json: bool
) -> None:
    from bot.inner import Order
    from bot.orders import give, who

    async def act(place: "Place") -> int:
        ticket = _plain_number(place, number)
        _check_values(place, name, values)
        identity, called = await who(place.store, by)
        order = Order(identity=identity, by=called, name=name, words=str(ticket), values=values)
        await give(place, order)
        return ticket

    ticket, policy = _on_place("Waiting for the desk", act)
    written = policy.number
    if as_json:
        tell({"ticket": written(ticket), "done": name})
    else:
        say(_DONE[name].format(ticket=written(ticket), other=_other(values, policy)))


def _other(values: Mapping[str, str], policy: "DeskPolicy") -> str:
    """Write the number of the ticket that an order names besides its own, if it does."""
    from desk.actions.numbers import number_of

    given = values.get("into") or values.get("to") or ""
    number = number_of(given, policy.prefix)
    return given if number is None else policy.number(number)


def _shown_in(outcome: "Outcome") -> int | None:
    from desk.outcome import Show

    return outcome.notice.ticket if isinstance(outcome, Show) else None


def _on_place(
    doing: str, work: "Callable[[Place], Awaitable[Found]]"
) -> "tuple[Found, DeskPolicy]":
    """Open the desk of this folder (else the demo's), do the work, and give its policy too."""
    from bot.cli.place import on_place

    async def both(place: "Place") -> "tuple[Found, DeskPolicy]":
        from desk.errors import DeskError

        try:
            return await work(place), place.policy
        except DeskError as error:
            from bot.orders import refusal

            raise refusal(error.code, error.facts, place.policy) from error

    with progress(doing):
        return asyncio.run(on_place(both))


def _show(rows: "Sequence[BoardRow]", policy: "DeskPolicy") -> None:
    from bot.cli.history import when

    table(
        ["Number", "Priority", "Status", "Tier", "Owner", "Due", "Broken", "Title"],
        [
            (
                policy.number(row.ticket),
                row.priority.value,
                row.status.value,
                row.tier,
                row.owner or "-",
                when(row.due_at, policy),
                _broken(row) or "-",
                row.title,
            )
            for row in rows
        ],
    )


async def _reader(place: "Place", by: str | None) -> "Actor":
    """Give who looks: the person of `--as` with their roles, else the operator, who sees all."""
    from bot.orders import who

    if by is None:
        return _operator()
    identity, name = await who(place.store, by)
    actor = await place.store.people.actor(identity)
    if actor is None:  # unlinked this very moment; the operator would see more
        raise UsageError([f"{name} has just left. Say again with --as who looks."])
    return actor


def _tier(place: "Place", given: str | None) -> str | None:
    """Give the key of a tier as the desk spells it; raises UsageError where there is none."""
    if given is None:
        return None
    known = [each.key for each in place.policy.tiers]
    same = [key for key in known if key.casefold() == given.casefold()]
    if not same:
        raise UsageError([f"There is no tier {given}. {_instead(given, known)}"])
    return given if given in same else same[0]


def _check_values(place: "Place", name: str, values: Mapping[str, str]) -> None:
    """Refuse here what a form would refuse, in the words of options."""
    from desk.form import LONGEST, faults_in, fields_of
    from desk.ticket import Verb
    from handlers.texts import Texts

    if not values:
        return
    fields = fields_of(Verb(name), categories=place.policy.categories)
    wrong, sentences = faults_in(fields, values), []
    if wrong.pop("category", None):
        given = values["category"]
        told = f'"{given}" is no category.' if given else "--category: Say what the cause was."
        sentences.append(f"{told} {_instead(given, list(place.policy.categories))}")
    for field, fault in wrong.items():
        sentences.append(f"--{field}: {Texts().say(f'fault.{fault}', longest=LONGEST)}")
    if sentences:
        raise UsageError(sentences)


def _instead(given: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(given, known, n=1)
    return f'Did you mean "{near[0]}"?' if near else f"Known are {', '.join(known)}."


def _operator() -> "Actor":
    from desk.actions.by_clock import CLOCK

    return CLOCK


def _plain_number(place: "Place", text: str) -> int:
    from desk.actions.numbers import number_of

    number = number_of(text, place.policy.prefix)
    if number is None:
        like = place.policy.number(106)
        raise UsageError([f'"{text}" is no ticket number. Write {like} or 106.'])
    return number


def _promise(metric: str) -> str:
    return metric.replace("_", " ")


def _broken(row: "BoardRow") -> str:
    """Name the promises that were not kept, each once."""
    return ", ".join(dict.fromkeys(_promise(one.metric) for one in row.owed if one.is_broken))


def _service(key: str, policy: "DeskPolicy") -> str:
    known = policy.service(key)
    return known.title if known else key


def _asker(row: "BoardRow") -> str:
    return f"{row.requester} · {row.organisation}" if row.organisation else row.requester


def _row(row: "BoardRow", number: "Callable[[int], str]") -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(row), "ticket": number(row.ticket)}


def _page(page: "TicketPage", number: "Callable[[int], str]") -> dict[str, object]:
    from dataclasses import asdict

    files = [
        {"id": file.id, "name": file.name, "size": file.size, "state": file.state.value}
        for file in page.files
    ]
    return {**asdict(page), "row": _row(page.row, number), "files": files}


def _size(file: "Attachment") -> str:
    from handlers.cards.files import size_words

    return "-" if file.size is None else size_words(file.size, "en")
