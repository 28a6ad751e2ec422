"""What happens to tickets that nobody claims, or that somebody claims and leaves."""

from tests.scenarios.asking import UNKNOWN
from tests.scenarios.covering import is_named

PATH = """
[[escalation]]
tier = "L1"
release = "6h"
levels = [
  {claim = "15m"},
  {claim = "10m", mention = ["LEA"]},
  {tier = "L2", claim = "30m"},
]
"""


async def an_unclaimed_ticket_calls_one_after_the_other_and_then_the_next_tier(stage):
    await stage.opens(UNKNOWN)
    await stage.passes(seconds=1)
    call = await stage.engineer_sees("sam", "waits for somebody to claim it")
    assert is_named(stage.working, "sam", call.text)
    assert not is_named(stage.working, "lea", call.text)
    await stage.passes(minutes=15)
    call = await stage.engineer_sees("lea", "has not been claimed for 15 min")
    assert is_named(stage.working, "lea", call.text)
    await stage.passes(minutes=10)
    await stage.engineer_sees("nora", "Nobody of L1 claimed it in 25 min")
    await stage.engineer_sees("nora", "has not been claimed for 25 min")
    await stage.requester_sees("L2 support looks after SUP-101 now")
    await stage.engineer_presses("nora", "Claim")
    await stage.owner_becomes("nora")
    calls = (await stage.engineer_reads("nora")).count("has not been claimed")
    await stage.passes(minutes=59)
    await stage.settle()
    assert (await stage.engineer_reads("nora")).count("has not been claimed") == calls


async def a_claim_ends_the_calling(stage):
    await stage.opens(UNKNOWN)
    await stage.passes(seconds=1)
    await stage.engineer_sees("sam", "waits for somebody to claim it")
    await stage.engineer_presses("sam", "Claim")
    await stage.owner_becomes("sam")
    await stage.passes(minutes=30)
    await stage.settle()
    assert await stage.is_unread_by("sam", "has not been claimed")


async def a_silent_owner_is_reminded_and_then_the_ticket_is_free(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.passes(hours=1)
    reminder = await stage.engineer_sees("sam", "has waited for a word from you for 1 h")
    assert is_named(stage.working, "sam", reminder.text)
    await stage.passes(hours=2)
    await stage.engineer_sees("sam", "has waited for a word from you for 3 h")
    await stage.passes(hours=3)
    await stage.engineer_sees("sam", "is free to claim again")
    await stage.owner_becomes(None)
    await stage.engineer_sees("sam", "waits for somebody to claim it")


async def a_snoozed_ticket_calls_nobody_until_then(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Snooze…")
    await stage.fills("sam", asked, until="4h")
    await stage.engineer_sees("sam", "keeps SUP-101 quiet until")
    await stage.passes(hours=4, minutes=30)
    await stage.settle()
    assert await stage.is_unread_by("sam", "has waited for a word from you")
    await stage.passes(minutes=30)
    await stage.engineer_sees("sam", "has waited for a word from you")


SCENARIOS = (
    an_unclaimed_ticket_calls_one_after_the_other_and_then_the_next_tier,
    a_claim_ends_the_calling,
    a_silent_owner_is_reminded_and_then_the_ticket_is_free,
    a_snoozed_ticket_calls_nobody_until_then,
)
