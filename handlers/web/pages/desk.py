"""Which other pages are there? The board, a ticket, the knowledge base, and the way in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from desk.attachment import Attachment, Audience, FileState
from desk.errors import NotAllowedError, NotFoundError
from desk.people import Role
from desk.policy import Status
from desk.search import STATES
from desk.views import Amended, BoardRow, ChatFile, HistoryRow, TicketPage
from handlers.agreement import agreement
from handlers.cards.card import Moment, MomentStyle
from handlers.web.identity import Viewer
from handlers.web.pages.duty import may_see_duty
from handlers.web.pages.timers import timer_line
from handlers.web.render import Reader, clock_html, moment_html, zone
from handlers.web.site import Pages, Site, Visit
from handlers.web.words import Words
from knowledge.findings import Band

_LARGEST = 2**63 - 1  # what a database can look for
_CODES = ("level", "tier", "type", "category", "service", "priority", "rating", "metric", "why")
_ANSWERABLE = frozenset({Role.MANAGER, Role.ADMIN, Role.OPERATOR})
_WORDS = ("text", "note", "reason", "comment")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One event of a ticket, ready to be read."""

    what: str
    by: str | None
    at: datetime
    words: str
    rest: str
    is_internal: bool
    amended: tuple[Amended, ...] = ()


class DeskPages:
    """The pages that are read, not talked in."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._services = site.services

    async def board(self, request: Request) -> Response:
        """Show the whole board; `?more=` gives one column ten times as many rows."""
        visit = await self._visit(request)
        if visit.viewer is None:
            return self._site.stranger(visit)
        more = request.query_params.get("more")
        board = await self._services.board.board(visit.viewer.actor, more=more)
        title = visit.renderer.words.say("web.nav.board")
        pages = self._site.pages(visit.viewer)
        wanted = {"show": "board", "as": visit.viewer.account, "more": more or ""}
        return self._site.page(
            visit,
            "board.html",
            here="board",
            title=title,
            board=board,
            pages=pages,
            states=tuple(STATES),
            tells_duty=may_see_duty(visit.viewer.actor),
            stream=f"/stream?{urlencode(wanted)}",
        )

    async def ticket(self, request: Request) -> Response:
        """Show one ticket; somebody else's is as good as not there."""
        visit = await self._visit(request)
        if visit.viewer is None:
            return self._site.stranger(visit)
        number: int = request.path_params["number"]
        if number > _LARGEST:
            return self._missing(visit)
        try:
            page = await self._services.tickets.page(visit.viewer.actor, number)
        except (NotFoundError, NotAllowedError):
            return self._missing(visit)
        return self._ticket(visit, visit.viewer, page)

    async def shelf(self, request: Request) -> Response:
        """List the articles, or those that answer a question best."""
        visit = await self._visit(request)
        if visit.viewer is None:
            return self._site.stranger(visit)
        query = request.query_params.get("q", "").strip()[:500]
        say = visit.renderer.words.say
        return self._site.page(
            visit,
            "shelf.html",
            here="kb",
            title=say("web.nav.kb"),
            query=query,
            found=await self._found(query),
            pages=self._site.pages(visit.viewer),
        )

    async def article(self, request: Request) -> Response:
        """Show one article."""
        visit = await self._visit(request)
        if visit.viewer is None:
            return self._site.stranger(visit)
        shelf = self._services.shelf
        article = shelf.article(request.path_params["id"]) if shelf else None
        if article is None:
            return self._missing(visit)
        return self._site.page(
            visit,
            "article.html",
            here="kb",
            title=article.title,
            text=article.body,
            lang=article.lang,
            reader=self._site.reader(visit, visit.viewer),
            pages=self._site.pages(visit.viewer),
        )

    async def agreement(self, request: Request) -> Response:
        """Show what is promised; prices only to those who answer for them."""
        visit = await self._visit(request)
        if visit.viewer is None:
            return self._site.stranger(visit)
        policy, actor = self._services.policy, visit.viewer.actor
        today = self._services.desk_now().astimezone(zone(policy.timezone)).date()
        language = visit.renderer.words.language
        has_prices = bool(actor.roles & _ANSWERABLE)
        return self._site.page(
            visit,
            "agreement.html",
            here="board",
            title=visit.renderer.words.say("web.agreement", name=policy.name),
            text=agreement(policy, today, language, has_prices=has_prices),
            pages=self._site.pages(visit.viewer),
        )

    async def sign_in(self, request: Request) -> Response:
        """Ask to go on; only the answer uses the link up, for chats look links up themselves."""
        visit = await self._site.visit(request)
        say = visit.renderer.words.say
        body = visit.renderer.page("sign_in.html", token=visit.token, action=request.url.path)
        return self._site.told(
            visit, say("web.sign_in.welcome"), text=say("web.sign_in.go_on"), body=body
        )

    def _missing(self, visit: Visit) -> Response:
        say = visit.renderer.words.say
        return self._site.told(
            visit, say("web.missing"), status=404, text=say("web.missing.text"), back="/"
        )

    async def _visit(self, request: Request) -> Visit:
        return await self._site.visit(request, request.query_params.get("as"))

    async def _found(self, query: str) -> Sequence[tuple[str, str]]:
        shelf, articles = self._services.shelf, self._services.articles
        if query and shelf:
            findings = await shelf.search(query)
            is_sure = findings.band is not Band.NONE
            met = [match for match in findings.matches if is_sure or match.why]
            return [(match.article_id, match.title) for match in met]
        listed = sorted(articles(), key=lambda one: one.title) if articles else ()
        return [(article.id, article.title) for article in listed]

    def _ticket(self, visit: Visit, viewer: Viewer, page: TicketPage) -> Response:
        reader, words = self._site.reader(visit, viewer), self._site.renderer(viewer).words
        pages = self._site.pages(viewer)
        kept = [file for file in page.files if file.state is FileState.KEPT]
        return self._site.page(
            visit,
            "ticket.html",
            here="board",
            title=f"{pages.number(page.row.ticket)} · {page.row.title}",
            page=page,
            pages=pages,
            reader=reader,
            facts=[
                *_facts(page, pages),
                *_promises(page, reader, words),
            ],
            timers=[timer_line(row, pages, reader) for row in page.timers],
            files=[_saved(file) for file in kept if file.audience is not Audience.NOBODY],
            inside=[_saved(file) for file in kept if file.audience is Audience.NOBODY],
            missing=[file for file in page.files if file.state is not FileState.KEPT],
            history=[_line(row, pages) for row in page.history],
        )


