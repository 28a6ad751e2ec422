"""What stands on the pages, and who gets to see it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.events import EventKind
from desk.people import Role
from desk.views import Amended, ChecklistRow, HistoryRow, StepRow, TicketPage, TimerRow
from knowledge.findings import Band
from tests.handlers.web.chat_in_memory import NOW
from tests.handlers.web.desk_in_memory import row
from tests.handlers.web.visitor import seen


def ticket_page(**more) -> TicketPage:
    events = (
        (EventKind.OPENED, "Maya Rossi", {"tier": "L1", "priority": "P2"}, False),
        (EventKind.NOTED, "Sam Okafor", {"text": "smells like 5.12"}, True),
        (EventKind.REPLIED, "Sam Okafor", {"text": "We are on it."}, False),
        (EventKind.ESCALATED, "Sam Okafor", {"tier": "L9", "reason": "defect"}, True),
    )
    return TicketPage(
        **{
            "row": row(106, "Error 500", owner="Sam Okafor"),
            "text": "The invoices page shows error 500.",
            "category": "defect",
            "resolution": None,
            "rating": 4,
            "first_response_due": NOW + timedelta(minutes=25),
            "first_response_at": None,
            "resolution_due": NOW + timedelta(hours=4),
            "resolved_at": None,
            "follows": None,
            "timers": (
                TimerRow(
                    metric="resolution",
                    tier=None,
                    stint=1,
                    target=timedelta(hours=24),
                    day=timedelta(hours=8),
                    due_at=NOW - timedelta(hours=1),
                    is_broken=True,
                    is_warned=True,
                    shares=(("L1", timedelta(hours=3)),),
                ),
                TimerRow(metric="claim", tier="L1", stint=1, target=timedelta(hours=1), due_at=NOW),
            ),
            "history": tuple(
                HistoryRow(event=number, kind=kind, at=NOW, by=by, data=data, is_internal=inside)
                for number, (kind, by, data, inside) in enumerate(events)
            ),
            **more,
        }
    )


async def test_the_start_page_shows_both_sides_and_the_board(visitor, told):
    page = seen(await visitor.get("/"))
    for words in ("i forgot my password", "Ticket SUP-106 created", "SUP-104", "+15 min"):
        assert words in page.words
    ids = {attributes.get("id") for _, attributes in page.tags}
    assert {"main", "left", "right", "board", "left-log", "right-log"} <= ids
    assert len(page.all("h1")) == 1
    assert page.all("html")[0]["lang"] == "en"


async def test_no_two_things_on_the_page_have_one_name(visitor, told):
    page = seen(await visitor.get("/"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


async def test_everything_that_is_typed_into_has_a_label(visitor, told):
    page = seen(await visitor.get("/"))
    labelled = {label["for"] for label in page.all("label")}
    for tag in ("textarea", "select"):
        assert {attributes["id"] for attributes in page.all(tag)} <= labelled


async def test_each_form_of_the_page_has_a_key_of_its_own(visitor, told):
    page = seen(await visitor.get("/"))
    keys = [field["value"] for field in page.all("input") if field.get("name") == "key"]
    assert len(keys) > 5
    assert len(keys) == len(set(keys))


async def test_either_side_can_be_another_person(visitor, told):
    page = seen(await visitor.get("/?left=tom&right=ivy&channel=l2-engineering"))
    assert "i forgot my password" not in page.words
    assert "#l2-engineering" in page.words
    chosen = [one["value"] for one in page.all("option") if "selected" in one]
    assert chosen == ["tom", "ivy"]


async def test_a_wish_for_a_strange_person_or_channel_is_passed_over(visitor, told):
    page = seen(await visitor.get("/?left=mallory&right=sam&channel=l2-engineering&show=all"))
    chosen = [one["value"] for one in page.all("option") if "selected" in one]
    assert chosen == ["maya", "sam"]
    assert "#l1-support" in page.words


async def test_one_side_can_be_shown_alone(visitor, told):
    page = seen(await visitor.get("/?show=right"))
    ids = {attributes.get("id") for _, attributes in page.tags}
    assert "right" in ids
    assert "left" not in ids


async def test_the_board_beside_a_talk_is_that_of_who_is_shown(visitor, told):
    for show, account in (("left", "maya"), ("right", "sam"), ("both", "sam")):
        page = seen(await visitor.get(f"/?show={show}"))
        assert f"/board?as={account}" in {link["href"] for link in page.all("a")}


async def test_unread_messages_are_counted_until_their_channel_was_shown(desk, visitor, told):
    await desk.chat.put("k", channel="l2-engineering", text="hi", at=NOW)
    page = seen(await visitor.get("/"))
    assert "l2-engineering 1 unread" in " ".join(page.words.split())
    assert page.words.count("unread") == 1
    page = seen(await visitor.get("/?right=ivy&channel=l2-engineering&show=right"))
    assert " ".join(page.words.split()).count("l2-engineering 1 unread") == 0


async def test_receipts_are_for_who_wrote_the_words(visitor, told):
    assert "Sent to Maya Rossi." in seen(await visitor.get("/?right=sam")).words
    assert (
        "Sent to Maya Rossi." not in seen(await visitor.get("/?right=ivy&channel=l1-support")).words
    )


async def test_older_replies_are_folded_away(visitor, told):
    assert "Show 2 earlier" in seen(await visitor.get("/")).words


async def test_in_a_direct_chat_one_can_write_about_one_of_several_tickets(visitor, told):
    page = seen(await visitor.get("/"))
    link = next(one for one in page.all("a") if one.get("class") == "ticket")
    about = seen(await visitor.get(link["href"]))
    assert "You are writing about SUP-106." in about.words
    assert about.hidden("/say")["thread"] == str(told["q2"])


@pytest.mark.parametrize("about", ["q1", "a2", "t106", "nothing"])
async def test_only_a_ticket_of_ones_own_can_be_written_about(visitor, told, about):
    page = seen(await visitor.get(f"/?show=left&about={told.get(about, 'x')}"))
    assert "You are writing about" not in page.words
    assert page.hidden("/say")["thread"] == ""


async def test_a_thread_whose_first_message_was_taken_back_keeps_the_others(desk, visitor, told):
    await desk.chat.remove(told["t106"])
    page = seen(await visitor.get("/"))
    assert "This message was taken back." in page.words
    assert "yes. rolling the config back now" in page.words


async def test_signs_are_read_out(visitor, told):
    pictures = [one for one in seen(await visitor.get("/")).all("span") if one.get("role") == "img"]
    assert {one["aria-label"] for one in pictures} == {"Delivered"}


async def test_a_person_sees_their_own_zone_and_the_houses_where_they_have_none(
    desk, visitor, told
):
    assert "10:05" in seen(await visitor.get("/?show=left")).words
    maya = desk.desk.actors["maya"]
    for zone, time in (("UTC", "10:05"), ("America/New_York", "04:05")):
        person = replace(maya.person, timezone=zone)
        desk.desk.actors["maya"] = replace(maya, person=person)
        assert time in seen(await visitor.get("/?show=left")).words


async def test_an_empty_channel_says_what_it_is_for(visitor):
    page = seen(await visitor.get("/"))
    assert "Hello Maya Rossi." in page.words
    assert "Tickets for this team appear here." in page.words


async def test_the_board_says_in_words_what_is_late_and_what_waits(visitor, told):
    page = seen(await visitor.get("/board"))
    shown = (
        "Claim 7:00 overdue First response 3:00 left",
        "First response 4:00 left",
        "Resolution there 1 h 34 min left First response late",
        "paused",
        "With L2 engineering",
    )
    read = " ".join(page.words.split())
    for words in shown:
        assert words in read
    assert "8 h" not in page.words, "only what is the next to break"
    numbers = [int(word) for word in page.words.split() if word in {"6", "2", "1"}][:3]
    assert numbers == [6, 2, 1]


async def test_a_long_column_is_cut_and_can_be_had_longer(desk, visitor):
    desk.desk.rows["new"] = [row(number, f"t{number}") for number in range(1, 120)]
    page = seen(await visitor.get("/board?as=ivy"))
    assert len([one for one in page.all("li") if one.get("class") == "tile"]) == 50
    assert "69 more" in page.words
    more = next(one["href"] for one in page.all("a") if "more=" in one["href"])
    assert more == "/board?more=new&as=ivy"
    assert len([one for one in seen(await visitor.get(more)).all("li") if one]) == 119


async def test_a_tickets_page_shows_its_promises_and_its_history(desk, visitor):
    desk.desk.pages[106] = ("Maya Rossi", ticket_page())
    page = seen(await visitor.get("/tickets/106?as=sam"))
    for words in (
        "SUP-106 · Error 500",
        "The invoices page shows error 500.",
        "25 min left",
        "4 h 0 min left",
        "4 of 5",
        "smells like 5.12",
        "internal",
        "We are on it.",
        "Team: L1 support · Priority: P2 · high",
        "Team: L9",
        "within 3 opening days · warned · L1 support 3 h",
        "Claim · L1 support",
    ):
        assert words in page.words
    assert re.search(r"Broken \d+ Nov", page.words)


async def test_promises_and_reasons_in_the_history_are_in_words(desk, visitor):
    told = (
        (EventKind.BREACHED, None, {"metric": "next_reply", "tier": "L1"}),
        (EventKind.EXPLAINED, "Sam Okafor", {"why": "third_party", "text": "They were closed."}),
    )
    rows = tuple(
        HistoryRow(event=number, kind=kind, at=NOW, by=by, data=data, is_internal=True)
        for number, (kind, by, data) in enumerate(told)
    )
    kept = TimerRow(
        metric="stay_resolution",
        tier="L1",
        stint=1,
        target=timedelta(hours=1),
        due_at=NOW,
        kept_at=NOW,
    )
    timers = (
        kept,
        replace(kept, kept_at=None, due_at=None),
        replace(kept, kept_at=None, is_dropped=True),
    )
    page = ticket_page(history=rows, timers=timers)
    desk.desk.pages[106] = ("Maya Rossi", page)
    words = seen(await visitor.get("/tickets/106?as=sam")).words
    for expected in ("Next reply", "Waited for a third party", "Kept", "paused", "Not owed"):
        assert expected in words


async def test_words_that_were_edited_say_so_and_what_they_were_and_a_call_whom(desk, visitor):
    edit = Amended(at=NOW, before="in hall 3")
    wrote = HistoryRow(
        event=1,
        kind=EventKind.WROTE,
        at=NOW,
        by="Maya Rossi",
        data={"text": "in hall 4"},
        is_internal=False,
        amended=(edit, replace(edit, before="", is_gone=True)),
    )
    paged = HistoryRow(
        event=2,
        kind=EventKind.PAGED,
        at=NOW,
        by=None,
        data={"level": 1, "tier": "L1"},
        is_internal=True,
        called=("Sam Okafor", "Lea Hoffmann"),
    )
    desk.desk.pages[106] = ("Maya Rossi", ticket_page(history=(wrote, paged)))
    words = " ".join(seen(await visitor.get("/tickets/106?as=sam")).words.split())
    assert "in hall 4 Edited 24 Nov 10:05 Before: in hall 3 Taken back 24 Nov 10:05" in words
    assert words.count("Before:") == 1
    assert "Called: Sam Okafor, Lea Hoffmann" in words


async def test_a_change_tells_what_is_other_than_before(desk, visitor):
    data = {"type": "incident", "was_type": "question", "priority": "P2", "was_priority": "P2"}
    change = HistoryRow(
        event=9, kind=EventKind.CHANGED, at=NOW, by="Sam Okafor", data=data, is_internal=False
    )
    desk.desk.pages[106] = ("Maya Rossi", ticket_page(history=(change,)))
    words = seen(await visitor.get("/tickets/106?as=sam")).words
    assert "Changed" in words
    assert "Type: Incident" in words
    assert "Priority: P2" not in words


async def test_a_requester_reads_no_internal_words(desk, visitor):
    desk.desk.pages[106] = ("Maya Rossi", ticket_page())
    page = seen(await visitor.get("/tickets/106?as=maya"))
    assert "We are on it." in page.words
    assert "smells like 5.12" not in page.words


@pytest.mark.parametrize("path", ["/tickets/106?as=tom", "/tickets/99", "/tickets/" + "9" * 40])
async def test_a_ticket_of_somebody_else_is_as_good_as_not_there(desk, visitor, path):
    desk.desk.pages[106] = ("Maya Rossi", ticket_page())
    answer = await visitor.get(path)
    assert answer.status_code == 404
    assert "not yours to see" in seen(answer).words


async def test_met_promises_show_when_and_paused_ones_say_so(desk, visitor):
    late = row(106, "Error 500", is_paused=True)
    desk.desk.pages[106] = (
        "Maya Rossi",
        ticket_page(row=late, text="Error 500", first_response_at=NOW, resolution="Restarted."),
    )
    page = seen(await visitor.get("/tickets/106?as=sam"))
    assert "24 Nov 10:05" in page.words
    assert "paused" in page.words
    assert "Restarted." in page.words
    assert page.words.count("Error 500") == 2, "once in the title, once as the heading"


async def test_engineers_read_on_the_page_what_is_ticked_off(desk, visitor, told):
    done = StepRow(number=1, text="Look at `df`", detail="At once.", by="Sam <b>", at=NOW)
    open_ = StepRow(number=2, text="Make room", detail="Ask *before*.", by=None, at=None)
    running = ChecklistRow(title="Disk <full>", by="Ivy", at=NOW, steps=(done, open_))
    desk.desk.pages[106] = ("Maya Rossi", ticket_page(checklists=(running,)))
    page = seen(await visitor.get("/tickets/106?as=sam"))
    for words in ("Disk <full>", "begun by Ivy", "1 of 2 done", "Sam <b>", "Ask before."):
        assert words in page.words
    assert "At once." not in page.words


async def test_articles_are_listed_found_and_read(visitor, told):
    page = seen(await visitor.get("/kb"))
    assert page.words.index("Reset your password") < page.words.index("Unlock your account")
    found = seen(await visitor.get("/kb?q=unlock"))
    assert "Reset your password" not in found.words
    assert "Nothing found." in seen(await visitor.get("/kb?q=zebra")).words
    article = seen(await visitor.get("/kb/unlock-account"))
    assert "ten minutes" in article.words
    assert "/kb/reset-password" in {link["href"] for link in article.all("a")}
    assert (await visitor.get("/kb/zebra")).status_code == 404


async def test_the_agreement_is_for_everybody_and_its_prices_are_not(desk, visitor):
    link = "/agreement?as=maya"
    assert link in {one["href"] for one in seen(await visitor.get("/board?as=maya")).all("a")}
    page = seen(await visitor.get(link))
    assert "Service agreement: Support desk" in page.words
    assert "around the clock" in page.words
    assert "price" not in page.words
    actor = desk.desk.actors["maya"]
    desk.desk.actors["maya"] = replace(actor, roles=actor.roles | {Role.MANAGER})
    page = seen(await visitor.get(link))
    assert "as agreed separately" in page.words
    assert [tag for tag, _ in page.tags].count("h2") == 5


async def test_articles_that_meet_no_word_of_a_search_are_not_offered(desk, visitor, told):
    search = desk.desk.search

    async def far_off(text):
        return replace(await search(text), band=Band.NONE)

    desk.desk.search = far_off
    assert "Nothing found." in seen(await visitor.get("/kb?q=unlock")).words


async def test_what_is_not_there_is_said_in_words(visitor):
    answer = await visitor.get("/nowhere")
    assert answer.status_code == 404
    assert "There is nothing here" in seen(answer).words
