"""What does a sign on a message do, where a sign is a shortcut?

Most signs are mere signs: what may not be done, or cannot, is passed over without a word.
"""

from datetime import datetime

from desk.actions.accounts import account_at
from desk.actions.deed import Deed, Place
from desk.actions.perform import perform
from desk.actions.telling import Telling, stay_card
from desk.errors import NotAllowedError, WrongStatusError
from desk.inbound import Reacted
from desk.notice import Notice, NoticeKind, Offer
from desk.outcome import Done, Outcome
from desk.ports import Begin, Link, Side, UnitOfWork
from desk.roles import check
from desk.ticket import Ticket, Verb

ON_CARD = frozenset({Verb.CLAIM, Verb.RESOLVE})
"""Signs of engineers, on the card of the ticket only."""


class React:
    """Claim and resolve on the engineers' card, *It is urgent* on the requester's own words."""

    async def __call__(self, reacted: Reacted, begin: Begin, *, now: datetime) -> Outcome:
        """Do the sign's verb; one that needs words offers its button to who gave the sign."""
        async with begin() as work:
            link = await work.links.find(reacted.channel.top, (reacted.message,))
            ticket = await _ticket(work, link)
            if link is None or ticket is None:
                return await work.commit(Done())
            deed = await _deed(work, reacted, ticket, now)
            if await _is_meant(work, reacted, link, ticket, deed):
                return await work.commit(await _do(work, deed, ticket))
            return await work.commit(Done())


async def _ticket(work: UnitOfWork, link: Link | None) -> Ticket | None:
    if link is None:
        return None
    number = link.ticket
    if number is None and link.question is not None:
        number = (await work.questions.get(link.question)).ticket
    return await work.tickets.get(number) if number is not None else None


async def _is_meant(
    work: UnitOfWork, reacted: Reacted, link: Link, ticket: Ticket, deed: Deed
) -> bool:
    if reacted.verb in ON_CARD:
        return await work.card_at(reacted.channel.top, reacted.message) == stay_card(ticket)
    return link.side is Side.REQUESTER and deed.by == ticket.requester


async def _do(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    try:
        if deed.verb is Verb.CLAIM:
            return await perform(work, deed)
        check(deed.actor, deed.verb, ticket, work.policy)
    except (NotAllowedError, WrongStatusError):
        return Done()
    if ticket.is_open:
        await _offer(work, deed, ticket)
    return Done()


async def _offer(work: UnitOfWork, deed: Deed, ticket: Ticket) -> None:
    """Offer the button: a sign says nothing, and the verb needs words."""
    telling = Telling(work=work, now=deed.now)
    notice = Notice(
        kind=NoticeKind.REFUSED,
        facts={
            "ticket": await telling.facts(ticket),
            "code": "needs_words",
            "facts": {},
        },
        offers=(Offer(verb=deed.verb),),
        ticket=ticket.id,
        version=ticket.version,
    )
    cause = f"sign:{deed.verb.value}:{ticket.id}:{ticket.version}:{deed.by}"
    account = await account_at(work, deed)
    await telling.only_to(account, deed.place.answer, cause, notice, deed.actor.person.language)


async def _deed(work: UnitOfWork, reacted: Reacted, ticket: Ticket, now: datetime) -> Deed:
    person = await work.people.meet(reacted.author)
    return Deed(
        verb=reacted.verb,
        actor=await work.people.actor(person, is_trusted=reacted.author.is_trusted),
        place=Place(channel=reacted.channel.top, thread=reacted.answer_in),
        at=reacted.reacted_at,
        now=now,
        ticket=ticket.id,
    )
