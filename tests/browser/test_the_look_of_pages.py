"""Can everybody use every page, in light and in dark, on a desk and on a phone?"""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.stage import (
    DESKTOP,
    PATIENCE,
    PHONE,
    TABLET,
    ask,
    button,
    dialog,
    shoot,
    topic,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
expect.set_options(timeout=PATIENCE * 1000)

PAGES = {
    "loop": "/?left=maya&right=sam",
    "requester": "/?left=tom&show=left",
    "empty": "/?left=maya&right=kim&channel=l4-vendor",
    "board": "/board?as=sam",
    "search": "/search?as=sam&q=error&state=open",
    "board-of-a-requester": "/board?as=maya",
    "ticket": "/tickets/105?as=sam",
    "ticket-of-a-requester": "/tickets/105?as=tom",
    "agreement": "/agreement?as=ruth",
    "on-call": "/oncall?as=sam",
    "knowledge": "/kb",
    "nothing-found": "/kb?q=zebra",
    "article": "/kb/reset-password",
    "missing": "/nowhere",
}
SIZES = {"desktop": DESKTOP, "tablet": TABLET, "phone": PHONE}
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 4 + " \U0001f9ef" * 30


async def _nothing_keeps_anybody_out(page) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


async def _fits(page) -> None:
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(wide) == 0, "nobody should scroll sideways"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_page_keeps_anybody_out_or_makes_them_scroll_sideways(stage, scheme):
    page = await stage.enter("/", color_scheme=scheme)
    for name, path in PAGES.items():
        await page.goto(stage.url + path, wait_until="domcontentloaded")
        await _nothing_keeps_anybody_out(page)
        for size, viewport in SIZES.items():
            await page.set_viewport_size(viewport)
            await _fits(page)
            if size == "desktop" or scheme == "light":
                await shoot(page, f"{name}-{size}-{scheme}")
        await page.set_viewport_size(DESKTOP)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_dialogs_menus_and_notes_keep_nobody_out(stage, scheme):
    page = await stage.enter("/?left=eva&right=sam", color_scheme=scheme)
    card = topic(page, await ask(page, f"{LONG} in {scheme}"))
    await button(card, "Claim").click()
    await expect(card).to_contain_text("In progress")
    await button(card, "More").click()
    await button(card, "Add a note").wait_for()
    await _nothing_keeps_anybody_out(page)
    await shoot(page, f"menu-{scheme}")
    await page.keyboard.press("Escape")
    await expect(button(card, "Add a note")).to_be_hidden()

    await button(card, "Resolve").click()
    await dialog(page).locator("button.primary").click()
    await expect(dialog(page).locator(".fault:not(:empty)").first).to_be_visible()
    await _nothing_keeps_anybody_out(page)
    await shoot(page, f"resolve-{scheme}")
    await button(dialog(page), "Cancel").click()
    await expect(dialog(page)).to_have_count(0)

    await button(page.locator("#left-log"), "Cancel ticket").last.click()
    await expect(dialog(page)).to_contain_text("?")
    await _nothing_keeps_anybody_out(page)
    await shoot(page, f"sure-{scheme}")
    await button(dialog(page), "No").click()
    for viewport in SIZES.values():
        await page.set_viewport_size(viewport)
        await _fits(page)


async def test_the_page_works_where_scripts_do_not(stage):
    page = await stage.enter("/?left=tom&show=left", java_script_enabled=False)
    await page.locator("#left-text").fill("How do I reset my password?")
    await button(page, "Send").click()
    await expect(page.locator("#left-log .words").last).to_have_text("How do I reset my password?")
    await button(page, "+15 min").click()
    await expect(page.locator("#left-title")).to_be_visible()
