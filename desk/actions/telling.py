"""How do the people around a ticket learn what happened?

One voice for every verb: it knows where the requester reads, where the engineers' threads are, and
how a ticket looks as facts. What it says stands in the outbox of the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.actions.change_shown import change_facts
from desk.actions.incident_state import shown_of
from desk.actions.merged import card_for, readers
from desk.actions.offers import card_offers
from desk.approval import ROLES
from desk.attachment import Attachment
from desk.events import Event, EventKind
from desk.notice import Json, Notice, NoticeKind, Offer, Op, Saying, Weight
from desk.people import Address, Identity, Person
from desk.policy import DeskPolicy, Status, TicketType, Tier, TierChannel
from desk.ports import UnitOfWork
from desk.ticket import Ticket, Verb

HAND_OVERS = frozenset({EventKind.ESCALATED, EventKind.RETURNED})

NOTE_FIELDS = ("reason", "symptom", "tried", "next_step", "environment")
"""What a hand-over note says; the environment may be left out."""

OPENED_OFFERS = (Offer(verb=Verb.URGENT), Offer(verb=Verb.CANCEL))
"""What the requester may do about a new ticket; all else is words."""

TO_REQUESTER = frozenset({Verb.REPLY, Verb.ASK_REQUESTER})
"""Words that somebody has to be there to read."""

FOR_ALL = frozenset(
    {
        NoticeKind.REPLY,
        NoticeKind.ASKED_REQUESTER,
        NoticeKind.REMINDED,
        NoticeKind.PROMISE_MISSED,
        NoticeKind.HANDED_OVER,
        NoticeKind.RESOLVED,
        NoticeKind.REOPENED,
    }
)
"""What the requesters of tickets that were merged into this one read as well."""

ONLY_YOU = timedelta(seconds=60)
"""Only-you notices are hints of the moment; later they would puzzle."""

ANSWERED_BY = timedelta(minutes=15)
"""An answer from the knowledge base that comes later than this helps nobody."""


def stay_card(ticket: Ticket) -> str:
    """Name the engineers' card of the ticket's present stay."""
    return f"ticket:{ticket.id}:stay:{ticket.stint}"


def room(ticket: Ticket) -> str:
    """Name the ticket's room in a channel that has rooms."""
    return f"ticket:{ticket.id}:room"


def opened_card(ticket: int) -> str:
    """Name the requester's card that says a ticket was opened."""
    return f"ticket:{ticket}:opened"