def _facts(page: TicketPage, pages: Pages) -> Sequence[tuple[str, str]]:
    row, words = page.row, pages.words
    facts = [
        (words.say("web.fact.status"), words.code("status", _status(row))),
        (words.say("web.fact.priority"), words.code("priority", row.priority.value)),
        (words.say("web.fact.tier"), pages.team(row.tier)),
        (words.say("web.fact.owner"), row.owner or words.say("web.board.nobody")),
        (words.say("web.fact.requester"), _asker(row)),
        *_tickets_around(page, words, pages.number),
    ]
    if row.service:
        facts.append((words.say("web.fact.service"), pages.service(row.service)))
    if page.category:
        facts.append((words.say("web.fact.category"), words.code("category", page.category)))
    if page.rating:
        facts.append((words.say("web.fact.rating"), words.say("web.fact.mark", n=page.rating)))
    return facts


def _status(row: BoardRow) -> str:
    """Say of what nobody has that nobody has it: `open` reads as if somebody worked on it."""
    is_nobodys = row.status is Status.OPEN and row.owner is None
    return "unassigned" if is_nobodys else row.status.value


def _asker(row: BoardRow) -> str:
    return f"{row.requester} · {row.organisation}" if row.organisation else row.requester


def _tickets_around(
    page: TicketPage, words: Words, number: Callable[[int], str]
) -> Iterator[tuple[str, str]]:
    """Name the tickets that this one has to do with, as far as the reader may know of them."""
    around = {
        "merged_into": (page.merged_into,) if page.merged_into else (),
        "duplicates": page.duplicates,
        "follows": (page.follows,) if page.follows else (),
        "related": tuple(one for one in page.related if one != page.follows),
    }
    for name, tickets in around.items():
        if tickets:
            yield words.say(f"web.fact.{name}"), ", ".join(map(number, tickets))


def _promises(page: TicketPage, reader: Reader, words: Words) -> Sequence[tuple[str, Markup]]:
    met = (
        ("asked", page.row.asked_at, None),
        ("first_response", page.first_response_at, page.first_response_due),
        ("resolution", page.resolved_at, page.resolution_due),
    )
    return [
        (words.say(f"web.fact.{name}"), _promise(done_at, due_at, page, reader, words))
        for name, done_at, due_at in met
        if done_at or due_at
    ]


def _promise(
    done_at: datetime | None,
    due_at: datetime | None,
    page: TicketPage,
    reader: Reader,
    words: Words,
) -> Markup:
    if done_at is not None:
        return moment_html(Moment(at=done_at, style=MomentStyle.DATE_TIME), reader, words)
    if due_at is None or page.row.is_paused:
        return Markup("{}").format(words.say("web.board.paused"))
    return clock_html(due_at, reader.now, words)


def _line(row: HistoryRow, pages: Pages) -> HistoryLine:
    """Say what happened in the words of its kind; a fact of a person's own words is quoted."""
    said = next((str(row.data[name]) for name in _WORDS if row.data.get(name)), "")
    return HistoryLine(
        what=pages.words.code("web.event", row.kind.value.partition(".")[2]),
        by=row.by,
        at=row.at,
        words=said,
        rest=" · ".join(_rest(row, pages)),
        is_internal=row.is_internal,
        amended=row.amended,
    )


def _saved(file: Attachment) -> ChatFile:
    return ChatFile(
        id=file.id,
        name=file.name,
        size=file.size or 0,
        is_picture=file.picture is not None,
    )


def _rest(row: HistoryRow, pages: Pages) -> Sequence[str]:
    words = pages.words
    told = {name: str(row.data[name]) for name in _CODES if _is_news(row, name)}
    codes = {name: words.code(name, value) for name, value in told.items()}
    if "tier" in codes:
        codes["tier"] = pages.team(told["tier"])
    if "metric" in codes:
        codes["metric"] = words.say(f"web.fact.{told['metric']}")
    if "service" in codes:
        codes["service"] = pages.service(told["service"])
    if row.called:
        codes["called"] = ", ".join(row.called)
    return [f"{words.say(f'web.fact.{name}')}: {word}" for name, word in codes.items()]


def _is_news(row: HistoryRow, name: str) -> bool:
    """Whether the event set it, and not to what it was before."""
    value = row.data.get(name)
    return bool(value) and row.data.get(f"was_{name}") != value
