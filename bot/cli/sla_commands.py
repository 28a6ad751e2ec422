"""What is promised, and when would it fall due? `firstline sla document|simulate`."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast
from zoneinfo import ZoneInfo

import typer

from bot.cli.groups import group
from bot.cli.output import Json, note, say, table, tell
from bot.errors import UsageError
from desk.policy import Priority, TicketType

if TYPE_CHECKING:
    from bot.config import Config
    from desk.policy import DeskPolicy, SlaPolicy
    from desk.sla import Clock

_MOMENTS = '"2026-11-24 18:30", "tomorrow 08:00", "mon 09:00" or "17:00"'
_SHAPE = "%a %d %b %Y %H:%M %Z"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "sla", "Promises: the agreement, and when they would fall due.")
    commands.command("document")(document)
    commands.command("simulate")(simulate)


def document(
    *,
    out: Annotated[Path | None, typer.Option(help="Write it to this file.")] = None,
    language: Annotated[
        str | None, typer.Option(help="en or de; else the desk's first language.")
    ] = None,
) -> None:
    """Write the agreement that the configuration is, as Markdown."""
    from handlers.agreement import agreement
    from handlers.texts import languages

    config, today = _config()
    policy = config.policy(today.date())
    chosen = language or policy.languages[0]
    if language is not None and language not in languages():
        raise UsageError([f"--language {language}: there is {', '.join(languages())}"])
    written = agreement(policy, today.date(), chosen)
    if out is None:
        say(written.rstrip("\n"))
        return
    try:
        out.write_text(written, encoding="utf-8")
    except OSError as error:
        raise UsageError([f"{out}: {error.strerror}. Name a file that can be written"]) from None
    note(f"Written to {out}.")


def simulate(
    *,
    at: Annotated[
        str | None,
        typer.Option(help='When somebody asks: "tomorrow 08:00", "2026-11-24 18:30"; else now.'),
    ] = None,
    tier: Annotated[str | None, typer.Option(help="Else the first tier.")] = None,
    priority: Annotated[Priority, typer.Option(help="How soon.")] = Priority.P3,
    kind: Annotated[
        TicketType, typer.Option("--type", help="What kind of help.")
    ] = TicketType.INCIDENT,
    organisation: Annotated[str | None, typer.Option(help="Whose ticket.")] = None,
    as_json: Json = False,
) -> None:
    """Print when a ticket's promises would warn and fall due, if nobody did anything."""
    from desk import sla

    config, now = _config()
    asked = _moment(at, now)
    policy = config.policy(asked.date())  # with the holidays of the years that are asked about
    place = _tier(policy, tier)
    _check_organisation(policy, organisation)
    chosen = sla.pick(
        policy.slas, tier=place, priority=priority, kind=kind, organisation=organisation
    )
    clocks = [] if chosen is None else _clocks(policy, chosen, asked)
    if as_json:
        facts = {"tier": place, "priority": priority, "type": kind, "asked_at": asked}
        tell({**facts, "promises": [_told(clock) for clock in clocks]})
        return
    say(f"A ticket of {priority.value} ({kind.value}) at {place}, asked {asked:{_SHAPE}}:")
    if chosen is None or not clocks:
        say("Nothing is promised for it.")
        return
    say()
    table(["promise", "within", "counted in", "warns", "due"], map(_row, clocks))


def _config() -> "tuple[Config, datetime]":
    """Give what the file says, and now in the desk's zone."""
    from bot.cli.reading import read_config
    from bot.clocks import machine_now

    config = read_config()
    return config, machine_now().astimezone(ZoneInfo(config.desk.timezone))


def _moment(given: str | None, now: datetime) -> datetime:
    """Read when somebody asks, in the zone that it was written in, else in the desk's."""
    from desk.covering import spoken_moment
    from desk.errors import CoverError

    if given is None:
        return now
    zone = cast("ZoneInfo", now.tzinfo)
    try:
        with suppress(ValueError):
            read = datetime.fromisoformat(given)
            if read.tzinfo is not None:
                return read
        return spoken_moment(given, zone, now).astimezone(zone)
    except CoverError:
        raise UsageError([f"--at {given}: write {_MOMENTS}"]) from None


def _tier(policy: "DeskPolicy", given: str | None) -> str:
    keys = [tier.key for tier in policy.tiers]
    if given is not None and given not in keys:
        raise UsageError([f"--tier {given}: there is {', '.join(keys)}"])
    return given or policy.first_tier


def _check_organisation(policy: "DeskPolicy", given: str | None) -> None:
    names = [one.name for one in policy.organisations]
    if given is not None and given not in names:
        there = ", ".join(names) or "none in firstline.toml"
        raise UsageError([f"--organisation {given}: there is {there}"])


def _clocks(policy: "DeskPolicy", chosen: "SlaPolicy", asked: datetime) -> "list[Clock]":
    """Begin every promise at the question: so the next reply, too, as if it were a further one."""
    from desk import sla

    calendar = policy.calendar(chosen.calendar)
    kinds = [kind for kind in sla.Metric if kind is not sla.Metric.STAY_RESOLUTION]
    begun = (sla.start(chosen, kind, calendar, asked) for kind in kinds)
    return [clock for clock in begun if clock is not None]


def _times(clock: "Clock") -> "tuple[list[datetime], datetime | None]":
    """Give when it warns and when it is due, in the zone in which was asked."""
    from desk import sla

    zone = clock.started_at.tzinfo
    warns = (sla.warn_at(clock, share) for share in clock.warn_at)
    due = sla.due_at(clock)
    return [warn.astimezone(zone) for warn in warns if warn], due and due.astimezone(zone)


def _row(clock: "Clock") -> list[str]:
    from handlers.agreement import opening_time
    from handlers.texts import Texts

    warns, due = _times(clock)
    within = opening_time(Texts(), clock.target, clock.calendar)
    shown = [f"{warn:{_SHAPE}}" for warn in warns]
    name = clock.metric.value.replace("_", " ")
    return [name, within, clock.calendar.key, "\n".join(shown), f"{due:{_SHAPE}}"]


def _told(clock: "Clock") -> dict[str, object]:
    warns, due = _times(clock)
    return {
        "promise": clock.metric.value,
        "seconds": int(clock.target.total_seconds()),
        "calendar": clock.calendar.key,
        "warns_at": warns,
        "due_at": due,
    }
