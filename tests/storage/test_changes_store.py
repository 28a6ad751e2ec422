"""Changes come back as they were, on both databases, one a ticket."""

from dataclasses import fields, replace
from datetime import timedelta

from desk.change_policy import Risk
from desk.change_record import ChangeRecord, ChangeResult, ChangeState
from desk.maintenance import Window
from desk.outcome import Done
from storage.changes import ChangeBook
from storage.store import Store
from tests import nouns
from tests.nouns import NOON

HOUR = timedelta(hours=1)


async def planned_window(work) -> Window:
    return await work.windows.add(
        Window(
            id=0,
            services=("erp",),
            starts_at=NOON,
            ends_at=NOON + HOUR,
            text="",
            timezone="Europe/Berlin",
            planned_by=None,
            planned_at=NOON,
        )
    )


async def test_every_field_of_a_change_comes_back_and_a_later_one_takes_its_place(
    store: Store, open_ticket
):
    ticket = await open_ticket()
    async with store.begin() as work:
        window = await planned_window(work)
        whole = ChangeRecord(
            ticket=ticket.id,
            requested_at=NOON,
            state=ChangeState.REVIEWED,
            risk=Risk.HIGH,
            is_urgent=True,
            plan="Put the new disk in",
            rollback="Put the old one back",
            check="The page opens",
            services=("erp", "mail"),
            standard="disk",
            planned_by=ticket.requester,
            planned_at=NOON,
            is_approved=False,
            decided_by=ticket.requester,
            decided_at=NOON + HOUR,
            window=window.id,
            result=ChangeResult.PARTLY,
            implemented_by=ticket.requester,
            implemented_at=NOON + 2 * HOUR,
            review="It went well",
            reviewed_by=ticket.requester,
            reviewed_at=NOON + 3 * HOUR,
            withdrawn_at=NOON + 4 * HOUR,
        )
        assert [field.name for field in fields(whole) if getattr(whole, field.name) is None] == []
        assert await work.changes.of(ticket.id) is None
        await work.changes.put(whole)
        assert await work.changes.of(ticket.id) == whole
        plain = ChangeRecord(ticket=ticket.id, requested_at=NOON)
        await work.changes.put(plain)
        assert await work.changes.of(ticket.id) == plain


async def test_what_is_still_to_be_made_is_found_the_oldest_request_first(
    store: Store, open_ticket
):
    tickets = [await open_ticket() for _ in ChangeState]
    async with store.begin() as work:
        window = await planned_window(work)
        for place, (ticket, state) in enumerate(zip(tickets, ChangeState, strict=True)):
            await work.changes.put(
                ChangeRecord(
                    ticket=ticket.id,
                    requested_at=NOON - place * HOUR,
                    state=state,
                    window=window.id if place in {2, 3} else None,
                )
            )
        found = [change.state.value for change in await work.changes.pending()]
        assert found == ["scheduled", "approved", "waiting", "draft"]
        inside = [change.ticket for change in await work.changes.within(window.id)]
        assert inside == [tickets[2].id, tickets[3].id]
        assert await work.changes.within(window.id + 1) == []


async def test_what_was_pending_at_a_moment_is_found_later(store: Store, open_ticket):
    asked, made, given_up = [await open_ticket() for _ in range(3)]
    record = ChangeRecord(ticket=asked.id, requested_at=NOON)
    async with store.begin() as work:
        await work.changes.put(record)
        await work.changes.put(
            replace(
                record,
                ticket=made.id,
                state=ChangeState.IMPLEMENTED,
                implemented_at=NOON + 2 * HOUR,
            )
        )
        await work.changes.put(
            replace(
                record,
                ticket=given_up.id,
                state=ChangeState.WITHDRAWN,
                withdrawn_at=NOON + HOUR,
            )
        )
        await work.commit(Done())
    book = ChangeBook(store.database, nouns.POLICY.workspace)

    async def pending(moment):
        return {change.ticket for change in await book.pending_at(moment)}

    assert await pending(NOON) == set()
    assert await pending(NOON + HOUR) == {asked.id, made.id, given_up.id}
    assert await pending(NOON + 2 * HOUR) == {asked.id, made.id}
    assert await pending(NOON + 3 * HOUR) == {asked.id}
