"""Promises that run out while nobody does anything, on every platform."""

from datetime import timedelta

from tests.scenarios.asking import UNKNOWN

HOUR = timedelta(hours=1)


async def a_promise_about_to_be_broken_is_said_and_a_broken_one_to_the_requester_too(stage):
    """The desk of the stages promises a first answer within two hours, a solution in three days."""
    await stage.opens_and_claims(UNKNOWN)
    await stage.passes(hours=1.6)
    await stage.engineer_sees("sam", "first answer due")
    assert "takes longer" not in await stage.all_the_requester_could_read()
    await stage.passes(hours=1)
    await stage.engineer_sees("sam", "first answer was due")
    await stage.requester_sees("takes longer than we promised")
    await stage.settle()
    await stage.passes(hours=2)
    await stage.settle()
    said = stage.rows("SELECT key FROM outbox WHERE key LIKE '%:sla.%'")
    kinds = sorted(key.partition(":sla.")[2].partition("@")[0] for (key,) in said)
    assert kinds == ["breach", "breach", "missed", "warning"]


async def why_a_promise_was_broken_is_asked_and_kept(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.passes(hours=3)
    await stage.engineer_sees("sam", "first answer was due")
    asked = await stage.engineer_presses("sam", "Say why")
    await stage.fills("sam", asked, why="third_party", text="The supplier was closed.")
    await stage.engineer_sees("sam", "said why")
    assert "supplier" not in await stage.all_the_requester_could_read()


SCENARIOS = (
    a_promise_about_to_be_broken_is_said_and_a_broken_one_to_the_requester_too,
    why_a_promise_was_broken_is_asked_and_kept,
)
