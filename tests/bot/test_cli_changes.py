"""Changes are listed and counted from the command line."""

import asyncio
import json
import shutil
from datetime import timedelta

import pytest

from bot.clocks import machine_now
from desk.change_policy import Risk
from desk.change_record import ChangeRecord, ChangeState
from desk.facts import FigureFact, FigureMetric, Result
from desk.outcome import Done
from desk.policy import Priority, TicketType
from storage.store import Store
from tests.nouns import author, ticket

NOW = machine_now()


@pytest.fixture
def folder(empty_folder, sqlite_template, monkeypatch, shelf):
    shutil.copy(sqlite_template, empty_folder / "demo.db")

    async def give(*_):
        return shelf

    monkeypatch.setattr("bot.wiring.Librarian.open", give)
    return empty_folder


async def _fill(folder):
    from bot.config import example

    policy = example().policy(NOW.date())
    store = Store.open(f"sqlite:///{folder / 'demo.db'}", policy, clock=lambda: NOW)
    async with store.begin() as work:
        maya = await work.people.meet(author())
        for number, days in enumerate((0, 2, 9)):
            kept = await work.tickets.add(ticket(maya.id, title=f"Change {number}", tier="L1"))
            await work.changes.put(
                ChangeRecord(
                    ticket=kept.id,
                    requested_at=NOW - timedelta(days=days, hours=1),
                    state=ChangeState.WAITING if number else ChangeState.DRAFT,
                    risk=Risk.HIGH,
                    is_urgent=number == 1,
                    plan="Do it" if number else "",
                    standard="disk" if number == 2 else None,
                )
            )
        told = {
            "ticket": kept.id,
            "stint": 1,
            "target": None,
            "result": Result.NONE,
            "decided_at": NOW - timedelta(hours=1),
            "tier": "L1",
            "type": TicketType.CHANGE,
            "priority": Priority.P3,
        }
        made, soon = FigureMetric.CHANGE_IMPLEMENTED, FigureMetric.URGENT_CHANGE_RESPONSE
        half = timedelta(minutes=30)
        await work.figures.add(
            [
                FigureFact(metric=made, event=1, elapsed=None, value=1, **told),
                FigureFact(metric=soon, event=2, elapsed=half, **told),
            ]
        )
        await work.commit(Done())
    await store.close()


def test_what_is_pending_is_listed_the_oldest_first(folder, firstline):
    assert "No change is to be made." in firstline("change", "list").stdout
    asyncio.run(_fill(folder))
    lines = firstline("change", "list").stdout.splitlines()
    rows = [line for line in lines if "Change " in line]
    assert [row.split("Change ")[1][0] for row in rows] == ["2", "1", "0"]
    assert "standard" in rows[0]
    assert "urgent" in rows[1]
    assert "Not planned yet" in rows[2]
    told = json.loads(firstline("change", "list", "--json").stdout)
    assert [(one["state"], one["is_urgent"]) for one in told] == [
        ("waiting", False),
        ("waiting", True),
        ("draft", False),
    ]


def test_they_are_counted(folder, firstline):
    asyncio.run(_fill(folder))
    told = json.loads(firstline("change", "figures", "--json").stdout)
    assert (told["implemented"], told["implemented_urgent"]) == (1, 1)
    assert (told["pending"], told["pending_urgent"]) == (3, 1)
    assert list(told["pending_by_age"].values()) == [1, 1, 0, 1]
    assert (told["urgent_response_median_seconds"], told["urgent_responses"]) == (1800, 1)
    shown = firstline("change", "figures").stdout
    assert "30 min (n = 1)" in shown
    long_ago = firstline("change", "figures", "--from", "2020-01-01", "--to", "2020-01-31").stdout
    assert "- (n = 0)" in long_ago


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "soon"), "--from soon: write a day like 2026-11-30"),
        (("--to", "9999-12-31"), "--to 9999-12-31: write a day like 2026-11-30"),
        (("--from", "2026-02-02", "--to", "2026-02-01"), "write a day before the end"),
    ],
)
def test_a_day_that_is_none_is_refused(folder, firstline, words, told):
    result = firstline("change", "figures", *words)
    assert result.exit_code != 0
    assert told in result.stderr
