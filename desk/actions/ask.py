"""How is a question answered, or honestly not?"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.actions.attach import attach
from desk.actions.deed import Deed
from desk.actions.offer_incident import incident_for, offered
from desk.actions.open_ticket import Opening, open_ticket
from desk.actions.tell_state import stated, what_is_known
from desk.actions.telling import ANSWERED_BY
from desk.actions.write import write
from desk.attachment import Audience
from desk.events import Event, EventKind
from desk.incidents import Incident
from desk.notice import Json, Notice, NoticeKind, Offer, Op, Saying
from desk.outcome import Done, Outcome
from desk.people import Address
from desk.ports import Link, Shelf, Side, UnitOfWork
from desk.question import Question, QuestionOutcome, Shown
from desk.service_state import Known
from desk.services import service_of
from desk.ticket import Ticket, Verb
from knowledge.article import Article
from knowledge.findings import Band, Findings
from knowledge.smalltalk import is_asked

BEST = 3
"""How many matches are kept with a question and shown at most."""

MANY, FLOOD = 5, timedelta(minutes=10)
"""So many tickets of one person in so short a time are a flood; further words join the last."""

ANSWER_OFFERS = (Offer(verb=Verb.SOLVED), Offer(verb=Verb.NOT_IT), Offer(verb=Verb.PERSON))


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """What was found for a text before the transaction began."""

    findings: Findings
    article: Article | None
    version: str


async def think(shelf: Shelf, text: str) -> Thought:
    """Search the knowledge base; slow, so never inside a transaction."""
    findings = await shelf.search(text)
    best = findings.matches[0].article_id if findings.matches else None
    article = shelf.article(best) if findings.band is Band.ANSWER and best else None
    return Thought(findings=findings, article=article, version=shelf.version)


def question_card(question: int) -> str:
    """Name the card that answers a question."""
    return f"question:{question}"


async def ask(work: UnitOfWork, deed: Deed, thought: Thought) -> Outcome:
    """Answer when sure, offer up to three when not, open a ticket when there is nothing to offer.

    Every question is logged with what was found, whatever comes of it.
    """
    fresh = _question(work, deed, thought)
    known = await what_is_known(work, fresh, deed.now)
    is_told = known.windows or (known and is_asked(fresh.text))
    incident = None if is_told else await incident_for(work, fresh)
    known = known if incident is None else Known()
    if known:
        fresh = replace(fresh, outcome=QuestionOutcome.ANSWERED, picked=None)
    question = await work.questions.add(fresh)
    await _link(work, deed, question)
    audience = Audience.ENGINEERS
    files = await attach(work, deed.files, audience, now=deed.now, question=question.id)
    deed = replace(deed, files=files)
    if known:
        await _say(work, question, *stated(work.policy, known, deed.now))
        await note(work, deed, question, EventKind.QUESTION_ANSWERED)
    elif incident is not None:
        await _offer(work, deed, question, incident)
    elif thought.article is not None:
        await _say(work, question, *answered(question, thought.article))
        await note(work, deed, question, EventKind.QUESTION_ANSWERED, article=thought.article.id)
    elif question.outcome is QuestionOutcome.SUGGESTED:
        await _say(work, question, *suggested(question))
        await note(work, deed, question, EventKind.QUESTION_SUGGESTED)
    else:
        await _open_or_fold(work, deed, question)
    return Done(facts={"question": question.id})


async def _offer(work: UnitOfWork, deed: Deed, question: Question, incident: Incident) -> None:
    """Ask whether it is the same; what was found besides waits for what they say."""
    await _say(work, question, *offered(work, question, incident))
    await work.questions.save(changed(question, outcome=QuestionOutcome.OFFERED))
    await note(work, deed, question, EventKind.QUESTION_OFFERED)


async def _open_or_fold(work: UnitOfWork, deed: Deed, question: Question) -> None:
    """Open a ticket, or add the words to the last one of somebody who opens many at once.

    The receipt says so and lets them be moved out; engineers are spared a flood of cards.
    """
    last = await folds_into(work, deed)
    if last is None:
        await to_ticket(work, deed, question)
        return
    await write(work, deed, last, is_guess=True, is_folded=True)
    await work.questions.save(changed(question, outcome=QuestionOutcome.TICKET, ticket=last.id))


async def folds_into(work: UnitOfWork, deed: Deed) -> Ticket | None:
    """Give the ticket that takes the words of a flood; None where there is no flood."""
    return await flood_of(work, deed.by, deed.now)


async def flood_of(work: UnitOfWork, person: int, now: datetime) -> Ticket | None:
    """Give the last of the many tickets that somebody has opened just now; None for few."""
    own = await work.tickets.open_of(person)
    since = now - FLOOD
    fresh = [ticket for ticket in own if ticket.is_open and ticket.created_at > since]
    return max(fresh, key=lambda ticket: ticket.id) if len(fresh) >= MANY else None


async def note(
    work: UnitOfWork,
    deed: Deed,
    question: Question,
    kind: EventKind,
    *,
    article: str | None = None,
) -> Event:
    """Append what came of a question to the log."""
    data = {"article": article} if article else {}
    return await work.events.add(
        Event(kind=kind, at=deed.at, question=question.id, by=deed.by, data=data)
    )


async def to_ticket(work: UnitOfWork, deed: Deed, question: Question) -> Ticket:
    """Open a ticket with the question in it, and remember which."""
    ticket = await open_ticket(
        work,
        Opening(
            requester=question.person,
            text=question.text,
            origin=question.origin,
            asked_at=question.asked_at,
            question=question.id,
            opened_by=deed.by if deed.by != question.person else None,
        ),
        deed.now,
    )
    await work.questions.save(changed(question, outcome=QuestionOutcome.TICKET, ticket=ticket.id))
    return ticket


def answered(
    question: Question, article: Article, *, state: str = "open"
) -> tuple[NoticeKind, dict[str, Json], tuple[Offer, ...]]:
    """Give the kind, facts and offers of an answer in a state: open, solved, not_it, person."""
    facts: dict[str, Json] = {
        "article": article.id,
        "title": article.title,
        "body": article.body,
        "state": state,
        "quote": question.text,
    }
    return NoticeKind.ANSWER, facts, ANSWER_OFFERS if state == "open" else ()


def suggested(
    question: Question, *, state: str = "open", but_not: str | None = None
) -> tuple[NoticeKind, dict[str, Json], tuple[Offer, ...]]:
    """Give the kind, facts and offers of "did you mean", without an article that was not it."""
    shown = [one for one in question.shown if one.article != but_not]
    choices: list[Json] = [{"article": one.article, "title": one.title} for one in shown]
    picks = [Offer(verb=Verb.PICK, words=one.article) for one in shown]
    facts: dict[str, Json] = {"quote": question.text, "choices": choices, "state": state}
    offers = (*picks, Offer(verb=Verb.PERSON)) if state == "open" else ()
    return NoticeKind.SUGGESTIONS, facts, offers


async def redraw(
    work: UnitOfWork,
    question: Question,
    event: Event,
    drawn: tuple[NoticeKind, dict[str, Json], tuple[Offer, ...]],
) -> None:
    """Show on the question's card what it is now."""
    kind, facts, offers = drawn
    await _say(work, question, kind, facts, offers, op=Op.EDIT, cause=f"event:{event.id}")


