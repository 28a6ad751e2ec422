"""How does a person learn the outcome when the handle that waited for it is gone?"""

from datetime import datetime

from desk.actions.telling import ONLY_YOU
from desk.form import Form
from desk.notice import Json, Notice, NoticeKind, Offer, Saying, Weight
from desk.outcome import Ask, FieldFaults, Outcome, Refused, Show
from desk.people import Address, Identity
from desk.ports import UnitOfWork
from desk.ticket import Verb

_LATE = Notice(kind=NoticeKind.REFUSED, facts={"code": "late", "facts": {}})
"""The handle is gone, and what was wrong with the form is shown in it only: tap again."""


async def tell_outcome(  # noqa: PLR0917 - who, where, what, and how it can be asked
    work: UnitOfWork,
    key: str,
    outcome: Outcome,
    language: str,
    reader: Identity,
    place: Address,
    now: datetime,
    *,
    asks_in_chat: bool,
) -> None:
    """Say the outcome of the row `key` to the person who caused it; what is done is said already.

    Where the platform cannot show a form, its next field is asked as a message; elsewhere a button
    opens it.
    """
    notice = await _notice(work, outcome, asks_in_chat=asks_in_chat)
    if notice is None:
        return
    is_field = notice.kind is NoticeKind.FORM_FIELD
    await work.say(
        Saying(
            cause=f"outcome:{key}",
            address=place,
            notice=notice,
            weight=Weight.NORMAL if is_field else Weight.FYI,
            language=language,
            only=reader,
            card=f"outcome:{key}" if is_field else None,
            expires_at=None if is_field else now + ONLY_YOU,
        )
    )


async def _notice(work: UnitOfWork, outcome: Outcome, *, asks_in_chat: bool) -> Notice | None:
    if isinstance(outcome, Show):
        return outcome.notice
    if isinstance(outcome, Refused):
        facts: dict[str, Json] = {"code": outcome.code, "facts": dict(outcome.facts)}
        return Notice(kind=NoticeKind.REFUSED, facts=facts)
    if isinstance(outcome, Ask | FieldFaults):
        return await _ask_again(work, outcome) if asks_in_chat else _to_be_opened(work, outcome)
    return None


def _to_be_opened(work: UnitOfWork, outcome: Ask | FieldFaults) -> Notice:
    """Offer the form that nothing could show: what is filled in already stands in it."""
    if isinstance(outcome, FieldFaults):
        return _LATE
    form = outcome.form
    facts: dict[str, Json] = {
        "verb": form.verb.value,
        "number": work.policy.number_in(form.ticket),
    }
    if form.title is not None:
        facts["title"] = form.title
    offers = (Offer(verb=Verb.FILL, words=f"{form.id}:"),)
    return Notice(kind=NoticeKind.FORM_WAITS, facts=facts, offers=offers, ticket=form.ticket)


async def _ask_again(work: UnitOfWork, outcome: Ask | FieldFaults) -> Notice:
    if isinstance(outcome, Ask):
        return field_notice(outcome.form, work.policy.number_in(outcome.form.ticket))
    form = await work.forms.get(outcome.form)
    fault = next(iter(outcome.faults.values()), None)
    return field_notice(form, work.policy.number_in(form.ticket), fault=fault)


def field_notice(form: Form, number: str | None, *, fault: str | None = None) -> Notice:
    """Ask for the form's next field, with a button for each choice."""
    wanted = form.next_field
    if wanted is None:
        return _LATE
    choices = [
        Offer(verb=Verb.FILL, words=f"{form.id}:{wanted.name}:{option}")
        for option in wanted.options
    ]
    if wanted.initial and not wanted.options and not wanted.is_optional:
        choices = [Offer(verb=Verb.FILL, words=f"{form.id}:{wanted.name}:{wanted.initial}")]
    skip = [Offer(verb=Verb.FILL, words=f"{form.id}:{wanted.name}:")] if wanted.is_optional else []
    options: list[Json] = list(wanted.options)
    labels: list[Json] = list(wanted.labels)
    facts: dict[str, Json] = {
        "form": form.id,
        "verb": form.verb.value,
        "number": number,
        "title": form.title,
        "field": {
            "name": wanted.name,
            "kind": wanted.kind.value,
            "options": options,
            "labels": labels,
            "is_optional": wanted.is_optional,
            "initial": wanted.initial,
            "label": wanted.label,
            "help": wanted.help,
            "has_other": any(other.instead_of == wanted.name for other in form.fields),
        },
        "fault": fault,
        "step": len(form.values) + 1,
        "steps": sum(1 for one in form.fields if one.instead_of is None),
    }
    offers = (*choices, *skip, Offer(verb=Verb.FORGET, words=str(form.id)))
    return Notice(kind=NoticeKind.FORM_FIELD, facts=facts, offers=offers, ticket=form.ticket)
