"""How are the services, and how were they lately? For everybody, where the desk says so."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_datetime
from babel.numbers import format_percent
from starlette.requests import Request
from starlette.responses import Response

from desk.availability import Availability
from desk.service_state import State
from desk.status_page import Day, DayMark, ServiceRow, TroubleRow
from handlers.web.pages.duty import may_see_duty
from handlers.web.render import zone
from handlers.web.site import Site
from handlers.web.words import Words

_HOUR = timedelta(hours=1)
_NAMED = 10
"""So many days with trouble are named beside the bars; the last ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A day as it is drawn, and what it says to who points at it."""

    mark: str
    told: str


class StatusDoor:
    """The page of how the services are."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def status(self, request: Request) -> Response:
        """Show it: to everybody where the desk says so, else to who is signed in."""
        services = self._site.services
        visit = await self._site.visit(request, request.query_params.get("as"))
        if visit.viewer is None and not services.policy.is_status_public:
            return self._site.stranger(visit)
        words = visit.renderer.words
        if services.status is None:
            told = words.say("web.missing.text")
            return self._site.told(visit, words.say("web.missing"), status=404, text=told, back="/")
        viewer = visit.viewer
        now = services.desk_now()
        timezone = self._site.reader(visit, viewer).timezone if viewer else services.policy.timezone
        page = await services.status.status(now)
        return self._site.page(
            visit,
            "status.html",
            here="status",
            title=words.say("web.status.title", desk=services.policy.name),
            page=page,
            timezone=timezone,
            look=StatusLook(now=now, timezone=timezone, words=words),
            may_plan=viewer is not None and may_see_duty(viewer.actor),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLook:
    """Writes states, days and moments out in the reader's zone and words."""

    now: datetime
    timezone: str
    words: Words

    def state(self, state: State) -> str:
        """Name a state."""
        return self.words.say(f"web.state.{state.value}")

    def overall(self, state: State) -> str:
        """Say in a sentence how all is."""
        return self.words.say(f"web.all.{state.value}")

    def moment(self, at: datetime) -> str:
        """Write a moment, with its day unless that is today."""
        here = zone(self.timezone)
        local = at.astimezone(here)
        is_today = local.date() == self.now.astimezone(here).date()
        pattern = self.words.say("web.moment.time" if is_today else "web.on_call.moment")
        return format_datetime(local, pattern, locale=self.words.language)

    def span(self, start: datetime, end: datetime) -> str:
        """Write when something begins and ends."""
        return self.words.say("web.status.span", start=self.moment(start), end=self.moment(end))

    def lasted(self, trouble: TroubleRow) -> str:
        """Say when a trouble was, and how long."""
        until = trouble.until or self.now
        length = self.length(until - trouble.since)
        return f"{self.span(trouble.since, until)} ({length})"

    def share(self, kept: Availability | None) -> str:
        """Write how much of what was agreed was kept; rounded down, so that 100 % is all of it."""
        share = kept.share if kept else None
        if share is None:
            return self.words.say("web.status.share.none")
        rounded = int(share * 10_000) / 10_000
        return format_percent(rounded, "0.##\u00a0%", locale=self.words.language)

    def bars(self, row: ServiceRow) -> list[Bar]:
        """Give the days to be drawn, the first one first."""
        return [Bar(mark=one.mark.value, told=self._told(one)) for one in row.days]

    def troubled(self, row: ServiceRow) -> list[str]:
        """Name the days with trouble in words, the last one first."""
        return [self._told(one) for one in reversed(row.days) if _is_troubled(one)][:_NAMED]

    def length(self, length: timedelta) -> str:
        """Write a length, in minutes up to an hour; what is shorter than a minute is one."""
        if length < _HOUR:
            return self.words.say("web.status.minutes", n=max(1, length // timedelta(minutes=1)))
        hours, rest = divmod(length, _HOUR)
        return self.words.say("web.status.hours", n=hours, m=rest // timedelta(minutes=1))

    def _told(self, day: Day) -> str:
        what = self.words.say(f"web.day.{day.mark.value}", length=self.length(day.down))
        return f"{self._date(day.day)}: {what}"

    def _date(self, day: date) -> str:
        return format_date(day, self.words.say("web.status.date"), locale=self.words.language)


def _is_troubled(day: Day) -> bool:
    return day.mark in {DayMark.SHORT, DayMark.LONG}
