"""Can the whole loop be lived with the keyboard alone, seeing all the time where one is?"""

import re

import pytest
from playwright.async_api import expect

from tests.browser.stage import PATIENCE, button, dialog, topic

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
expect.set_options(timeout=PATIENCE * 1000)

NORWAY = "Delivery notes for Norway carry the wrong customs code"
ACTIVE = "document.activeElement"


async def test_the_loop_can_be_lived_without_a_mouse(stage):
    page = await stage.enter("/?left=eva&right=lea")
    card = await _ask(page)
    await page.locator("#right-text").focus()
    await _press(page, "Claim", "Shift+Tab")
    await expect(card).to_contain_text("In progress")
    await _is_in(page, "#right-log .message")

    await _open(page, "Reply to requester")
    await _is_kept_in_the_dialog(page)
    await page.keyboard.press("Escape")
    await expect(dialog(page)).to_have_count(0)
    assert await page.evaluate(f"{ACTIVE}.textContent.trim()") == "Reply to requester"
    await page.keyboard.press("Enter")
    await dialog(page).wait_for()
    await _fill(page, "Which shipment is it?")
    await expect(page.locator("#left-log")).to_contain_text("Which shipment is it?")
    await _is_in(page, "#right-log .message")

    await _open(page, "Resolve", "Shift+Tab")
    await _fill(page, "The new code is in.", "Tab", "ArrowDown")
    await expect(card).to_contain_text("resolved")
    await _is_in(page, "#right-log .message")

    await button(page.locator("#left-log"), "4").last.wait_for()
    await page.locator("#left-text").focus()
    await _press(page, "4", "Shift+Tab")
    await expect(page.locator("#left-log")).to_contain_text("Thanks, 4 of 5.")


async def _ask(page):
    """Skip the bar, write, and give the ticket's card in the engineers' channel."""
    await _tab_to(page, "skip", "className")
    await page.keyboard.press("Enter")
    await _is_in(page, "main")
    await _tab_to(page, "left-text", "id")
    await page.keyboard.type(NORWAY)
    await page.keyboard.press("Enter")
    answers = page.locator(f'#left-log .message:has(.words:has-text("{NORWAY}")) ~ .message')
    created = answers.locator(".card", has_text="created").last
    new = button(answers, "Something new").last
    await created.or_(new).last.wait_for()
    if not await created.count():  # what waits for an answer takes all words for one
        await _press(page, "Something new", "Shift+Tab")
    found = re.search(r"SUP-\d+", await created.inner_text())
    assert found
    return topic(page, found[0])


async def _press(page, name: str, key: str = "Tab") -> None:
    await _tab_to(page, name, "textContent", key)
    await page.keyboard.press("Enter")


async def _open(page, name: str, key: str = "Tab") -> None:
    await _press(page, name, key)
    await dialog(page).wait_for()


async def _fill(page, words: str, *keys: str) -> None:
    """Type where a dialog takes words, go on with keys, and send it."""
    await _tab_until(page, "dialog textarea")
    await page.keyboard.type(words)
    for key in keys:
        await page.keyboard.press(key)
    await _tab_until(page, "dialog button.primary")
    await page.keyboard.press("Enter")
    await expect(dialog(page)).to_have_count(0)


async def _tab_until(page, place: str) -> None:
    for _ in range(20):
        if await page.evaluate(f"{ACTIVE}.matches('{place}')"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(place)


async def _is_kept_in_the_dialog(page) -> None:
    for _ in range(6):
        await page.keyboard.press("Tab")
        assert await page.evaluate(f"{ACTIVE}.matches('dialog *, body')"), "the page behind is shut"


async def _is_in(page, place: str) -> None:
    """Focus did not get lost when what had it was drawn anew, or closed."""
    assert await page.evaluate(f"Boolean({ACTIVE}.closest('{place}'))"), place


async def _tab_to(page, wanted: str, by: str, key: str = "Tab") -> None:
    """Go on with the key until something of that name has the focus, and shows it."""
    for _ in range(300):  # what is in reach depends on what the demo has to say today
        await page.keyboard.press(key)
        if wanted == (await page.evaluate(f"{ACTIVE}.{by} ?? ''")).strip():
            assert await page.evaluate(f"getComputedStyle({ACTIVE}).outlineStyle") == "solid"
            return
    raise AssertionError(wanted)
