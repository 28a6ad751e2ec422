"""What do the buttons under an answer do?"""

from dataclasses import replace
from typing import TYPE_CHECKING

from desk import roles
from desk.actions.ask import (
    answered,
    changed,
    note,
    redraw,
    suggested,
    to_ticket,
)
from desk.actions.deed import Deed
from desk.actions.offer_incident import follow_with, incident_for, meant, offered, settled
from desk.actions.tell_state import left_to_a_person
from desk.errors import NotFoundError
from desk.events import EventKind
from desk.notice import Json, NoticeKind, Offer
from desk.outcome import Done, Outcome
from desk.ports import Shelf, UnitOfWork
from desk.question import Question, QuestionOutcome
from desk.ticket import Verb
from knowledge.article import Article

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_SETTLED = frozenset({QuestionOutcome.SOLVED, QuestionOutcome.TICKET})


class Answer:
    """The verbs on a question: solved, not it, a person please, and one of the three."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._verbs: dict[Verb, Callable[[UnitOfWork, Deed, Question], Awaitable[Outcome]]] = {
            Verb.SOLVED: self.solved,
            Verb.NOT_IT: self.not_it,
            Verb.PERSON: self.person,
            Verb.PICK: self.pick,
            Verb.ME_TOO: self.me_too,
            Verb.SOMETHING_ELSE: self.something_else,
        }

    def takes(self, verb: Verb) -> bool:
        """Whether the verb is one on questions."""
        return verb in self._verbs

    async def __call__(self, work: UnitOfWork, deed: Deed) -> Outcome:
        """Do the verb once; a second tap on a settled question changes nothing."""
        question = await work.questions.get(deed.question or 0)
        roles.check_own(deed.actor, deed.verb, question.person)
        if question.outcome in _SETTLED:
            return Done(facts={"question": question.id, "ticket": question.ticket})
        return await self._verbs[deed.verb](work, deed, question)

    async def solved(self, work: UnitOfWork, deed: Deed, question: Question) -> Outcome:
        """Keep that the article solved it."""
        event = await note(work, deed, question, EventKind.QUESTION_SOLVED, article=question.picked)
        await work.questions.save(changed(question, outcome=QuestionOutcome.SOLVED))
        await redraw(
            work, question, event, answered(question, self._picked(question), state="solved")
        )
        return Done(facts={"question": question.id})

    async def not_it(self, work: UnitOfWork, deed: Deed, question: Question) -> Outcome:
        """Offer the other matches once; when there are none, or it was one of them, a ticket."""
        event = await note(
            work, deed, question, EventKind.QUESTION_REJECTED, article=question.picked
        )
        others = [shown for shown in question.shown if shown.article != question.picked]
        if not others or question.rephrased:
            return await self._to_ticket(work, deed, question, state="not_it")
        rejected = replace(question, outcome=QuestionOutcome.NOT_IT, rephrased=1)
        await work.questions.save(rejected)
        await redraw(work, question, event, suggested(question, but_not=question.picked))
        return Done(facts={"question": question.id})

    async def person(self, work: UnitOfWork, deed: Deed, question: Question) -> Outcome:
        """Open a ticket with the question in it: nobody has to ask twice."""
        return await self._to_ticket(work, deed, question, state="person")

    async def pick(self, work: UnitOfWork, deed: Deed, question: Question) -> Outcome:
        """Show the article that was picked where the choice stood."""
        article = self._shelf.article(deed.words or "")
        if article is None:
            raise NotFoundError(noun="article", key=deed.words)
        event = await note(work, deed, question, EventKind.ARTICLE_PICKED, article=article.id)
        picked = replace(question, picked=article.id, rephrased=1)
        await work.questions.save(picked)
        await redraw(work, picked, event, answered(picked, article))
        return Done(facts={"question": question.id})

    async def me_too(self, work: UnitOfWork, deed: Deed, question: Question) -> Outcome:
        """Let them follow the incident with a ticket of their own; if it is over, go on without."""
        incident = await meant(work, deed)
        if incident is None:
            return await self.something_else(work, deed, question)
        ticket, event = await follow_with(work, deed, question, incident)
        own = work.policy.number(ticket.id)
        await redraw(work, question, event, settled(work, incident, "following", own=own))
        return Done(facts={"question": question.id, "ticket": ticket.id})

    async def something_else(self, work: UnitOfWork, deed: Deed, question: Question) -> Outcome:
        """Go on as if there were no incident: with the article that was found, else a ticket."""
        asked = replace(question, rephrased=1)
        article = self._shelf.article(question.picked or "")
        if article is None or question.rephrased:
            ticket = await to_ticket(work, deed, asked)
            event = await note(work, deed, question, EventKind.QUESTION_REJECTED)
            await redraw(work, asked, event, settled(work, await meant(work, deed), "other"))
            return Done(facts={"question": question.id, "ticket": ticket.id})
        await work.questions.save(replace(asked, outcome=QuestionOutcome.ANSWERED))
        event = await note(
            work, deed, question, EventKind.QUESTION_ANSWERED, article=question.picked
        )
        await redraw(work, asked, event, answered(asked, article))
        return Done(facts={"question": question.id})

    async def _to_ticket(
        self, work: UnitOfWork, deed: Deed, question: Question, *, state: str
    ) -> Outcome:
        incident = await incident_for(work, question)
        if incident is not None:
            asked = replace(question, outcome=QuestionOutcome.OFFERED, rephrased=1)
            await work.questions.save(asked)
            event = await note(work, deed, question, EventKind.QUESTION_OFFERED)
            await redraw(work, asked, event, offered(work, asked, incident))
            return Done(facts={"question": question.id})
        ticket = await to_ticket(work, deed, question)
        event = await note(work, deed, question, EventKind.QUESTION_REJECTED)
        await redraw(work, question, event, self._left(question, state))
        return Done(facts={"question": question.id, "ticket": ticket.id})

    def _left(
        self, question: Question, state: str
    ) -> tuple[NoticeKind, dict[str, Json], tuple[Offer, ...]]:
        """Say what stays where the question was answered, once a person has it."""
        if question.picked:
            return answered(question, self._picked(question), state=state)
        if question.outcome is QuestionOutcome.ANSWERED:  # from what is known about services
            return left_to_a_person()
        return suggested(question, state="closed")

    def _picked(self, question: Question) -> Article:
        """Give the article that is shown; one that is gone keeps its title."""
        title = next(
            (shown.title for shown in question.shown if shown.article == question.picked), ""
        )
        gone = Article(id=question.picked or "", title=title, questions=(), body="")
        return self._shelf.article(question.picked or "") or gone