def resolved_card(ticket: Ticket) -> str:
    """Name the requester's card that says it is resolved; each resolution has its own."""
    return f"ticket:{ticket.id}:resolved:{ticket.reopen_count}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Says things for one unit of work, at one moment.

    `cause` names why a card is redrawn, where that is not the event itself: because of one event
    several cards at one place may change.
    """

    work: UnitOfWork
    now: datetime
    cause: str | None = None

    async def person(self, id: int) -> dict[str, Json]:  # noqa: A002 - the field's own name
        """Give a person as cards show one: a name, and an account a platform; a bot has none."""
        known = await self.work.people.get(id)
        accounts = await self.work.people.identities(id)
        if any(account.is_bot for account in accounts):
            return {"name": known.name, "ids": {}, "is_bot": True}
        return {"name": known.name, "ids": {account.platform: account.id for account in accounts}}

    async def facts(self, ticket: Ticket) -> dict[str, Json]:
        """Give a ticket as cards show one."""
        policy = self.work.policy
        above, below = policy.tier_after(ticket.tier), policy.tier_before(ticket.tier)
        return {
            "id": ticket.id,
            "number": policy.number(ticket.id),
            "title": ticket.title,
            "text": ticket.text,
            "priority": ticket.priority.value,
            "status": ticket.status.value,
            "type": ticket.type.value,
            "organisation": ticket.organisation,
            "service": _title(policy, ticket.service),
            "tier": ticket.tier,
            "tier_title": policy.tier(ticket.tier).title,
            "next_tier": above.key if above else None,
            "previous_tier": below.key if below else None,
            "channel": await self._channel(ticket),
            "follows": policy.number(ticket.follows) if ticket.follows else None,
            "merged_into": policy.number(ticket.merged_into) if ticket.merged_into else None,
            "duplicates": [policy.number(one) for one in ticket.duplicates],
            "related": [policy.number(one) for one in ticket.related if one != ticket.follows],
            "reopen_days": policy.reopen.days,
            "change": await self.change(ticket),
            **await self._people(ticket),
            **_moments(ticket),
            **_rest(ticket),
        }

    async def change(self, ticket: Ticket) -> Json:
        """Give the change that a ticket is as cards show one; None for what is none."""
        if ticket.type is not TicketType.CHANGE:
            return None
        change = await self.work.changes.of(ticket.id)
        window = None
        if change is not None and change.window is not None:
            window = await self.work.windows.get(change.window)
        return change_facts(change, self.work.policy, window)

    async def to_requester(
        self,
        ticket: Ticket,
        kind: NoticeKind,
        event: Event,
        *,
        offers: tuple[Offer, ...] = (),
        card: str | None = None,
        op: Op = Op.POST,
        but_not: int | None = None,
        **facts: Json,
    ) -> str:
        """Say something where the requester asked, and give the key it was said under.

        Another program, which opened a ticket, is told nothing.
        Where others were merged into the ticket, their requesters are told what all may read, each
        as if it were about their own and without the offers; `but_not` is a person who has read it.
        """
        is_for_all = kind in FOR_ALL and facts.get("state") != "rated"
        key = ""
        for seen in await readers(self.work, ticket) if is_for_all else (ticket,):
            if seen.requester == but_not:
                continue
            is_own = seen.id == ticket.id
            if not is_own and facts.get("state") == "open":
                facts = {**facts, "state": "shared"}
            notice = await self._about(seen, kind, event, offers if is_own else (), facts)
            if _is_of_bot(notice):
                continue
            saying = Saying(
                cause=f"event:{event.id}",
                address=seen.origin,
                notice=notice,
                op=op,
                weight=Weight.CRITICAL,
                language=(await self.work.people.get(seen.requester)).language,
                card=card and card_for(card, seen, ticket),
            )
            if is_own or await self._is_there(saying):
                await self.work.say(saying)
                key = key or saying.key
        return key

    async def _is_there(self, saying: Saying) -> bool:
        """Whether there is something to change: who joined later never got what was said before."""
        if saying.op not in {Op.EDIT, Op.DELETE}:
            return True
        return saying.card is not None and bool(await self.work.cards(saying.card))

    async def to_engineers(
        self,
        ticket: Ticket,
        kind: NoticeKind,
        event: Event,
        *,
        card: str | None = None,
        offers: tuple[Offer, ...] = (),
        but_not: Address | None = None,
        only_in: Address | None = None,
        op: Op = Op.POST,
        weight: Weight = Weight.CRITICAL,
        cause: str | None = None,
        **facts: Json,
    ) -> None:
        """Say something in the ticket's thread in every channel of its tier, or in one of them.

        `cause` is another one than the event, of which something was said already.
        """
        notice = await self._about(ticket, kind, event, offers, facts)
        for channel in self.work.policy.tier(ticket.tier).channels:
            if but_not is not None and channel.address == but_not.top:
                continue
            if only_in is not None and channel.address != only_in:
                continue
            if channel.rooms and op is Op.POST:
                await self._need_room(ticket, channel, notice)
            await self.work.say(
                Saying(
                    cause=cause or f"event:{event.id}",
                    address=channel.address,
                    notice=notice,
                    op=op,
                    weight=weight,
                    language=self.work.policy.languages[0],
                    card=card,
                    under=thread_of(ticket, channel) if op is Op.POST else None,
                )
            )

    async def to_follower(
        self, reader: Person, address: Address, ticket: Ticket, event: Event, **facts: Json
    ) -> None:
        """Tell a follower, in their direct chat, what became of the ticket."""
        offers = (Offer(verb=Verb.UNFOLLOW),)
        await self.work.say(
            Saying(
                cause=f"event:{event.id}",
                address=address,
                notice=await self._about(ticket, NoticeKind.FOLLOWED, event, offers, facts),
                language=reader.language,
            )
        )

    async def show_card(self, ticket: Ticket, event: Event, **facts: Json) -> None:
        """Put the ticket's card into every channel of its tier: a new stay has a new card."""
        await self._card(ticket, event, Op.POST, self.work.policy.tier(ticket.tier), facts)

    async def redraw_card(self, ticket: Ticket, event: Event, **facts: Json) -> None:
        """Redraw the card where it stands."""
        await self._card(ticket, event, Op.EDIT, self.work.policy.tier(ticket.tier), facts)

    async def redraw_opened(self, ticket: Ticket, event: Event) -> None:
        """Redraw what the requester was told when the ticket was opened."""
        await self.to_requester(
            ticket,
            NoticeKind.TICKET_OPENED,
            event,
            offers=OPENED_OFFERS,
            card=opened_card(ticket.id),
            op=Op.EDIT,
        )

    async def close_card(self, ticket: Ticket, event: Event, *, moved_to: str) -> None:
        """Say on the card of a stay that is over where the ticket went; its buttons go."""
        await self._card(
            ticket, event, Op.EDIT, self.work.policy.tier(ticket.tier), {"moved_to": moved_to}
        )

    async def only_to(
        self, person: Identity, place: Address, cause: str, notice: Notice, language: str
    ) -> None:
        """Say something to one person at a place, where the platform can, and only now."""
        await self.work.say(
            Saying(
                cause=cause,
                address=place,
                notice=notice,
                weight=Weight.FYI,
                language=language,
                only=person,
                expires_at=self.now + ONLY_YOU,
            )
        )

    async def _card(
        self, ticket: Ticket, event: Event, op: Op, tier: Tier, facts: dict[str, Json]
    ) -> None:
        known, more, less = await shown_of(self.work, ticket)
        change = None
        if ticket.type is TicketType.CHANGE:
            change = await self.work.changes.of(ticket.id)
        offered = card_offers(ticket, self.work.policy, change)
        own = tuple(one for one in offered if one.verb not in less)
        offers = () if facts.get("moved_to") else (*own[:1], *more, *own[1:])
        facts = {**await self._background(ticket), **known, **facts}
        notice = await self._about(ticket, NoticeKind.TICKET_CARD, event, offers, facts)
        if _is_of_bot(notice):
            heard = tuple(offer for offer in offers if offer.verb not in TO_REQUESTER)
            notice = replace(notice, offers=heard)
        for channel in tier.channels:
            if op is Op.POST and channel.rooms:
                is_first = ticket.stint == 1
                await (self._open_room if is_first else self._need_room)(ticket, channel, notice)
            await self.work.say(
                Saying(
                    cause=self.cause or f"event:{event.id}",
                    address=channel.address,
                    notice=notice,
                    op=op,
                    weight=Weight.CRITICAL,
                    language=self.work.policy.languages[0],
                    card=stay_card(ticket),
                    under=room(ticket) if channel.rooms and op is Op.POST else None,
                )
            )
            if channel.rooms and (op is Op.EDIT or ticket.stint > 1):
                await self._rename_room(ticket, channel, notice, event)

    async def _background(self, ticket: Ticket) -> dict[str, Json]:
        """Give what a card goes on showing: the note it was handed over with, the near matches."""
        facts: dict[str, Json] = {}
        for event in await self.work.events.of_ticket(ticket.id):
            if event.kind in HAND_OVERS and event.stint == ticket.stint:
                facts["handoff"] = await self.handoff(event)
            if event.kind is EventKind.OPENED and event.data.get("similar"):
                facts["similar"] = await self._similar(str(event.data["similar"]))
        if ticket.question is not None:
            question = await self.work.questions.get(ticket.question)
            facts["closest"] = [shown.title for shown in question.shown]
        running = await self.work.checklists.of_ticket(ticket.id)
        if running:
            facts["runbooks"] = [
                {"title": one.title, "done": one.done, "total": len(one.steps)} for one in running
            ]
        if ticket.status is Status.ON_HOLD:
            facts["waits_for"] = await self._waits_for(ticket)
        files = await self.work.files.of_ticket(ticket.id)
        if files:
            facts["files"] = [file_facts(file) for file in files]
        return facts

    async def _waits_for(self, ticket: Ticket) -> list[Json]:
        """Name those whose yes the ticket waits for, if it does."""
        asked = await self.work.approvals.waiting_of(ticket.id)
        return decider_facts(self.work.policy, asked.deciders) if asked else []

    async def _similar(self, numbers: str) -> list[Json]:
        """Name the tickets that were like it when it was opened and are open still."""
        found = await self.work.tickets.some([int(number) for number in numbers.split()])
        return [
            {"number": self.work.policy.number(one.id), "title": one.title}
            for one in found
            if one.is_open
        ]

    async def handoff(self, event: Event) -> dict[str, Json]:
        """Give the note of a hand-over as cards show it."""
        return {
            "by": await self.person(event.by) if event.by is not None else None,
            "at": event.at.isoformat(),
            "up": event.kind is EventKind.ESCALATED,
            "from_tier": event.data.get("previous"),
            "unclaimed": event.data.get("unclaimed"),
            **{name: event.data.get(name) for name in NOTE_FIELDS},
        }

    async def _need_room(self, ticket: Ticket, channel: TierChannel, notice: Notice) -> None:
        """Open a room where there is none: the channel had no rooms when the ticket came there."""
        known = await self.work.cards(room(ticket))
        if channel.address not in {place.top for place in known}:
            await self._open_room(ticket, channel, notice)

    async def _open_room(self, ticket: Ticket, channel: TierChannel, notice: Notice) -> None:
        await self.work.say(
            Saying(
                cause=f"room:{ticket.id}",
                address=channel.address,
                notice=Notice(kind=NoticeKind.TICKET_CARD, facts=notice.facts, ticket=ticket.id),
                op=Op.ROOM,
                weight=Weight.CRITICAL,
                language=self.work.policy.languages[0],
                card=room(ticket),
            )
        )

    async def _rename_room(
        self, ticket: Ticket, channel: TierChannel, notice: Notice, event: Event
    ) -> None:
        """Let the room say how the ticket stands; one that it comes back to is opened again."""
        await self.work.say(
            Saying(
                cause=self.cause or f"event:{event.id}",
                address=channel.address,
                notice=Notice(kind=notice.kind, facts=notice.facts, ticket=ticket.id),
                op=Op.RENAME,
                language=self.work.policy.languages[0],
                card=room(ticket),
            )
        )

    async def _about(
        self,
        ticket: Ticket,
        kind: NoticeKind,
        event: Event,
        offers: tuple[Offer, ...],
        facts: dict[str, Json],
    ) -> Notice:
        return Notice(
            kind=kind,
            facts={"ticket": await self.facts(ticket), **facts},
            offers=offers,
            ticket=ticket.id,
            question=ticket.question,
            version=ticket.version,
            event=event.id,
        )

    async def _channel(self, ticket: Ticket) -> str:
        origin = ticket.origin
        direct = await self.work.people.direct_address(ticket.requester, origin.platform)
        is_direct = direct is not None and direct.top == origin.top
        return f"{origin.platform}.{'direct' if is_direct else 'channel'}"

    async def _people(self, ticket: Ticket) -> dict[str, Json]:
        owner, solver = ticket.assignee, ticket.resolved_by
        return {
            "requester": await self.person(ticket.requester),
            "owner": await self.person(owner) if owner is not None else None,
            "resolved_by": await self.person(solver) if solver is not None else None,
        }


