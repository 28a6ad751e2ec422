"""How do an engineer's words reach the requester, and how are they taken back?"""

from collections.abc import Sequence

from desk.actions.accounts import account_at
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling
from desk.errors import NotAllowedError, NotFoundError
from desk.events import Event, EventKind
from desk.notice import Notice, NoticeKind, Offer, Op, Saying, Weight
from desk.outcome import Done, Outcome
from desk.ports import Link, Side, UnitOfWork
from desk.promises import WORDS, standing
from desk.ticket import Ticket, Verb


async def reply(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Carry the words to where the requester asked; the first such words claim as well.

    What was delivered gets a sign, and the writer an undo. Words written in the requester's own
    thread are there already and are only noted.
    """
    text = deed.values["text"]
    stored, event = await keep(
        work, deed, ticket.reply(deed.by, deed.at), EventKind.REPLIED, text=text
    )
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(stored, event)
    if deed.place.answer == ticket.origin:
        await _mirror(work, deed, telling, stored, event)
        return Done()
    await carry(work, deed, stored, event, NoticeKind.REPLY)
    return Done(facts={"ticket": ticket.id})


async def ask_requester(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Ask the requester something and wait for them; meanwhile the resolution clock stands."""
    text = deed.values["text"]
    asked = ticket.ask_requester(deed.by, deed.at)
    stored, event = await keep(work, deed, asked, EventKind.ASKED_REQUESTER, text=text)
    await Telling(work=work, now=deed.now).redraw_card(stored, event)
    await carry(work, deed, stored, event, NoticeKind.ASKED_REQUESTER)
    return Done(facts={"ticket": ticket.id})


async def carry(
    work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event, kind: NoticeKind
) -> None:
    """Say the words to the requester, and let the engineers see what was said and undo it."""
    telling = Telling(work=work, now=deed.now)
    text = deed.values["text"]
    by = await telling.person(deed.by)
    key = await telling.to_requester(ticket, kind, event, card=words_card(event), text=text, by=by)
    if deed.place.message is not None:
        await _remember_source(work, deed, ticket, event)
        await _sign(work, deed, event, key)
    else:
        await telling.to_engineers(ticket, kind, event, text=text, by=by)
    await _offer_undo(work, deed, telling, ticket, event)


def words_card(event: Event) -> str:
    """Name the message that carries an event's words to the requester."""
    return f"event:{event.id}:words"


async def undo(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Take words back from the requester's side; only who wrote them may, and only once.

    Words taken back are no first response any more: the promise is owed again.
    """
    event = await work.events.get(deed.event or 0)
    if event.kind not in {EventKind.REPLIED, EventKind.ASKED_REQUESTER} or event.ticket is None:
        raise NotFoundError(noun="words")
    if event.by != deed.by:
        raise NotAllowedError(verb=Verb.UNDO.value, ticket=ticket.id)
    history = await work.events.of_ticket(ticket.id)
    if any(old.kind is EventKind.UNDONE and old.data["event"] == event.id for old in history):
        return Done()
    await work.figures.withdraw(event.id)
    after = ticket if _was_answered_otherwise(history, event) else ticket.without_first_response()
    stored, undone = await keep(work, deed, after, EventKind.UNDONE, event=event.id)
    await _take_away(work, deed, stored, event, undone)
    return Done()


def _was_answered_otherwise(history: Sequence[Event], event: Event) -> bool:
    return any(old.kind in WORDS and old.id != event.id for old in standing(history))


async def _take_away(
    work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event, undone: Event
) -> None:
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(ticket, undone)
    await telling.to_requester(
        ticket, NoticeKind.REPLY, undone, card=words_card(event), op=Op.DELETE, text=""
    )
    await telling.to_engineers(
        ticket,
        NoticeKind.HAPPENED,
        undone,
        what="undone",
        by=await telling.person(deed.by),
        text=event.data.get("text"),
    )


async def _remember_source(work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event) -> None:
    await work.links.add(
        Link(
            channel=deed.place.channel.top,
            message=deed.place.message or "",
            side=Side.DESK,
            ticket=ticket.id,
            event=event.id,
            by=deed.by,
        )
    )


async def _sign(work: UnitOfWork, deed: Deed, event: Event, after: str) -> None:
    """Put a sign on the engineer's message once its words have really arrived."""
    await work.say(
        Saying(
            cause=f"event:{event.id}:{deed.place.message}",
            address=deed.place.channel.top,
            notice=Notice(kind=NoticeKind.RECEIVED, facts={"sign": "ok"}, event=event.id),
            op=Op.REACT,
            weight=Weight.FYI,
            on=deed.place.message,
            after=after,
        )
    )


async def _offer_undo(
    work: UnitOfWork, deed: Deed, telling: Telling, ticket: Ticket, event: Event
) -> None:
    notice = Notice(
        kind=NoticeKind.RECEIPT,
        facts={
            "ticket": await telling.facts(ticket),
            "text": deed.values["text"],
            "to": await telling.person(ticket.requester),
            "state": "sent",
        },
        offers=(Offer(verb=Verb.UNDO),),
        ticket=ticket.id,
        version=ticket.version,
        event=event.id,
    )
    account = await account_at(work, deed)
    await telling.only_to(
        account, deed.place.answer, f"event:{event.id}", notice, deed.actor.person.language
    )


async def _mirror(
    work: UnitOfWork, deed: Deed, telling: Telling, ticket: Ticket, event: Event
) -> None:
    """Show the engineers what one of them wrote in the requester's own thread."""
    if deed.place.message is not None:
        link = Link(
            channel=deed.place.channel.top,
            message=deed.place.message,
            side=Side.REQUESTER,
            ticket=ticket.id,
            event=event.id,
            by=deed.by,
        )
        await work.links.add(link)
    await telling.to_engineers(
        ticket,
        NoticeKind.REPLY,
        event,
        text=deed.values["text"],
        by=await telling.person(deed.by),
    )
