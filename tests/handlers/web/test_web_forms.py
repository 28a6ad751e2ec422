"""What happens when somebody sends a form, with script and without."""

import json
from datetime import timedelta

import pytest

from desk.events import EventKind
from desk.form import Form, fields_of
from desk.notice import Notice, NoticeKind
from desk.outcome import Ask, Done, FieldFaults, Refused, Show
from desk.ticket import Verb
from handlers.web.channels import address_of
from handlers.web.services import Passed
from tests.handlers.web.chat_in_memory import NOW
from tests.handlers.web.visitor import SCRIPT, Seen, seen

SAY = {"key": "k1", "as": "maya", "channel": "dm:maya", "thread": ""}
PRESS = {"key": "k2", "as": "sam", "channel": "l1-support", "thread": "", "message": 40}
PRESS |= {"button": 7, "offer": 0}
SUBMIT = {"key": "k3", "as": "sam", "channel": "l1-support", "thread": 40, "form": 12}
FORM = Form(
    id=12,
    verb=Verb.RESOLVE,
    ticket=106,
    person=3,
    version=2,
    fields=fields_of(Verb.RESOLVE, categories=("access", "defect")),
    expires_at=NOW + timedelta(hours=1),
    channel=address_of("l1-support"),
)
HELP = Notice(kind=NoticeKind.HELP)


async def test_words_stand_in_the_chat_and_in_the_inbox_before_the_answer(desk, visitor):
    answer = await visitor.post("/say", text="my printer\r\nis dead", back="/?show=left", **SAY)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?show=left")
    message = desk.chat.rows[1]
    assert (message.text, message.author, message.author_name) == (
        "my printer\nis dead",
        "maya",
        "Maya Rossi",
    )
    body = json.loads(desk.inbox.letters["web:maya:k1"].body)
    assert (body["text"], body["message"]) == ("my printer\nis dead", 1)


async def test_the_same_form_sent_twice_is_one_message(desk, visitor):
    for _ in range(2):
        assert (await visitor.post("/say", headers=SCRIPT, text="hi", **SAY)).json() == {
            "kind": "said"
        }
    assert len(desk.chat.rows) == len(desk.inbox.letters) == 1


async def test_the_desks_own_clock_says_when_it_was_said(desk, visitor):
    desk.clock.now = NOW + timedelta(days=1)
    await visitor.post("/say", text="hi", **SAY)
    assert desk.inbox.letters["web:maya:k1"].sort_at == NOW + timedelta(days=1)


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
async def test_no_words_are_given_back_with_a_sentence(desk, visitor, text):
    answer = await visitor.post("/say", headers=SCRIPT, text=text, **SAY)
    assert answer.status_code == 422
    assert answer.json() == {"kind": "refused", "text": "Write a few words first."}
    page = await visitor.post("/say", text=text, **SAY)
    assert page.status_code == 422
    assert "Write a few words first." in seen(page).words
    assert not desk.inbox.letters


async def test_words_in_a_thread_go_there(desk, visitor):
    await visitor.post("/say", text="any news?", **{**SAY, "thread": 4})
    assert desk.chat.rows[1].thread == 4


async def test_what_is_done_needs_no_words(desk, visitor):
    assert (await visitor.post("/press", headers=SCRIPT, **PRESS)).json() == {"kind": "done"}
    again = await visitor.post("/press", **{**PRESS, "key": "k9"})
    assert (again.status_code, again.headers["location"]) == (303, "/")


async def test_after_a_press_one_is_back_on_the_page_one_came_from(visitor):
    headers = {"sec-fetch-site": "same-origin", "referer": "http://127.0.0.1:8080/?show=right"}
    answer = await visitor.post("/press", headers=headers, **PRESS)
    assert answer.headers["location"] == "/?show=right"


async def test_a_refusal_says_why_and_who(desk, visitor):
    desk.inbox.work = lambda letter: Refused(code="wrong_status", facts={"status": "closed"})
    told = (await visitor.post("/press", headers=SCRIPT, **PRESS)).json()
    assert told["kind"] == "note"
    assert "closed" in told["text"]
    page = await visitor.post("/press", **{**PRESS, "key": "k9"})
    assert told["text"] in seen(page).words


async def test_what_is_for_the_person_only_is_shown_in_place(desk, visitor):
    desk.inbox.work = lambda letter: Show(notice=HELP)
    told = (await visitor.post("/press", headers=SCRIPT, **PRESS)).json()
    assert told["kind"] == "note"
    assert "/tickets" in told["html"]
    assert "/tickets" in seen(await visitor.post("/press", **{**PRESS, "key": "k9"})).words


async def test_a_form_that_is_asked_opens_and_its_faults_keep_it_open(desk, visitor):
    desk.inbox.work = lambda letter: Ask(form=FORM)
    told = (await visitor.post("/press", headers=SCRIPT, **PRESS)).json()
    assert told["kind"] == "dialog"
    assert "SUP-106" in told["html"]
    desk.inbox.work = lambda letter: FieldFaults(form=12, faults={"text": "missing"})
    faults = await visitor.post("/submit", headers=SCRIPT, field__text="", **SUBMIT)
    assert faults.status_code == 422
    assert set(faults.json()["faults"]) == {"text"}


