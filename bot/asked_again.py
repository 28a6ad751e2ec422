"""Is a form's question worth a second saying, when nobody knows whether the first one arrived?

Who answered it has read it. Asked again all the same, people answer again, when the form has moved
on or is done: those words would only stand about as a note.
"""

from typing import Any

from desk.errors import NotFoundError
from desk.notice import NoticeKind
from storage.jobs import Job
from storage.store import Store


async def was_answered(store: Store, job: Job) -> bool:
    """Whether the job asks for a field that was filled since, or of a form that is gone."""
    notice = job.saying.notice
    if notice.kind is not NoticeKind.FORM_FIELD:
        return False
    facts: dict[str, Any] = dict(notice.facts)
    try:
        async with store.begin() as work:
            form = await work.forms.get(facts["form"])
    except NotFoundError:
        return True
    wanted = form.next_field
    return wanted is None or wanted.name != facts["field"]["name"]
