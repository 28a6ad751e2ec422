"""How is a step of a checklist ticked off, and un-ticked?"""

from desk.actions.checklists import OFF, ON, note_checklist, redraw_checklist
from desk.actions.deed import Deed
from desk.actions.telling import Telling
from desk.errors import NotFoundError
from desk.events import EventKind
from desk.outcome import Done, Outcome
from desk.ports import UnitOfWork
from desk.ticket import Ticket


async def tick(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Tick a step, or take that back, as the tapped button said; who comes second changes nothing.

    The checklist is held meanwhile, so that the card that is drawn last shows every tick.
    """
    number, step, wanted = _parts(deed.words)
    held = await work.checklists.get(number)
    if held.ticket != ticket.id:
        raise NotFoundError(noun="checklist", key=str(number))
    if wanted == ON:
        is_changed = await work.checklists.tick(number, step, deed.by, deed.at)
    else:
        is_changed = await work.checklists.untick(number, step)
    if is_changed:
        kind = EventKind.STEP_TICKED if wanted == ON else EventKind.STEP_UNTICKED
        text = next(one.text for one in held.steps if one.number == step)
        event = await note_checklist(work, deed, ticket, kind, held, step=step, text=text)
        telling, now = Telling(work=work, now=deed.now), await work.checklists.get(number)
        await redraw_checklist(telling, ticket, now, event)
        if held.is_whole is not now.is_whole:
            await telling.redraw_card(ticket, event)
    return Done(facts={"ticket": ticket.id})


def _parts(words: str | None) -> tuple[int, int, str]:
    number, _, rest = (words or "").partition(":")
    step, _, wanted = rest.partition(":")
    if not (number.isdecimal() and step.isdecimal() and wanted in {ON, OFF}):
        raise NotFoundError(noun="checklist")
    return int(number), int(step), wanted
