"""What happens to words of the requester that belong to a ticket?"""

from collections.abc import Sequence

from desk.actions.attach import attach, carry_files, take_away
from desk.actions.deed import Deed
from desk.actions.follower_words import heard
from desk.actions.keeping import keep
from desk.actions.link import link_back
from desk.actions.merged import living
from desk.actions.open_ticket import Opening, open_ticket
from desk.actions.reopen import tell_reopened
from desk.actions.reworded import note_reworded
from desk.actions.telling import Telling, file_facts
from desk.attachment import Attachment, Audience
from desk.events import Event, EventKind
from desk.notice import Notice, NoticeKind, Offer, Op, Saying, Weight
from desk.ports import Link, Side, UnitOfWork
from desk.ticket import Ticket, Verb
from knowledge.smalltalk import is_greeting, is_thanks


async def write(
    work: UnitOfWork, deed: Deed, ticket: Ticket, *, is_guess: bool, is_folded: bool = False
) -> Ticket | None:
    """Add the words to the ticket and carry all of them to its engineers.

    Where the person did not say that they belong there, a receipt names the ticket; `is_folded`
    when that is because too many tickets were opened at once.
    After resolve, thanks and greetings do nothing (None); other words re-open within the time
    allowed, and later, or once it is closed, open a new ticket, and both name the other. Words at
    a merged ticket are for the one in which it goes on.
    """
    text = deed.values["text"]
    is_small_talk = not deed.files and (is_thanks(text) or is_greeting(text))
    if ticket.merged_into is not None and not is_small_talk:
        taken = await heard(work, deed, ticket)
        if isinstance(taken, Event):
            if is_guess:
                seen = (await living(work, ticket)).seen_from(ticket)
                await _say_where_it_went(work, deed, seen, taken, is_folded=is_folded)
            return ticket
        ticket = taken
    home, ticket = ticket, await living(work, ticket)
    if not ticket.is_open:
        if is_small_talk:
            return None
        if not ticket.is_within_reopen(work.policy.reopen, deed.now):
            return await _follow_up(work, deed, home)
        ticket = await _reopen(work, deed, ticket)
    stored, event = await keep(work, deed, ticket.write(deed.at), EventKind.WROTE, text=text)
    files = await attach(
        work, deed.files, Audience.ENGINEERS, now=deed.now, ticket=stored.id, event=event
    )
    await _carry(work, deed, stored, event, files, home=home.id)
    await carry_files(work, stored, files, deed.now)
    await work.checklists.look_at(stored.id, deed.now)
    if is_guess:
        seen = stored if home.id == stored.id else stored.seen_from(home)
        await _say_where_it_went(work, deed, seen, event, is_folded=is_folded)
    return stored


def relay_card(event: int) -> str:
    """Name the messages that carry a requester's words to the engineers."""
    return f"event:{event}:relay"


async def rewrite(work: UnitOfWork, deed: Deed, event: Event, text: str | None) -> None:
    """Let an edit or deletion by the requester follow into the engineers' threads."""
    ticket = await work.tickets.get(event.ticket or 0)
    await note_reworded(work, deed, ticket, event, text)
    telling = Telling(work=work, now=deed.now)
    facts = {
        "ticket": await telling.facts(ticket),
        "text": text if text is not None else str(event.data.get("text", "")),
        "by": await telling.person(deed.by),
        "is_edited": text is not None,
        "is_deleted": text is None,
        "files": [file_facts(file) for file in await work.files.of_event(event.id)],
    }
    for address in await work.cards(relay_card(event.id)):
        await work.say(
            Saying(
                cause=f"rewrite:{event.id}:{deed.at.isoformat()}",
                address=address,
                notice=Notice(
                    kind=NoticeKind.RELAYED,
                    facts=facts,  # type: ignore[arg-type]  # JSON by construction
                    ticket=ticket.id,
                    event=event.id,
                ),
                op=Op.EDIT,
                weight=Weight.CRITICAL,
                language=work.policy.languages[0],
                card=relay_card(event.id),
            )
        )
    if text is None:
        await take_away(work, event, f"rewrite:{event.id}")


async def _follow_up(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Ticket:
    fresh = await open_ticket(
        work,
        Opening(
            requester=ticket.requester,
            text=deed.values["text"],
            origin=deed.place.answer,
            asked_at=deed.at,
            follows=ticket.id,
            files=deed.files,
        ),
        deed.now,
    )
    await link_back(work, deed, ticket, fresh)
    return fresh


async def _reopen(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Ticket:
    stored, event = await keep(work, deed, ticket.reopen(), EventKind.REOPENED)
    await tell_reopened(work, deed, ticket, stored, event)
    return stored


async def _carry(
    work: UnitOfWork,
    deed: Deed,
    ticket: Ticket,
    event: Event,
    files: Sequence[Attachment],
    *,
    home: int,
) -> None:
    """Carry the words to the engineers; the message itself stays one of `home`, its requester's."""
    telling = Telling(work=work, now=deed.now)
    for source in deed.place.sources:
        await work.links.add(
            Link(
                channel=deed.place.channel.top,
                message=source,
                side=Side.REQUESTER,
                ticket=home,
                event=event.id,
                by=deed.by,
            )
        )
    await telling.redraw_card(ticket, event)
    await telling.to_engineers(
        ticket,
        NoticeKind.RELAYED,
        event,
        card=relay_card(event.id),
        text=deed.values["text"],
        by=await telling.person(deed.by),
        files=[file_facts(file) for file in files],
    )


async def _say_where_it_went(
    work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event, *, is_folded: bool
) -> None:
    telling = Telling(work=work, now=deed.now)
    await work.say(
        Saying(
            cause=f"event:{event.id}",
            address=deed.place.answer,
            notice=Notice(
                kind=NoticeKind.BELONGS,
                facts={"ticket": await telling.facts(ticket), "is_folded": is_folded},
                offers=(Offer(verb=Verb.SOMETHING_NEW),),
                ticket=ticket.id,
                event=event.id,
                version=ticket.version,
            ),
            language=deed.actor.person.language,
            card=f"event:{event.id}:belongs",
        )
    )
