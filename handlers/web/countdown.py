"""How long until then, in few words? The page's script ticks with the same words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.web.words import Words

SOON = timedelta(minutes=15)
_EXACT = timedelta(minutes=10)
_HOUR, _DAY = 3600, 86400


class Urgency(StrEnum):
    """The colour of a countdown; the words say the same."""

    CALM = "calm"
    SOON = "soon"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Countdown:
    """What a clock shows at one moment."""

    text: str
    urgency: Urgency


def countdown(due_at: datetime, now: datetime, words: Words) -> Countdown:
    """Say how much is left, or for how long it is overdue."""
    left = due_at - now
    if left < timedelta():
        text = words.say("web.clock.overdue", time=_spoken(-left, words))
        return Countdown(text=text, urgency=Urgency.OVERDUE)
    text = words.say("web.clock.left", time=_spoken(left, words))
    return Countdown(text=text, urgency=Urgency.SOON if left < SOON else Urgency.CALM)


def _spoken(length: timedelta, words: Words) -> str:
    seconds = int(length.total_seconds())
    minutes, hours, days = seconds // 60, seconds // _HOUR, seconds // _DAY
    if length < _EXACT:
        return f"{minutes}:{seconds % 60:02}"
    if not hours:
        return words.say("web.clock.minutes", m=minutes)
    if not days:
        return words.say("web.clock.hours", h=hours, m=minutes % 60)
    return words.say("web.clock.days", d=days, h=hours % 24)
