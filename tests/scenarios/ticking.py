"""Runbooks: suggested in the thread, started by a tap, and ticked off there."""

STUCK = "The nightly invoice run did not finish"
STEPS = 8


async def a_runbook_is_suggested_started_and_ticked_off(stage):
    await stage.ask(STUCK)
    await stage.requester_sees("SUP-101")
    await stage.engineer_sees("sam", "SUP-101")
    await stage.passes(seconds=5)
    await stage.engineer_sees(
        "sam", "A runbook may help: The ERP is slow, or the invoice batch is stuck"
    )
    await stage.engineer_presses("sam", "Start")
    await stage.engineer_sees("sam", f"0 of {STEPS} done")
    await stage.engineer_presses("sam", "☐ 1")
    await stage.engineer_sees("sam", f"1 of {STEPS} done")
    await stage.engineer_presses("sam", "☐ 3")
    await stage.engineer_sees("sam", f"2 of {STEPS} done")
    await stage.engineer_presses("sam", "☑ 1")
    await stage.engineer_sees("sam", f"1 of {STEPS} done")
    assert stage.rows("SELECT number FROM checklist_steps WHERE done_at IS NOT NULL") == [(3,)]
    read = await stage.all_the_requester_could_read()
    assert "invoice batch is stuck" not in read
    assert "pg_blocking_pids" not in read


SCENARIOS = (a_runbook_is_suggested_started_and_ticked_off,)
