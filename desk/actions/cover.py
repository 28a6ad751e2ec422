"""How does somebody take a duty, give it away, or take that back?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from desk.actions.deed import Deed
from desk.actions.telling import Telling
from desk.covering import BACK, Wish, read_wish, span_of
from desk.errors import CoverError, Fact, NotAllowedError
from desk.events import Event, EventKind
from desk.intervals import Interval
from desk.notice import Json, Notice, NoticeKind, Saying
from desk.oncall import Cover
from desk.outcome import Done, Outcome, Show
from desk.people import Person, Role
from desk.policy import Rotation
from desk.ports import UnitOfWork
from desk.roles import check_at
from desk.ticket import Verb

_FREE = frozenset({Role.ADMIN, Role.OPERATOR})
"""Who may give anybody's duty to anybody of the tier."""

_AHEAD = timedelta(days=366)


async def cover(work: UnitOfWork, deed: Deed, words: str) -> Outcome:
    """Put somebody on call instead of those who would be; `back` ends that again.

    Everybody of the tier may take a duty. To give one to somebody else takes the one who has it,
    or an admin. Raises CoverError where the words leave open what is meant.
    """
    first, _, rest = words.partition(" ")
    if first.lower() in BACK:
        return await _take_back(work, deed, rest)
    wish = _filled(deed.values) if deed.values else read_wish(words)
    rotation, names = await _rotation(work, deed, wish)
    check_at(deed.actor, Verb.COVER, rotation.tier, work.policy)
    span = span_of(wish, rotation, deed.now)
    person = await _person(work, deed, rotation, " ".join(names))
    if person.id != deed.by and not deed.actor.roles & _FREE:
        await _check_has_it(work, deed, rotation, span)
    instead = await _on_call(work, rotation, span)
    made = await work.duty.add_cover(
        Cover(
            id=0,
            rotation=rotation.key,
            person=person.id,
            span=span,
            by=deed.by,
            made_at=deed.now,
        )
    )
    return await _tell(work, deed, rotation, made, instead=instead)


def _filled(values: Mapping[str, str]) -> Wish:
    """Read what the command line says by field, in place of words."""
    names = (values["rotation"], *values.get("person", "").split())
    return Wish(names=names, start=values.get("start", ""), end=values.get("end", ""))


async def _rotation(work: UnitOfWork, deed: Deed, wish: Wish) -> tuple[Rotation, list[str]]:
    """Find the rotation by its name, its tier's, or who has it; give the names left over."""
    every = work.policy.rotations
    keys = {one.key.lower() for one in every} | {one.tier.lower() for one in every}
    owner = wish.whose.split()
    found = _candidates(deed, every, {word.lower() for word in (*wish.names, *owner)} & keys)
    whose = " ".join(word for word in owner if word.lower() not in keys)
    if whose:
        theirs = replace(wish, whose=whose)
        found = [one for one in found if await _is_theirs(work, deed, one, theirs)]
        if not found:
            raise CoverError(why="not_theirs", given=whose)
    if len(found) != 1:
        known = ", ".join(one.key for one in found or every)
        raise CoverError(why="which" if every else "none", known=known)
    return found[0], [name for name in wish.names if name.lower() not in keys]


def _candidates(deed: Deed, every: Sequence[Rotation], named: set[str]) -> list[Rotation]:
    if named:
        by_key = [one for one in every if one.key.lower() in named]
        return by_key or [one for one in every if one.tier.lower() in named]
    is_free = bool(deed.actor.roles & _FREE)
    return [one for one in every if is_free or deed.actor.is_engineer_of(one.tier)]


async def _is_theirs(work: UnitOfWork, deed: Deed, rotation: Rotation, wish: Wish) -> bool:
    """Whether somebody of that name would be on call in the stretch that is meant."""
    span = span_of(wish, rotation, deed.now)
    ids = await _on_call(work, rotation, span)
    people = [await work.people.get(one) for one in ids]
    return bool(await _called(work, people, wish.whose))


async def _person(work: UnitOfWork, deed: Deed, rotation: Rotation, name: str) -> Person:
    """Find who is to be on call: an engineer of the tier, by name or account; oneself by default.

    A name need not be whole: `lea` is Lea Hoffmann as long as there is but one.
    """
    engineers = await _engineers(work, rotation)
    if name:
        found = await _called(work, engineers, name)
    else:
        found = [one for one in engineers if one.id == deed.by]
    if len(found) != 1:
        known = ", ".join(one.name for one in engineers)
        raise CoverError(why="person" if name else "nobody", given=name, known=known)
    return found[0]


