"""How does somebody subscribe to news of a service, and how are subscribers told?"""

from collections.abc import Collection, Mapping

from desk.actions.deed import Deed
from desk.actions.merged import is_bot
from desk.errors import NotFoundError
from desk.notice import Json, Notice, NoticeKind, Offer, Saying
from desk.outcome import Outcome, Show
from desk.policy import DeskPolicy
from desk.ports import UnitOfWork
from desk.services import Service, service_named
from desk.ticket import Verb


async def subscribe(work: UnitOfWork, deed: Deed, words: str) -> Outcome:
    """Tell this person directly when the service breaks, works again and is worked on.

    Without words it shows what they subscribed to. Raises NotFoundError for what is no service,
    and for somebody with whom the bot has no direct chat: it could not tell them.
    """
    if not words:
        return await _listed(work, deed)
    service = _meant(work.policy, words)
    if await work.people.direct_address(deed.by) is None:
        raise NotFoundError(noun="direct_chat_for_news")
    is_new = await work.subscriptions.add(service.key, deed.by, deed.now)
    return _shown(service, "on" if is_new else "known")


async def unsubscribe(work: UnitOfWork, deed: Deed, words: str) -> Outcome:
    """Stop that; also for a service that the file does not name any more."""
    if not words:
        return await _listed(work, deed)
    if await work.subscriptions.remove(words, deed.by):
        return _shown(work.policy.service(words) or Service(key=words, title=words), "off")
    service = _meant(work.policy, words)
    was_on = await work.subscriptions.remove(service.key, deed.by)
    return _shown(service, "off" if was_on else "not")


async def subscribe_by_button(work: UnitOfWork, deed: Deed) -> Outcome:
    """Do either for the service whose key the button carries."""
    do = subscribe if deed.verb is Verb.SUBSCRIBE else unsubscribe
    return await do(work, deed, deed.words or "")


async def tell_subscribers(
    work: UnitOfWork,
    services: Collection[str],
    kind: NoticeKind,
    facts: Mapping[str, Json],
    *,
    cause: str,
    but_not: Collection[int] = (),
) -> None:
    """Say something to each subscriber of these services once, in their own chat.

    `but_not` are people who read it elsewhere. Whoever cannot be reached directly any more, or is
    another program, is left out.
    """
    keys = sorted(services)
    offers = (Offer(verb=Verb.UNSUBSCRIBE, words=keys[0]),) if len(keys) == 1 else ()
    for person in await work.subscriptions.to(keys):
        address = await work.people.direct_address(person)
        if person in but_not or address is None or await is_bot(work, person):
            continue
        reader = await work.people.get(person)
        notice = Notice(kind=kind, facts=facts, offers=offers)
        await work.say(
            Saying(cause=cause, address=address, notice=notice, language=reader.language)
        )


def _meant(policy: DeskPolicy, words: str) -> Service:
    service = service_named(policy.services, words)
    if service is None:
        known = ", ".join(one.title for one in policy.services)
        raise NotFoundError(noun="service_to_hear_of", key=words, known=known)
    return service


async def _listed(work: UnitOfWork, deed: Deed) -> Outcome:
    own = await work.subscriptions.of(deed.by)
    known = {key: work.policy.service(key) for key in own}
    titles: list[Json] = [one.title if one else key for key, one in known.items()]
    every: list[Json] = [one.title for one in work.policy.services]
    facts: dict[str, Json] = {"state": "list", "services": titles, "known": every}
    return Show(notice=Notice(kind=NoticeKind.SUBSCRIBED, facts=facts))


def _shown(service: Service, state: str) -> Outcome:
    facts: dict[str, Json] = {"state": state, "service": service.title}
    return Show(notice=Notice(kind=NoticeKind.SUBSCRIBED, facts=facts))
