"""Which tickets does somebody find by a command?"""

from desk.errors import BadCommandError
from desk.inbound import Commanded
from desk.notice import Json, Notice, NoticeKind
from desk.search import read_search
from desk.views import BoardRow, SearchView

SHOWN = 10
"""Tickets of one page in chat."""


async def search(finder: SearchView, given: Commanded, words: str) -> Notice:
    """Look outside any transaction, for it may last; what is shown is for the asker alone.

    Raises BadCommandError without a word, BadSearchError for a filter that is none.
    """
    if not words:
        raise BadCommandError(name=given.name, wanted="words")
    wanted = read_search(words, finder.policy)
    found = await finder.search_as(
        given.author.identity, wanted, is_trusted=given.author.is_trusted, limit=SHOWN
    )
    rows: list[Json] = [_row(row, finder.policy.number(row.ticket)) for row in found.rows]
    facts: dict[str, Json] = {
        "rows": rows,
        "words": words,
        "has_more": found.has_more,
        "page": wanted.page,
    }
    return Notice(kind=NoticeKind.FOUND, facts=facts)


def _row(row: BoardRow, number: str) -> dict[str, Json]:
    return {
        "id": row.ticket,
        "number": number,
        "title": row.title,
        "status": row.status.value,
        "requester": row.requester,
    }
