"""Is maintenance planned, called off and ended by forms, and is nothing lost that was typed?"""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.maintenance import Window
from desk.outcome import Refused
from desk.services import Service
from handlers.web.listeners import WebListener
from tests.handlers.web.chat_in_memory import NOW
from tests.handlers.web.desk_in_memory import whole
from tests.handlers.web.visitor import Visitor, seen

HOUR = timedelta(hours=1)
SERVICES = (Service(key="erp", title="ERP"), Service(key="mail", title="E-mail"))
PLAN = {
    "service__erp": "yes",
    "service__mail": "yes",
    "day": "2026-12-05",
    "clock": "22:00",
    "length": "2h",
    "every": "weekly",
    "text": "weekly patches",
    "key": "k1",
}


def window(number, start, every=None):
    return Window(
        id=number,
        services=("erp", "gone"),
        starts_at=NOW + start,
        ends_at=NOW + start + 2 * HOUR,
        text="New <b>database</b>",
        timezone="Europe/Berlin",
        planned_by=3,
        planned_at=NOW,
        every=every,
    )


class Windows:
    async def windows(self, now):
        assert now == NOW
        return [window(1, -HOUR), window(2, 24 * HOUR, 7)]


@pytest.fixture
async def rig():
    made = whole()
    policy = replace(made.services.policy, services=SERVICES)
    visitor = Visitor(replace(made.services, status=Windows(), policy=policy))
    yield made, visitor
    await visitor.client.aclose()


def understood(made):
    (letter,) = made.inbox.letters.values()
    return WebListener().understand(letter.key, json.loads(letter.body))


async def test_what_is_planned_is_read_by_all_and_the_forms_by_the_desks_own_people(rig):
    _, visitor = rig
    page = seen(await visitor.get("/maintenance?as=maya"))
    words = " ".join(page.words.split())
    assert "ERP, gone under way" in words
    assert "every 7 days #2" in words
    assert "New <b>database</b>" in words
    assert "Plan maintenance" not in words
    engineers = seen(await visitor.get("/maintenance?as=sam"))
    actions = [form.get("action") for form in engineers.all("form")]
    assert actions.index("/maintenance/end") < actions.index("/maintenance/cancel")
    assert "/maintenance" in actions


async def test_a_form_is_the_command_that_it_stands_for(rig):
    made, visitor = rig
    answer = await visitor.post("/maintenance", **PLAN, **{"as": "sam"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/maintenance?as=sam")
    command = understood(made)
    words = "erp, mail 2026-12-05 22:00 2h weekly weekly patches"
    assert (command.name, command.words) == ("maintenance", words)
    assert (command.author.identity.id, command.said_at) == ("sam", NOW)
    assert command.channel.channel == "dm:sam"


@pytest.mark.parametrize("done", ["cancel", "end"])
async def test_one_is_called_off_or_ended_by_its_number(rig, done):
    made, visitor = rig
    await visitor.post(f"/maintenance/{done}", number=2, key="k1", **{"as": "sam"})
    assert understood(made).words == f"{done} 2"


async def test_what_is_refused_is_shown_with_why_and_what_was_typed(rig):
    made, visitor = rig
    facts = {"why": "past", "given": "2026-12-05 22:00"}
    made.inbox.work = lambda _: Refused(code="bad_window", facts=facts)
    answer = await visitor.post("/maintenance", **PLAN, **{"as": "sam"})
    page = seen(answer)
    assert answer.status_code == 422
    assert "2026-12-05 22:00" in page.words
    typed = {one["name"]: one for one in page.all("input") if "name" in one}
    assert typed["text"]["value"] == "weekly patches"
    assert "checked" in typed["service.erp"]


async def test_nothing_chosen_once_only_is_said_as_such(rig):
    made, visitor = rig
    told = {**PLAN, "every": "", "text": "daily checks"}
    for name in ("service__erp", "service__mail"):
        del told[name]
    await visitor.post("/maintenance", **told, **{"as": "sam"})
    assert understood(made).words == "? 2026-12-05 22:00 2h once daily checks"


async def test_a_form_without_its_key_is_stale_and_a_foreign_one_is_not_taken(rig):
    made, visitor = rig
    stale = await visitor.post("/maintenance", **{**PLAN, "key": ""}, **{"as": "sam"})
    assert stale.status_code == 422
    foreign = await visitor.post("/maintenance", **PLAN, **{"as": "sam"}, token="no")
    assert foreign.status_code == 403
    assert not made.inbox.letters


async def test_who_is_not_signed_in_is_told_how():
    made = whole(is_demo=False)
    visitor = Visitor(made.services)
    assert (await visitor.get("/maintenance")).status_code == 401
    assert (await visitor.post("/maintenance", **PLAN)).status_code == 401
    await visitor.client.aclose()


async def test_a_desk_without_services_plans_nothing():
    visitor = Visitor(whole().services)
    page = seen(await visitor.get("/maintenance?as=sam"))
    await visitor.client.aclose()
    assert "No maintenance is planned." in page.words
    assert "Plan maintenance" not in page.words
