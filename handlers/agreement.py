"""Which agreement is the configuration? Written out for those who sign it, as Markdown.

Teams with their prices, services, opening hours, promises, how time is counted, who is called when
nobody takes a ticket up, and what is left out: all of it read from what the desk goes by, so that
the paper and the desk cannot say two things.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from babel.dates import format_date, get_day_names
from babel.numbers import format_currency

from desk.policy import Calendar, DeskPolicy, SlaPolicy, Slot, Tier, working_day
from handlers.agreement_work import Work
from handlers.texts import Texts

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=366)
"""How far ahead days off are listed."""

_PROMISES = ("claim", "first_response", "next_reply", "resolution")


def agreement(policy: DeskPolicy, today: date, language: str, *, has_prices: bool = True) -> str:
    """Write the agreement in a language, as it holds today; prices are not everybody's to read."""
    written = _Agreement(policy, today, Texts(language), has_prices=has_prices)
    return "\n".join(written.lines()) + "\n"


class _Agreement:
    def __init__(self, policy: DeskPolicy, today: date, texts: Texts, *, has_prices: bool) -> None:
        self._policy = policy
        self._today = today
        self._texts = texts
        self._has_prices = has_prices

    def lines(self) -> Iterator[str]:
        yield f"# {self._say('title', name=cell(self._policy.name))}"
        yield ""
        yield self._say("as_of", date=self._date(self._today))
        work = Work(self._policy, self._texts)
        for name, part in (
            ("teams", self._teams()),
            ("services", work.services()),
            ("customers", work.customers()),
            ("hours", self._hours()),
            ("promises", self._promises()),
            ("counting", self._counting()),
            ("paths", work.paths()),
            ("duties", work.duties()),
            ("exclusions", work.exclusions()),
        ):
            lines = list(part)
            yield from ("", f"## {self._say(name)}", "", *lines) if lines else ()

    def _teams(self) -> Iterator[str]:
        columns = ("team", "open", "reached", *(("price",) if self._has_prices else ()))
        heads = [self._say(f"column.{name}") for name in columns]
        yield from table(heads, map(self._team, self._policy.tiers))

    def _team(self, tier: Tier) -> list[str]:
        places = [str(channel.address) for channel in tier.channels]
        reached = ", ".join(places) or self._say("nowhere")
        priced = [self._price(tier)] if self._has_prices else []
        return [tier.title, tier.calendar, reached, *priced]

    def _price(self, tier: Tier) -> str:
        if tier.price is None:
            return self._say("no_price")
        price = format_currency(tier.price, "EUR", locale=self._texts.language)
        if tier.volume is None:
            return self._say("price", price=price)
        low, high = tier.volume
        return self._say("price_for", price=price, low=low, high=high)

    def _hours(self) -> Iterator[str]:
        for calendar in self._used():
            hours = "; ".join(self._days(calendar)) or self._say("never")
            if is_always(calendar):
                hours = self._say("always")
            yield f"- **{cell(calendar.key)}**: {hours} ({calendar.timezone})"
            yield from (f"    - {line}" for line in self._days_off(calendar))

    def _used(self) -> list[Calendar]:
        """Calendars that a team or a promise goes by, in the order of the file."""
        keys = {tier.calendar for tier in self._policy.tiers}
        keys |= {promise.calendar for promise in self._policy.slas}
        return [calendar for calendar in self._policy.calendars if calendar.key in keys]

    def _days(self, calendar: Calendar) -> Iterator[str]:
        """Days with the same hours together: Monday to Friday 09:00-17:00."""
        names = get_day_names("wide", locale=self._texts.language)
        for hours, days in groupby(enumerate(calendar.hours), key=lambda day: day[1]):
            numbers = [number for number, _ in days]
            if hours:
                first, last = names[numbers[0]], names[numbers[-1]]
                span = first if len(numbers) == 1 else self._say("days", first=first, last=last)
                yield f"{span} {', '.join(map(clock_times, hours))}"

    def _days_off(self, calendar: Calendar) -> Iterator[str]:
        ends = self._today + _AHEAD
        coming = [day for day in sorted(calendar.holidays) if self._today <= day < ends]
        if coming:
            yield self._say(
                "holidays", days=self._texts.listed([self._date(day) for day in coming])
            )
        for first, last in sorted(calendar.closed):
            if last >= self._today:
                days = self._date(first)
                if first != last:
                    days = self._say("days", first=days, last=self._date(last))
                yield self._say("closed", days=days)

    def _promises(self) -> Iterator[str]:
        if not self._policy.slas:
            yield self._say("nothing_promised")
            return
        names = ("for", *_PROMISES, "counted_in")
        heads = [self._say(f"column.{name}") for name in names]
        yield from table(heads, map(self._promise, self._policy.slas))
        yield ""
        yield self._say("which_holds")

    def _promise(self, promise: SlaPolicy) -> list[str]:
        calendar = self._policy.calendar(promise.calendar)
        targets = (getattr(promise, name) for name in _PROMISES)
        lengths = [opening_time(self._texts, target, calendar) for target in targets]
        return [self._for_whom(promise), *lengths, promise.calendar]

    def _for_whom(self, promise: SlaPolicy) -> str:
        named = [
            promise.organisation,
            promise.priority and self._texts.code("priority", promise.priority.value),
            promise.type and self._texts.code("type", promise.type.value),
            promise.tier and self._policy.tier(promise.tier).title,
        ]
        return ", ".join(filter(None, named)) or self._say("everything")

    def _counting(self) -> Iterator[str]:
        statuses = sorted({status for promise in self._policy.slas for status in promise.pauses})
        pauses = [self._texts.code("status", status.value) for status in statuses]
        reopen = self._texts.duration(self._policy.reopen)
        yield f"- {self._say('count.begin')}"
        yield f"- {self._say('count.open')}"
        yield f"- {self._say('count.answer')}"
        if pauses:
            yield f"- {self._say('count.pauses', statuses=self._texts.listed(pauses))}"
        yield f"- {self._say('count.priority')}"
        yield f"- {self._say('count.reopen', length=reopen)}"

    def _date(self, day: date) -> str:
        return format_date(day, self._say("date_pattern"), locale=self._texts.language)

    def _say(self, name: str, /, **facts: str | int) -> str:
        return self._texts.say(f"agreement.{name}", **facts)


