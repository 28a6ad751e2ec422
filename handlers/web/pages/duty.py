"""Who is on call now and next, and who will be in the days to come?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_datetime
from starlette.requests import Request
from starlette.responses import Response

from desk.intervals import Interval
from desk.people import Actor, Role
from desk.views import DutyPlan, DutyShift
from handlers.web.render import zone
from handlers.web.site import Site
from handlers.web.words import Words

AHEAD = timedelta(days=14)
"""How far the page looks."""

_TOLD = frozenset({Role.ENGINEER, Role.MANAGER, Role.ADMIN, Role.OPERATOR})


def may_see_duty(actor: Actor) -> bool:
    """Whether somebody is one of the desk's own people."""
    return bool(actor.roles & _TOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One stretch, ready to be read; nobody in a gap."""

    start: str
    end: str
    moment: datetime
    people: str
    rotation: str
    is_now: bool
    cover: int | None
    is_gap: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A tier with its stretches in order, and the one that comes after those that are on now."""

    title: str
    now: tuple[Row, ...]
    next: Row | None
    rows: tuple[Row, ...]
    has_gap: bool
    strangers: tuple[str, ...]


class DutyPage:
    """The page of who is on call."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def on_call(self, request: Request) -> Response:
        """Show it to the desk's own people; to others there is no such page."""
        visit = await self._site.visit(request, request.query_params.get("as"))
        if visit.viewer is None:
            return self._site.stranger(visit)
        words = visit.renderer.words
        duty = self._site.services.duty
        if duty is None or not may_see_duty(visit.viewer.actor):
            told = words.say("web.missing.text")
            return self._site.told(visit, words.say("web.missing"), status=404, text=told, back="/")
        now = self._site.services.desk_now()
        reader = self._site.reader(visit, visit.viewer)
        look = _Look(now=now, timezone=reader.timezone, words=words)
        plans = await duty.plans(now, now + AHEAD)
        return self._site.page(
            visit,
            "on_call.html",
            here="board",
            title=words.say("web.on_call"),
            timezone=reader.timezone,
            tiers=[look.tier(plan) for plan in plans],
            pages=self._site.pages(visit.viewer),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """Writes stretches out in the reader's zone and words."""

    now: datetime
    timezone: str
    words: Words

    def tier(self, plan: DutyPlan) -> Tier:
        """Lay out a tier's stretches, gaps among them, by when they begin."""
        rows = tuple(sorted(self._rows(plan), key=lambda row: row.moment))
        named = tuple(row for row in rows if row.is_now)
        later = [row for row in rows if not row.is_now and not row.is_gap]
        after = [row for row in later if row.people not in {one.people for one in named}]
        return Tier(
            title=plan.title,
            now=named,
            next=next(iter(after), None),
            rows=rows,
            has_gap=bool(plan.gaps),
            strangers=tuple(one for part in plan.rotations for one in part.strangers),
        )

    def _rows(self, plan: DutyPlan) -> Iterator[Row]:
        is_alone = len(plan.rotations) == 1
        for part in plan.rotations:
            for shift in part.shifts:
                yield self._row(shift.span, "" if is_alone else part.rotation, shift)
        for gap in plan.gaps:
            yield self._row(gap, "", None)

    def _row(self, span: Interval, rotation: str, shift: DutyShift | None) -> Row:
        return Row(
            start=self._moment(span.start),
            end=self._moment(span.end, since=span.start),
            moment=span.start,
            people=", ".join(shift.people) if shift else self.words.say("web.on_call.nobody"),
            rotation=rotation,
            is_now=span.start <= self.now < span.end,
            cover=shift.cover if shift else None,
            is_gap=shift is None,
        )

    def _moment(self, at: datetime, since: datetime | None = None) -> str:
        """Write a moment with its day, but for one on the same day as that before it."""
        here = zone(self.timezone)
        local = at.astimezone(here)
        is_same = since is not None and local.date() == since.astimezone(here).date()
        pattern = self.words.say("web.moment.time" if is_same else "web.on_call.moment")
        return format_datetime(local, pattern, locale=self.words.language)
