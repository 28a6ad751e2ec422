"""How do two accounts become one person's, and how do they part again?

A code that is shown on one platform is said to the bot alone on another. Codes are single words of
the bot, so that they are known for codes wherever they stand; only their hashes are kept.
"""

import hashlib
import re
from datetime import datetime, timedelta

from desk.errors import AccountError, Fact
from desk.events import Event, EventKind
from desk.inbound import Author
from desk.notice import Json, Notice, NoticeKind
from desk.outcome import Outcome, Refused, Show
from desk.people import Identity, LinkCode, Person
from desk.ports import UnitOfWork

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What codes are made of: nothing that is read for something else."""

GROUPS, GROUP = 3, 4
LIVES = timedelta(minutes=10)
"""How long a code may be used."""

MOST_WRONG, WRONG_COUNT = 5, timedelta(minutes=10)
"""Wrong codes that one may say within this time."""

_CODE = re.compile(rf"LINK(?:-[{LETTERS}]{{{GROUP}}}){{{GROUPS}}}", re.ASCII)


def code_in(text: str) -> str | None:
    """Give the code that a text is, however it was typed; None for other words."""
    typed = text.strip().strip("`.").upper()
    return typed if _CODE.fullmatch(typed) else None


def hash_of(code: str) -> str:
    """Give what is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()


async def give_code(author: Author, person: Person) -> Outcome:
    """Promise a code; it is made when this is drawn, for what is stored may be read."""
    if not author.is_trusted:
        return _refused("untrusted")
    return Show(notice=Notice(kind=NoticeKind.LINK_CODE, facts={"person": person.id}))


async def enter_code(
    work: UnitOfWork, author: Author, text: str, now: datetime, *, is_direct: bool
) -> Outcome:
    """Join the accounts of whoever says a code and whoever was given it, or say why not.

    A code that others could read is void.
    """
    person = await work.people.meet(author)
    if not author.is_trusted:
        return _refused("untrusted")
    if await work.accounts.wrong_codes(person.id, now) >= MOST_WRONG:
        return _refused("tries")
    code = code_in(text)
    known = None if code is None else await work.accounts.code(hash_of(code))
    if code is None or known is None:
        await work.accounts.note_wrong(person.id, now, now + WRONG_COUNT)
        return _refused("wrong")
    why = await _why_not(work, known, person, now)
    if why is None and not is_direct:
        await work.accounts.use(hash_of(code), now)
        why = "public"
    if why is not None:
        return _refused(why)
    await work.accounts.use(hash_of(code), now)
    return await _join(work, known.person, person, author.identity, now)


async def part(work: UnitOfWork, author: Author, person: Person, now: datetime) -> Outcome:
    """Give the account that says so a person of its own again."""
    if not author.is_trusted:
        return _refused("untrusted")
    if len(await work.people.identities(person.id)) == 1:
        return _refused("alone")
    alone, tickets = await work.accounts.part(person, author.identity)
    await _keep(work, EventKind.ACCOUNT_UNLINKED, alone.id, author.identity, now, tickets)
    return Show(notice=_told("unlinked", alone, author.identity, tickets))


async def _why_not(work: UnitOfWork, code: LinkCode, person: Person, now: datetime) -> str | None:
    if code.used_at is not None:
        return "used"
    if code.expires_at <= now:
        return "expired"
    if code.person == person.id:
        return "own"
    theirs, ours = await _platforms(work, code.person), await _platforms(work, person.id)
    return "taken" if theirs & ours else None


async def _platforms(work: UnitOfWork, person: int) -> set[str]:
    return {account.platform for account in await work.people.identities(person)}


async def _join(
    work: UnitOfWork, kept: int, person: Person, account: Identity, now: datetime
) -> Outcome:
    """Make one of both; a language that only the one who goes has chosen is theirs still."""
    other = await work.people.get(kept)
    is_theirs = person.is_language_chosen and not other.is_language_chosen
    tickets = await work.accounts.join(kept, person.id)
    await work.people.choose_language(kept, (person if is_theirs else other).language)
    await _keep(work, EventKind.ACCOUNT_LINKED, kept, account, now, tickets)
    return Show(notice=_told("linked", other, account, tickets))


def _told(state: str, person: Person, account: Identity, tickets: int) -> Notice:
    facts: dict[str, Json] = {
        "state": state,
        "name": person.name,
        "platform": account.platform,
        "tickets": tickets,
    }
    return Notice(kind=NoticeKind.LINKED, facts=facts)


async def _keep(  # noqa: PLR0917 - what an event holds
    work: UnitOfWork,
    kind: EventKind,
    person: int,
    account: Identity,
    now: datetime,
    tickets: int,
) -> None:
    data: dict[str, Fact] = {"account": str(account), "tickets": tickets}
    await work.events.add(Event(kind=kind, at=now, by=person, data=data))


def _refused(why: str) -> Outcome:
    """Refuse without an exception: that a code was wrong or is used up has to be kept."""
    return Refused(code=AccountError.code, facts={"why": why})
