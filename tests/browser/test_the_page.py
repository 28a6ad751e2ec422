"""The demo in a real browser, as a newcomer sees it."""

import asyncio
import shutil
import signal
import socket
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import async_playwright

pytestmark = pytest.mark.browser

SHOTS = Path(__file__).parents[1] / "screenshots"
QUESTION = "The invoices page shows error 500 since this morning"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@asynccontextmanager
async def demo(folder):
    """Run the real command, and end it as Ctrl-C does."""
    port = free_port()
    command = [sys.executable, "-m", "bot", "demo", "--port", str(port), "--no-browser"]
    program = await asyncio.create_subprocess_exec(*command, cwd=folder)
    try:
        for _ in range(600):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            except OSError:
                await asyncio.sleep(0.1)
        yield f"http://127.0.0.1:{port}", program
    finally:
        if program.returncode is None:
            program.send_signal(signal.SIGINT)
            await asyncio.wait_for(program.wait(), 15)


@asynccontextmanager
async def pages(*contexts):
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing; install it with: make system"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        opened = [await (await browser.new_context(**one)).new_page() for one in contexts]
        yield opened
        await browser.close()


async def test_two_people_live_the_loop_and_nothing_keeps_anybody_out(tmp_path):
    SHOTS.mkdir(exist_ok=True)
    async with demo(tmp_path) as (url, program), pages(_wide("light"), _wide("dark")) as both:
        maya, sam = both
        strangers = []
        for page in both:
            page.on("request", lambda request: strangers.append(request.url))
            await page.goto(url, wait_until="domcontentloaded")
        await maya.fill("#left-text", QUESTION)
        await maya.press("#left-text", "Enter")
        await maya.locator("#left-log .card", has_text="created").last.wait_for()
        card = sam.locator("#right-log .topic", has_text="error 500").last
        await card.get_by_role("button", name="Claim").click()
        await card.get_by_role("button", name="Resolve").wait_for()
        await maya.locator("#board", has_text="Sam Okafor").wait_for()
        for page, name in ((maya, "light"), (sam, "dark")):
            await page.wait_for_timeout(400)
            await page.screenshot(path=SHOTS / f"loop-{name}.png")
            found = await Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        assert all(one.startswith(url) for one in strangers)
        await _ends_within_two_seconds(program)


async def _ends_within_two_seconds(program):
    """With both pages open, Ctrl-C must not wait for their streams."""
    started = time.monotonic()
    program.send_signal(signal.SIGINT)
    await asyncio.wait_for(program.wait(), 5)
    assert time.monotonic() - started < 2.0
    assert program.returncode == 0


def _wide(scheme):
    return {"viewport": {"width": 1500, "height": 860}, "color_scheme": scheme}
