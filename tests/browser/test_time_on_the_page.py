"""A moved clock plays what falls due on its way, seen by whoever has the page open."""

import asyncio
from datetime import datetime, timedelta

import pytest
from playwright.async_api import expect

from tests.browser.stage import PATIENCE, ask, button, dialog, topic

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
expect.set_options(timeout=PATIENCE * 1000)

SOON = 10_000
"""Milliseconds from a tap until what it brought is on the page."""


async def test_a_warning_a_breach_and_a_climb_come_in_order_each_at_its_own_moment(stage):
    tom, sam = await stage.enter("/?left=tom&show=left"), await stage.enter("/?right=sam")
    number = await ask(tom, "The crane scale of hall 2 shows pounds instead of kilograms")
    await button(tom.locator("#left-log .card", has_text=number).last, "It is urgent").click()
    await dialog(tom).get_by_role("textbox").fill("The ship leaves at noon")
    await dialog(tom).locator("button.primary").click()
    thread = await _of(sam, number)
    await expect(thread).to_contain_text("The ship leaves at noon")

    warned, broken = f"⏰ {number}: claim due", f"🚨 {number}: claim was due"
    called = f"{number} waits for somebody to claim it"
    await _tap(sam, "+15 min")
    await expect(thread).to_contain_text(warned, timeout=SOON)
    await _tap(sam, "Next due")
    await expect(sam.locator("#toasts")).to_contain_text("SUP-", timeout=SOON)
    await _tap(sam, "+15 min")
    await expect(thread).to_contain_text(called, timeout=SOON)
    seen = [await _minutes(thread, said) for said in (warned, broken, called)]
    assert seen == [15, 20, 30]


async def test_each_click_on_the_clock_counts_while_the_one_before_still_runs(stage):
    page = await stage.enter("/board?as=sam")
    before, pressed, answered = await _clock(page), [], asyncio.Event()

    async def slow(route):
        pressed.append(route)
        await answered.wait()
        await route.continue_()

    await page.route("**/demo/clock", slow)
    for _ in range(2):
        await _tap(page, "+15 min")
    clock = page.locator('form[data-live="clock"]')
    await expect(button(clock, "+15 min")).to_have_attribute("aria-busy", "true")
    assert len(pressed) == 2
    answered.set()
    await expect(clock.locator("[aria-busy]")).to_have_count(0)
    assert await _clock(page) - before >= timedelta(minutes=30)


async def _of(page, number):
    """The ticket's own topic, now and when a breach of it has opened one more."""
    return page.locator(f"#{await topic(page, number).get_attribute('id')}")


async def _tap(page, name):
    await button(page.locator('form[data-live="clock"]'), name).click()


async def _clock(page):
    """The desk's time, as the page that is asked for anew has it."""
    answer = await page.request.get(page.url)
    return datetime.fromisoformat((await answer.text()).partition('data-now="')[2][:19])


async def _minutes(thread, said):
    """How many minutes after the ticket's own message something was said."""
    asked = thread.locator(":scope > .message time").first
    told = thread.locator(".replies .message", has_text=said).first.locator(".by time")
    ends = [await one.get_attribute("datetime") for one in (asked, told)]
    start, end = (datetime.fromisoformat(one) for one in ends)
    return round((end - start) / timedelta(minutes=1))
