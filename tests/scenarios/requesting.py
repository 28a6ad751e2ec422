"""Asking for access by a form, which somebody has to approve first."""

from desk.policy import Status

BADGE = """
[requests.badge]
title = "Access badge"
words = ["badge"]
tier = "L2"
approval = ["L1"]
[[requests.badge.fields]]
name = "door"
label = "Which door?"
kind = "choice"
choices = ["North gate", "Server room"]
[[requests.badge.fields]]
name = "why"
label = "What for?"
kind = "text"
"""


async def _asks(stage):
    await stage.ask("request")
    asked = await stage.requester_presses("Access badge")
    values = {"door": "Server room", "why": "I look after the cooling"}
    await stage.requester_fills(asked, **values)
    await stage.requester_sees("waits for an approval")
    await stage.engineer_sees("sam", "asks for your approval")
    await stage.engineer_sees("nora", "Waits for approval")


async def access_is_asked_for_by_a_form_and_approved(stage):
    await _asks(stage)
    await stage.becomes(Status.ON_HOLD)
    await stage.engineer_presses("sam", "Approve")
    await stage.requester_sees("is approved by")
    await stage.engineer_sees("nora", "can be worked on")
    await stage.becomes(Status.NEW)


async def access_is_declined_and_the_requester_reads_why(stage):
    await _asks(stage)
    asked = await stage.engineer_presses("sam", "Decline")
    await stage.fills("sam", asked, text="The facility team does that")
    await stage.requester_sees("The facility team does that")
    await stage.becomes(Status.CLOSED)


SCENARIOS = (
    access_is_asked_for_by_a_form_and_approved,
    access_is_declined_and_the_requester_reads_why,
)
