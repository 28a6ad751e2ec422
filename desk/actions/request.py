"""How does somebody ask for something by a form, and what becomes of the filled one?"""

from dataclasses import replace

from desk.actions.approve import ask_approval
from desk.actions.deed import Deed
from desk.actions.open_ticket import Opening, open_ticket
from desk.errors import BadCommandError
from desk.form import LIFETIME, Form
from desk.notice import Json, Notice, NoticeKind, Offer
from desk.outcome import Ask, Done, Outcome, Show
from desk.ports import UnitOfWork
from desk.redaction import redact
from desk.request_types import RequestType, request_called
from desk.requests import deciders_of, form_fields, service_in, text_of, title_of
from desk.ticket import Verb

MOST_OFFERED = 10
"""So many requests have a button in the list; all of them can be named."""


async def request(work: UnitOfWork, deed: Deed, words: str) -> Outcome:
    """Open the form of the request that the words name; without words, list what there is.

    Raises BadCommandError for words that name none.
    """
    if not words:
        return _list(work)
    kind = request_called(work.policy.requests, words)
    if kind is None:
        raise BadCommandError(name="request", wanted="request")
    form = await work.forms.add(
        Form(
            verb=Verb.REQUEST,
            ticket=None,
            request=kind.key,
            title=kind.title,
            person=deed.by,
            version=0,
            fields=form_fields(kind, work.policy),
            expires_at=deed.now + LIFETIME,
            channel=deed.place.channel.top,
            thread=deed.place.thread,
        )
    )
    return Ask(form=form)


async def request_by_button(work: UnitOfWork, deed: Deed) -> Outcome:
    """Open the form of the request that a button names."""
    return await request(work, deed, deed.words or "")


async def requested(work: UnitOfWork, deed: Deed, form: Form) -> Outcome:
    """Open the ticket that a filled form asks for; it waits where somebody has to say yes first.

    Raises BadCommandError when the house does not have the request any more.
    """
    kind = request_called(work.policy.requests, form.request or "")
    if kind is None:
        raise BadCommandError(name="request", wanted="request")
    values = {name: redact(value).text for name, value in form.told.items()}
    service = service_in(kind, values)
    deciders = deciders_of(kind, service, work.policy)
    opening = Opening(
        requester=deed.by,
        text=text_of(kind, values, work.policy),
        origin=deed.place.answer,
        asked_at=deed.at,
        service=service,
        request=replace(kind, title=title_of(kind, values, work.policy)),
        is_held=bool(deciders),
    )
    ticket = await open_ticket(work, opening, deed.now)
    if deciders:
        ticket, _ = await ask_approval(
            work,
            deed,
            ticket,
            what=ticket.title,
            deciders=deciders,
            is_own_fine=kind.is_own_fine,
        )
    return Done(facts={"ticket": ticket.id})


def _list(work: UnitOfWork) -> Outcome:
    known = work.policy.requests
    rows: list[Json] = [_row(one) for one in known]
    offers = tuple(Offer(verb=Verb.REQUEST, words=one.key) for one in known[:MOST_OFFERED])
    return Show(notice=Notice(kind=NoticeKind.REQUESTS, facts={"rows": rows}, offers=offers))


def _row(kind: RequestType) -> dict[str, Json]:
    return {"key": kind.key, "title": kind.title, "needs_approval": bool(kind.deciders)}
