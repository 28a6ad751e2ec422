"""What goes wrong on the way to Telegram, when a test says so?"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.fakes.telegram.errors import ApiError, too_many_requests

When = Literal["before", "after"]
ANY = "*"
_NEVER_BY_CHANCE = {"getUpdates", "getMe"}
_USUAL = {
    400: "Bad Request: invalid request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as it came in, and what it was answered."""

    number: int
    method: str
    arguments: dict[str, Any]
    at: float

    @property
    def chat(self) -> int | None:
        chat_id = str(self.arguments.get("chat_id", ""))
        return int(chat_id) if chat_id.lstrip("-").isdigit() else None


Hook = Callable[[Call], Awaitable[None] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How one call goes wrong; an error may be the answer to what `is_done` all the same."""

    error: ApiError | None = None
    is_done: bool = False
    is_refused: bool = False
    is_dropped: bool = False
    delay: float = 0
    accept: When = "before"


@dataclass(slots=True, kw_only=True)
class _Planned:
    method: str
    fault: Fault
    times: int
    chat: int | None


@dataclass(slots=True, kw_only=True)
class _Hooked:
    method: str
    hook: Hook
    nth: int | None
    when: When
    seen: int = 0


@dataclass(slots=True)
class Faults:
    """Planned faults first, then those of chance; `"*"` stands for any method but `getUpdates`."""

    _planned: list[_Planned] = field(default_factory=list)
    _hooks: list[_Hooked] = field(default_factory=list)
    _chance: random.Random | None = None
    _rates: dict[str, float] = field(default_factory=dict)
    happened: list[tuple[Call, Fault]] = field(default_factory=list)

    def plan(self, method: str, fault: Fault, *, times: int, chat: int | None) -> None:
        self._planned.append(_Planned(method=method, fault=fault, times=times, chat=chat))

    def by_chance(self, seed: int, rates: dict[str, float]) -> None:
        """From now on let calls fail at these rates: `fail limit refuse drop delay`."""
        self._chance, self._rates = random.Random(seed), rates

    def calm(self) -> None:
        """Let nothing more go wrong."""
        self._planned, self._chance = [], None

    def hook(self, method: str, hook: Hook, *, nth: int | None, when: When) -> None:
        self._hooks.append(_Hooked(method=method, hook=hook, nth=nth, when=when))

    def take(self, call: Call) -> Fault | None:
        fault = self._take_planned(call) or self._take_by_chance(call)
        if fault:
            self.happened.append((call, fault))
        return fault

    async def run_hooks(self, call: Call, when: When) -> None:
        for hooked in self._hooks:
            if hooked.when == when and _is_meant(hooked.method, call):
                hooked.seen += 1
                if hooked.nth in (None, hooked.seen):
                    result = hooked.hook(call)
                    if result is not None:
                        await result

    def _take_planned(self, call: Call) -> Fault | None:
        for planned in self._planned:
            if _is_meant(planned.method, call) and planned.chat in (None, call.chat):
                planned.times -= 1
                if not planned.times:
                    self._planned.remove(planned)
                return planned.fault
        return None

    def _take_by_chance(self, call: Call) -> Fault | None:
        if self._chance is None or call.method in _NEVER_BY_CHANCE:
            return None
        drawn = self._chance.random()
        for kind, rate in self._rates.items():
            if drawn < rate:
                return _FAULTS[kind](self._chance)
            drawn -= rate
        return None


def error_of(code: int, description: str | None, retry_after: int | None) -> ApiError:
    if retry_after is not None:
        return too_many_requests(retry_after)
    return ApiError(code, description or _USUAL.get(code, "Internal Server Error"))


_FAULTS: dict[str, Callable[[random.Random], Fault]] = {
    "fail": lambda _: Fault(error=error_of(500, None, None)),
    "limit": lambda _: Fault(error=too_many_requests(1)),
    "refuse": lambda _: Fault(is_refused=True),
    "drop": lambda _: Fault(is_dropped=True),
    "delay": lambda chance: Fault(delay=chance.uniform(0.1, 0.5), accept="before"),
}


def _is_meant(method: str, call: Call) -> bool:
    return method == call.method or (method == ANY and call.method != "getUpdates")