async def test_without_script_a_form_is_a_page_that_keeps_what_was_typed(desk, visitor):
    desk.inbox.work = lambda letter: Ask(form=FORM)
    asked = seen(await visitor.post("/press", **PRESS))
    hidden = asked.hidden("/submit")
    assert hidden["asked"] == "web:sam:k2"
    desk.inbox.work = lambda letter: FieldFaults(form=12, faults={"category": "missing"})
    again = await visitor.post("/submit", field__text="Fixed in 5.12", **hidden)
    assert again.status_code == 422
    assert "Fixed in 5.12" in seen(again).words
    category = {one["id"]: one for one in seen(again).all("select")}["form-12-category"]
    assert category["aria-invalid"] == "true"
    desk.inbox.work = lambda letter: Done()
    fields = {**seen(again).hidden("/submit"), "field.text": "Fixed", "field.category": "defect"}
    done = await visitor.post("/submit", **fields)
    assert done.status_code == 303
    body = json.loads(list(desk.inbox.letters.values())[-1].body)
    assert (body["form"], body["values"]) == (12, {"text": "Fixed", "category": "defect"})


async def test_faults_of_a_form_of_somebody_else_show_no_form(desk, visitor):
    desk.inbox.work = lambda letter: Ask(form=FORM)
    await visitor.post("/press", **PRESS)
    desk.inbox.work = lambda letter: FieldFaults(form=12, faults={"text": "missing"})
    for asked in ("web:sam:k2", "web:maya:other", ""):
        fields = {**SUBMIT, "as": "maya", "channel": "dm:maya", "key": asked or "x"}
        page = await visitor.post("/submit", asked=asked, **fields)
        assert page.status_code == 422
        assert not seen(page).all("textarea")


async def test_what_takes_long_is_being_worked_on(desk, visitor, monkeypatch):
    monkeypatch.setattr("handlers.handles.PATIENCE", timedelta(seconds=0.05))
    monkeypatch.setattr("handlers.handles.Waiting.outcome.__defaults__", (timedelta(seconds=0.05),))
    desk.inbox.work = lambda letter: None
    told = await visitor.post("/press", headers=SCRIPT, **PRESS)
    assert (told.status_code, told.json()) == (202, {"kind": "toast", "text": "Working on it"})
    page = await visitor.post("/press", **{**PRESS, "key": "k9"})
    assert (page.status_code, "Working on it" in seen(page).words) == (202, True)


async def test_a_dangerous_button_asks_before_it_does(desk, visitor):
    page = seen(await visitor.post("/press/sure?ask=Cancel%20SUP-106%3F", **PRESS))
    told = await visitor.post("/press/sure?ask=Cancel%20SUP-106%3F", headers=SCRIPT, **PRESS)
    assert told.json()["kind"] == "dialog"
    for words in (page.words, Seen(told.json()["html"]).words):
        assert "Cancel SUP-106?" in words
    assert "Are you sure?" in seen(await visitor.post("/press/sure", **PRESS)).words
    assert not desk.inbox.letters
    fields = page.hidden("/press")
    assert fields["offer"] == "0"
    await visitor.post("/press", **fields)
    assert len(desk.inbox.letters) == 1


@pytest.mark.parametrize(
    ("by", "minutes"), [("quarter", 15), ("day", 24 * 60), ("next", 7)], ids=str
)
async def test_the_demos_clock_can_be_moved_on(desk, visitor, by, minutes):
    told = (await visitor.post("/demo/clock", headers=SCRIPT, by=by)).json()
    now = (NOW + timedelta(minutes=minutes)).isoformat()
    assert told == {"kind": "clock", "now": now, "text": "Nothing fell due."}
    assert (await visitor.post("/demo/clock", by=by)).status_code == 303


async def test_who_moves_the_clock_is_told_what_time_did_and_what_it_still_has_to_do(desk, visitor):
    did = [(101, EventKind.REMINDED), (102, EventKind.CLOSED)]
    desk.services.demo.passed = Passed(happened=did)
    told = (await visitor.post("/demo/clock", headers=SCRIPT, by="day")).json()
    assert told["text"] == "On the way: SUP-101 Requester reminded, SUP-102 Closed."
    desk.services.demo.passed = Passed(happened=did * 4, left=3)
    told = (await visitor.post("/demo/clock", headers=SCRIPT, by="day")).json()
    assert (
        "SUP-101 Requester reminded, 3 more. The clock stopped here, for by then 3" in told["text"]
    )


async def test_the_clock_moves_by_those_steps_only(desk, visitor):
    assert (await visitor.post("/demo/clock", by="year")).status_code == 422
    assert desk.clock.now == NOW
