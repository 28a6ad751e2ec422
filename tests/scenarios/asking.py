"""What a person who needs something lives through."""

from desk.actions.ask import MANY
from desk.policy import Status

KNOWN = "cant conect to vpn since update"
UNSURE = "printer does not work"
UNKNOWN = "The invoices page shows error 500 since this morning"
CONVEYORS = ("left", "right", "upper", "lower", "inner", "outer")


async def a_known_question_is_answered_and_solved(stage):
    await stage.ask(KNOWN)
    await stage.requester_sees("The VPN does not connect")
    await stage.requester_presses("This solved it")
    await stage.requester_sees("Solved")
    assert await stage.tickets() == []


async def an_answer_that_is_not_it_offers_others_then_a_ticket(stage):
    await stage.ask(KNOWN)
    await stage.requester_sees("The VPN does not connect")
    await stage.requester_presses("Not it")
    await stage.requester_sees("Did you mean one of these?")
    await stage.requester_presses("None of these: create a ticket")
    await stage.engineer_sees("sam", KNOWN)


async def who_wants_a_person_gets_one_without_asking_twice(stage):
    await stage.ask(KNOWN)
    await stage.requester_sees("The VPN does not connect")
    await stage.requester_presses("Talk to a person")
    await stage.requester_sees("SUP-101")
    await stage.engineer_sees("sam", KNOWN)


async def one_of_three_is_picked_and_shown(stage):
    await stage.ask(UNSURE)
    await stage.requester_sees("Did you mean one of these?")
    await stage.requester_presses("Printer offline or print queue stuck")
    await stage.requester_presses("This solved it")
    await stage.requester_sees("Solved")


async def an_unknown_question_becomes_a_ticket_with_a_promise_and_a_card(stage):
    await stage.ask(UNKNOWN)
    promised = await stage.requester_sees("SUP-101")
    assert "answers here before" in promised.text
    await stage.engineer_sees("sam", "SUP-101")
    await stage.engineer_sees("sam", "invoices page shows error 500")


async def hi_and_thanks_open_nothing(stage):
    await stage.ask("Hi!")
    await stage.requester_sees("This is the support desk")
    await stage.ask("thanks")
    await stage.settle()
    assert await stage.tickets() == []
    assert "SUP-" not in await stage.engineer_reads("sam")


async def a_secret_is_masked_before_it_goes_anywhere_and_the_person_told(stage):
    await stage.ask("The invoices page is broken, my password is hunter2secret")
    await stage.engineer_sees("sam", "SUP-101")
    await stage.requester_sees("That looked like a password")
    await stage.settle()
    assert "hunter2secret" not in await stage.engineer_reads("sam")
    assert "hunter2secret" not in await stage.requester_reads()


async def what_the_requester_adds_reaches_the_engineers(stage):
    await stage.opens(UNKNOWN)
    await stage.answer_in_thread("It is only customer 4711")
    await stage.engineer_sees("sam", "only customer 4711")


async def the_requester_cancels_and_the_engineers_see_it(stage):
    await stage.opens(UNKNOWN)
    await stage.requester_presses("Cancel ticket")
    await stage.becomes(Status.CLOSED)
    await stage.engineer_sees("sam", "SUP-101 cancelled")


async def words_that_were_about_something_new_get_a_ticket_of_their_own(stage):
    await stage.opens(UNKNOWN)
    await stage.ask("The warehouse scanner beeps twice")
    await stage.requester_sees("Added to")
    await stage.requester_presses("Something new")
    await stage.engineer_sees("sam", "SUP-102")
    await stage.engineer_sees("sam", "took their words out of SUP-101")


