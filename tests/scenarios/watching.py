"""A service goes down and works again, and engineers hear of it: once, and not in maintenance."""

from datetime import timedelta

import httpx
from starlette.applications import Starlette

from desk.policy import Status
from handlers.hooks.doors import HookDoors

WATCHED = """
[[services.gate.heartbeats]]
name = "turnstiles"
every = "1h"
grace = "10m"
[alerts.senders.cron]
down = ["GateDown"]
"""
TOKEN = "t" * 32
DOWN = "Gate control has been down since"


async def report(stage, path, **body):
    """Let another program report over HTTP, as it does to the page's server."""
    desk = stage.desk
    doors = HookDoors(desk.store.inbox, {"cron": TOKEN}, ["turnstiles"], desk.clocks.desk)
    transport = httpx.ASGITransport(app=Starlette(routes=doors.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        answer = await client.post(
            f"/hooks/{path}", headers={"Authorization": f"Bearer {TOKEN}"}, json=body or None
        )
    assert answer.status_code == 202, answer.text
    await stage.settle()


async def a_service_that_does_not_report_is_an_incident_until_it_reports_again(stage):
    await report(stage, "beat/turnstiles")
    await stage.passes(minutes=69)
    await stage.settle()
    assert await stage.is_unread_by("sam", DOWN)
    await stage.passes(minutes=2)
    await stage.engineer_sees("sam", "SUP-101")
    await stage.engineer_sees("sam", "has not reported since")
    await report(stage, "alert", name="GateDown", service="turnstile")
    await stage.engineer_sees("sam", "an alert that fires")
    await stage.passes(minutes=19)
    await report(stage, "beat/turnstiles")
    await stage.settle()
    assert await stage.is_unread_by("sam", "has worked again")
    await report(stage, "alert", name="GateDown", status="resolved")
    await stage.engineer_sees("sam", "it was down for 20 min")
    asked = await stage.engineer_presses("sam", "Resolve")
    await stage.fills("sam", asked, text="New fuse", category="defect")
    await stage.becomes(Status.RESOLVED)
    assert len(await stage.tickets()) == 1


async def what_goes_down_in_maintenance_is_alarmed_at_its_end_if_it_is_down_still(stage):
    await report(stage, "beat/turnstiles")
    people = stage.working
    start = stage.desk.clocks.desk() + timedelta(minutes=2)
    words = f"maintenance gate {start:%Y-%m-%d %H:%M} 2h New firmware"
    await people.told_by("sam", people.direct("sam"), words)
    await stage.passes(minutes=90)
    await stage.engineer_sees("sam", "has begun")
    assert await stage.tickets() == []
    assert len(stage.rows("SELECT id FROM outages WHERE ends_at IS NULL")) == 1
    await stage.passes(minutes=40)
    await stage.engineer_sees("sam", "is over")
    await stage.engineer_sees("sam", DOWN)
    (ticket,) = await stage.tickets()
    assert ticket.title == "Gate control: turnstiles"


SCENARIOS = (
    a_service_that_does_not_report_is_an_incident_until_it_reports_again,
    what_goes_down_in_maintenance_is_alarmed_at_its_end_if_it_is_down_still,
)
