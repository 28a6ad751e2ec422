"""What maintenance is planned, and how is it planned and called off on the page?

The forms are the command `maintenance` in other clothes: a stored letter, the same action, and its
refusal shown beside what was typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_datetime
from starlette.requests import Request
from starlette.responses import Response

from desk.maintenance import Phase, Window, phase
from desk.outcome import Outcome, Refused
from handlers.cards.refusals import refusal_words
from handlers.web.doors import Doors, Form, has_key
from handlers.web.identity import Viewer
from handlers.web.listeners import Receiver, Sender
from handlers.web.pages.duty import may_see_duty
from handlers.web.render import zone
from handlers.web.security import new_secret
from handlers.web.site import Site, Visit, go
from handlers.web.words import Words

_REFUSED, _LATER = 422, 202
_LONGEST = 2000
_PLANNED = ("day", "clock", "length", "every", "text")
_EVERY = ("once", "daily", "weekly", "every 14d", "every 28d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A window, ready to be read."""

    id: int
    services: str
    start: str
    end: str
    every: str
    text: str
    is_active: bool


class MaintenanceDoor:
    """The page of what is planned, and where its forms arrive."""

    def __init__(self, site: Site, doors: Doors) -> None:
        self._site = site
        self._doors = doors
        services = site.services
        self._receiver = Receiver(
            inbox=services.inbox, handles=services.handles, chat=services.store
        )

    async def show(self, request: Request) -> Response:
        """Show what is planned to whoever is signed in; the forms to the desk's own people."""
        visit = await self._site.visit(request, request.query_params.get("as"))
        if visit.viewer is None:
            return self._site.stranger(visit)
        return await self._page(visit, visit.viewer, {})

    async def take(self, request: Request) -> Response:
        """Plan, call off or end; what is refused is shown with why, and nothing typed is lost."""
        form, visit, refused = await self._doors.open(request)
        if refused is not None or visit.viewer is None:
            return refused or self._site.stranger(visit)
        words = await self._words(request, form)
        if not has_key(form):
            return await self._page(visit, visit.viewer, form, fault=_say(visit, "web.stale"))
        sender = Sender(author=visit.viewer.author, form_key=form["key"])
        now = self._site.services.desk_now()
        outcome = await self._receiver.command(sender, "maintenance", words, now)
        return await self._answer(visit, visit.viewer, form, outcome)

    async def _answer(
        self, visit: Visit, viewer: Viewer, form: Form, outcome: Outcome | None
    ) -> Response:
        if outcome is None:
            note = _say(visit, "web.working")
            return await self._page(visit, viewer, {}, note=note, status=_LATER)
        if isinstance(outcome, Refused):
            language = visit.renderer.words.language
            fault = refusal_words(outcome.code, dict(outcome.facts), language)
            return await self._page(visit, viewer, form, fault=fault)
        return go(f"/maintenance{self._site.pages(viewer).who}")

    async def _page(
        self,
        visit: Visit,
        viewer: Viewer,
        typed: Mapping[str, str],
        *,
        fault: str = "",
        note: str = "",
        status: int = _REFUSED,
    ) -> Response:
        services = self._site.services
        now, words = services.desk_now(), visit.renderer.words
        timezone = services.policy.timezone
        look = _Look(now=now, timezone=timezone, words=words, titles=_titles(self._site))
        found = await services.status.windows(now) if services.status else ()
        return self._site.page(
            visit,
            "maintenance.html",
            here="status",
            status=status if fault or note else 200,
            title=words.say("web.maintenance"),
            timezone=timezone,
            rows=[look.row(window) for window in found],
            may_plan=may_see_duty(viewer.actor) and bool(services.policy.services),
            services=services.policy.services,
            chosen={name for name in typed if name.startswith("service.")},
            typed={name: typed.get(name, "")[:_LONGEST] for name in _PLANNED},
            every=_EVERY,
            today=now.astimezone(zone(timezone)).date().isoformat(),
            fault=fault,
            note=note,
            key=new_secret,
        )

    async def _words(self, request: Request, form: Form) -> str:
        """Write the form as the command that it is."""
        done = request.path_params.get("done", "")
        if done:
            return f"{done} {form.get('number', '')}"
        named = [one.key for one in self._site.services.policy.services]
        services = ", ".join(key for key in named if f"service.{key}" in form)
        day, clock, length, every, text = (form.get(name, "").strip() for name in _PLANNED)
        return f"{services or '?'} {day} {clock} {length} {every or _EVERY[0]} {text}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """Writes windows out in the words of the reader, on the wall of the desk."""

    now: datetime
    timezone: str
    words: Words
    titles: Mapping[str, str]

    def row(self, window: Window) -> Row:
        """Write one out."""
        every = self.words.say("web.maintenance.every", n=window.every) if window.every else ""
        return Row(
            id=window.id,
            services=", ".join(self.titles.get(key, key) for key in window.services),
            start=self._moment(window.starts_at),
            end=self._moment(window.ends_at),
            every=every,
            text=window.text,
            is_active=phase(window, self.now) is Phase.ACTIVE,
        )

    def _moment(self, at: datetime) -> str:
        pattern = self.words.say("web.on_call.moment")
        local = at.astimezone(zone(self.timezone))
        return format_datetime(local, pattern, locale=self.words.language)


def _titles(site: Site) -> Mapping[str, str]:
    return {one.key: one.title for one in site.services.policy.services}


def _say(visit: Visit, word: str) -> str:
    return visit.renderer.words.say(word)
