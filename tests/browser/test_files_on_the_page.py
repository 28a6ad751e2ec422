"""A screenshot goes from one person's page to another's, in a real browser."""

import struct
import zlib

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.stage import PATIENCE, topic

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
expect.set_options(timeout=PATIENCE * 1000)

QUESTION = "The production line display stays at yesterday's shift, see the picture"


def picture(width=40, height=30):
    """A real PNG, all of one colour."""

    def chunk(kind, content):
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x0b\x6e\x4f" * width) * height
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


async def test_a_screenshot_reaches_the_engineer_and_can_be_saved(stage):
    shot = {"name": "shot.png", "mimeType": "image/png", "buffer": picture()}
    tom, sam = await stage.enter("/?left=tom&show=left"), await stage.enter("/?right=sam")
    await tom.locator("#left .composer input[type=file]").set_input_files(shot)
    clip = tom.locator("#left .composer .clip")
    await expect(clip).to_have_attribute("data-chosen", "1")
    await tom.locator("#left-text").fill(QUESTION)
    await tom.locator("#left-text").press("Enter")
    await expect(tom.locator("#left-log .files img").last).to_be_visible()
    await expect(clip).to_have_attribute("data-chosen", "")
    found = await Axe().run(tom)
    assert found.violations_count == 0, found.generate_report()

    card = tom.locator("#left-log .card", has_text="SUP-").last
    number = (await card.inner_text()).partition("SUP-")[2].split()[0]
    seen = topic(sam, f"SUP-{number}").locator(".files img").last
    await seen.wait_for()
    await sam.wait_for_function("(one) => one.naturalWidth === 40", arg=await seen.element_handle())
    async with sam.expect_download() as download:
        await seen.click()
    saved = await (await download.value).path()
    assert saved.read_bytes() == shot["buffer"]


async def test_a_file_that_is_too_large_is_told_and_stays_chosen(stage, tmp_path):
    film = tmp_path / "film.mp4"
    film.write_bytes(b"x" * 22_000_000)
    tom = await stage.enter("/?left=tom&show=left")
    await tom.locator("#left .composer input[type=file]").set_input_files(film)
    await tom.locator("#left-text").fill("see the film")
    await tom.locator("#left-text").press("Enter")
    await expect(tom.locator("#toasts")).to_contain_text("too large")
    await expect(tom.locator("#left-text")).to_have_value("see the film")
    clip = tom.locator("#left .composer .clip")
    await expect(clip).to_have_attribute("data-chosen", "1")