async def _say(  # noqa: PLR0917 - a saying has this many sides
    work: UnitOfWork,
    question: Question,
    kind: NoticeKind,
    facts: dict[str, Json],
    offers: tuple[Offer, ...],
    op: Op = Op.POST,
    cause: str | None = None,
) -> None:
    reader = await work.people.get(question.person)
    await work.say(
        Saying(
            cause=cause or f"question:{question.id}",
            address=question.origin,
            notice=Notice(kind=kind, facts=facts, offers=offers, question=question.id),
            op=op,
            language=reader.language,
            card=question_card(question.id),
            expires_at=question.asked_at + ANSWERED_BY if op is Op.POST else None,
        )
    )


def _question(work: UnitOfWork, deed: Deed, thought: Thought) -> Question:
    service = service_of(work.policy.services, deed.values["text"])
    found = thought.findings
    outcomes = {Band.ANSWER: QuestionOutcome.ANSWERED, Band.SUGGEST: QuestionOutcome.SUGGESTED}
    outcome = outcomes.get(found.band, QuestionOutcome.TICKET)
    gone = outcome is QuestionOutcome.ANSWERED and thought.article is None
    return Question(
        id=0,
        text=deed.values["text"],
        person=deed.by,
        origin=deed.place.answer,
        asked_at=deed.at,
        band=found.band.value,
        confidence=found.confidence,
        shown=tuple(
            Shown(
                article=match.article_id,
                title=match.title,
                score=match.score,
                confidence=match.confidence,
            )
            for match in found.matches[:BEST]
        ),
        index_version=thought.version,
        outcome=QuestionOutcome.SUGGESTED if gone else outcome,
        picked=thought.article.id if thought.article else None,
        service=service.key if service else None,
    )


async def _link(work: UnitOfWork, deed: Deed, question: Question) -> None:
    anchors = {*deed.place.sources, deed.place.thread} - {None}
    for message in anchors:
        await work.links.add(
            Link(
                channel=Address(
                    platform=deed.place.channel.platform, channel=deed.place.channel.channel
                ),
                message=message or "",
                side=Side.REQUESTER,
                question=question.id,
                by=deed.by,
            )
        )


def changed(
    question: Question,
    *,
    outcome: QuestionOutcome,
    ticket: int | None = None,
    picked: str | None = None,
) -> Question:
    """Give the question with what came of it; what is not said stays."""
    return replace(
        question,
        outcome=outcome,
        ticket=ticket or question.ticket,
        picked=picked or question.picked,
    )
