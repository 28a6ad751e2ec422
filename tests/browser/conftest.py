"""One demo and one Chromium for all tests in a browser."""

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from tests.browser.stage import Demo, Stage, chromium


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The real command, which has made its history; a test that ends it starts it again."""
    running = Demo(tmp_path_factory.mktemp("demo"))
    running.start()
    yield running
    if running.program is not None:
        running.interrupt()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser():
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser, demo):
    """A fresh stage; in the end no page may have complained or asked another host."""
    if demo.program is None:  # a test that took it away did not come to its end
        demo.start()
    played = Stage(browser, demo.url)
    yield played
    await played.leave()
    assert played.complaints == []
