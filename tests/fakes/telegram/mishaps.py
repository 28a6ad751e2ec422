"""What may a test let go wrong?"""

from __future__ import annotations

from tests.fakes.telegram.faults import Fault, Faults, Hook, When, error_of


class Mishaps:
    """Plans for calls to come; `"*"` is any method but `getUpdates`, `chat` narrows to one chat."""

    faults: Faults

    def fail_next(
        self,
        method: str,
        code: int = 500,
        *,
        description: str | None = None,
        retry_after: int | None = None,
        when: When = "before",
        times: int = 1,
        chat: int | None = None,
    ) -> None:
        """Refuse, without doing or (`when="after"`) once done; `retry_after` makes it a 429."""
        error = error_of(code, description, retry_after)
        fault = Fault(error=error, is_done=when == "after")
        self.faults.plan(method, fault, times=times, chat=chat)

    def drop_next(self, method: str, *, times: int = 1, chat: int | None = None) -> None:
        """Accept, do it, and reset the connection without an answer."""
        self.faults.plan(method, Fault(is_dropped=True), times=times, chat=chat)

    def refuse_next(self, method: str, *, times: int = 1, chat: int | None = None) -> None:
        """Reset the connection before anything is done."""
        self.faults.plan(method, Fault(is_refused=True), times=times, chat=chat)

    def delay_next(
        self,
        method: str,
        seconds: float,
        *,
        accept: When = "before",
        times: int = 1,
        chat: int | None = None,
    ) -> None:
        """Answer late; done at once, or (`accept="after"`) only when the time is over."""
        fault = Fault(delay=seconds, accept=accept)
        self.faults.plan(method, fault, times=times, chat=chat)

    def random_faults(self, seed: int, **rates: float) -> None:
        """From now on `fail limit refuse drop delay` calls at these rates (0 to 1)."""
        self.faults.by_chance(seed, rates)

    def calm(self) -> None:
        """Let nothing more go wrong."""
        self.faults.calm()

    def on_call(
        self, method: str, hook: Hook, *, nth: int | None = None, when: When = "before"
    ) -> None:
        """Run a hook at each call, or at the n-th from now; before or after it is done."""
        self.faults.hook(method, hook, nth=nth, when=when)
