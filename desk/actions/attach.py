"""How are files kept with what they came with, and carried to those they are meant for?

A file that a platform still has is asked for by a saying of its own kind; what comes of it returns
through the inbox (`desk.actions.take_file`). Nothing is ever fetched from an address in a text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from desk.actions.deed import Place
from desk.actions.merged import card_for, is_bot, readers
from desk.actions.telling import Telling, file_facts, thread_of
from desk.attachment import Attachment, Audience, FileState, plain_name
from desk.events import Event
from desk.notice import Json, Notice, NoticeKind, Op, Saying, Weight
from desk.people import Address
from desk.ports import UnitOfWork
from desk.redaction import redact
from desk.ticket import Ticket

FETCHED_BY = timedelta(days=1)
"""What a platform does not give within this is lost."""

GONE = frozenset({FileState.TOO_LARGE, FileState.LOST})


def file_card(file: Attachment) -> str:
    """Name the messages that carry a file."""
    return f"file:{file.id}"


def prepared(
    files: Iterable[Attachment], work: UnitOfWork, *, by: int, place: Place, now: datetime
) -> tuple[Attachment, ...]:
    """Make what a listener read fit to be kept: plain names without secrets, and known by whom."""
    limit = work.policy.largest_from(place.channel.platform)
    origin = place.answer
    return tuple(
        replace(
            file,
            name=plain_name(redact(file.name).text),
            key=f"{place.channel}:{place.message}:{number}",
            state=FileState.TOO_LARGE if (file.size or 0) > limit else file.state,
            origin=origin,
            by=by,
            added_at=now,
        )
        for number, file in enumerate(files)
    )


async def attach(
    work: UnitOfWork,
    files: Iterable[Attachment],
    audience: Audience,
    *,
    now: datetime,
    question: int | None = None,
    ticket: int | None = None,
    event: Event | None = None,
) -> tuple[Attachment, ...]:
    """Keep the files with what they came with; those that are not here yet are asked for."""
    kept = []
    for file in files:
        known = await work.files.get(file.id) if file.id else await work.files.add(file)
        belonging = replace(
            known,
            audience=audience,
            question=question or known.question,
            ticket=ticket or known.ticket,
            event=event.id if event else known.event,
        )
        await work.files.save(belonging)
        if not file.id:
            await _begin(work, belonging, now)
        kept.append(belonging)
    return tuple(kept)


async def carry_files(
    work: UnitOfWork, ticket: Ticket, files: Sequence[Attachment], now: datetime
) -> None:
    """Carry what is here to those it is meant for; what is still coming follows by itself."""
    for file in files:
        if file.state is FileState.KEPT:
            await hand_on(work, ticket, file, now)


async def hand_on(work: UnitOfWork, ticket: Ticket, file: Attachment, now: datetime) -> None:
    """Carry a file to where the ticket is now, or say there that it could not be had."""
    if file.audience is Audience.REQUESTER:
        for seen in await readers(work, ticket):
            if await is_bot(work, seen.requester):
                continue
            notice = await _notice(work, file, now, seen)
            language = (await work.people.get(seen.requester)).language
            card = card_for(file_card(file), seen, ticket)
            await _say(work, file, notice, seen.origin, f"file:{file.id}", language, card=card)
    notice = await _notice(work, file, now, ticket)
    is_apart = await work.incidents.follower(ticket.id) is not None
    if file.audience is Audience.ENGINEERS and not is_apart:
        for channel in work.policy.tier(ticket.tier).channels:
            thread, language = thread_of(ticket, channel), work.policy.languages[0]
            cause = f"file:{file.id}:{ticket.stint}"
            await _say(work, file, notice, channel.address, cause, language, thread)


async def take_back(work: UnitOfWork, ticket: Ticket, event: Event, undone: Event) -> None:
    """Take the files of words that were taken back away from the requester too."""
    for file in await work.files.of_event(event.id):
        await work.files.save(replace(file, audience=Audience.NOBODY))
        if file.state is FileState.KEPT and file.audience is Audience.REQUESTER:
            for seen in await readers(work, ticket):
                card = card_for(file_card(file), seen, ticket)
                if seen.id == ticket.id or await work.cards(card):
                    await _take_one_back(work, seen, undone, file, card)


async def _take_one_back(
    work: UnitOfWork, seen: Ticket, undone: Event, file: Attachment, card: str
) -> None:
    await work.say(
        Saying(
            cause=f"event:{undone.id}:file:{file.id}",
            address=seen.origin,
            notice=Notice(kind=NoticeKind.FILE, ticket=seen.id, event=undone.id),
            op=Op.DELETE,
            weight=Weight.CRITICAL,
            card=card,
        )
    )


async def take_away(work: UnitOfWork, event: Event, cause: str) -> None:
    """Take the files of words that their writer deleted out of the engineers' threads.

    They stay on the ticket's page, as the words stay in its history.
    """
    for file in await work.files.of_event(event.id):
        notice = Notice(kind=NoticeKind.FILE, ticket=file.ticket, event=event.id)
        for address in await work.cards(file_card(file)):
            await work.say(
                Saying(
                    cause=f"{cause}:file:{file.id}",
                    address=address,
                    notice=notice,
                    op=Op.DELETE,
                    weight=Weight.CRITICAL,
                    card=file_card(file),
                )
            )


async def tell_sender(work: UnitOfWork, file: Attachment, now: datetime) -> None:
    """Tell whoever sent it, where it was sent, that it could not be kept; a program is not."""
    if file.origin is None or file.by is None or await is_bot(work, file.by):
        return
    sender = await work.people.get(file.by)
    await work.say(
        Saying(
            cause=f"file:{file.id}:gone",
            address=file.origin,
            notice=await _notice(work, file, now, None),
            language=sender.language,
        )
    )


async def _begin(work: UnitOfWork, file: Attachment, now: datetime) -> None:
    if file.state in GONE or file.origin is None:
        await tell_sender(work, file, now)
        return
    facts: dict[str, Json] = {"file": {"id": file.id, "reference": file.reference}}
    await work.say(
        Saying(
            cause=f"file:{file.id}",
            address=file.origin.top,
            notice=Notice(kind=NoticeKind.FILE, facts=facts, ticket=file.ticket),
            op=Op.FETCH,
            expires_at=now + FETCHED_BY,
        )
    )


async def _notice(
    work: UnitOfWork, file: Attachment, now: datetime, ticket: Ticket | None
) -> Notice:
    telling = Telling(work=work, now=now)
    facts: dict[str, Json] = {
        "ticket": await telling.facts(ticket) if ticket else None,
        "file": file_facts(file),
        "by": await telling.person(file.by) if file.by else None,
        "limit": work.policy.largest_from(file.origin.platform if file.origin else ""),
    }
    number = ticket.id if ticket else None
    return Notice(kind=NoticeKind.FILE, facts=facts, ticket=number, event=file.event)


async def _say(  # noqa: PLR0917 - a saying has this many sides
    work: UnitOfWork,
    file: Attachment,
    notice: Notice,
    address: Address,
    cause: str,
    language: str,
    under: str | None = None,
    card: str | None = None,
) -> None:
    await work.say(
        Saying(
            cause=cause,
            address=address,
            notice=notice,
            op=Op.UPLOAD if file.state is FileState.KEPT and file.size != 0 else Op.POST,
            weight=Weight.CRITICAL,
            language=language,
            card=card or file_card(file),
            under=under,
        )
    )
