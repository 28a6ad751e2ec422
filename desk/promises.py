"""Which promises hold for a ticket, and how do they stand after all that happened?

Folded anew from the ticket's events whenever one is added, never shifted by hand. The contract's
promises are picked where the ticket was opened and run across its stays; each stay has two of its
own, for the claim and for the resolution at that tier, on the tier's calendar (SLA clock, rule 9).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from desk import sla
from desk.events import Event, EventKind
from desk.overrides import override_in
from desk.owed import Owed
from desk.policy import DeskPolicy, Priority, SlaPolicy, Status, TicketType
from desk.sla import Clock, Metric, Stay
from desk.ticket import Ticket
from desk.timers import OF_A_STAY, Timer, each

WORDS = frozenset({EventKind.REPLIED, EventKind.ASKED_REQUESTER, EventKind.RESOLVED})
"""Events that carry words of an engineer to the requester."""

CLAIMS = frozenset({EventKind.CLAIMED, EventKind.TAKEN_OVER, EventKind.TRANSFERRED})
"""Events that give the ticket to somebody without a word to the requester."""

ENDS = frozenset({EventKind.CANCELLED, EventKind.MERGED, EventKind.SPLIT_UP, EventKind.CLOSED})
"""Events after which nothing is owed on this ticket any more."""

HAND_OVERS = frozenset({EventKind.ESCALATED, EventKind.RETURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What about a ticket decides which promises hold.

    An override, made for this ticket alone, wins over all else that the requester was promised;
    what is promised within a tier is the tier's.
    """

    priority: Priority
    type: TicketType
    organisation: str | None = None
    override: SlaPolicy | None = None

    def after(self, event: Event) -> "Terms":
        """Follow a change of the ticket."""
        return replace(
            self,
            priority=Priority(str(event.data["priority"])),
            type=TicketType(str(event.data["type"])),
            organisation=organisation_in(event),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """All timers that a ticket ever had, and what decides about the next.

    `since` is when the requester asked, `tier` where the ticket was opened: they stay the
    contract's, whatever tier has the ticket. `turn` is the first of the requester's words that
    nobody answered yet, once the first response was given. `holds` are the windows of maintenance
    that are under way, each with the ticket's service. While it `is_held`,
    waiting for somebody's yes, nothing is promised: all counts from the yes.
    """

    since: datetime
    tier: str
    terms: Terms
    stays: tuple[Stay, ...]
    timers: tuple[Timer, ...] = ()
    statuses: tuple[tuple[datetime, Status, bool], ...] = ()
    holds: Mapping[int, str] = field(default_factory=dict)
    answered_at: datetime | None = None
    spoke_at: datetime | None = None
    turn: Event | None = None
    is_claimed: bool = False
    is_held: bool = False
    changes: int = 0

    @property
    def stay(self) -> Stay:
        """The stay that the ticket is in."""
        return self.stays[-1]

    @property
    def first_response(self) -> Clock | None:
        """The clock of the first response as it is promised now."""
        return self._clock(Metric.FIRST_RESPONSE)

    @property
    def resolution(self) -> Clock | None:
        """The clock of the resolution as it is promised now."""
        return self._clock(Metric.RESOLUTION)

    @property
    def first_response_due(self) -> datetime | None:
        """When the first response falls due."""
        return sla.due_at(self.first_response) if self.first_response else None

    @property
    def resolution_due(self) -> datetime | None:
        """When the resolution falls due; None while it stands still."""
        return sla.due_at(self.resolution) if self.resolution else None

    @property
    def newest(self) -> Iterable[Timer]:
        """The timer of each promise that holds now, or held last."""
        return {timer.promise: timer for timer in self.timers}.values()  # by generations already

    @property
    def owed(self) -> tuple[Owed, ...]:
        """What somebody waits for or is broken, in the order in which it falls due.

        Of broken promises of one kind that are over, one is enough.
        """
        found = [
            Owed(
                metric=timer.metric.value,
                due_at=timer.due_at,
                is_broken=timer.is_broken,
                is_over=timer.clock.is_over,
            )
            for timer in self.newest
            if timer.due_at is not None and (timer.is_broken or not timer.clock.is_over)
        ]
        once = {(one.metric, one.is_over or one.due_at): one for one in found}
        return tuple(sorted(once.values(), key=lambda one: one.due_at))

    def written_on(self, ticket: Ticket) -> Ticket:
        """Give the ticket with what is due on it."""
        return replace(
            ticket,
            first_response_due=self.first_response_due,
            resolution_due=self.resolution_due,
            owed=self.owed,
        )

    def latest(self, metric: Metric) -> Timer | None:
        """The newest timer of what is promised: of this stay, of the words not answered yet."""
        stint = self.stay.stint if metric in OF_A_STAY else 1
        turn = self.turn.id if metric is Metric.NEXT_REPLY and self.turn else 0
        wanted = (stint, metric, turn)
        found = (one for one in self.timers if (one.stint, one.metric, one.turn) == wanted)
        return max(found, key=lambda timer: timer.generation, default=None)

    def _clock(self, metric: Metric) -> Clock | None:
        timer = self.latest(metric)
        return timer.clock if timer else None


def opened(policy: DeskPolicy, event: Event) -> Promises:
    """Begin the promises of a ticket at its first event."""
    tier = str(event.data["tier"])
    terms = Terms(
        priority=Priority(str(event.data["priority"])),
        type=TicketType(str(event.data["type"])),
        organisation=organisation_in(event),
    )
    stay = Stay(tier=tier, stint=1, started_at=event.at)
    made = Promises(since=event.at, tier=tier, terms=terms, stays=(stay,))
    made = replace(made, is_held=bool(event.data.get("held")))
    return _followed(_begun(made, policy, *_FIRST), event)


def chosen_policy(policy: DeskPolicy, terms: Terms, tier: str) -> SlaPolicy | None:
    """Pick the promises that hold for a ticket of these terms at a tier.

    Those of one ticket alone outlive their calendar: when the file has lost it, they count on the
    one that holds for all such tickets.
    """
    own = terms.override
    if own is not None and all(one.key != own.calendar for one in policy.calendars):
        for_all = chosen_policy(policy, replace(terms, override=None), tier)
        own = None if for_all is None else replace(own, calendar=for_all.calendar)
    return sla.pick(
        policy.slas,
        tier=tier,
        priority=terms.priority,
        kind=terms.type,
        organisation=terms.organisation,
        override=own,
    )


def pauses_in_maintenance(policy: DeskPolicy) -> bool:
    """Whether anything that is promised pauses while its service is worked on by plan."""
    return any(one.pauses_in_maintenance for one in policy.slas)


def organisation_in(event: Event) -> str | None:
    """Read whose requester asked; None for the house's own people."""
    name = event.data.get("organisation")
    return None if name is None else str(name)


def fold(policy: DeskPolicy, history: Sequence[Event]) -> Promises:
    """Follow a ticket's whole history, which begins with its opening."""
    return list(follow(policy, history))[-1][1]


def follow(policy: DeskPolicy, history: Sequence[Event]) -> Iterator[tuple[Event, Promises]]:
    """Give each event with the promises after it.

    Words that were taken back were a claim all the same; words that turned out to be about
    something new ask for no reply here. A merge that was undone never was.
    """
    history = [event for event in history if not is_undone_merge(event, history)]
    undone = _named(history, EventKind.UNDONE)
    moved = _named(history, EventKind.MOVED)
    made = opened(policy, history[0])
    yield history[0], made
    for event in history[1:]:
        if event.id in undone:
            made = _claimed(made, policy, event)
        else:
            step = None if event.id in moved else _STEPS.get(event.kind)
            made = _followed(step(made, policy, event) if step else made, event)
        yield event, made


def standing(history: Iterable[Event]) -> Iterable[Event]:
    """Leave out words that were taken back; the taking back itself stays."""
    known = list(history)
    undone = _named(known, EventKind.UNDONE)
    return (event for event in known if event.id not in undone)


def is_undone_merge(event: Event, history: Iterable[Event]) -> bool:
    """Whether the ticket was merged by this event and has been taken out again since."""
    if event.kind is not EventKind.MERGED:
        return False
    return any(one.kind is EventKind.UNMERGED and one.id > event.id for one in history)


def is_words(event: Event) -> bool:
    """Whether an engineer spoke to the requester; a resolution after silence is nobody's words."""
    return event.kind in WORDS and not event.data.get("is_silent")


def _named(history: Iterable[Event], kind: EventKind) -> set[object]:
    return {event.data["event"] for event in history if event.kind is kind}


def _begun(made: Promises, policy: DeskPolicy, *metrics: Metric) -> Promises:
    """Start what is promised of these."""
    promised = (_promised(made, policy, metric) for metric in metrics)
    return replace(made, timers=(*made.timers, *(timer for timer in promised if timer)))


def _promised(made: Promises, policy: DeskPolicy, metric: Metric) -> Timer | None:
    """Give a timer of what is promised now, from where it counts; None without a promise.

    A first stay has no resolution of its own: the contract's stands for it, and nobody is told of
    nearly the same thing twice.
    """
    at, stay = _owed_since(made, metric), made.stay
    is_of_stay = metric in OF_A_STAY
    tier = stay.tier if is_of_stay else made.tier
    terms = replace(made.terms, override=None) if is_of_stay else made.terms
    chosen = chosen_policy(policy, terms, tier)
    if at is None or chosen is None:
        return None
    key = _calendar_of(policy, tier) if is_of_stay else chosen.calendar
    if key is None or (metric is Metric.STAY_RESOLUTION and stay.stint == 1):
        return None
    clock = sla.start(chosen, metric, policy.calendar(key), at)
    if clock is None:
        return None
    return Timer(
        clock=clock,
        stint=stay.stint if is_of_stay else 1,
        turn=made.turn.id if metric is Metric.NEXT_REPLY and made.turn else 0,
        generation=made.changes,
        pausing=chosen.pauses,
        pauses_in_maintenance=chosen.pauses_in_maintenance,
    )


def _calendar_of(policy: DeskPolicy, tier: str) -> str | None:
    """The calendar of a tier; one that the file does not name any more keeps no time."""
    return next((one.calendar for one in policy.tiers if one.key == tier), None)


def _overridden(made: Promises, policy: DeskPolicy, event: Event) -> Promises:
    """Follow promises that were made for this ticket alone, or taken back."""
    terms = replace(made.terms, override=override_in(event))
    made = replace(made, terms=terms, changes=made.changes + 1)
    return _all_retargeted(made, policy, event.at)


def _owed_since(made: Promises, metric: Metric) -> datetime | None:
    """Say from when the promise counts if somebody still waits for it."""
    if made.is_held:
        return None
    return {
        Metric.CLAIM: None if made.is_claimed else made.stay.started_at,
        Metric.FIRST_RESPONSE: None if made.answered_at else made.since,
        Metric.NEXT_REPLY: made.turn.at if made.turn else None,
        Metric.RESOLUTION: made.since,
        Metric.STAY_RESOLUTION: made.stay.started_at,
    }[metric]


def _changed(made: Promises, policy: DeskPolicy, event: Event) -> Promises:
    """Give the promises new targets that count on from what has elapsed (SLA clock, rule 7)."""
    about = event.data.get("service")
    made = replace(
        made,
        terms=made.terms.after(event),
        changes=made.changes + 1,
        holds={one: service for one, service in made.holds.items() if service == about},
    )
    return _all_retargeted(made, policy, event.at)


def _all_retargeted(made: Promises, policy: DeskPolicy, at: datetime) -> Promises:
    for metric in Metric:
        if _owed_since(made, metric) is not None:
            made = _retargeted(made, policy, metric, at)
    return made


def _retargeted(made: Promises, policy: DeskPolicy, metric: Metric, at: datetime) -> Promises:
    old, promised = made.latest(metric), _promised(made, policy, metric)
    going = old if old is not None and not old.clock.is_over else None
    changed: tuple[Timer, ...]
    if promised is None:
        changed = () if going is None else (going.cancel(at),)
    elif going is not None and going.is_same_promise(promised):
        return made
    else:
        before = going or _replayed(promised, made)
        new = _still_broken(made, promised.carry_on(before.clock, at, made.changes), at)
        changed = (new,) if going is None else (going.cancel(at), new)
    kept = (timer for timer in made.timers if timer is not going)
    return replace(made, timers=(*kept, *changed))


def _still_broken(made: Promises, timer: Timer, at: datetime) -> Timer:
    """Keep a promise broken that was broken before it was changed: nobody is told of it twice."""
    older = (one.broken_at(at) for one in made.timers if one.promise == timer.promise)
    broken = min((due for due in older if due is not None), default=None)
    return timer if broken is None else timer.breach(broken)


def _replayed(timer: Timer, made: Promises) -> Timer:
    """Let a promise that was not made before follow what the status has been since it counts."""
    for at, status, is_maintained in made.statuses:
        if at >= timer.clock.started_at:
            timer = timer.follow(status, at, is_maintained=is_maintained)
    return timer


def _spoken(made: Promises, policy: DeskPolicy, event: Event) -> Promises:
    """Words to the requester are a first response, the next reply, and a claim."""
    if not is_words(event):
        return made
    answered = each(
        made.timers, lambda timer: timer.finish(event.at), Metric.FIRST_RESPONSE, Metric.NEXT_REPLY
    )
    spoken = replace(
        made,
        timers=answered,
        answered_at=made.answered_at or event.at,
        spoke_at=max(made.spoke_at or event.at, event.at),
        turn=None,
    )
    return _claimed(spoken, policy, event)


def _claimed(made: Promises, _: DeskPolicy, event: Event) -> Promises:
    claimed = each(made.timers, lambda timer: timer.finish(event.at), Metric.CLAIM)
    return replace(made, timers=claimed, is_claimed=True)


def _asked(made: Promises, policy: DeskPolicy, event: Event) -> Promises:
    """Begin to owe a next reply; words from before the last answer were answered by it."""
    is_answered = made.spoke_at is not None and event.at <= made.spoke_at
    if made.answered_at is None or made.turn is not None or is_answered:
        return made
    return _begun(replace(made, turn=event), policy, Metric.NEXT_REPLY)


def _approved(made: Promises, policy: DeskPolicy, event: Event) -> Promises:
    """Begin what was held until somebody said yes; elsewhere the yes changes no promise.

    After a no the ticket is closed, or open for another reason, and then something is owed too.
    """
    if not made.is_held:
        return made
    stays = (*made.stays[:-1], replace(made.stay, started_at=event.at))
    return _begun(replace(made, is_held=False, since=event.at, stays=stays), policy, *_FIRST)


def _handed_over(made: Promises, policy: DeskPolicy, event: Event) -> Promises:
    stay = Stay(tier=str(event.data["tier"]), stint=event.stint or 1, started_at=event.at)
    moved = replace(
        made,
        timers=each(made.timers, lambda timer: timer.cancel(event.at), *_STAY_METRICS),
        stays=(*made.stays[:-1], replace(made.stay, ended_at=event.at), stay),
        is_claimed=False,
    )
    return _begun(moved, policy, *_STAY_METRICS)


def _ended(made: Promises, _: DeskPolicy, event: Event) -> Promises:
    return replace(made, timers=tuple(timer.cancel(event.at) for timer in made.timers))


def _warned(made: Promises, _: DeskPolicy, event: Event) -> Promises:
    return _noted(made, event, lambda timer: timer.warn(str(event.data["threshold"])))


def _breached(made: Promises, _: DeskPolicy, event: Event) -> Promises:
    due = datetime.fromisoformat(str(event.data["due"]))
    return _noted(made, event, lambda timer: timer.breach(due))


def _noted(made: Promises, event: Event, note: Callable[[Timer], Timer]) -> Promises:
    """Note what was said about a timer, on it and on those that took its place since.

    Where the file has changed so much that there is no such generation, the one before it is meant.
    """
    told = event.data
    promise, named = (told["stay"], told["metric"], told["turn"]), int(told["generation"] or 0)
    same = [timer for timer in made.timers if timer.promise == promise]
    first = max((one.generation for one in same if one.generation <= named), default=0)
    noted = {timer.key for timer in same if timer.generation >= first}
    return replace(
        made, timers=tuple(note(timer) if timer.key in noted else timer for timer in made.timers)
    )


def _held(made: Promises, _: DeskPolicy, event: Event) -> Promises:
    window, service = int(event.data["window"] or 0), str(event.data["service"])
    return replace(made, holds={**made.holds, window: service})


def _released(made: Promises, _: DeskPolicy, event: Event) -> Promises:
    left = {one: service for one, service in made.holds.items() if one != event.data["window"]}
    return replace(made, holds=left)


def _followed(made: Promises, event: Event) -> Promises:
    told = event.data.get("status")
    if told is None:
        return made
    status, at, is_maintained = Status(str(told)), _moment_of(event), bool(made.holds)
    return replace(
        made,
        timers=tuple(
            timer.follow(status, at, is_maintained=is_maintained) for timer in made.timers
        ),
        statuses=(*made.statuses, (at, status, is_maintained)),
    )


def _moment_of(event: Event) -> datetime:
    """When it counts: a resolution after silent waiting counts back to where the waiting began.

    Maintenance counts from where it began and ended, however late that was seen.
    """
    since = event.data.get("since") if event.kind in _COUNTED_BACK else None
    return datetime.fromisoformat(str(since)) if since else event.at


_COUNTED_BACK = frozenset({EventKind.RESOLVED, EventKind.STOOD_STILL, EventKind.WENT_ON})
_STAY_METRICS = (Metric.CLAIM, Metric.STAY_RESOLUTION)
_FIRST = (Metric.FIRST_RESPONSE, Metric.RESOLUTION, *_STAY_METRICS)
_STEPS: dict[EventKind, Callable[[Promises, DeskPolicy, Event], Promises]] = {
    **dict.fromkeys(WORDS, _spoken),
    **dict.fromkeys(CLAIMS, _claimed),
    **dict.fromkeys(ENDS, _ended),
    **dict.fromkeys(HAND_OVERS, _handed_over),
    EventKind.WROTE: _asked,
    **dict.fromkeys((EventKind.APPROVAL_GIVEN, EventKind.APPROVAL_DECLINED), _approved),
    EventKind.CHANGED: _changed,
    EventKind.PROMISED: _overridden,
    EventKind.WARNED: _warned,
    EventKind.BREACHED: _breached,
    EventKind.STOOD_STILL: _held,
    EventKind.WENT_ON: _released,
}
