"""What pages read: columns, rows and histories, as one person may see them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from desk.errors import NotAllowedError, NotFoundError
from desk.events import Event, EventKind
from desk.outcome import Done
from desk.owed import Owed
from desk.people import Actor, Person, Role
from desk.policy import Priority, Status
from storage.store import Store
from tests import nouns

HOUR = timedelta(hours=1)
ENGINEER = Actor(
    person=Person(id=999, name="Eng"),
    roles=frozenset({Role.REQUESTER, Role.ENGINEER}),
    tiers=frozenset({"L1"}),
)
OPENED = {"tier": "L1", "priority": "P3", "type": "incident", "status": "new"}


def requester(person: Person) -> Actor:
    return Actor(person=person, roles=frozenset({Role.REQUESTER}))


@pytest.fixture
async def desk(store: Store, meet):
    """Nine tickets: two new, two with the first tier, two further up, two resolved, one closed."""
    maya = await meet()
    tom = await meet(nouns.TOM, "Tom")
    open_ = Status.OPEN
    async with store.begin() as work:
        for more in (
            {"title": "later", "first_response_due": nouns.NOON + 2 * HOUR},
            {"title": "sooner", "first_response_due": nouns.NOON + HOUR},
            {"title": "claimed", "status": open_, "assignee": tom.id},
            {
                "title": "waiting",
                "status": Status.PENDING,
                "assignee": tom.id,
                "first_response_at": nouns.NOON,
            },
            {"title": "up", "status": open_, "tier": "L2"},
            {
                "title": "top",
                "status": open_,
                "tier": "L3",
                "assignee": tom.id,
                "first_response_at": nouns.NOON,
                "resolution_due": nouns.NOON + 9 * HOUR,
            },
            {"title": "old", "status": Status.RESOLVED, "resolved_at": nouns.NOON - HOUR},
            {"title": "fresh", "status": Status.RESOLVED, "resolved_at": nouns.NOON, "tier": "L2"},
            {"title": "gone", "status": Status.CLOSED},
        ):
            owner = tom if more["title"] == "top" else maya
            await work.tickets.add(nouns.ticket(owner.id, **more))
        await work.commit(Done())
    return maya, tom


def titles(board) -> dict[str, list[str]]:
    return {column.key: [row.title for row in column.rows] for column in board.columns}


async def test_the_board_has_a_column_for_each_place_of_work(store: Store, desk):
    board = await store.board.board(ENGINEER)
    assert titles(board) == {
        "new": ["sooner", "later"],
        "in_progress": ["claimed", "waiting"],
        "with:L2": ["up"],
        "with:L3": ["top"],
        "resolved": ["fresh", "old"],
    }
    assert (board.open, board.unassigned, board.resolved) == (6, 3, 2)


async def test_a_requester_sees_own_tickets_only(store: Store, desk):
    maya, tom = desk
    board = await store.board.board(requester(tom))
    assert titles(board) == {"new": [], "in_progress": [], "with:L3": ["top"], "resolved": []}
    assert [row.title for row in await store.tickets.rows(requester(tom))] == ["top"]
    assert len(await store.tickets.rows(requester(maya))) == 8


async def test_rows_tell_the_next_promise_that_is_still_running(store: Store, desk):
    rows = {row.title: row for row in await store.tickets.rows(ENGINEER)}
    sooner, top, waiting = rows["sooner"], rows["top"], rows["waiting"]
    assert (sooner.due_at, sooner.due_metric) == (nouns.NOON + HOUR, "first_response")
    assert (top.due_at, top.due_metric) == (nouns.NOON + 9 * HOUR, "resolution")
    assert (waiting.due_at, waiting.due_metric, waiting.is_paused) == (None, None, True)
    assert (top.requester, top.owner, top.priority) == ("Tom", "Tom", Priority.P3)
    assert (sooner.owner, sooner.is_paused, sooner.ticket) == (None, False, 102)
    assert rows["gone"].due_at is None


async def test_engineers_see_every_promise_where_it_is_the_next_to_break_or_broken(
    store: Store, open_ticket, meet
):
    owed = (
        Owed(metric="claim", due_at=nouns.NOON - HOUR, is_broken=True, is_over=True),
        Owed(metric="next_reply", due_at=nouns.NOON, is_broken=True),
        Owed(metric="stay_resolution", due_at=nouns.NOON + HOUR),
        Owed(metric="resolution", due_at=nouns.NOON + 9 * HOUR),
    )
    contract = {"first_response_at": nouns.NOON, "resolution_due": nouns.NOON + 9 * HOUR}
    first, second = await open_ticket(), await open_ticket()
    async with store.begin() as work:
        soon = {**contract, "owed": owed[2:]}
        await work.tickets.save(replace(first, **soon))
        await work.tickets.save(replace(second, **contract, owed=owed))
        await work.commit(Done())
    [shown, other] = (await store.board.board(ENGINEER)).columns[0].rows
    assert [shown.ticket, other.ticket] == [second.id, first.id], "what is broken comes first"
    assert (shown.owed, shown.due_at, shown.due_metric) == (owed, owed[2].due_at, owed[2].metric)
    async with store.begin() as work:
        broken = replace(await work.tickets.get(second.id), owed=owed[:2])
        await work.tickets.save(broken)
        maya = await work.people.get(second.requester)
        await work.commit(Done())
    [shown, _] = (await store.board.board(ENGINEER)).columns[0].rows
    assert (shown.due_at, shown.due_metric) == (nouns.NOON, "next_reply"), "all is broken"

    [seen, _] = (await store.board.board(requester(maya))).columns[0].rows
    assert seen.owed == (Owed(metric="resolution", due_at=nouns.NOON + 9 * HOUR),)


async def test_columns_are_cut_and_one_may_be_asked_for_more(store: Store, desk):
    board = await store.board.board(ENGINEER, limit=1, more="resolved")
    assert titles(board)["new"] == ["sooner"]
    assert titles(board)["resolved"] == ["fresh", "old"]
    assert {column.key: column.total for column in board.columns}["new"] == 2
    assert board.open == 6


async def test_an_empty_desk_has_an_empty_board(store: Store):
    board = await store.board.board(ENGINEER)
    assert titles(board) == {"new": [], "in_progress": [], "resolved": []}
    assert (board.open, board.unassigned, board.resolved) == (0, 0, 0)


async def test_lists_are_narrowed_by_status_and_tier(store: Store, desk):
    tickets = store.tickets
    resolved = await tickets.rows(ENGINEER, statuses=[Status.RESOLVED, Status.CLOSED])
    assert [row.title for row in resolved] == ["gone", "fresh", "old"]
    assert [row.title for row in await tickets.rows(ENGINEER, tier="L2")] == ["fresh", "up"]
    assert [row.title for row in await tickets.rows(ENGINEER, limit=1)] == ["gone"]


@pytest.fixture
async def history(store: Store, open_ticket, meet):
    ticket = await open_ticket()
    tom = await meet(nouns.TOM, "Tom")
    told = (
        (EventKind.OPENED, {**OPENED, "text": "eats paper", "path": "whom it would call"}),
        (EventKind.REPLIED, {"text": "withdrawn"}),
        (EventKind.UNDONE, {"event": 2}),
        (EventKind.NOTED, {"text": "difficult person"}),
        (EventKind.PAGED, {"level": 1, "mentioned": "7"}),
        (EventKind.ESCALATED, {"tier": "L2", "previous": "L1", "symptom": "internal words"}),
        (EventKind.TRANSFERRED, {"to": 7, "text": "she is in a mood"}),
    )
    async with store.begin() as work:
        for kind, data in told:
            await work.events.add(nouns.event(kind, ticket=ticket.id, by=tom.id, data=data))
        await work.commit(Done())
    return ticket


async def test_engineers_read_the_whole_history(store: Store, history):
    page = await store.tickets.page(ENGINEER, history.id)
    assert [(row.kind, row.is_internal) for row in page.history] == [
        (EventKind.OPENED, False),
        (EventKind.REPLIED, True),
        (EventKind.UNDONE, True),
        (EventKind.NOTED, True),
        (EventKind.PAGED, True),
        (EventKind.ESCALATED, False),
        (EventKind.TRANSFERRED, False),
    ]
    assert page.history[5].data["symptom"] == "internal words"
    assert page.history[0].by == "Tom"
    assert (page.row.ticket, page.text) == (history.id, history.text)


async def test_requesters_read_no_notes_no_withdrawn_words_and_no_hand_off_notes(
    store: Store, history, meet
):
    page = await store.tickets.page(requester(await meet()), history.id)
    assert [(row.kind, dict(row.data)) for row in page.history] == [
        (EventKind.OPENED, {**OPENED, "text": "eats paper"}),
        (EventKind.ESCALATED, {"tier": "L2", "previous": "L1"}),
        (EventKind.TRANSFERRED, {}),
    ]


async def test_requesters_read_no_words_of_whose_tickets_were_merged_into_theirs(
    store: Store, history, meet
):
    maya, tom = await meet(), await meet(nouns.TOM, "Tom")
    async with store.begin() as work:
        for by in (maya.id, tom.id):
            words = {"text": f"words of {by}", "status": "open"}
            await work.events.add(
                Event(kind=EventKind.WROTE, at=nouns.NOON, ticket=history.id, by=by, data=words)
            )
        ticket = await work.tickets.get(history.id)
        await work.tickets.save(replace(ticket, duplicates=(98,), related=(97,)))
        await work.commit(Done())
    page = await store.tickets.page(requester(maya), history.id)
    said = [row.data["text"] for row in page.history if row.kind is EventKind.WROTE]
    assert said == [f"words of {maya.id}"]
    assert (page.duplicates, page.related) == ((), ())
    page = await store.tickets.page(ENGINEER, history.id)
    assert (page.duplicates, page.related) == ((98,), (97,))


async def test_words_are_shown_as_they_read_last_and_engineers_see_what_they_were(
    store: Store, history, meet
):
    maya, later = await meet(), nouns.NOON + HOUR
    said = {"ticket": history.id, "by": maya.id, "stint": 1}
    async with store.begin() as work:
        wrote = await work.events.add(nouns.event(EventKind.WROTE, data={"text": "hall 3"}, **said))
        gone = await work.events.add(nouns.event(EventKind.WROTE, data={"text": "oh no"}, **said))
        about = {"event": wrote.id}
        for kind, data in (
            (EventKind.REWORDED, {**about, "text": "hall 4"}),
            (EventKind.REWORDED, {**about, "text": "hall 5"}),
            (EventKind.WITHDRAWN, {"event": gone.id, "text": None}),
        ):
            await work.events.add(nouns.event(kind, at=later, data=data, **said))
        await work.commit(Done())
    for reader, befores in (
        (ENGINEER, ["hall 3", "hall 4", "oh no"]),
        (requester(maya), ["", "", ""]),
    ):
        rows = (await store.tickets.page(reader, history.id)).history[-2:]
        assert [row.data["text"] for row in rows] == ["hall 5", ""]
        amended = [one for row in rows for one in row.amended]
        assert [one.before for one in amended] == befores
        assert [(one.at, one.is_gone) for one in amended] == [
            (later, False),
            (later, False),
            (later, True),
        ]


async def test_a_path_that_called_somebody_is_shown_with_their_name(store: Store, history, meet):
    tom = await meet(nouns.TOM, "Tom")
    async with store.begin() as work:
        data = {"level": 2, "mentioned": f"{tom.id} 999999"}
        await work.events.add(nouns.event(EventKind.PAGED, ticket=history.id, data=data))
        await work.commit(Done())
    page = await store.tickets.page(ENGINEER, history.id)
    assert page.history[-1].called == ("Tom", "999999"), "a number where nobody is known"


async def test_a_page_of_somebody_elses_ticket_is_refused(store: Store, history, meet):
    tom = await meet(nouns.TOM, "Tom")
    with pytest.raises(NotAllowedError):
        await store.tickets.page(requester(tom), history.id)
    with pytest.raises(NotFoundError):
        await store.tickets.page(ENGINEER, 999)


async def test_a_board_of_any_length_costs_one_query(store: Store, desk):
    statements: list[str] = []

    def count(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    engine = store.database._reader.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    await store.board.board(ENGINEER)
    event.remove(engine, "before_cursor_execute", count)
    assert len([said for said in statements if "FROM tickets" in said]) == 1


async def test_pages_are_read_while_a_transaction_is_open(store: Store, desk, meet):
    async with store.begin() as work:
        maya = await work.people.meet(nouns.author())
        await work.tickets.add(nouns.ticket(maya.id))
        assert (await store.board.board(ENGINEER)).open == 6


async def test_why_something_was_promised_for_one_ticket_is_no_business_of_its_requester(
    store: Store, meet
):
    maya = await meet()
    async with store.begin() as work:
        ticket = await work.tickets.add(nouns.ticket(maya.id))
        data = {"calendar": None, "reason": "Their auditors are difficult"}
        await work.events.add(nouns.event(EventKind.PROMISED, ticket=ticket.id, data=data))
        await work.commit(Done())
    own = await store.tickets.page(requester(maya), ticket.id)
    assert EventKind.PROMISED not in [row.kind for row in own.history]
    seen = await store.tickets.page(ENGINEER, ticket.id)
    assert EventKind.PROMISED in [row.kind for row in seen.history]
