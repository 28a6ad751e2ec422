"""Tickets that belong together: the same thing asked twice, or two things that touch."""

from desk.policy import Status
from tests.scenarios.asking import UNKNOWN
from tests.scenarios.waiting import eventually

AGAIN = "Since today every invoice that I open shows an error instead"


async def _both(stage):
    """Maya asks, and Nora asks for the same, directly."""
    await stage.opens(UNKNOWN)
    people = stage.working
    await people.say("nora", people.direct("nora"), AGAIN)
    await people.wait_for(people.direct("nora"), "nora", "SUP-102")
    await stage.engineer_sees("sam", "SUP-102")


async def a_duplicate_is_merged_and_both_who_asked_read_the_answers(stage):
    await _both(stage)
    asked = await stage.engineer_presses("sam", "Merge…")
    await stage.fills("sam", asked, into="SUP-101")
    await stage.engineer_sees("sam", "SUP-102 merged into SUP-101")
    people, chat = stage.working, stage.working.direct("nora")
    joined = await people.wait_for(chat, "nora", "SUP-102 goes on in SUP-101")
    await people.say("nora", chat, "It is the invoices of May", under=joined)
    await stage.engineer_sees("sam", "It is the invoices of May")
    assert "invoices of May" not in await stage.requester_reads()
    await stage.commands("sam", "reply 101 We look into both")
    await stage.requester_sees("We look into both")
    await people.wait_for(chat, "nora", "We look into both")
    await stage.commands("sam", "claim 101")
    await stage.owner_becomes("sam")
    asked = await stage.engineer_presses("sam", "Resolve")
    await stage.fills("sam", asked, text="Fixed in 5.12.2", category="defect")
    await stage.requester_sees("SUP-101 is resolved")
    await people.wait_for(chat, "nora", "SUP-102 is resolved")
    assert [row.status for row in await stage.tickets()] == [Status.RESOLVED, Status.CLOSED]


async def a_merge_is_undone_and_each_ticket_goes_its_own_way_again(stage):
    await _both(stage)
    await stage.commands("sam", "merge 102 101")
    await stage.engineer_sees("sam", "SUP-102 merged into SUP-101")
    await stage.commands("sam", "unmerge 102")
    await stage.engineer_sees("sam", "SUP-102 and SUP-101 are apart again")
    people, chat = stage.working, stage.working.direct("nora")
    await people.wait_for(chat, "nora", "SUP-102 is worked on by itself again")
    await stage.becomes(Status.NEW, 1)
    await stage.commands("sam", "reply 101 We look into the first")
    await stage.requester_sees("We look into the first")
    await stage.settle()
    assert "into the first" not in await people.read_of_bot(chat, "nora")


async def a_second_matter_is_split_off_and_a_link_removed(stage):
    await stage.opens(f"{UNKNOWN}, and the lift in hall 4 is stuck")
    await stage.commands("sam", "split 101 the lift in hall 4 is stuck")
    await stage.engineer_sees("sam", "split SUP-101: SUP-102 goes on by itself")
    await stage.requester_sees("SUP-102")
    assert {row.requester for row in await stage.tickets()} == {stage.asking.called("maya")}
    await stage.commands("sam", "unlink 101 102")
    await stage.engineer_sees("sam", "removed the link between SUP-101 and SUP-102")


async def a_new_ticket_names_the_open_ones_that_are_like_it(stage):
    await stage.opens("The invoices page shows error 500 since this morning")
    people, chat = stage.working, stage.working.direct("nora")
    await people.say("nora", chat, "Since this morning my invoices show error 500")
    await stage.engineer_sees("sam", "SUP-102")
    await stage.engineer_sees("sam", "1 open like this")
    assert "like this" not in await people.read_of_bot(chat, "nora")


async def two_tickets_are_linked_and_each_names_the_other(stage):
    await _both(stage)
    await stage.commands("sam", "link 101 102")
    await stage.engineer_sees("sam", "linked SUP-101 to SUP-102")
    await stage.engineer_sees("sam", "linked SUP-102 to SUP-101")


async def who_follows_a_ticket_is_told_what_becomes_of_it_until_they_stop(stage):
    people, chat = stage.working, stage.working.direct("nora")
    await people.say("nora", chat, "hi")
    await stage.opens(UNKNOWN)
    await people.told_by("nora", chat, "follow 101")
    await stage.engineer_presses("sam", "Claim")
    await people.wait_for(chat, "nora", "claimed it")
    told = await people.told_by("nora", chat, "unfollow 101")
    assert "do not follow" in told
    await stage.engineer_presses("sam", "Release ticket")
    await stage.owner_becomes(None)
    await stage.settle()
    assert "back in the queue" not in await people.read_of_bot(chat, "nora")


async def a_follower_stops_with_the_button_under_what_they_were_told(stage):
    people, chat = stage.working, stage.working.direct("nora")
    await people.say("nora", chat, "hi")
    await stage.opens(UNKNOWN)
    await people.told_by("nora", chat, "follow 101")
    await stage.engineer_presses("sam", "Claim")
    await people.wait_for(chat, "nora", "claimed it")
    await people.press("nora", chat, "Unfollow")

    async def has_stopped():
        return "unfollowed" in str(stage.rows("SELECT kind FROM events"))

    await eventually(has_stopped, "the button did nothing")


SCENARIOS = (
    a_new_ticket_names_the_open_ones_that_are_like_it,
    a_duplicate_is_merged_and_both_who_asked_read_the_answers,
    a_merge_is_undone_and_each_ticket_goes_its_own_way_again,
    a_second_matter_is_split_off_and_a_link_removed,
    two_tickets_are_linked_and_each_names_the_other,
    who_follows_a_ticket_is_told_what_becomes_of_it_until_they_stop,
    a_follower_stops_with_the_button_under_what_they_were_told,
)
