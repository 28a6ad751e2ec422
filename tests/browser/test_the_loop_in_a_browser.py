"""The whole loop, as people live it in a real browser."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.stage import PATIENCE, PHONE, ask, button, dialog, shoot, topic

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
expect.set_options(timeout=PATIENCE * 1000)

INVOICES = "The invoices page shows error 500 since this morning"
FORKLIFT = "The forklift terminal in hall 3 loses the pick list"
SCALE = "The weighing scale at the gate sends no weights to the order"
HAND_OFF = {
    "Reason": "Needs the database",
    "Symptom": "Error 500 for everybody",
    "Already tried": "Signed in again",
    "Next step": "Read the log of the invoices service",
}


async def test_a_question_becomes_a_ticket_that_two_tiers_carry_to_a_happy_end(stage):
    maya = await stage.enter("/?left=maya&show=left", viewport=PHONE)
    sam = await stage.enter("/?right=sam", color_scheme="dark")
    number = await ask(maya, INVOICES)

    card = topic(sam, number)
    await button(card, "Claim").click()
    await expect(card).to_contain_text("In progress")
    await button(card, "Reply to requester").click()
    await dialog(sam).get_by_role("textbox").fill("I see it too. Looking into it.")
    await dialog(sam).locator("button.primary").click()
    await expect(maya.locator("#left-log")).to_contain_text("I see it too.")

    await button(card, "Escalate to L2").click()
    await dialog(sam).locator("button.primary").click()
    faults = dialog(sam).locator(".fault:not(:empty)")
    await expect(faults.first).to_be_visible()
    assert await sam.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    await shoot(sam, "hand-off-with-faults-dark")
    await _fill(sam, HAND_OFF)
    await expect(sam.locator("#board")).to_contain_text("With L2")

    await sam.locator("#rail a", has_text="l2-support").click()
    handed = topic(sam, number)
    await expect(handed).to_contain_text("Needs the database")
    await button(handed, "Claim").click()
    await button(handed, "Resolve").click()
    await dialog(sam).get_by_label("Cause").select_option(index=1)
    await _fill(sam, {"Answer": "Release 5.12.2 mends it."})
    await expect(handed).to_contain_text("resolved")

    rating = maya.locator("#left-log .card", has_text="5.12.2").last
    await rating.get_by_role("button", name="5").click()
    await expect(maya.locator("#left-log")).to_contain_text("Thanks, 5 of 5.")
    await shoot(maya, "requester-phone-light")


async def _fill(page, fields: dict[str, str]) -> None:
    """Fill the form that is open and send it; it closes when it was taken."""
    for label, words in fields.items():
        await dialog(page).get_by_label(label).fill(words)
    await dialog(page).locator("button.primary").click()
    await expect(dialog(page)).to_have_count(0)


async def test_two_engineers_race_for_a_ticket_and_the_loser_is_told_who_has_it(stage):
    tom = await stage.enter("/?left=tom&show=left")
    sam, lea = [await stage.enter(f"/?right={name}&show=right") for name in ("sam", "lea")]
    number = await ask(tom, FORKLIFT)
    cards = [topic(page, number) for page in (sam, lea)]
    for card in cards:
        await button(card, "Claim").wait_for()
    await asyncio.gather(*(button(card, "Claim").dispatch_event("click") for card in cards))
    for card in cards:
        await expect(card).to_contain_text("In progress")
    is_sams = "Sam Okafor" in await cards[0].locator("dl").first.inner_text()
    winner, loser, name = (sam, lea, "Sam Okafor") if is_sams else (lea, sam, "Lea Hoffmann")
    told = ".note, .private"  # beside the talk at once, or in it when the desk was slow
    await expect(loser.locator(told).last).to_contain_text(f"{name} has it")
    await expect(winner.locator(told, has_text="has it")).to_have_count(0)


async def test_a_second_button_counts_while_the_first_is_still_being_answered(stage):
    page = await stage.enter("/?left=eva&right=sam")
    card = topic(page, await ask(page, SCALE))
    await button(card, "Claim").click()
    await expect(card).to_contain_text("In progress")

    pressed, answered = [], asyncio.Event()

    async def slow(route):
        pressed.append(route.request.post_data)
        await answered.wait()
        await route.continue_()

    await page.route("**/press", slow)
    for name in ("Resolve", "Resolve", "Ask requester"):
        await button(card, name).click()
    await expect(button(card, "Resolve")).to_have_attribute("aria-busy", "true")
    assert len(pressed) == 2, "a double click is one wish, another button is another"
    answered.set()
    await expect(dialog(page)).to_have_count(2)
