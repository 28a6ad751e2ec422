"""A real Alertmanager, which no one here wrote, tells the desk of an alert and of its end."""

import asyncio
import shutil
import socket
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from pydantic import SecretStr

from bot.clocks import machine_now
from bot.page import make_page
from bot.serving import address_of, bind, serve
from handlers.web.live import Signal
from tests.patience import eventually
from tests.scenarios.desk import desk_on, running

pytestmark = [pytest.mark.peer, pytest.mark.alertmanager]

TOKEN = "t" * 32
SENDER = '[alerts.senders.alertmanager]\ndown = ["GateDown"]\n'
ROUTES = """
route:
  receiver: firstline
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1s
receivers:
  - name: firstline
    webhook_configs:
      - url: {url}/hooks/alertmanager
        http_config:
          authorization:
            credentials: {token}
"""


@asynccontextmanager
async def served(desk):
    """Serve the page, with the door for the sender."""
    bound, stop = bind("127.0.0.1", 0), asyncio.Event()
    bound.listen()
    url = address_of(bound)
    page = make_page(desk, Signal(), stop, url, tokens={"alertmanager": SecretStr(TOKEN)})
    serving = asyncio.create_task(serve(page, bound, stop))
    try:
        async with running(desk):
            yield url
    finally:
        stop.set()
        await serving


@asynccontextmanager
async def alertmanager(folder, url):
    """Run the program of Debian's package; gives its own address."""
    binary = shutil.which("prometheus-alertmanager")
    assert binary, "make system installs it, FIRSTLINE_TEST_WITHOUT=alertmanager leaves it out"
    (folder / "alertmanager.yml").write_text(ROUTES.format(url=url, token=TOKEN))
    with socket.create_server(("127.0.0.1", 0)) as free:
        own = f"127.0.0.1:{free.getsockname()[1]}"
    process = await asyncio.create_subprocess_exec(
        binary,
        f"--config.file={folder / 'alertmanager.yml'}",
        f"--storage.path={folder}",
        f"--web.listen-address={own}",
        "--cluster.listen-address=",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield f"http://{own}"
    finally:
        process.terminate()
        await process.wait()


async def send(session, own, **more):
    """Tell it of an alert, as Prometheus does."""
    alert = {
        "labels": {"alertname": "GateDown", "service": "gate", "instance": "gate1"},
        "annotations": {"summary": "The gate answers nobody"},
        "startsAt": (machine_now() - timedelta(minutes=5)).isoformat(),
        **more,
    }
    try:
        async with session.post(f"{own}/api/v2/alerts", json=[alert]) as answer:
            return answer.status == 200
    except aiohttp.ClientConnectionError:
        return False  # it has not begun yet


async def test_a_real_alertmanager_opens_an_incident_and_ends_its_outage(sqlite_url, tmp_path):
    async with (
        desk_on(sqlite_url, ["web:l1"], ["web:l2"], more=SENDER) as desk,
        served(desk) as url,
        alertmanager(tmp_path, url) as own,
        aiohttp.ClientSession() as session,
    ):

        async def outages():
            async with desk.store.begin() as work:
                now = machine_now()
                return await work.outages.between("gate", now - timedelta(hours=1), now)

        await eventually(lambda: send(session, own), "it never listened")
        (outage,) = await eventually(outages, "no alert came")
        assert outage.source == "alert"
        async with desk.store.begin() as work:
            ticket = await work.tickets.get(outage.ticket)
        assert ticket.title == "Gate control: GateDown"
        assert "The gate answers nobody" in ticket.text
        assert await send(session, own, endsAt=machine_now().isoformat())

        async def is_over():
            return (await outages())[0].ends_at is not None

        await eventually(is_over, "its end never came")
