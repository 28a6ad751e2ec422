"""A ticket that names a service is tied to it and begins at its tier."""

from dataclasses import replace

import pytest

from desk.errors import BadSearchError
from desk.notice import NoticeKind
from desk.outcome import Ask
from desk.policy import DeskPolicy
from desk.search import TicketSearch, read_search
from desk.services import Service
from storage.store import Store
from tests.desk.actions.conftest import ALWAYS, NORA, SAM, Room, room_on
from tests.nouns import POLICY

ERP = Service(key="erp", title="ERP", words=("invoices",), tier="L2")
MAIL = Service(key="mail", title="E-mail")


def with_services(policy: DeskPolicy) -> DeskPolicy:
    return replace(policy, services=(ERP, MAIL))


@pytest.fixture
async def room(sqlite_url):
    async with room_on(sqlite_url) as before:
        store = Store.open(
            sqlite_url, with_services(replace(POLICY, calendars=(ALWAYS,))), clock=before.clock
        )
        yield Room(store, before.clock)
        await store.close()


async def test_it_begins_where_its_service_is_looked_after(room):
    ticket = await room.ticket(await room.opens("The invoices show error 500"))
    assert (ticket.service, ticket.tier, ticket.stint) == ("erp", "L2", 1)
    card = (await room.heard(NoticeKind.TICKET_CARD))[-1]
    assert card.facts["ticket"]["service"] == "ERP"
    async with room.store.begin() as work:
        assert (await work.questions.get(ticket.question)).service == "erp"


async def test_a_service_without_a_tier_begins_at_the_first(room):
    ticket = await room.ticket(await room.opens("My e-mail is late"))
    assert (ticket.service, ticket.tier) == ("mail", "L1")


async def test_what_names_none_is_tied_to_none(room):
    ticket = await room.ticket(await room.opens())
    assert (ticket.service, ticket.tier) == (None, "L1")


async def test_an_engineer_sets_it_right_and_the_thread_says_so(room):
    number = await room.opens("My e-mail is late")
    asked = await room.does(SAM, "change", f"{number}")
    assert isinstance(asked, Ask)
    field = next(one for one in asked.form.fields if one.name == "service")
    assert (field.options, field.labels) == (("erp", "mail"), ("ERP", "E-mail"))
    await room.does(SAM, "change", f"{number}", values={"service": "erp"})
    ticket = await room.ticket(number)
    assert (ticket.service, ticket.tier) == ("erp", "L1")
    changes = (await room.heard(NoticeKind.HAPPENED))[-1].facts["changes"]
    assert changes == [{"name": "service", "from": "E-mail", "to": "ERP"}]


async def test_one_that_the_file_does_not_name_any_more_goes_by_its_key(room, sqlite_url):
    number = await room.opens("My e-mail is late")
    policy = replace(POLICY, calendars=(ALWAYS,))
    later = Room(Store.open(sqlite_url, policy, clock=room.clock), room.clock)
    await later.does(SAM, "claim", f"{number}")
    assert (await later.heard(NoticeKind.TICKET_CARD))[-1].facts["ticket"]["service"] == "mail"
    await later.store.close()


def test_a_search_names_it_by_key_or_title():
    policy = with_services(POLICY)
    assert read_search("service:ERP", policy) == TicketSearch(service="erp")
    assert read_search('service:"e-mail"', policy) == TicketSearch(service="mail")
    with pytest.raises(BadSearchError) as refused:
        read_search("service:crm", policy)
    assert refused.value.facts == {"wanted": "service", "given": "crm", "known": "erp, mail"}


async def test_the_engineers_of_its_tier_have_it(room):
    number = await room.opens("The invoices show error 500")
    await room.does(NORA, "claim", f"{number}")
    assert (await room.ticket(number)).assignee == await room.id_of(NORA)