def opening_time(texts: Texts, target: timedelta | None, calendar: Calendar) -> str:
    """Say a target as time that is open: where a day opens for eight hours, 24 h are three days."""
    if target is None:
        return texts.say("agreement.not_promised")
    return opening_length(texts, target, working_day(calendar.hours))


def opening_length(texts: Texts, target: timedelta, day: timedelta) -> str:
    """Say the same where days are open for so long."""
    days, rest = divmod(target, day)
    if rest or day == _DAY or not days:
        return texts.duration(target)
    return texts.say("agreement.opening_days", n=days)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Draw a table of Markdown."""
    yield _row(heads)
    yield _row(["---"] * len(heads))
    yield from map(_row, rows)


def cell(text: str) -> str:
    """Give a name of the file's as words that mean nothing to Markdown."""
    return "".join(f"\\{sign}" if sign in "\\|*_`<[#" else sign for sign in text)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(text if text == '---' else cell(text) for text in cells)} |"


def clock_times(slot: Slot) -> str:
    """Write a slot as the file does; midnight at its end is 24:00."""
    end = f"{slot.end:%H:%M}"
    return f"{slot.start:%H:%M}-{'24:00' if end == '00:00' else end}"


def is_always(calendar: Calendar) -> bool:
    """Whether it is never closed."""
    is_whole = all([clock_times(slot) for slot in day] == ["00:00-24:00"] for day in calendar.hours)
    return is_whole and not calendar.holidays and not calendar.closed
