"""A change is planned, approved, scheduled, made and reviewed, and nothing skips its turn."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions.approve_change import approve_change
from desk.actions.deed import Deed, Place
from desk.actions.maintain import AnnounceMaintenance
from desk.change_policy import ChangePolicy, Risk, StandardChange
from desk.change_record import ChangeResult, ChangeState
from desk.errors import BadChangeError
from desk.facts import FigureMetric
from desk.notice import NoticeKind, Op
from desk.outcome import Ask
from desk.people import Address
from desk.policy import Roles, TicketType
from desk.services import Service
from desk.ticket import Verb
from storage.store import Store
from tests.desk.actions.conftest import ALWAYS, LEA, MAYA, NORA, SAM, Room, person, room_on
from tests.nouns import DIRECT, L2_ROOM, POLICY, TOM

ERP = Service(key="erp", title="ERP")
DISK = StandardChange(key="disk", title="New disk", plan="In", rollback="Out", check="Spins")
MANAGERS = Address(platform="slack", channel="C0BOSS")
TOMS = Address(platform="slack", channel="D0TOM")
PLAN = {"plan": "Move the base", "rollback": "Move it back", "risk": "low", "urgency": "normal"}


def policy_of(**more):
    changes = ChangePolicy(standard=(DISK,), approvers={Risk.LOW: "L2"})
    told = {"calendars": (ALWAYS,), "services": (ERP,), "timezone": "UTC", "changes": changes}
    return replace(POLICY, **{**told, **more})


def room_with(url, before, **more):
    return Room(Store.open(url, policy_of(**more), clock=before.clock), before.clock)


@pytest.fixture
async def room(sqlite_url):
    async with room_on(sqlite_url) as before:
        room = room_with(sqlite_url, before)
        yield room
        await room.store.close()


async def record(room, number):
    async with room.store.begin() as work:
        return await work.changes.of(number)


async def state(room, number):
    return (await record(room, number)).state


async def planned(room, who=SAM, **more):
    number = await room.opens("The ERP needs a new base")
    await room.does(who, "plan_change", f"{number}", values={**PLAN, "services": "ERP", **more})
    return number


async def approved(room, **more):
    number = await planned(room, **more)
    await room.does(SAM, "submit_change", f"{number}")
    await room.does(NORA, "approve_change", f"{number}")
    return number


async def scheduled(room, hours=72):
    number = await approved(room)
    start = room.clock() + timedelta(hours=hours)
    words = f"{number} {start:%Y-%m-%d %H:%M} 2h New base"
    await room.does(SAM, "schedule_change", words)
    return number


async def card(room):
    return (await room.heard(NoticeKind.TICKET_CARD))[-1]


async def offered(room):
    return [one.verb for one in (await card(room)).offers]


async def facts_of(room, number):
    found = await room.store.figures.all()
    return [fact for fact in found if fact.ticket == number]


async def test_a_normal_change_goes_from_plan_to_review(room):
    number = await planned(room)
    ticket = await room.ticket(number)
    assert (ticket.type, await state(room, number)) == (TicketType.CHANGE, ChangeState.DRAFT)
    assert (await offered(room))[:2] == [Verb.CLAIM, Verb.SUBMIT_CHANGE]
    assert Verb.RESOLVE not in await offered(room)
    await room.does(SAM, "claim", f"{number}")
    await room.does(SAM, "submit_change", f"{number}")
    asked = [one for one in await room.sayings() if one.notice.kind is NoticeKind.CHANGE_APPROVAL]
    assert [(one.address, one.op) for one in asked] == [(L2_ROOM, Op.POST)]
    assert asked[0].notice.facts["plan"] == "Move the base"
    assert (await card(room)).facts["ticket"]["change"]["next"] is None
    await room.presses(NORA, Verb.APPROVE_CHANGE, channel=L2_ROOM)
    answered = [
        one for one in await room.sayings() if one.notice.kind is NoticeKind.CHANGE_APPROVAL
    ][-1]
    assert (answered.op, answered.card) == (Op.EDIT, asked[0].card)
    assert (await offered(room))[0] is Verb.SCHEDULE_CHANGE
    start = room.clock() + timedelta(hours=72)
    await room.does(SAM, "schedule_change", f"{number} {start:%Y-%m-%d %H:%M} 2h New base")
    shown = (await card(room)).facts["ticket"]["change"]
    assert (shown["state"], shown["starts_at"]) == ("scheduled", start.isoformat())
    room.clock.move(hours=72)
    await room.does(SAM, "implement_change", f"{number} Went well", values={"result": "worked"})
    await room.does(SAM, "review_change", f"{number} Sooner next time")
    change = await record(room, number)
    assert (change.state, change.result) == (ChangeState.REVIEWED, ChangeResult.WORKED)
    assert change.review == "Sooner next time"
    assert (await offered(room))[0] is Verb.RESOLVE
    assert [one for one in await room.happenings() if one.startswith("change_")] == [
        *("change_planned", "change_submitted", "change_approved", "change_scheduled"),
        *("change_implemented", "change_reviewed"),
    ]
    made = [one for one in await facts_of(room, number) if one.metric.value.startswith("change")]
    assert [(fact.metric, fact.value) for fact in made] == [(FigureMetric.CHANGE_IMPLEMENTED, 0)]


async def test_the_form_asks_for_the_plan_and_shows_what_is_planned_already(room):
    number = await room.opens("The ERP needs a new base")
    asked = await room.does(SAM, "plan_change", f"{number}")
    assert isinstance(asked, Ask)
    names = [field.name for field in asked.form.fields]
    assert names == ["plan", "rollback", "risk", "urgency", "check", "services"]
    assert asked.form.fields[-1].initial == "erp"
    await room.does(SAM, "plan_change", f"{number}", values={**PLAN, "check": "It answers"})
    again = await room.does(SAM, "plan_change", f"{number}")
    told = {field.name: field.initial for field in again.form.fields}
    assert told == {**PLAN, "check": "It answers", "services": "erp"}


async def test_who_planned_it_or_has_another_role_does_not_approve(room, refused):
    number = await planned(room)
    await room.does(SAM, "submit_change", f"{number}")
    await refused(room.does(SAM, "approve_change", f"{number}"), "bad_change", why="own")
    told = {"verb": "approve_change", "approver": "Second"}
    await refused(room.does(LEA, "approve_change", f"{number}"), "not_allowed", **told)
    assert await state(room, number) is ChangeState.WAITING
    await room.does(NORA, "decline_change", f"{number} Not before the audit")
    assert await state(room, number) is ChangeState.DRAFT
    last = (await room.heard(NoticeKind.CHANGE_APPROVAL))[-1]
    assert (last.facts["is_approved"], last.facts["reason"]) == (False, "Not before the audit")
    told = {"why": "not_asked", "state": "draft"}
    await refused(room.does(NORA, "approve_change", f"{number}"), "bad_change", **told)


async def test_nothing_is_made_or_resolved_before_its_turn(room, refused):
    number = await planned(room)
    made = {"values": {"result": "worked"}}
    told = {"why": "not_submitted", "state": "draft"}
    await refused(room.does(SAM, "implement_change", f"{number}", **made), "bad_change", **told)
    words = f"{number} 2027-01-01 10:00 1h"
    await refused(room.does(SAM, "schedule_change", words), "bad_change", **told)
    assert (await room.does(MAYA, "maintenance")).notice.facts["rows"] == []
    told = {"why": "pending", "state": "draft"}
    await refused(room.does(SAM, "resolve", f"{number} Done"), "bad_change", **told)
    room.clock.move(hours=1)
    other = await room.opens()
    await refused(
        room.does(SAM, "implement_change", f"{other}", **made), "bad_change", why="no_plan"
    )


async def test_a_scheduled_one_is_not_made_before_its_window(room, refused):
    number = await scheduled(room)
    start = room.clock() + timedelta(hours=72)
    doing = room.does(SAM, "implement_change", f"{number}", values={"result": "worked"})
    await refused(doing, "bad_change", why="too_early", at=start.isoformat())


async def test_the_window_names_the_change_and_one_that_is_called_off_lets_it_go(room):
    number = await scheduled(room)
    shown = (await room.does(MAYA, "maintenance")).notice.facts["rows"]
    assert [row["changes"] for row in shown] == [[f"SUP-{number}"]]
    room.clock.move(hours=24)
    await AnnounceMaintenance()(room.store.begin, now=room.clock())
    told = (await room.heard(NoticeKind.MAINTENANCE))[-1].facts["window"]
    assert told["changes"] == [f"SUP-{number}"]
    await room.does(SAM, "maintenance", "cancel 1")
    change = await record(room, number)
    assert (change.state, change.window) == (ChangeState.APPROVED, None)
    assert (await room.happenings())[-1] == "change_unscheduled"


async def test_what_is_made_stays_in_its_window_when_that_is_called_off(room):
    number = await planned(room, urgency="urgent")
    start = room.clock() + timedelta(hours=72)
    await room.does(SAM, "schedule_change", f"{number} {start:%Y-%m-%d %H:%M} 2h")
    await room.does(SAM, "implement_change", f"{number}", values={"result": "partly"})
    await room.does(SAM, "maintenance", "cancel 1")
    assert await state(room, number) is ChangeState.IMPLEMENTED


async def test_a_change_joins_maintenance_that_is_planned(room, refused):
    start = room.clock() + timedelta(hours=72)
    await room.does(SAM, "maintenance", f"ERP {start:%Y-%m-%d %H:%M} 2h")
    number = await approved(room)
    asked = await room.does(SAM, "schedule_change", f"{number}")
    at, window = asked.form.fields
    assert (at.name, window.instead_of) == ("at", "at")
    assert (window.options, window.labels) == (("1",), (f"{start:%Y-%m-%d %H:%M} ERP",))
    await room.does(SAM, "schedule_change", f"{number} #1")
    assert (await record(room, number)).window == 1
    for words, why in (("#7", "number"), ("soon", "form")):
        with pytest.raises(Exception, match=why):
            await room.does(SAM, "schedule_change", f"{number} {words}")
    await room.does(SAM, "maintenance", "cancel 1")
    doing = room.does(SAM, "schedule_change", f"{number} #1")
    await refused(doing, "bad_window", why="over", given="#1")


async def test_a_new_window_needs_services(room, refused):
    number = await room.opens("The lamp is dim")
    await room.does(SAM, "plan_change", f"{number}", values=PLAN)
    await room.does(SAM, "submit_change", f"{number}")
    await room.does(NORA, "approve_change", f"{number}")
    doing = room.does(SAM, "schedule_change", f"{number} 2027-01-01 10:00 1h")
    await refused(doing, "bad_change", why="no_services")


async def test_a_standard_change_asks_nobody(room, refused):
    number = await room.opens("The ERP needs a disk")
    asked = await room.does(SAM, "standard_change", f"{number}")
    assert (asked.form.fields[0].options, asked.form.fields[0].labels) == (("disk",), ("New disk",))
    await room.does(SAM, "standard_change", f"{number} disk")
    change = await record(room, number)
    assert (change.state, change.risk, change.plan) == (ChangeState.APPROVED, Risk.LOW, "In")
    assert await room.heard(NoticeKind.CHANGE_APPROVAL) == []
    shown = (await card(room)).facts["ticket"]["change"]
    assert (shown["standard"], shown["next"]) == ("New disk", "schedule_change")
    told = {"why": "not_asked", "state": "approved"}
    await refused(room.does(NORA, "approve_change", f"{number}"), "bad_change", **told)


async def test_an_urgent_change_is_made_first_and_approved_afterwards(room, refused):
    number = await room.opens("The ERP is on fire")
    room.clock.move(minutes=7)
    await room.does(SAM, "claim", f"{number}")
    room.clock.move(minutes=20)
    await room.does(SAM, "plan_change", f"{number}", values={**PLAN, "urgency": "urgent"})
    assert len(await room.heard(NoticeKind.CHANGE_APPROVAL)) == 1
    assert (await offered(room))[0] is Verb.IMPLEMENT_CHANGE
    await room.does(SAM, "implement_change", f"{number}", values={"result": "rolled_back"})
    shown = (await card(room)).facts["ticket"]["change"]
    assert (shown["lacks_approval"], shown["next"]) == (True, None)
    told = {"why": "approval_missing", "state": "implemented"}
    await refused(room.does(SAM, "review_change", f"{number} Well"), "bad_change", **told)
    await room.does(NORA, "approve_change", f"{number}")
    await room.does(SAM, "review_change", f"{number} Well")
    assert await state(room, number) is ChangeState.REVIEWED
    found = {fact.metric: fact for fact in await facts_of(room, number)}
    assert found[FigureMetric.CHANGE_IMPLEMENTED].value == 1
    assert found[FigureMetric.URGENT_CHANGE_RESPONSE].elapsed == timedelta(minutes=7)


async def test_to_plan_an_urgent_one_is_the_first_work_where_nothing_was_before(room):
    number = await room.opens("The ERP is on fire")
    room.clock.move(minutes=5)
    urgent = {**PLAN, "urgency": "urgent"}
    await room.does(SAM, "plan_change", f"{number}", values=urgent)
    room.clock.move(minutes=5)
    await room.does(SAM, "plan_change", f"{number}", values={**urgent, "plan": "Water"})
    found = await facts_of(room, number)
    times = [one.elapsed for one in found if one.metric is FigureMetric.URGENT_CHANGE_RESPONSE]
    assert times == [timedelta(minutes=5)]


async def test_the_type_alone_makes_it_pending_and_another_type_gives_it_up(room):
    number = await room.opens()
    await room.does(SAM, "change", f"{number}", values={"type": "change"})
    change = await record(room, number)
    assert (change.state, change.is_planned) == (ChangeState.DRAFT, False)
    assert change.requested_at == (await room.ticket(number)).asked_at
    steps = [Verb.CLAIM, Verb.PLAN_CHANGE]
    assert (await offered(room))[:2] == steps
    assert Verb.STANDARD_CHANGE in await offered(room)
    await room.does(SAM, "change", f"{number}", values={"priority": "P1"})
    assert await state(room, number) is ChangeState.DRAFT
    await room.does(SAM, "change", f"{number}", values={"type": "incident"})
    assert await state(room, number) is ChangeState.WITHDRAWN
    await room.does(SAM, "change", f"{number}", values={"type": "question"})
    assert (await card(room)).facts["ticket"]["change"] is None


async def test_it_is_withdrawn_with_a_reason_and_with_its_ticket(room):
    number = await planned(room)
    await room.does(SAM, "withdraw_change", f"{number} Not needed")
    assert await state(room, number) is ChangeState.WITHDRAWN
    assert (await room.heard(NoticeKind.HAPPENED))[-1].facts["text"] == "Not needed"
    shown = (await card(room)).facts["ticket"]["change"]
    assert shown["next"] is None
    assert Verb.RESOLVE in await offered(room)
    assert Verb.PLAN_CHANGE in await offered(room)
    room.clock.move(hours=1)
    other = await planned(room)
    assert other != number
    await room.does(MAYA, "cancel", f"{other}", channel=DIRECT)
    assert await state(room, other) is ChangeState.WITHDRAWN


async def test_a_ticket_of_the_type_without_a_record_can_be_closed(room):
    number = await planned(room)
    await room.does(SAM, "withdraw_change", f"{number} Not needed")
    await room.does(MAYA, "cancel", f"{number}", channel=DIRECT)
    assert await state(room, number) is ChangeState.WITHDRAWN


async def test_a_standard_change_that_is_not_in_the_file_any_more_is_shown_by_its_key(
    room, sqlite_url, refused
):
    number = await room.opens("The ERP needs a disk")
    await room.does(SAM, "standard_change", f"{number} disk")
    later = room_with(sqlite_url, room, changes=ChangePolicy())
    await later.does(SAM, "claim", f"{number}")
    assert (await card(later)).facts["ticket"]["change"]["standard"] == "disk"
    await later.store.close()


@pytest.mark.parametrize("has_room", [True, False], ids=["in their channel", "by themselves"])
async def test_managers_are_asked_where_they_can_be_reached(room, sqlite_url, has_room):
    rooms = frozenset({MANAGERS}) if has_room else frozenset()
    changes = ChangePolicy(approvers={Risk.MEDIUM: "admin"})
    roles = Roles(managers=frozenset({TOM}), admins=frozenset({TOM}), channels=rooms)
    bosses = room_with(sqlite_url, room, roles=roles, changes=changes)
    await bosses.says("U0TOM", "vpn", at=TOMS, is_direct=True)
    number = await planned(bosses)
    await bosses.does(SAM, "submit_change", f"{number}")

    async def asked():
        said = await bosses.sayings()
        return [one.address for one in said if one.notice.kind is NoticeKind.CHANGE_APPROVAL]

    assert await asked() == [MANAGERS if has_room else TOMS]
    risky = {**PLAN, "risk": "medium"}
    await bosses.does(SAM, "plan_change", f"{number}", values=risky)
    await bosses.does(SAM, "submit_change", f"{number}")
    assert (await asked())[-1] == TOMS
    await bosses.does("U0TOM", "approve_change", f"{number}")
    assert await state(bosses, number) is ChangeState.APPROVED
    await bosses.store.close()


async def test_the_command_line_approves_too(room):
    number = await planned(room)
    await room.does(SAM, "submit_change", f"{number}")
    operator = replace(person("U0ROOT"), is_operator=True)
    await room.does("U0ROOT", "approve_change", f"{number}", author=operator)
    assert await state(room, number) is ChangeState.APPROVED


async def test_the_card_of_a_plan_that_holds_no_more_approves_nothing(room, refused):
    number = await planned(room)
    await room.does(SAM, "submit_change", f"{number}")
    old = (await room.heard(NoticeKind.CHANGE_APPROVAL))[-1].event
    await room.does(SAM, "plan_change", f"{number}", values={**PLAN, "plan": "Another one"})
    await room.does(SAM, "submit_change", f"{number}")
    async with room.store.begin() as work:
        ticket = await work.tickets.get(number)
        by = await work.people.actor(await work.people.meet(person(NORA)))
        stale = Deed(
            verb=Verb.APPROVE_CHANGE, actor=by, place=Place(channel=L2_ROOM),
            at=room.clock(), now=room.clock(), ticket=number, event=old,
        )  # fmt: skip
        with pytest.raises(BadChangeError):
            await approve_change(work, stale, ticket)
    assert await state(room, number) is ChangeState.WAITING
