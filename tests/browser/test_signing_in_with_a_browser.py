"""Outside a demo: a person comes in by a link, is signed out elsewhere, and finds the way in again."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from bot.serving import address_of, bind, serve
from handlers.web.app import create_app
from tests.browser.stage import PATIENCE, PHONE, Stage, button, shoot
from tests.handlers.web.desk_in_memory import whole

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
expect.set_options(timeout=PATIENCE * 1000)


@asynccontextmanager
async def portal():
    """A desk with sign-in, served as the program serves it."""
    bound = bind("127.0.0.1", 0)
    desk = whole(is_demo=False, base_url=address_of(bound))
    desk.chat.seats.clear()
    desk.desk.links["tok"] = "sam"
    serving = asyncio.create_task(serve(create_app(desk.services), bound, desk.stop))
    yield desk
    desk.stop.set()
    await serving


async def _nothing_keeps_anybody_out(page) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_link_leads_in_and_signing_out_leads_out(browser, scheme):
    async with portal() as desk:
        stage = Stage(browser, desk.services.options.base_url)
        page = await stage.enter("/sign-in/tok", color_scheme=scheme, viewport=PHONE)
        await _nothing_keeps_anybody_out(page)
        await shoot(page, f"sign-in-{scheme}")
        await button(page, "Continue").click()
        await expect(page.locator("#right-title")).to_have_text("#l1-support")
        await _nothing_keeps_anybody_out(page)
        await shoot(page, f"portal-phone-{scheme}")
        await button(page, "Sign out").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in")
        await _nothing_keeps_anybody_out(page)
        await page.goto(f"{stage.url}/sign-in/tok", wait_until="domcontentloaded")
        await button(page, "Continue").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("used or too old")
        await stage.leave()
        assert stage.complaints == []


async def test_an_open_page_of_somebody_who_was_signed_out_shows_the_way_in(browser):
    async with portal() as desk:
        stage = Stage(browser, desk.services.options.base_url)
        page = await stage.enter("/sign-in/tok", locale="de-DE")
        await button(page, "Weiter").click()
        await expect(page.locator("#left-text")).to_be_visible()
        desk.desk.sessions.clear()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Bitte melden Sie sich an")
        await stage.leave()
        assert stage.complaints == []
