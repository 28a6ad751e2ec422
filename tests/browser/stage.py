"""What do tests in a real browser stand on: the real demo, Chromium, and people at its pages?"""

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Locator, Page

PATIENCE = 20.0
"""Seconds for whatever must happen: the machine may be busy."""

SHOTS = Path(__file__).parents[1] / "screenshots"
DESKTOP = {"width": 1440, "height": 900}
TABLET = {"width": 900, "height": 1100}
PHONE = {"width": 390, "height": 760}
SMALL_PHONE = {"width": 320, "height": 568}

_NUMBER = re.compile(r"SUP-\d+")
_SAID_BY_CHROMIUM = re.compile(r"Failed to load resource")
"""A refused form is told to the person, and by Chromium to the console as well."""


def chromium() -> str:
    """Where the browser is; a fresh machine lacks it."""
    found = shutil.which("chromium")
    assert found, "Chromium is missing; install it with: make system"
    return found


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@dataclass
class Demo:
    """The real command in a folder of its own; it can go away and come back at its address."""

    folder: Path
    port: int = field(default_factory=free_port)
    program: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "bot", "demo", "--port", str(self.port), "--no-browser"]
        self.program = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL)
        ends = time.monotonic() + 3 * PATIENCE
        while time.monotonic() < ends:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), PATIENCE):
                return
            time.sleep(0.1)
        raise TimeoutError(self.url)

    def interrupt(self) -> float:
        """Press Ctrl-C, and give the seconds until it had ended well."""
        assert self.program is not None
        started = time.monotonic()
        self.program.send_signal(signal.SIGINT)
        assert self.program.wait(PATIENCE) == 0
        self.program = None
        return time.monotonic() - started


@dataclass
class Stage:
    """The browsers of one test, and whatever their pages complained about."""

    browser: Browser
    url: str
    complaints: list[str] = field(default_factory=list)

    async def enter(self, path: str = "/", **context: object) -> Page:
        """Open a page in a browser of its own, as another person would."""
        calm = {"viewport": DESKTOP, "reduced_motion": "reduce"}
        window = await self.browser.new_context(**{**calm, **context})
        window.set_default_timeout(PATIENCE * 1000)
        return await self.open(await window.new_page(), path)

    async def open(self, page: Page, path: str) -> Page:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._request)
        await page.goto(self.url + path, wait_until="domcontentloaded")
        return page

    async def leave(self) -> None:
        for window in self.browser.contexts:
            await window.close()

    def _console(self, message) -> None:
        if message.type in {"error", "warning"} and not _SAID_BY_CHROMIUM.match(message.text):
            self.complaints.append(message.text)

    def _request(self, request) -> None:
        if not request.url.startswith(self.url):
            self.complaints.append(f"asked another host: {request.url}")


async def ask(page: Page, text: str) -> str:
    """Ask in the direct chat, as something new, and give the number of the ticket."""
    answers = page.locator(f'#left-log .message:has(.words:has-text("{text}")) ~ .message')
    await page.locator("#left-text").fill(text)
    await page.locator("#left-text").press("Enter")
    created = answers.locator(".card", has_text=text).filter(has_text="created").last
    new = button(answers, "Something new").last
    await created.or_(new).last.wait_for()
    if not await created.count():
        await new.click()
    found = _NUMBER.search(await created.inner_text())
    assert found
    return found[0]


def topic(page: Page, number: str) -> Locator:
    """Find a ticket's card with its thread in the channel's pane."""
    return page.locator(f'#right-log .topic:has(> .message:has-text("{number}"))').last


def button(where: Locator | Page, name: str) -> Locator:
    return where.get_by_role("button", name=name, exact=True)


def dialog(page: Page) -> Locator:
    return page.locator("dialog[open]")


async def shoot(page: Page, name: str) -> None:
    """Keep a picture for whoever wants to look, once nothing moves any more."""
    SHOTS.mkdir(exist_ok=True)
    await page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")
