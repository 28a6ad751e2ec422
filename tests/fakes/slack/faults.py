"""What goes wrong between the app and Slack, and when: before the call was carried out, or after?

That one word, *when*, is what a client cannot see and must survive, so every fault says it.
"""

import asyncio
import inspect
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from aiohttp import web

from tests.fakes.slack.errors import SlackRefusalError

When = Literal["before", "after"]
Kind = Literal["answer", "reset", "delay"]
Hook = Callable[["Call"], Awaitable[None] | None]


@dataclass(kw_only=True)
class Call:
    """One request to the Web API and what came of it; an accepted one was carried out."""

    at: float
    method: str
    args: dict[str, object] = field(default_factory=dict)
    is_accepted: bool = False
    answer: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong with one call."""

    when: When
    kind: Kind
    error: str = ""
    status: int = 200
    retry_after: float = 1
    seconds: float = 0.0
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How often each thing goes wrong by chance, as shares of all calls of a method."""

    ratelimited: float = 0.0
    error_before: float = 0.0
    error_after: float = 0.0
    reset_before: float = 0.0
    reset_after: float = 0.0
    late_accept: float = 0.0
    late_answer: float = 0.0
    seconds: float = 1.0

    def draw(self, chance: float) -> Fault | None:
        """Return the fault this draw falls on; most fall on none."""
        for share, fault in self._faults():
            if chance < share:
                return fault
            chance -= share
        return None

    def _faults(self) -> list[tuple[float, Fault]]:
        return [
            (self.ratelimited, Fault(when="before", kind="answer", status=429)),
            (self.error_before, Fault(when="before", kind="answer", status=500)),
            (self.error_after, Fault(when="after", kind="answer", status=500)),
            (self.reset_before, Fault(when="before", kind="reset")),
            (self.reset_after, Fault(when="after", kind="reset")),
            (self.late_accept, Fault(when="before", kind="delay", seconds=self.seconds)),
            (self.late_answer, Fault(when="after", kind="delay", seconds=self.seconds)),
        ]


class Faults:
    """Faults that were ordered, and faults by chance."""

    def __init__(self) -> None:
        self._ordered: dict[str, deque[Fault]] = defaultdict(deque)
        self._weather: dict[str, Weather] = {}
        self._hooks: dict[tuple[str, When], list[tuple[int, Hook]]] = defaultdict(list)
        self._counts: dict[tuple[str, When], int] = defaultdict(int)
        self._random = Random(0)
        self.happened: list[tuple[str, Fault]] = []

    def fail_next(
        self,
        method: str,
        *,
        error: str = "",
        status: int = 200,
        retry_after: float = 1,
        times: int = 1,
        when: When = "before",
        channel: str = "",
    ) -> None:
        """Answer the next calls (to one channel) with an error code, or a status such as 429."""
        fault = Fault(
            when=when,
            kind="answer",
            error=error,
            status=status,
            retry_after=retry_after,
            channel=channel,
        )
        self._ordered[method].extend([fault] * times)

    def refuse_next(self, method: str, *, times: int = 1) -> None:
        """Reset the connection without carrying the call out."""
        self._ordered[method].extend([Fault(when="before", kind="reset")] * times)

    def drop_next(self, method: str, *, times: int = 1) -> None:
        """Carry the call out, then reset the connection instead of answering."""
        self._ordered[method].extend([Fault(when="after", kind="reset")] * times)

    def delay_next(
        self, method: str, seconds: float, *, accept: When = "before", times: int = 1
    ) -> None:
        """Answer late; `accept="after"` also carries it out only then, whoever still waits."""
        when: When = "after" if accept == "before" else "before"
        self._ordered[method].extend([Fault(when=when, kind="delay", seconds=seconds)] * times)

    def weather(self, method: str, *, seed: int = 0, **shares: float) -> None:
        """Let things go wrong by chance, repeatably; see `Weather` for the shares."""
        self._random = Random(seed)
        self._weather[method] = Weather(**shares)

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self._ordered.clear()
        self._weather.clear()
        self._hooks.clear()

    def on_call(self, method: str, hook: Hook, *, nth: int = 0, when: When = "after") -> None:
        """Run a hook at the n-th call from now, at each for 0, before or after it is done."""
        start = self._counts[method, when]
        self._hooks[method, when].append((start + nth if nth else 0, hook))

    async def run_hooks(self, when: When, call: Call) -> None:
        spot = (call.method, when)
        self._counts[spot] += 1
        for nth, hook in list(self._hooks[spot]):
            if nth in {0, self._counts[spot]}:
                waiting = hook(call)
                if inspect.isawaitable(waiting):
                    await waiting

    def next_for(self, method: str, channel: str = "") -> Fault | None:
        """Return what goes wrong with this call, if anything does."""
        ordered = self._ordered[method]
        weather = self._weather.get(method)
        fault = next((one for one in ordered if one.channel in {"", channel}), None)
        if fault is not None:
            ordered.remove(fault)
        if fault is None and weather is not None:
            fault = weather.draw(self._random.random())
        if fault is not None:
            self.happened.append((method, fault))
        return fault


async def play(fault: Fault | None, when: When, request: web.Request) -> web.Response | None:
    """Let the fault happen if its moment has come; returns the answer it makes, if it makes one."""
    if fault is None or fault.when != when:
        return None
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
        return None
    if fault.kind == "reset":
        return reset(request)
    return _answer(fault)


def reset(request: web.Request) -> web.Response:
    """Break the connection; the response is for aiohttp only, nobody gets it."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _answer(fault: Fault) -> web.Response:
    if fault.status == 429:
        return ratelimited(fault.retry_after)
    if fault.status != 200:
        return web.Response(status=fault.status, text="upstream error")
    return web.json_response(SlackRefusalError(fault.error).body)


def ratelimited(retry_after: float) -> web.Response:
    """Slack's 429: the error is `ratelimited`, the wait is in whole seconds."""
    wait = {"Retry-After": str(max(1, round(retry_after)))}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=wait)
