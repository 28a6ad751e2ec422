"""What an open page does when things move on: the desk, the clock, a second window, a lost desk."""

import os

import pytest
from playwright.async_api import expect

from tests.browser.stage import PATIENCE, ask, button

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
expect.set_options(timeout=PATIENCE * 1000)

STILL_HERE = "window.stillHere === true"
VISIBILITY = """(isHidden) => {
  Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def test_a_page_that_lost_the_desk_says_so_keeps_words_and_catches_up(stage, demo):
    maya = await stage.enter("/?left=maya&show=left")
    await maya.evaluate("window.stillHere = true")
    demo.interrupt()
    await expect(maya.locator("#offline")).to_be_visible()

    words = "Is anybody there?"
    await maya.locator("#left-text").fill(words)
    await maya.locator("#left-text").press("Enter")
    await expect(maya.locator("#toasts")).to_contain_text("did not reach the desk")
    await expect(maya.locator("#left-text")).to_have_value(words)

    demo.start()
    elsewhere = await stage.enter("/?left=maya&show=left")
    await elsewhere.locator("#left-text").fill("Said while the page was lost")
    await elsewhere.locator("#left-text").press("Enter")
    log = maya.locator("#left-log")
    await expect(log).to_contain_text("Said while the page was lost")
    await expect(maya.locator("#offline")).to_be_hidden()
    await maya.locator("#left-text").press("Enter")
    await expect(log.locator(".words", has_text=words)).to_have_count(1)
    assert await maya.evaluate(STILL_HERE), "caught up without a new page"


async def test_a_hidden_page_gives_its_stream_back_and_catches_up_when_it_is_shown(stage):
    hidden = await stage.enter("/?left=maya&show=left")
    other = await stage.enter("/?left=maya&show=left")
    await hidden.evaluate("window.stillHere = true")
    await hidden.evaluate(VISIBILITY, True)
    async with hidden.expect_request("**/stream*") as asked:
        words = "Said while the page was hidden"
        await other.locator("#left-text").fill(words)
        await other.locator("#left-text").press("Enter")
        await expect(other.locator(".words", has_text=words)).to_have_count(1)
        assert await hidden.locator(".words", has_text=words).count() == 0
        await hidden.evaluate(VISIBILITY, False)
    assert "after=" in (await asked.value).url
    await expect(hidden.locator(".words", has_text=words)).to_have_count(1)
    assert await hidden.evaluate(STILL_HERE)


async def test_an_answer_that_got_lost_is_asked_for_again_and_said_once(stage):
    eva = await stage.enter("/?left=eva&show=left")

    async def lose_the_answer(route):
        await route.fetch()
        await route.abort()

    await eva.route("**/say", lose_the_answer)
    box, words = eva.locator("#left-text"), "The answer to this got lost on its way"
    await box.fill(words)
    await box.press("Enter")
    await expect(box).to_have_value(words)
    await eva.unroute("**/say")
    await box.press("Enter")
    await expect(box).to_have_value("")
    await expect(eva.locator(".words", has_text=words)).to_have_count(1)
    await box.fill("And one more")
    await box.press("Enter")
    await expect(eva.locator(".words", has_text="And one more")).to_have_count(1)
    assert await eva.locator(".words", has_text=words).count() == 1


async def test_what_is_typed_while_words_are_on_their_way_stays(stage):
    eva = await stage.enter("/?left=eva&show=left")

    async def refuse(route):
        await eva.locator("#left-text").press_sequentially("and then")
        await route.abort()

    await eva.route("**/say", refuse)
    await eva.locator("#left-text").fill("First this")
    await eva.locator("#left-text").press("Enter")
    await expect(eva.locator("#left-text")).to_have_value("First this\nand then")


async def test_a_message_longer_than_the_pane_is_read_from_its_start(stage):
    maya = await stage.enter("/?left=maya&show=left", viewport={"width": 900, "height": 420})
    await maya.locator("#left-text").fill("\n".join(f"line {number}" for number in range(60)))
    await maya.locator("#left-text").press("Enter")
    long = maya.locator('#left-log .message:has(.words:has-text("line 59"))').first
    await expect(long).to_be_visible()
    await expect(maya.locator("#left-text")).to_have_value("")
    log, shown = await maya.locator("#left-log").bounding_box(), await long.bounding_box()
    assert shown["height"] > log["height"]
    assert 0 <= shown["y"] - log["y"] < 20


async def test_a_page_opened_twice_is_one_talk_with_one_stream_each(stage):
    first = await stage.enter("/?left=tom&show=left")
    second, streams = await first.context.new_page(), []
    second.on("request", lambda one: "/stream" in one.url and streams.append(one.url))
    await stage.open(second, "/?left=tom&show=left")
    for page, words in ((first, "From the first window"), (second, "From the second window")):
        await page.locator("#left-text").fill(words)
        await page.locator("#left-text").press("Enter")
        for seen in (first, second):
            await expect(seen.locator(".words", has_text=words)).to_have_count(1)
    assert len(streams) == 1


async def test_the_clock_ticks_by_itself_and_can_be_moved_for_every_open_page(stage):
    page = await stage.enter("/")
    other = await stage.enter("/board")
    due = page.locator("#board sla-clock").first
    before, at = await due.inner_text(), await page.locator("desk-clock").inner_text()
    await button(page, "+15 min").click()
    await expect(due).not_to_have_text(before)
    await expect(page.locator("desk-clock")).not_to_have_text(at)
    moved = await page.locator("desk-clock").inner_text()
    await expect(other.locator("desk-clock")).to_have_text(moved)
    await expect(other.locator("#board sla-clock").first).to_have_text(await due.inner_text())


async def test_a_due_time_ticks_without_the_desk(stage):
    page = await stage.browser.new_page()
    await page.clock.install()
    await stage.open(page, "/board?as=sam")
    due = page.locator("#board sla-clock").first
    before = await due.inner_text()
    await page.clock.fast_forward(60_000)
    await expect(due).not_to_have_text(before)


async def test_a_person_can_be_switched_on_either_side_with_the_keyboard(stage):
    page = await stage.enter("/?left=maya&right=sam")
    await page.get_by_label("as").first.select_option(label="Eva Lindqvist")
    await expect(page.locator("#left-who option:checked")).to_have_text("Eva Lindqvist")
    await page.locator("#right-who").select_option(label="Nora Haddad · L2")
    await expect(page.locator("#right-title")).to_have_text("#l2-support")


async def test_unread_messages_of_another_channel_are_counted_while_one_looks_on(stage):
    page = await stage.enter("/?left=tom&right=nora&channel=l2-support")
    tom = await stage.enter("/?left=tom&show=left")
    await ask(tom, "Cash desk 2 rounds every receipt to zero")
    room = page.locator("#rail a", has_text="l1-support")
    await expect(room.locator(".unread")).to_be_visible()
    await room.click()
    await expect(page.locator("#rail a", has_text="l1-support").locator(".unread")).to_have_count(0)


async def test_with_pages_open_ctrl_c_ends_the_program_within_two_seconds(stage, demo):
    for path in ("/", "/board"):
        await stage.enter(path)
    others = os.getloadavg()[0] / (os.cpu_count() or 1)
    assert demo.interrupt() < 2.0 * max(1.0, others), "of a machine that is ours alone"
    await stage.leave()
    demo.start()
