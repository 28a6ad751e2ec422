"""How does a ticket's page say how each of its promises stands?"""

from dataclasses import dataclass

from markupsafe import Markup

from desk.views import TimerRow
from handlers.agreement import opening_length
from handlers.cards.card import Moment, MomentStyle
from handlers.web.render import Reader, clock_html, moment_html
from handlers.web.site import Pages


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerLine:
    """One promise, ready to be read."""

    name: str
    state: Markup
    details: str
    is_broken: bool


def timer_line(row: TimerRow, pages: Pages, reader: Reader) -> TimerLine:
    """Say what was promised, how it stands, and who used how much of the time."""
    words = pages.words
    name = words.say(f"web.fact.{row.metric}")
    if row.tier is not None:
        name = f"{name} · {pages.team(row.tier)}"
    details = [
        words.say("web.timer.target", length=opening_length(words.texts, row.target, row.day))
    ]
    if row.is_warned:
        details.append(words.say("web.timer.warned"))
    details += [f"{pages.team(tier)} {words.texts.duration(used)}" for tier, used in row.shares]
    return TimerLine(
        name=name,
        state=_state(row, pages, reader),
        details=" · ".join(details),
        is_broken=row.is_broken,
    )


def _state(row: TimerRow, pages: Pages, reader: Reader) -> Markup:
    """Say it in the order of what matters: broken, kept, dropped, standing still, running."""
    words = pages.words
    if row.is_broken and row.due_at is not None:
        said, at = words.say("web.timer.broken"), row.due_at
    elif row.kept_at is not None:
        said, at = words.say("web.timer.kept"), row.kept_at
    elif row.is_dropped:
        return Markup("{}").format(words.say("web.timer.dropped"))
    elif row.due_at is None:
        return Markup("{}").format(words.say("web.board.paused"))
    else:
        return clock_html(row.due_at, reader.now, words)
    moment = moment_html(Moment(at=at, style=MomentStyle.DATE_TIME), reader, words)
    return Markup("{} {}").format(said, moment)