def _title(policy: DeskPolicy, service: str | None) -> str | None:
    """Say what a service is called, by its key where the file does not name it any more."""
    known = policy.service(service) if service else None
    return known.title if known else service


def _is_of_bot(notice: Notice) -> bool:
    ticket = notice.facts["ticket"]
    requester = ticket["requester"] if isinstance(ticket, dict) else None
    return isinstance(requester, dict) and bool(requester.get("is_bot"))


def decider_facts(policy: DeskPolicy, deciders: Sequence[str]) -> list[Json]:
    """Name those who may decide, as cards do: a role by its code, a tier by its title."""
    titles = {tier.key: tier.title for tier in policy.tiers}
    return [one if one in ROLES else titles.get(one, "person") for one in deciders]


def file_facts(file: Attachment) -> dict[str, Json]:
    """Give a file as cards show one."""
    return {
        "id": file.id,
        "name": file.name,
        "size": file.size,
        "state": file.state.value,
        "link": file.link,
    }


def thread_of(ticket: Ticket, channel: TierChannel) -> str:
    """Name the card or room under which a channel talks about the ticket."""
    return room(ticket) if channel.rooms else stay_card(ticket)


def _moments(ticket: Ticket) -> dict[str, Json]:
    named = {
        "asked_at": ticket.asked_at,
        "claimed_at": ticket.claimed_at,
        "first_response_at": ticket.first_response_at,
        "first_response_due": ticket.first_response_due,
        "resolution_due": ticket.resolution_due,
        "resolved_at": ticket.resolved_at,
        "closed_at": ticket.closed_at,
    }
    return {name: moment.isoformat() if moment else None for name, moment in named.items()}


def _rest(ticket: Ticket) -> dict[str, Json]:
    return {
        "resolution": ticket.resolution,
        "category": ticket.category,
        "reopen_count": ticket.reopen_count,
        "rating": ticket.rating,
        "closed_as": ticket.closed_as.value if ticket.closed_as else None,
        "is_paused": ticket.is_open
        and ticket.resolution_due is None
        and ticket.first_response_at is not None,
    }
