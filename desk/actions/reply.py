"""How do an engineer's words reach the requester, and how are they taken back?"""

from collections.abc import Sequence

from desk.actions.accounts import account_at
from desk.actions.attach import attach, carry_files, take_back
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.merged import card_for, others, readers
from desk.actions.reworded import note_reworded
from desk.actions.telling import Telling, file_facts
from desk.attachment import Attachment, Audience
from desk.errors import NotAllowedError, NotFoundError
from desk.events import Event, EventKind
from desk.notice import Json, Notice, NoticeKind, Offer, Op, Saying, Weight
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
    there = await _thread_of_a_requester(work, deed, stored)
    is_there = there is not None
    audience = Audience.ENGINEERS if is_there else Audience.REQUESTER
    files = await attach(work, deed.files, audience, now=deed.now, ticket=stored.id, event=event)
    await telling.redraw_card(stored, event)
    if there is not None:
        await _mirror(work, deed, telling, stored, event, files, there)
        return Done()
    await carry(work, deed, stored, event, NoticeKind.REPLY, files)
    return Done(facts={"ticket": ticket.id})


async def ask_requester(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Ask the requester something and wait for them; meanwhile the resolution clock stands."""
    text = deed.values["text"]
    asked = ticket.ask_requester(deed.by, deed.at)
    stored, event = await keep(work, deed, asked, EventKind.ASKED_REQUESTER, text=text)
    files = await attach(
        work, deed.files, Audience.REQUESTER, now=deed.now, ticket=stored.id, event=event
    )
    await Telling(work=work, now=deed.now).redraw_card(stored, event)
    await carry(work, deed, stored, event, NoticeKind.ASKED_REQUESTER, files)
    return Done(facts={"ticket": ticket.id})


async def carry(  # noqa: PLR0917 - words have this many sides
    work: UnitOfWork,
    deed: Deed,
    ticket: Ticket,
    event: Event,
    kind: NoticeKind,
    files: Sequence[Attachment] = (),
) -> None:
    """Say the words to the requester, and let the engineers see what was said and undo it."""
    telling = Telling(work=work, now=deed.now)
    text, by = deed.values["text"], await telling.person(deed.by)
    came: list[Json] = [file_facts(file) for file in files]
    card = words_card(event)
    key = await telling.to_requester(ticket, kind, event, card=card, text=text, by=by, files=came)
    await carry_files(work, ticket, files, deed.now)
    if deed.place.message is not None:
        await _remember_source(work, deed, ticket, event)
        await _sign(work, deed, event, key)
    else:
        await telling.to_engineers(ticket, kind, event, text=text, by=by, files=came)
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


async def reword(work: UnitOfWork, deed: Deed, event: Event, text: str) -> None:
    """Let an engineer's edit follow to where the requester reads the words.

    What was taken back stays away. The history keeps what was written before.
    """
    ticket = await work.tickets.get(event.ticket or 0)
    history = await work.events.of_ticket(ticket.id)
    if event not in standing(history):
        return
    await note_reworded(work, deed, ticket, event, text)
    telling = Telling(work=work, now=deed.now)
    is_question = event.kind is EventKind.ASKED_REQUESTER
    came: list[Json] = [file_facts(file) for file in await work.files.of_event(event.id)]
    kind = NoticeKind.ASKED_REQUESTER if is_question else NoticeKind.REPLY
    by = await telling.person(deed.by)
    for seen in await readers(work, ticket):
        card = card_for(words_card(event), seen, ticket)
        reader = await work.people.get(seen.requester)
        facts: dict[str, Json] = {"text": text, "by": by, "files": came, "is_edited": True}
        notice = Notice(
            kind=kind,
            facts={"ticket": await telling.facts(seen), **facts},
            ticket=seen.id,
            version=seen.version,
            event=event.id,
        )
        for address in await work.cards(card):
            await work.say(
                Saying(
                    cause=f"reword:{event.id}:{deed.at.isoformat()}",
                    address=address,
                    notice=notice,
                    op=Op.EDIT,
                    weight=Weight.CRITICAL,
                    language=reader.language,
                    card=card,
                )
            )


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
    await take_back(work, ticket, event, undone)
    await telling.to_engineers(
        ticket,
        NoticeKind.HAPPENED,
        undone,
        what="undone",
        by=await telling.person(deed.by),
        text=event.data.get("text"),
    )


async def _remember_source(work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event) -> None:
    for source in deed.place.sources:
        link = Link(
            channel=deed.place.channel.top,
            message=source,
            side=Side.DESK,
            ticket=ticket.id,
            event=event.id,
            by=deed.by,
            relays=source == deed.place.together,
        )
        await work.links.add(link)


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


async def _thread_of_a_requester(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Ticket | None:
    """The ticket, or one that was merged into it, whose requester reads at the place."""
    own = (ticket, *await others(work, ticket))
    return next((one for one in own if one.origin == deed.place.answer), None)


async def _mirror(  # noqa: PLR0917 - words have this many sides
    work: UnitOfWork,
    deed: Deed,
    telling: Telling,
    ticket: Ticket,
    event: Event,
    files: Sequence[Attachment],
    there: Ticket,
) -> None:
    """Show the engineers what one of them wrote in the requester's own thread.

    The requesters of tickets that are merged with it cannot read there; they are told.
    """
    if deed.place.message is not None:
        link = Link(
            channel=deed.place.channel.top,
            message=deed.place.message,
            side=Side.REQUESTER,
            ticket=there.id,
            event=event.id,
            by=deed.by,
        )
        await work.links.add(link)
    text, by = deed.values["text"], await telling.person(deed.by)
    came: list[Json] = [file_facts(file) for file in files]
    await telling.to_engineers(ticket, NoticeKind.REPLY, event, text=text, by=by, files=came)
    await telling.to_requester(
        ticket,
        NoticeKind.REPLY,
        event,
        card=words_card(event),
        but_not=there.requester,
        text=text,
        by=by,
        files=came,
    )
    await carry_files(work, ticket, files, deed.now)
