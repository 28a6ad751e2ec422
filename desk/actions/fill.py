"""How is a form filled where it cannot be shown whole: one field after the other?"""

from dataclasses import replace

from desk.actions.deed import Deed
from desk.actions.perform import finish
from desk.errors import NotAllowedError, NotFoundError
from desk.form import Form
from desk.outcome import Ask, Done, FieldFaults, Outcome
from desk.ports import UnitOfWork

SKIP = "-"
"""What one writes to leave an optional field empty."""


async def fill(work: UnitOfWork, deed: Deed, form: Form, text: str) -> Outcome:
    """Take words for the next field; ask for the one after it, or do the verb when it was the last.

    A value that will not do is asked for again.
    """
    wanted = form.next_field
    if wanted is None:
        return await finish(work, deed, form)
    value = "" if wanted.is_optional and text.strip() == SKIP else wanted.code_of(text)
    filled = form.fill(wanted.name, value)
    fault = filled.faults().get(wanted.name)
    if fault is not None:
        return FieldFaults(form=form.id, faults={wanted.name: fault})
    if filled.next_field is None:
        return await finish(work, deed, filled)
    await work.forms.save(filled)
    return Ask(form=filled)


async def fill_by_button(work: UnitOfWork, deed: Deed) -> Outcome:
    """Take a tapped choice, `form:field:value`; one for a field that is filled already is late."""
    number, name, value = _parts(deed.words)
    form = await _own(work, deed, number)
    wanted = form.next_field
    if wanted is None or wanted.name != name:
        return Ask(form=form)
    return await fill(work, deed, form, value or SKIP)


async def forget(work: UnitOfWork, deed: Deed) -> Outcome:
    """Drop the form that `words` names, or the one that waits at this place."""
    if deed.words:
        form = await _own(work, deed, int(deed.words))
        await work.forms.remove(form.id)
        return Done()
    waiting = await work.forms.waiting(deed.by, deed.place.channel.top, deed.now)
    if waiting is None:
        raise NotFoundError(noun="form")
    await work.forms.remove(waiting.id)
    return Done()


async def submit(work: UnitOfWork, deed: Deed, number: int) -> Outcome:
    """Take a form filled whole; raises NotFoundError when it expired or was done already."""
    form = await _own(work, deed, number)
    names = {field.name for field in form.fields}
    values = {name: value.strip() for name, value in deed.values.items() if name in names}
    missing = {name: "" for name in names if name not in values}
    there = replace(
        deed,
        place=replace(deed.place, channel=form.channel, thread=form.thread),
    )
    return await finish(work, there, replace(form, values={**missing, **values}))


async def _own(work: UnitOfWork, deed: Deed, number: int) -> Form:
    form = await work.forms.get(number)
    if form.expires_at <= deed.now:
        raise NotFoundError(noun="form")
    if form.person != deed.by:
        raise NotAllowedError(verb=form.verb.value, ticket=form.ticket)
    return form


def _parts(words: str | None) -> tuple[int, str, str]:
    number, _, rest = (words or "").partition(":")
    name, _, value = rest.partition(":")
    if not number.isdigit():
        raise NotFoundError(noun="form")
    return int(number), name, value