async def a_ticket_goes_on_waiting_when_words_are_taken_out_of_it(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Ask requester")
    await stage.fills("sam", asked, text="Which customer is it?")
    await stage.requester_sees("Which customer is it?")
    await stage.ask("The coffee machine on floor 3 flashes red lights")
    await stage.requester_presses("Something new")
    await stage.engineer_sees("sam", "SUP-102")
    await stage.becomes(Status.PENDING)
    await stage.becomes(Status.NEW, number=1)


async def further_words_of_a_flood_join_the_last_ticket_and_nothing_is_lost(stage):
    await stage.opens(_trouble(0))
    await stage.ask(_trouble(1))
    await stage.requester_presses("Something new")
    for number in range(2, MANY):
        await stage.engineer_sees("sam", f"SUP-{100 + number}")
        await stage.ask(_trouble(number))
    await stage.engineer_sees("sam", f"SUP-{100 + MANY}")
    await stage.ask(_trouble(MANY))
    await stage.requester_sees("You opened several tickets just now")
    await stage.engineer_sees("sam", _trouble(MANY))
    assert len(await stage.tickets()) == MANY


def _trouble(number):
    return f"The {CONVEYORS[number]} conveyor of hall {number} stands still"


async def a_mention_in_a_channel_is_answered_and_other_talk_is_not(stage):
    lobby, people = stage.asking.lobby, stage.asking
    await people.say("maya", lobby, "lunch menu is wrong again")
    await people.say("maya", lobby, people.mention(UNKNOWN))
    await people.wait_for(lobby, "maya", "SUP-101")
    await stage.engineer_sees("sam", "invoices page shows error 500")
    await stage.settle()
    assert [row.title for row in await stage.tickets()] == [UNKNOWN]


async def who_mentions_the_bot_among_several_in_a_direct_chat_asks_it(stage):
    place, people = stage.asking.few, stage.asking
    await people.say("sam", place, "How do I connect to the VPN?")
    await people.say("maya", place, people.mention(UNKNOWN))
    opened = await people.wait_for(place, "maya", "SUP-101")
    await people.say("sam", place, people.mention("How do I connect to the VPN?"))
    await people.wait_for(place, "sam", "The VPN does not connect")
    await stage.settle()
    said = await people.bots(place, "maya")
    assert len(said) == 2
    assert opened.under
    assert [row.requester for row in await stage.tickets()] == [people.called("maya")]


async def a_watched_channel_is_answered_by_its_mode(stage):
    place, people = stage.asking.watched, stage.asking
    await people.say("maya", place, "lunch was good today")
    await people.say("maya", place, "How do I connect to the VPN?")
    await people.wait_for(place, "maya", "The VPN does not connect")
    await stage.settle()
    assert len(await people.bots(place, "maya")) == 1


async def commands_of_a_requester_answer_whoever_types_them(stage):
    assert "no open tickets" in await stage.requester_commands("tickets")
    await stage.requester_commands(f"new {UNKNOWN}")
    await stage.requester_sees("SUP-101")
    assert "SUP-101" in await stage.requester_commands("tickets")
    assert "New" in await stage.requester_commands("status 101")
    assert "tickets" in await stage.requester_commands("help")


async def an_engineer_opens_a_ticket_from_what_somebody_said_in_a_channel(stage):
    place, people = stage.asking.lobby, stage.asking
    said = await people.say("maya", place, f"Does anybody know? {UNKNOWN}")
    await stage.settle()
    assert await stage.tickets() == []
    await people.point("sam", place, said)
    opened = await people.wait_for(place, "maya", "Ticket SUP-101 created")
    assert "opened it for you" in opened.text
    assert opened.under == said.id
    await stage.engineer_sees("sam", "invoices page shows error 500")
    await stage.engineer_sees("sam", "opened SUP-101 for the requester")
    assert [row.requester for row in await stage.tickets()] == [stage.asking.called("maya")]
    await people.say("maya", place, "Since eight o'clock", under=said)
    await stage.engineer_sees("sam", "Since eight o'clock")
    await people.point("sam", place, said)
    await stage.is_shown_at(place, "sam", "SUP-101")
    assert len(await stage.tickets()) == 1


async def an_engineer_opens_a_ticket_for_another_by_command(stage):
    people = stage.asking
    chat = people.direct("maya")
    await people.say("maya", chat, "hi")
    await people.wait_for(chat, "maya", "")
    line = f"for {people.naming('maya')} {UNKNOWN}"
    assert "SUP-101" in await people.told_by("sam", people.direct("sam"), line)
    await stage.requester_sees("SUP-101")
    await stage.requester_sees("opened it for you")
    await stage.engineer_sees("sam", "opened SUP-101 for the requester")
    [row] = await stage.tickets()
    assert (row.requester, row.title) == (people.called("maya"), UNKNOWN)
    await stage.ask("It is every invoice since eight")
    await stage.engineer_sees("sam", "every invoice since eight")
    await stage.commands("sam", f"for {people.naming('maya')} Her badge does not open the gate")
    await stage.engineer_sees("sam", "opened SUP-102 for the requester")
    lobby, words = people.lobby, f"for {people.naming('maya')} Nor does it open the lift"
    await people.say("sam", lobby, people.mention(words))
    await stage.engineer_sees("sam", "opened SUP-103 for the requester")


async def a_reply_to_a_message_makes_a_ticket_of_it(stage):
    people, place = stage.asking, stage.asking.lobby
    said = await people.say("maya", place, UNKNOWN)
    await stage.settle()
    assert await stage.tickets() == []
    await people.reply("sam", place, people.mention("ticket"), to=said)
    await people.wait_for(place, "maya", "Ticket SUP-101 created")
    await stage.engineer_sees("sam", "opened SUP-101 for the requester")
    [row] = await stage.tickets()
    assert (row.requester, row.title) == (people.called("maya"), UNKNOWN)


async def who_is_no_engineer_opens_no_ticket_for_another(stage):
    place, people = stage.asking.lobby, stage.asking
    said = await people.say("sam", place, "The coffee is cold")
    await people.point("maya", place, said)
    await stage.is_shown_at(place, "maya", "Only who wrote it, or an engineer")
    assert await stage.tickets() == []


async def a_question_is_asked_from_anywhere_and_answered_in_the_direct_chat(stage):
    told = await stage.asking.ask_from_anywhere("maya", KNOWN)
    assert "direct chat" in told
    await stage.requester_sees("The VPN does not connect")
    await stage.requester_presses("Talk to a person")
    await stage.engineer_sees("sam", KNOWN)


async def everybody_sees_what_is_theirs_on_the_home_tab(stage):
    await stage.working.home("sam", "Nothing waits to be claimed")
    await stage.opens(UNKNOWN)
    assert "Free to claim" not in await stage.asking.home("maya", "SUP-101")
    assert "Free to claim" in await stage.working.home("sam", "SUP-101")


async def an_engineer_claims_and_resolves_from_the_home_tab(stage):
    await stage.opens(UNKNOWN)
    await stage.working.home("sam", "SUP-101")
    await stage.working.press_at_home("sam", "home:claim:101")
    await stage.owner_becomes("sam")
    await stage.working.home_shows("sam", "In progress")
    await stage.working.press_at_home("sam", "home:resolve:101")
    await stage.fills("sam", None, text="Fixed in release 5.12.2", category="defect")
    await stage.becomes(Status.RESOLVED)
    await stage.working.home_shows("sam", "You have nothing to do here")
    await stage.requester_sees("Fixed in release 5.12.2")


async def a_search_finds_ones_own_ticket_and_names_a_filter_that_is_none(stage):
    await stage.opens(UNKNOWN)
    word = UNKNOWN.split()[1]
    assert "SUP-101" in await stage.requester_commands(f"search {word} state:open")
    assert "Nothing was found" in await stage.requester_commands("search zebra")
    assert "is no date" in await stage.requester_commands("search since:soon")


async def emoji_open_claim_hasten_and_resolve_a_ticket(stage):
    place, people = stage.asking.watched, stage.asking
    said = await people.say("maya", place, "The invoices page shows error 500 again")
    await people.react("maya", place, said, "tada")
    await people.react("maya", place, said, "ticket")
    await stage.engineer_sees("sam", "SUP-101")
    await people.react("maya", place, said, "rotating_light")
    await people.wait_for(place, "maya", "An emoji has no words")
    asked = await people.press("maya", place, "It is urgent")
    await people.fill("maya", place, asked, {"reason": "Nobody can write invoices"})
    await stage.engineer_sees("sam", "Nobody can write invoices")
    card, room = await stage.card("sam"), stage.room_of("sam")
    await stage.working.react("sam", room, card, "eyes")
    await stage.owner_becomes("sam")
    await stage.working.react("sam", room, card, "white_check_mark")
    await stage.working.wait_for(room, "sam", "An emoji has no words")
    asked = await stage.engineer_presses("sam", "Resolve")
    await stage.fills("sam", asked, text="Fixed in release 5.12.2", category="defect")
    await people.wait_for(place, "maya", "Fixed in release 5.12.2")
    assert len(await stage.tickets()) == 1


async def another_program_opens_a_ticket_and_is_never_answered(stage):
    place, people = stage.asking.watched, stage.asking
    said = await people.report(place, "Disk full on web-1", "disk is at 95 %")
    more = await people.report(place, "Is somebody there?", under=said)
    await stage.engineer_sees("sam", "Disk full on web-1")
    await stage.engineer_sees("sam", "Is somebody there?")
    await stage.engineer_presses("sam", "Claim")
    await stage.engineer_sees("sam", "In progress")
    await stage.tell("sam", "It is clean again")
    await stage.is_shown("sam", "was opened by a program")
    asked = await stage.engineer_presses("sam", "Resolve")
    await stage.fills("sam", asked, text="Logs are rotated now", category="defect")
    await stage.becomes(Status.RESOLVED)
    await stage.settle()
    assert [one.id for one in await people.bots(place, "maya")] == [said.id, more.id]
    assert len(await stage.tickets()) == 1


SCENARIOS = (
    a_search_finds_ones_own_ticket_and_names_a_filter_that_is_none,
    a_known_question_is_answered_and_solved,
    an_answer_that_is_not_it_offers_others_then_a_ticket,
    who_wants_a_person_gets_one_without_asking_twice,
    one_of_three_is_picked_and_shown,
    an_unknown_question_becomes_a_ticket_with_a_promise_and_a_card,
    hi_and_thanks_open_nothing,
    a_secret_is_masked_before_it_goes_anywhere_and_the_person_told,
    what_the_requester_adds_reaches_the_engineers,
    the_requester_cancels_and_the_engineers_see_it,
    words_that_were_about_something_new_get_a_ticket_of_their_own,
    a_ticket_goes_on_waiting_when_words_are_taken_out_of_it,
    further_words_of_a_flood_join_the_last_ticket_and_nothing_is_lost,
    a_mention_in_a_channel_is_answered_and_other_talk_is_not,
    who_mentions_the_bot_among_several_in_a_direct_chat_asks_it,
    a_watched_channel_is_answered_by_its_mode,
    an_engineer_opens_a_ticket_from_what_somebody_said_in_a_channel,
    who_is_no_engineer_opens_no_ticket_for_another,
    an_engineer_opens_a_ticket_for_another_by_command,
    a_reply_to_a_message_makes_a_ticket_of_it,
    a_question_is_asked_from_anywhere_and_answered_in_the_direct_chat,
    everybody_sees_what_is_theirs_on_the_home_tab,
    an_engineer_claims_and_resolves_from_the_home_tab,
    emoji_open_claim_hasten_and_resolve_a_ticket,
    another_program_opens_a_ticket_and_is_never_answered,
    commands_of_a_requester_answer_whoever_types_them,
)
