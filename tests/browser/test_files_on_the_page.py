"""A screenshot goes from one person's page to another's, in a real browser."""

import struct
import zlib

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.browser.test_the_page import demo, pages

pytestmark = pytest.mark.browser

WIDE = {"viewport": {"width": 1500, "height": 860}, "accept_downloads": True}


def picture(width=40, height=30):
    """A real PNG, all of one colour."""

    def chunk(kind, content):
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x0b\x6e\x4f" * width) * height
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


async def test_a_screenshot_reaches_the_engineer_and_can_be_saved(tmp_path):
    shot = {"name": "shot.png", "mimeType": "image/png", "buffer": picture()}
    async with demo(tmp_path) as (url, _), pages(WIDE, WIDE) as (maya, sam):
        faults = []
        for page in (maya, sam):
            page.on("console", lambda told: faults.append(told.text))
            await page.goto(url, wait_until="domcontentloaded")
        await maya.set_input_files("#left .composer input[type=file]", shot)
        assert await maya.locator("#left .composer .clip").get_attribute("data-chosen") == "1"
        await maya.fill("#left-text", "The invoices page shows error 500 since this morning")
        await maya.press("#left-text", "Enter")
        await maya.locator("#left-log .files img").last.wait_for()
        assert await maya.locator("#left .composer .clip").get_attribute("data-chosen") == ""
        seen = sam.locator("#right-log .topic", has_text="error 500").last.locator(".files img")
        await seen.wait_for()
        await sam.wait_for_function(
            "(one) => one.naturalWidth === 40", arg=await seen.element_handle()
        )
        async with sam.expect_download() as download:
            await seen.click()
        saved = await (await download.value).path()
        assert saved.read_bytes() == shot["buffer"]
        found = await Axe().run(maya)
        assert found.violations_count == 0, found.generate_report()
        assert not faults


async def test_a_file_that_is_too_large_is_told_and_stays_chosen(tmp_path):
    film = tmp_path / "film.mp4"
    film.write_bytes(b"x" * 22_000_000)
    async with demo(tmp_path) as (url, _), pages(WIDE) as (maya,):
        await maya.goto(url, wait_until="domcontentloaded")
        await maya.set_input_files("#left .composer input[type=file]", film)
        await maya.fill("#left-text", "see the film")
        await maya.press("#left-text", "Enter")
        await maya.locator("#toasts", has_text="too large").wait_for()
        assert await maya.input_value("#left-text") == "see the film"
        assert await maya.locator("#left .composer .clip").get_attribute("data-chosen") == "1"
