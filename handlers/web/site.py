"""What does every page need: who looks, in which words, and the frame around it?"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_datetime
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from desk.policy import DeskPolicy
from handlers.web.assets import Assets
from handlers.web.identity import Door, Viewer
from handlers.web.render import Reader, Renderer, knows_nothing, zone
from handlers.web.security import form_token
from handlers.web.services import SamplePerson, WebServices
from handlers.web.words import Words, wanted

_SCRIPT_WORDS = (
    "web.clock.left",
    "web.clock.overdue",
    "web.clock.minutes",
    "web.clock.hours",
    "web.clock.days",
    "web.failed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request: the browser, and who looks (None before a sign-in).

    `language` is what the browser asks for, `people` are those whom one may play in a demo.
    """

    request: Request
    browser: str
    viewer: Viewer | None
    language: str
    people: Sequence[SamplePerson] = ()

    @property
    def token(self) -> str:
        """What this browser's forms carry."""
        return form_token(self.browser)

    @property
    def renderer(self) -> Renderer:
        """The renderer of the viewer's language, a stranger's being the browser's."""
        viewer = self.viewer
        return renderer_of(viewer.actor.person.language if viewer else self.language)

    @property
    def wants_json(self) -> bool:
        """Whether the page's script asks, and not the browser itself."""
        return request_accepts_json(self.request)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every page."""

    desk: str
    here: str
    now: datetime
    clock: str
    timezone: str
    account: str | None
    name: str
    token: str
    home: str
    who: str
    people: Sequence[SamplePerson]
    is_demo: bool
    has_articles: bool
    has_services: bool
    script_words: str
    asset: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What parts of pages need to link and to name things; `who` keeps the demo's person."""

    policy: DeskPolicy
    words: Words
    now: datetime
    who: str

    @property
    def and_who(self) -> str:
        """The same behind another parameter."""
        return self.who.replace("?", "&")

    def number(self, ticket: int) -> str:
        """Write a ticket's number as people say it."""
        return self.policy.number(ticket)

    def column(self, key: str) -> str:
        """Name a column of the board."""
        noun, _, tier = key.partition(":")
        if noun != "with":
            return self.words.say(f"web.column.{key}")
        return self.words.say("web.column.with", tier=self.team(tier))

    def team(self, tier: str) -> str:
        """Name a tier, also one that was taken out of the configuration since."""
        titles = {known.key: known.title for known in self.policy.tiers}
        return titles.get(tier, tier)

    def service(self, key: str) -> str:
        """Name a service, by its key where the file does not name it any more."""
        known = self.policy.service(key)
        return known.title if known else key


def request_accepts_json(request: Request) -> bool:
    """Whether the page's script asks, and not the browser itself."""
    return request.headers.get("accept", "").startswith("application/json")


class Site:
    """Draws whole pages for visits."""

    def __init__(self, services: WebServices, assets: Assets) -> None:
        self.services = services
        self.door = Door(services)
        self._assets = assets

    async def visit(self, request: Request, wanted: str | None = None) -> Visit:
        """Look who is there."""
        demo = self.services.demo
        return Visit(
            request=request,
            browser=self.door.browser(request),
            viewer=await self.door.viewer(request, wanted),
            language=self.language(request),
            people=await demo.people() if demo else (),
        )

    def language(self, request: Request) -> str:
        """Choose what the browser asks for, or the desk's first language."""
        return wanted(request.headers.get("accept-language", ""), self.services.language)

    def renderer(self, viewer: Viewer) -> Renderer:
        """Give the renderer of the viewer's language."""
        return renderer_of(viewer.actor.person.language)

    def reader(self, visit: Visit, viewer: Viewer) -> Reader:
        """Say for whom cards are drawn."""
        shelf = self.services.shelf
        knows = (lambda article: shelf.article(article) is not None) if shelf else knows_nothing
        return Reader(
            account=viewer.account,
            token=visit.token,
            now=self.services.desk_now(),
            timezone=self._timezone(viewer),
            knows=knows,
        )

    def pages(self, viewer: Viewer) -> Pages:
        """Give what parts of pages link and name with."""
        return Pages(
            policy=self.services.policy,
            words=self.renderer(viewer).words,
            now=self.services.desk_now(),
            who=self._who(viewer),
        )

    def page(
        self,
        visit: Visit,
        template: str,
        *,
        here: str = "",
        status: int = 200,
        **values: Any,  # noqa: ANN401 - what a template may be given
    ) -> Response:
        """Draw a page and answer with it."""
        frame = self._frame(visit, here)
        html = visit.renderer.page(template, frame=frame, **values)
        response = HTMLResponse(html, status_code=status)
        if self.door.known_browser(visit.request) is None:
            self.door.keep_browser(response, visit.browser)
        return response

    def told(self, visit: Visit, title: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - as page
        """Answer with a page that says one thing."""
        shown = {"text": "", "body": "", "draft": "", "back": "", **values}
        return self.page(visit, "told.html", status=status, title=title, **shown)

    def stranger(self, visit: Visit) -> Response:
        """Answer somebody who is not signed in: how one gets in."""
        say = visit.renderer.words.say
        if visit.wants_json:
            told = {"kind": "refused", "text": say("web.sign_in.title")}
            return JSONResponse(told, status_code=401)
        return self.told(visit, say("web.sign_in.title"), status=401, text=say("web.sign_in.how"))

    def _frame(self, visit: Visit, here: str) -> Frame:
        words, now = visit.renderer.words, self.services.desk_now()
        viewer = visit.viewer
        timezone = self.services.policy.timezone
        local = now.astimezone(zone(timezone))
        return Frame(
            desk=self.services.policy.name,
            here=here,
            now=now,
            clock=format_datetime(local, words.say("web.moment.clock"), locale=words.language),
            timezone=timezone,
            account=viewer.account if viewer else None,
            name=viewer.name if viewer else "",
            token=visit.token,
            home="/",
            who=self._who(viewer) if viewer else "",
            people=visit.people,
            is_demo=self.services.demo is not None,
            has_articles=self.services.articles is not None,
            has_services=bool(self.services.policy.services),
            script_words=_script_words(words),
            asset=self._assets.url,
        )

    def _timezone(self, viewer: Viewer) -> str:
        """Give the person's zone, or the house's for one whose platform tells none."""
        told = viewer.actor.person.timezone
        return self.services.policy.timezone if told == "UTC" else told

    def _who(self, viewer: Viewer) -> str:
        if self.services.demo is None:
            return ""
        return "?" + urlencode({"as": viewer.account})


def back_to(path: str) -> str:
    """Keep a way back only when it stays on this site."""
    url = URL(path)
    is_here = path.startswith("/") and not path.startswith(("//", "/\\")) and not url.netloc
    return path if is_here else "/"


def go(path: str) -> Response:
    """Send the browser on after a form."""
    return RedirectResponse(back_to(path), status_code=303)


@cache
def renderer_of(language: str) -> Renderer:
    """Give the renderer of a language, made once."""
    return Renderer(Words(language))


def _script_words(words: Words) -> str:
    raw = {name.removeprefix("web."): words.raw(name) for name in _SCRIPT_WORDS}
    return json.dumps(raw)
