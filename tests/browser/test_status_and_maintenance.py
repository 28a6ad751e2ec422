"""Can everybody read how the services are, and plan maintenance, on a desk and on a phone?"""

from datetime import datetime, timedelta

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.stage import DESKTOP, PATIENCE, PHONE, shoot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
expect.set_options(timeout=PATIENCE * 1000)


async def _nothing_is_in_the_way(page) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(wide) == 0, "nobody should scroll sideways"


async def _looked_at(page, name, scheme) -> None:
    for size, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
        await page.set_viewport_size(viewport)
        await _nothing_is_in_the_way(page)
        await shoot(page, f"{name}-{size}-{scheme}")
    await page.set_viewport_size(DESKTOP)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_maintenance_is_planned_seen_on_the_status_page_and_called_off(stage, scheme):
    page = await stage.enter("/maintenance?as=sam", color_scheme=scheme)
    clock = await page.locator("body").get_attribute("data-now")
    day = datetime.fromisoformat(clock) + timedelta(days=3)
    await page.get_by_label("ERP").check()
    await page.locator("[name=day]").fill(f"{day:%Y-%m-%d}")
    await page.locator("[name=clock]").fill("22:00")
    await page.locator("[name=length]").fill("never")
    await page.locator("[name=text]").fill(f"New database in {scheme}")
    await page.get_by_role("button", name="Plan it").click()
    await expect(page.locator("main [role=alert]")).to_be_visible()
    await _looked_at(page, "maintenance-refused", scheme)
    await page.locator("[name=length]").fill("2h")
    await page.get_by_role("button", name="Plan it").click()
    await expect(page.get_by_text(f"New database in {scheme}")).to_be_visible()
    await _looked_at(page, "maintenance", scheme)

    await page.goto(f"{stage.url}/status?as=maya")
    await expect(page.get_by_text(f"New database in {scheme}")).to_be_visible()
    await _looked_at(page, "status", scheme)

    await page.goto(f"{stage.url}/maintenance?as=sam")
    await page.get_by_role("button", name="Call off").click()
    await expect(page.get_by_text("No maintenance is planned.")).to_be_visible()
