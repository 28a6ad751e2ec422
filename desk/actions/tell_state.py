"""What is said to somebody who asks how a service is?"""

from datetime import datetime

from desk.actions.maintain import facts
from desk.notice import Json, NoticeKind, Offer
from desk.policy import DeskPolicy
from desk.ports import UnitOfWork
from desk.question import Question
from desk.service_state import Known, Trouble, is_about_state, known_about, troubles_of
from desk.ticket import Verb

MOST_HEARD_OF = 3
"""Of so many services one is offered to be told when they work again."""

Stated = tuple[NoticeKind, dict[str, Json], tuple[Offer, ...]]
"""The kind, facts and offers of what is said."""


async def what_is_known(work: UnitOfWork, question: Question, now: datetime) -> Known:
    """Look whether it asks how a service is, which is answered before the knowledge base is."""
    if not work.policy.services or not is_about_state(question.text):
        return Known()
    service = work.policy.service(question.service) if question.service else None
    return known_about(
        question.text,
        service,
        await work.windows.coming(now),
        now,
        await troubles(work),
    )


async def troubles(work: UnitOfWork) -> tuple[Trouble, ...]:
    """Give what is known to be wrong now, each service once."""
    return troubles_of(await work.outages.open(), await work.incidents.open())


def stated(policy: DeskPolicy, known: Known, now: datetime) -> Stated:
    """Tell what is known; of each service that fails one may hear when it works again."""
    rows: list[Json] = [facts(policy, window, now) for window in known.windows]
    broken: list[Json] = [_trouble(policy, one) for one in known.troubles]
    told: dict[str, Json] = {"rows": rows, "broken": broken, "state": "open"}
    heard = [one.service for one in known.troubles[:MOST_HEARD_OF]]
    offers = (*(Offer(verb=Verb.SUBSCRIBE, words=key) for key in heard), Offer(verb=Verb.PERSON))
    return NoticeKind.SERVICE_STATE, told, offers


def left_to_a_person() -> Stated:
    """Say that a person has it now."""
    return NoticeKind.SERVICE_STATE, {"rows": [], "state": "person"}, ()


def _trouble(policy: DeskPolicy, trouble: Trouble) -> dict[str, Json]:
    known = policy.service(trouble.service)
    return {
        "service": trouble.service,
        "title": known.title if known else trouble.service,
        "since": trouble.since.isoformat(),
        "number": policy.number(trouble.ticket) if trouble.ticket is not None else None,
    }
