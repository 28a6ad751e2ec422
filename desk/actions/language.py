"""Which language does somebody read?"""

from dataclasses import replace

from desk.notice import Json, Notice, NoticeKind
from desk.outcome import Outcome, Show
from desk.people import Person
from desk.ports import UnitOfWork


async def language(work: UnitOfWork, person: Person, words: str) -> Outcome:
    """Choose the language that the words name by its code; other words are told what there is."""
    wanted = words.strip().lower().partition("-")[0]
    is_known = wanted in work.policy.catalogues
    if is_known:
        await work.people.choose_language(person.id, wanted)
        person = replace(person, language=wanted, is_language_chosen=True)
    facts: dict[str, Json] = {
        "language": person.language,
        "is_changed": is_known,
        "choices": list(work.policy.catalogues),
    }
    return Show(notice=Notice(kind=NoticeKind.LANGUAGE, facts=facts))
