"""Which verbs does the engineers' card offer?"""

from desk.change_record import ChangeRecord
from desk.changes import next_steps
from desk.notice import Offer
from desk.policy import DeskPolicy, TicketType
from desk.ticket import Ticket, Verb


def card_offers(
    ticket: Ticket, policy: DeskPolicy, change: ChangeRecord | None = None
) -> tuple[Offer, ...]:
    """Give the verbs that the engineers' card offers, the likeliest first.

    Of a change that is its next step; it cannot be called solved before it is made.
    """
    is_change = ticket.type is TicketType.CHANGE
    steps = next_steps(change, policy.changes) if is_change else ()
    first = (Verb.CLAIM,) if ticket.assignee is None else ()
    order = (
        *(*first, *steps[:1], Verb.RESOLVE, Verb.REPLY, Verb.ASK_REQUESTER),
        *(Verb.ESCALATE, Verb.RETURN, *steps[1:]),
    )
    rest = (
        *(Verb.TRANSFER, Verb.RELEASE, Verb.SNOOZE, Verb.TAKE_OVER),
        *(Verb.NOTE, Verb.CHANGE, Verb.DECLARE, Verb.PROMISE),
    )
    last = (Verb.MERGE, Verb.REOPEN)
    wanted = dict.fromkeys((*order, *rest, *last))
    if change is not None and change.is_pending:
        wanted.pop(Verb.RESOLVE, None)
    return tuple(Offer(verb=verb) for verb in wanted if _is_offered(verb, ticket, policy))


def _is_offered(verb: Verb, ticket: Ticket, policy: DeskPolicy) -> bool:
    if not ticket.may(verb):
        return False
    fits = {
        Verb.CLAIM: ticket.assignee is None,
        Verb.RELEASE: ticket.assignee is not None,
        Verb.TAKE_OVER: ticket.assignee is not None,
        Verb.REPLY: ticket.is_open,
        Verb.NOTE: ticket.is_open,
        Verb.SNOOZE: policy.path_of(ticket.tier, ticket.priority) is not None,
        Verb.DECLARE: ticket.service is not None and ticket.type is TicketType.INCIDENT,
        Verb.PROMISE: bool(policy.slas),
        Verb.ESCALATE: policy.tier_after(ticket.tier) is not None,
        Verb.RETURN: policy.tier_before(ticket.tier) is not None,
    }
    return fits.get(verb, True)
