"""Changes: planned by one, approved by another, made in maintenance, looked back at."""

from datetime import timedelta

ABOUT_THE_GATE = "The turnstile at the north hall blinks purple"

APPROVAL = """
[changes.approval]
low = "L1"
medium = "L1"

[changes.standard.firmware]
title = "New firmware of a turnstile"
plan = "Load it, and let three people through."
rollback = "Load the old one."
"""


async def a_change_is_planned_approved_scheduled_made_and_reviewed(stage):
    await stage.opens(ABOUT_THE_GATE)
    await stage.engineer_presses("sam", "Claim")
    asked = await stage.engineer_presses("sam", "Change…")
    await stage.fills("sam", asked, priority="P3", type="change", category="defect", service="gate")
    asked = await stage.engineer_presses("sam", "Plan the change…")
    await stage.fills(
        "sam",
        asked,
        plan="Load the new firmware",
        rollback="Load the old one",
        risk="low",
        urgency="normal",
        check="Three people come through",
        services="Gate control",
    )
    await stage.engineer_sees("sam", "planned SUP-101 as a change")
    await stage.engineer_presses("sam", "Ask for approval")
    await stage.engineer_sees("lea", "Load the new firmware")
    await stage.engineer_presses("lea", "Approve")
    await stage.engineer_sees("sam", "approved SUP-101")
    start = stage.desk.clocks.desk() + timedelta(minutes=90)
    await stage.commands("sam", f"schedule_change 101 {start:%Y-%m-%d %H:%M} 1h New firmware")
    await stage.engineer_sees("sam", "scheduled SUP-101")
    await stage.engineer_sees("sam", "Maintenance of Gate control")
    await stage.passes(minutes=95)
    asked = await stage.engineer_presses("sam", "Implemented…")
    await stage.fills("sam", asked, result="worked", text="All three came through")
    await stage.engineer_sees("sam", "made the change SUP-101")
    asked = await stage.engineer_presses("sam", "Review…")
    await stage.fills("sam", asked, text="Half the time would do")
    await stage.engineer_sees("sam", "looked back at the change SUP-101")
    (row,) = stage.rows("SELECT state, result FROM changes")
    assert tuple(row) == ("reviewed", "worked")


async def a_standard_change_needs_nobody_and_another_is_declined_and_withdrawn(stage):
    await stage.opens(ABOUT_THE_GATE)
    await stage.engineer_presses("sam", "Claim")
    await stage.commands("sam", "standard_change 101 firmware")
    await stage.engineer_sees("sam", "which needs no approval")
    asked = await stage.engineer_presses("sam", "Plan the change…")
    await stage.fills(
        "sam",
        asked,
        plan="Tear the turnstile down",
        rollback="Build it up again",
        risk="medium",
        urgency="urgent",
        check="",
        services="",
    )
    await stage.engineer_sees("lea", "Tear the turnstile down")
    asked = await stage.engineer_presses("lea", "Decline…")
    await stage.fills("lea", asked, reason="Not in daytime")
    await stage.engineer_sees("sam", "Not in daytime")
    await stage.commands("sam", "withdraw_change 101 Not worth it")
    await stage.engineer_sees("sam", "withdrew the change SUP-101")
    (row,) = stage.rows("SELECT state FROM changes")
    assert tuple(row) == ("withdrawn",)


SCENARIOS = (
    a_change_is_planned_approved_scheduled_made_and_reviewed,
    a_standard_change_needs_nobody_and_another_is_declined_and_withdrawn,
)
