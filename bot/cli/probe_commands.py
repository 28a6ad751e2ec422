"""How do the services stand, and what does a probe see now? `firstline probe`."""

import asyncio
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.groups import group
from bot.cli.output import Json, progress, say, table, tell
from bot.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.cli.place import Place
    from desk.monitors import Heartbeat, Probe
    from desk.policy import DeskPolicy
    from desk.standing import Fault, Look, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A probe or heartbeat as the list shows it."""

    name: str
    service: str
    target: str
    state: str
    since: "datetime | None" = None
    seen_at: "datetime | None" = None
    took_ms: int | None = None
    fault: str = ""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "probe", "What watches services, and how they stand.")
    commands.command("list")(listed)
    commands.command("run")(run)


def listed(*, as_json: Json = False) -> None:
    """List probes and heartbeats with how they stand."""
    rows, zone = asyncio.run(_rows())
    if as_json:
        tell([asdict(row) for row in rows])
        return
    if not rows:
        say("Nothing is watched. See [[services.KEY.probes]] in docs/configuration.md.")
        return
    heads = ["Probe", "Looks at", "State", "Since", "Last seen", "Took", "Why"]
    table(heads, [_told(row, zone) for row in rows])


def run(
    name: Annotated[
        str | None, typer.Argument(help="As the list shows it: erp/http. Without: all.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Look once, now, and say what is wrong; nothing is kept of it. Leaves with 1 for a fault."""
    from bot.cli.place import database
    from bot.clocks import machine_now

    _, config = database()
    probes = config.policy(machine_now().date()).probes
    wanted = [probe for key, probe in probes.items() if name in {None, key}]
    if name is not None and not wanted:
        known = ", ".join(probes) or "none: write [[services.KEY.probes]]"
        raise UsageError([f"There is no probe {name}. Known are {known}."])
    with progress("Looking"):
        looks = asyncio.run(look_at(wanted))
    if as_json:
        tell([_seen(look) for look in looks])
    else:
        table(["Probe", "Took", "What"], [_line(look) for look in looks])
    if any(look.has_failed for look in looks):
        raise typer.Exit(Exit.CHECK_FAILED)


async def look_at(probes: "Sequence[Probe]") -> "list[Look]":
    """Look at all of them at once."""
    from bot.clocks import machine_now
    from handlers.probes.look import look
    from handlers.probes.net import Net

    net, now = Net(), machine_now()
    return await asyncio.gather(*(look(probe, now, net) for probe in probes))


def why(fault: "Fault | None") -> str:
    """Say a fault in words; nothing where there is none."""
    from handlers.cards.facts import Facts
    from handlers.cards.outages import fault_line
    from handlers.texts import Texts

    if fault is None:
        return ""
    texts, facts = Texts(), {"fault": fault.code.value, **fault.facts}
    return texts.plain(fault_line(texts, Facts(values=facts)))


async def _rows() -> "tuple[list[Row], str]":
    from bot.cli.place import on_place

    async def read(place: "Place") -> "tuple[list[Row], str]":
        async with place.store.begin() as work:
            known = {one.key: one for one in await work.standings.all()}
        return list(_of(place.policy, known)), place.policy.timezone

    return await on_place(read)


def _of(policy: "DeskPolicy", known: "dict[str, Standing]") -> "list[Row]":
    watches: list[Probe | Heartbeat] = [*policy.probes.values(), *policy.heartbeats.values()]
    return [_row(watch, known.get(watch.key)) for watch in watches]


def _row(watch: "Probe | Heartbeat", standing: "Standing | None") -> Row:
    row = Row(name=watch.key, service=watch.service, target=watch.target, state="not seen yet")
    if standing is None:
        return row
    took = standing.took
    return replace(
        row,
        state="down" if standing.is_down else "works",
        since=standing.since,
        seen_at=standing.seen_at,
        took_ms=None if took is None else round(took.total_seconds() * 1000),
        fault=why(standing.fault),
    )


def _told(row: Row, zone: str) -> tuple[str, ...]:
    took = "-" if row.took_ms is None else f"{row.took_ms} ms"
    moments = (_when(row.since, zone), _when(row.seen_at, zone))
    return (row.name, row.target, row.state, *moments, took, row.fault or "-")


def _when(at: "datetime | None", zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%a %d %b %H:%M:%S}" if at else "-"


def _line(look: "Look") -> tuple[str, ...]:
    took = "-" if look.took is None else f"{round(look.took.total_seconds() * 1000)} ms"
    return (look.key, took, why(look.fault) or "works")


def _seen(look: "Look") -> dict[str, object]:
    took = look.took
    return {
        "name": look.key,
        "works": not look.has_failed,
        "took_ms": None if took is None else round(took.total_seconds() * 1000),
        "fault": look.fault.code.value if look.fault else None,
        "why": why(look.fault),
    }
