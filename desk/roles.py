"""Who may do what? One table, read by the code and shown in the docs."""

from desk.errors import NotAllowedError
from desk.people import Actor, Role
from desk.policy import DeskPolicy
from desk.ticket import Ticket, Verb

_ANYONE = frozenset(Role)
_ENGINEERS = frozenset({Role.ENGINEER, Role.ADMIN, Role.OPERATOR})
_OWN = frozenset({Role.REQUESTER, Role.OPERATOR})
_BOTH = _OWN | _ENGINEERS

MAY: dict[Verb, frozenset[Role]] = {
    Verb.ASK: _ANYONE,
    Verb.OPEN_FOR: _BOTH,
    Verb.SOLVED: _OWN,
    Verb.NOT_IT: _OWN,
    Verb.PERSON: _OWN,
    Verb.PICK: _OWN,
    Verb.WRITE: _OWN,
    Verb.SOMETHING_NEW: _OWN,
    Verb.CANCEL: _OWN,
    Verb.REOPEN: _BOTH,
    Verb.RATE: _OWN,
    Verb.COMMENT: _OWN,
    Verb.CLAIM: _ENGINEERS,
    Verb.TAKE_OVER: _ENGINEERS,
    Verb.RELEASE: _ENGINEERS,
    Verb.REPLY: _ENGINEERS,
    Verb.UNDO: _ENGINEERS,
    Verb.ASK_REQUESTER: _ENGINEERS,
    Verb.NOTE: _ENGINEERS,
    Verb.ESCALATE: _ENGINEERS,
    Verb.RETURN: _ENGINEERS,
    Verb.RESOLVE: _ENGINEERS,
    Verb.TRANSFER: _ENGINEERS,
    Verb.CHANGE: _ENGINEERS,
    Verb.SNOOZE: _ENGINEERS,
    Verb.PROMISE: _ENGINEERS | {Role.MANAGER},
    Verb.MERGE: _ENGINEERS,
    Verb.UNMERGE: _ENGINEERS,
    Verb.SPLIT: _ENGINEERS,
    Verb.LINK: _ENGINEERS,
    Verb.UNLINK: _ENGINEERS,
    Verb.DECLARE: _ENGINEERS,
    Verb.SAME: _ENGINEERS,
    Verb.ME_TOO: _OWN,
    Verb.SOMETHING_ELSE: _OWN,
    Verb.WORKS: _OWN,
    Verb.STILL_BROKEN: _OWN,
    Verb.FOLLOW: _ENGINEERS | {Role.MANAGER},
    Verb.UNFOLLOW: _ENGINEERS | {Role.MANAGER},
    Verb.URGENT: _OWN,
    Verb.CLOSE: frozenset({Role.OPERATOR}),
    Verb.REMIND: frozenset({Role.OPERATOR}),
    Verb.LAPSE: frozenset({Role.OPERATOR}),
    Verb.EXPLAIN: _ENGINEERS,
    Verb.WARN: frozenset({Role.OPERATOR}),
    Verb.BREACH: frozenset({Role.OPERATOR}),
    Verb.CLIMB: frozenset({Role.OPERATOR}),
    Verb.FILL: _ANYONE,
    Verb.FORGET: _ANYONE,
    Verb.SEND: _ENGINEERS,
    Verb.DO: _ENGINEERS,
    Verb.MAINTAIN: _ENGINEERS | {Role.MANAGER},
    Verb.COVER: _ENGINEERS,
    Verb.SUBSCRIBE: _ANYONE,
    Verb.UNSUBSCRIBE: _ANYONE,
    Verb.RUNBOOK: _ENGINEERS,
    Verb.TICK: _ENGINEERS,
    Verb.PLAN_CHANGE: _ENGINEERS,
    Verb.STANDARD_CHANGE: _ENGINEERS,
    Verb.SUBMIT_CHANGE: _ENGINEERS,
    Verb.APPROVE_CHANGE: _ENGINEERS | {Role.MANAGER},
    Verb.DECLINE_CHANGE: _ENGINEERS | {Role.MANAGER},
    Verb.SCHEDULE_CHANGE: _ENGINEERS,
    Verb.IMPLEMENT_CHANGE: _ENGINEERS,
    Verb.REVIEW_CHANGE: _ENGINEERS,
    Verb.WITHDRAW_CHANGE: _ENGINEERS,
    Verb.REQUEST: _ANYONE,
    Verb.APPROVE: _ANYONE,
    Verb.DECLINE: _ANYONE,
}
"""The roles that may use a verb.

`requester` means the one whose ticket or question it is; `engineer` means one of the tier where the
ticket is. Admins stand in for engineers of every tier. The clock and the command line act as
`operator`.
"""


AT_ANY_TIER = frozenset({Verb.FOLLOW, Verb.UNFOLLOW, Verb.APPROVE_CHANGE, Verb.DECLINE_CHANGE})
"""What an engineer of one tier may do with a ticket of another.

To look changes nothing there; who approves a change is for the file to say.
"""
DECIDING = frozenset({Verb.APPROVE, Verb.DECLINE})
"""Whose right stands in the approval itself: it names roles, tiers or people."""


def may(actor: Actor, verb: Verb, *, owner: int | None, tier: str | None) -> bool:
    """Whether one of the actor's roles covers the verb on something of `owner`, at `tier`."""
    if verb in DECIDING:
        return True
    here = _roles_here(actor, owner, tier)
    if verb in AT_ANY_TIER:
        here |= actor.roles & {Role.ENGINEER}
    return bool(MAY[verb] & here)


def check(actor: Actor, verb: Verb, ticket: Ticket, policy: DeskPolicy) -> None:
    """Refuse with NotAllowedError unless a role of the actor covers the verb on this ticket.

    The error names the tier as people know it, by its title.
    """
    if not may(actor, verb, owner=ticket.requester, tier=ticket.tier):
        tier = policy.tier(ticket.tier).title
        raise NotAllowedError(verb=verb.value, ticket=ticket.id, tier=tier)


def check_for(actor: Actor, author: int) -> None:
    """Refuse with NotAllowedError unless the actor may open a ticket for what `author` said.

    It has no tier yet, so that engineers of any tier may.
    """
    roles = _roles_here(actor, author, None) | (actor.roles & {Role.ENGINEER})
    if not MAY[Verb.OPEN_FOR] & roles:
        raise NotAllowedError(verb=Verb.OPEN_FOR.value)


def check_own(actor: Actor, verb: Verb, owner: int) -> None:
    """Refuse with NotAllowedError unless the actor may use the verb on what `owner` asked."""
    if not may(actor, verb, owner=owner, tier=None):
        raise NotAllowedError(verb=verb.value)


def check_at(actor: Actor, verb: Verb, tier: str, policy: DeskPolicy) -> None:
    """Refuse with NotAllowedError unless the actor may use the verb on what is a tier's own."""
    if not MAY[verb] & (_roles_here(actor, None, tier) - {Role.REQUESTER}):
        raise NotAllowedError(verb=verb.value, tier=policy.tier(tier).title)


def _roles_here(actor: Actor, owner: int | None, tier: str | None) -> frozenset[Role]:
    roles = set(actor.roles - {Role.ENGINEER, Role.REQUESTER})
    if owner is None or actor.person.id == owner:
        roles.add(Role.REQUESTER)
    if tier is not None and actor.is_engineer_of(tier):
        roles.add(Role.ENGINEER)
    return frozenset(roles)
