"""What happened to a ticket, in one line an event? `firstline ticket show`."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from desk.events import EventKind

if TYPE_CHECKING:
    from desk.errors import Fact
    from desk.policy import DeskPolicy
    from desk.views import Amended, HistoryRow

_WORDS = ("text", "note", "reason", "comment")
_CHANGED = ("priority", "type", "category", "service")


def when(moment: datetime | None, policy: "DeskPolicy") -> str:
    """Write a moment as the desk's clock shows it, wherever this computer stands."""
    return moment.astimezone(ZoneInfo(policy.timezone)).strftime("%d %b %H:%M") if moment else "-"


def event_line(row: "HistoryRow", policy: "DeskPolicy") -> str:
    """Say when, what, by whom, and what about it: the promise, who was called, people's words."""
    explain = _EXPLAINED.get(row.kind)
    told = list(explain(row, policy)) if explain else []
    told += [str(row.data[name]) for name in _WORDS if row.data.get(name)][:1]
    about = "  ".join(told)
    line = f"{when(row.at, policy)}  {row.kind.value:<24} {row.by or '-'}  {about}".rstrip()
    return "\n".join([line, *(_amended(one, policy) for one in row.amended)])


def _amended(one: "Amended", policy: "DeskPolicy") -> str:
    what = "taken back" if one.is_gone else "edited"
    return f"{'':12}  {what} {when(one.at, policy)}, before: {one.before}"


def _promise(row: "HistoryRow", policy: "DeskPolicy") -> Iterator[str]:
    """Name the promise of a warning or a breach, and who had the ticket when it broke."""
    what, due = str(row.data["metric"]).replace("_", " "), _read(row.data.get("due"), policy)
    if row.kind is EventKind.WARNED:
        yield f"{what} due {due}"
    else:
        yield f"{what} was due {due}, with {row.data.get('tier', '-')}"


def _call(row: "HistoryRow", _: "DeskPolicy") -> Iterator[str]:
    """Name the level of the path, and whom it called."""
    called = ", ".join(row.called) or "nobody by name"
    yield f"level {row.data.get('level')} of {row.data.get('tier')}: {called}"


def _step(row: "HistoryRow", _: "DeskPolicy") -> Iterator[str]:
    yield f"for the {_nth(int(row.data.get('step') or 1))} time"


def _until(row: "HistoryRow", policy: "DeskPolicy") -> Iterator[str]:
    yield f"until {_read(row.data.get('until'), policy)}"


def _hand_over(row: "HistoryRow", _: "DeskPolicy") -> Iterator[str]:
    yield f"{row.data.get('previous')} to {row.data.get('tier')}"


def _changes(row: "HistoryRow", _: "DeskPolicy") -> Iterator[str]:
    for name in _CHANGED:
        before, after = row.data.get(f"was_{name}"), row.data.get(name)
        if f"was_{name}" in row.data and before != after:
            yield f"{name} {before or '-'} to {after or '-'}"


def _read(moment: "Fact", policy: "DeskPolicy") -> str:
    return when(datetime.fromisoformat(str(moment)) if moment else None, policy)


def _nth(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")


_EXPLAINED: Mapping[EventKind, Callable[["HistoryRow", "DeskPolicy"], Iterator[str]]] = {
    EventKind.WARNED: _promise,
    EventKind.BREACHED: _promise,
    EventKind.PAGED: _call,
    EventKind.OWNER_REMINDED: _step,
    EventKind.SNOOZED: _until,
    EventKind.ESCALATED: _hand_over,
    EventKind.RETURNED: _hand_over,
    EventKind.CHANGED: _changes,
}
