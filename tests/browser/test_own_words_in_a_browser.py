"""Changing words, taking them back and pasting a picture, with nothing but the keyboard."""

import base64

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.stage import PATIENCE, ask, button, dialog, topic
from tests.browser.test_files_on_the_page import picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
expect.set_options(timeout=PATIENCE * 1000)

PASTE = """([id, picture]) => {
  const bytes = Uint8Array.from(atob(picture), (one) => one.charCodeAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], "image.png", { type: "image/png" }));
  const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.getElementById(id).dispatchEvent(paste);
}"""


async def test_words_are_changed_and_taken_back_by_keyboard_and_engineers_see_it(stage):
    tom, sam = await stage.enter("/?left=tom&show=left"), await stage.enter("/?right=sam")
    number = await ask(tom, "The label printer of hall 9 prints everything twice since noon")
    about = tom.locator("#left-log .card", has_text=number).first
    await about.wait_for()
    await tom.locator("a.ticket", has_text=number).last.click()
    await tom.locator("#left-text").fill("It is printer 4711")
    await tom.locator("#left-text").press("Enter")
    thread = topic(sam, number)
    await expect(thread).to_contain_text("printer 4711")

    own = tom.locator("#left-log .message", has_text="It is printer 4711").last
    await button(own, "Edit").focus()
    assert (await Axe().run(tom)).violations_count == 0
    await tom.keyboard.press("Enter")
    box = dialog(tom).get_by_label("Your words")
    await expect(box).to_be_focused()
    assert (await Axe().run(tom)).violations_count == 0
    await box.fill("It is printer 4712")
    await tom.keyboard.press("Enter")
    await expect(dialog(tom)).to_have_count(0)
    own = tom.locator("#left-log .message", has_text="It is printer 4712").last
    await expect(own).to_be_visible()
    await expect(thread).to_contain_text("printer 4712")
    await expect(thread).not_to_contain_text("printer 4711")

    await button(own, "Take back").focus()
    await tom.keyboard.press("Enter")
    await expect(button(dialog(tom), "No")).to_be_focused()
    await button(dialog(tom), "Yes").press("Enter")
    await expect(tom.locator("#left-log")).not_to_contain_text("printer 4712")
    await expect(thread).to_contain_text("took a message back")
    await expect(thread).not_to_contain_text("printer 4712")


async def test_an_engineer_changes_what_the_requester_was_told(stage):
    tom, sam = await stage.enter("/?left=tom&show=left"), await stage.enter("/?right=sam")
    number = await ask(tom, "The badge reader at gate 5 blinks red for everybody since seven")
    thread = topic(sam, number)
    await thread.get_by_text("Reply in thread").click()
    reply = thread.locator(".reply textarea")
    await reply.fill("@firstline Use gate 6")
    await reply.press("Enter")
    await expect(tom.locator("#left-log")).to_contain_text("Use gate 6")
    own = thread.locator(".message", has_text="@firstline Use gate 6")
    await own.hover()
    await button(own, "Edit").click()
    await dialog(sam).get_by_label("Your words").fill("@firstline Use gate 7")
    await button(dialog(sam), "Save").click()
    await expect(tom.locator("#left-log")).to_contain_text("Use gate 7")
    await expect(tom.locator("#left-log")).not_to_contain_text("Use gate 6")


async def test_an_edit_that_is_given_up_changes_nothing_and_an_empty_one_is_not_sent(stage):
    eva = await stage.enter("/?left=eva&show=left")
    await eva.locator("#left-text").fill("Where is the canteen plan?")
    await eva.locator("#left-text").press("Enter")
    own = eva.locator("#left-log .message", has_text="canteen plan?").last
    await button(own, "Edit").press("Enter")
    box = dialog(eva).get_by_label("Your words")
    await box.fill("")
    await box.press("Enter")
    assert await box.evaluate("(one) => one.validity.valueMissing")
    await box.press("Escape")
    await expect(dialog(eva)).to_have_count(0)
    inside = "(one) => one.contains(document.activeElement)"
    await eva.wait_for_function(inside, arg=await own.element_handle())
    await expect(own).to_contain_text("canteen plan?")


async def test_a_pasted_screenshot_is_attached_beside_what_was_chosen(stage):
    eva = await stage.enter("/?left=eva&show=left")
    shot = base64.b64encode(picture()).decode()
    clip = eva.locator("#left .composer .clip")
    for count in ("1", "2"):
        await eva.evaluate(PASTE, ["left-text", shot])
        await expect(clip).to_have_attribute("data-chosen", count)
    await eva.locator("#left-text").fill("The plan looks like this, pasted")
    await eva.locator("#left-text").press("Enter")
    said = eva.locator("#left-log .message", has_text="looks like this, pasted").last
    await expect(said.locator(".files img")).to_have_count(2)
    await expect(clip).to_have_attribute("data-chosen", "")