async def _called(work: UnitOfWork, people: Sequence[Person], name: str) -> list[Person]:
    """Give those whom a name means: by the whole of it or an account, else by the first name."""
    wanted = name.strip("<>@").removeprefix("slack:").lower()
    whole = [one for one in people if await _is_called(work, one, wanted)]
    return whole or [one for one in people if one.name.lower().split()[:1] == [wanted]]


async def _is_called(work: UnitOfWork, person: Person, wanted: str) -> bool:
    accounts = await work.people.identities(person.id)
    known = {person.name.lower(), *(account.id.lower() for account in accounts)}
    return wanted in known | {str(account).lower() for account in accounts}


async def _engineers(work: UnitOfWork, rotation: Rotation) -> Sequence[Person]:
    channels = work.policy.tier(rotation.tier).channels
    return await work.people.members([channel.address for channel in channels])


async def _check_has_it(work: UnitOfWork, deed: Deed, rotation: Rotation, span: Interval) -> None:
    """Refuse to give away what somebody else has, if only for a part of the time."""
    shifts = await work.duty.shifts(rotation, span.start, span.end)
    if not shifts or not all(deed.by in shift.people for shift in shifts):
        raise NotAllowedError(verb=Verb.COVER.value)


async def _on_call(work: UnitOfWork, rotation: Rotation, span: Interval) -> tuple[int, ...]:
    """Who would be on call in this stretch, if only for a part of it."""
    shifts = await work.duty.shifts(rotation, span.start, span.end)
    return tuple(dict.fromkeys(person for shift in shifts for person in shift.people))


async def _take_back(work: UnitOfWork, deed: Deed, words: str) -> Outcome:
    """End the cover of that number; without one, one's own that runs or comes next."""
    rotation, taken = await _cover_meant(work, deed, words.strip().lstrip("#"))
    check_at(deed.actor, Verb.COVER, rotation.tier, work.policy)
    if deed.by not in {taken.person, taken.by} and not deed.actor.roles & _FREE:
        raise NotAllowedError(verb=Verb.COVER.value)
    await work.duty.take_back(taken.id, deed.now)
    start = max(deed.now, taken.span.start)
    left = replace(taken, span=Interval(start=start, end=taken.span.end))
    back = await _on_call(work, rotation, left.span)
    return await _tell(work, deed, rotation, left, instead=back, is_back=True)


async def _cover_meant(work: UnitOfWork, deed: Deed, number: str) -> tuple[Rotation, Cover]:
    covers = [
        (rotation, one)
        for rotation in work.policy.rotations
        for one in await work.duty.covers(rotation.key, deed.now, deed.now + _AHEAD)
    ]
    if number:
        found = [pair for pair in covers if str(pair[1].id) == number]
    else:
        own = [pair for pair in covers if pair[1].person == deed.by]
        found = sorted(own, key=lambda pair: pair[1].span.start)
    if not found:
        raise CoverError(why="no_cover", given=number)
    return found[0]


async def _tell(
    work: UnitOfWork,
    deed: Deed,
    rotation: Rotation,
    cover: Cover,
    *,
    instead: tuple[int, ...],
    is_back: bool = False,
) -> Outcome:
    """Keep what happened, say it in the tier's channels, and show it to who asked elsewhere."""
    data: dict[str, Fact] = {
        "rotation": rotation.key,
        "cover": cover.id,
        "person": cover.person,
        "start": cover.span.start.isoformat(),
        "end": cover.span.end.isoformat(),
    }
    kind = EventKind.DUTY_TAKEN_BACK if is_back else EventKind.DUTY_COVERED
    event = await work.events.add(Event(kind=kind, at=deed.at, by=deed.by, data=data))
    telling = Telling(work=work, now=deed.now)
    others: list[Json] = [await telling.person(one) for one in instead if one != cover.person]
    tier = work.policy.tier(rotation.tier)
    facts: dict[str, Json] = {
        "cover": cover.id,
        "rotation": rotation.key,
        "tier": tier.title,
        "person": await telling.person(cover.person),
        "instead": others,
        "start": cover.span.start.isoformat(),
        "end": cover.span.end.isoformat(),
        "is_now": cover.span.start <= deed.now,
        "is_back": is_back,
    }
    notice = Notice(kind=NoticeKind.COVERED, facts=facts, event=event.id)
    for channel in tier.channels:
        cause, language = f"event:{event.id}", work.policy.languages[0]
        await work.say(
            Saying(cause=cause, address=channel.address, notice=notice, language=language)
        )
    is_read = any(channel.address == deed.place.channel.top for channel in tier.channels)
    return Done(facts={"cover": cover.id}) if is_read else Show(notice=notice)
