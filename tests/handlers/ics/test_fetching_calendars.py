"""Is a calendar fetched in bounds, and never from inside the house unless that is allowed?"""

import asyncio

import pytest
from aiohttp import web

from handlers import addresses
from handlers.addresses import PublicResolver, is_public
from handlers.ics import fetch as fetching
from handlers.ics.fetch import fetch
from handlers.ics.read import LARGEST, CalendarError
from tests.handlers.names import Names


@pytest.fixture
async def served():
    """A server of this machine, and the address of each of its paths."""

    async def fine(_):
        return web.Response(body=b"BEGIN:VCALENDAR")

    async def moved(request):
        raise web.HTTPFound(request.query.get("to", "/moved"))

    async def gone(_):
        return web.Response(status=404)

    async def endless(request):
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(LARGEST // 65_536 + 4):
            await answer.write(b"x" * 65_536)
        return answer

    async def slow(_):
        await asyncio.sleep(30)

    app = web.Application()
    app.add_routes([web.get(f"/{one.__name__}", one) for one in (fine, moved, gone, endless, slow)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


async def refused(address, *, may_be_private=False, **more):
    with pytest.raises(CalendarError) as error:
        await fetch(address, may_be_private=may_be_private, **more)
    host = address.partition("://")[2].partition("/")[0]
    assert host not in str(error.value), "an address may hold a secret"
    return str(error.value)


async def test_what_is_allowed_is_fetched(served):
    assert await fetch(f"{served}/fine", may_be_private=True) == b"BEGIN:VCALENDAR"
    address = f"{served}/moved?to=/fine"
    assert await fetch(address, may_be_private=True) == b"BEGIN:VCALENDAR"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address to be refused
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fd00::1]",
        "[fe80::1]",
        "[64:ff9b::10.0.0.1]",
        "[2002:7f00:1::]",
        "[ff02::1]",
        "224.0.0.1",
    ],
)
async def test_a_private_address_is_refused_before_anything_is_asked(host):
    said = await refused(f"https://{host}/on-call.ics")
    assert "ics_private = true" in said


async def test_a_name_that_stands_for_a_private_address_is_refused():
    for hosts in (("10.0.0.7",), ("93.184.216.34", "127.0.0.1")):
        names = Names(*hosts)
        said = await refused("https://calendar.example.com/x.ics", resolver=names)
        assert "ics_private = true" in said
        assert names.asked == ["calendar.example.com"]


async def test_public_names_are_passed_on():
    assert await PublicResolver(Names("93.184.216.34")).resolve("calendar.example.com")


async def test_without_leave_it_has_to_be_https(served):
    assert "not https" in await refused(f"{served}/fine")


async def test_being_sent_on_is_looked_at_each_time(served, monkeypatch):
    monkeypatch.setattr(addresses, "is_public", lambda host: host == "127.0.0.1")
    looked = []
    check = fetching._check

    def watched(url, *, may_be_private):
        looked.append(url.host)
        if len(looked) > 1:
            check(url, may_be_private=False)

    monkeypatch.setattr(fetching, "_check", watched)
    said = await refused(f"{served}/moved?to=https://10.0.0.1/x.ics", may_be_private=True)
    assert "ics_private = true" in said
    assert looked == ["127.0.0.1", "10.0.0.1"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("gone", "the server answered 404"),
        ("endless", "larger than 2 MB"),
        ("moved", "sent on more than 3 times"),
        ("moved?to=file:///etc/passwd", "not https"),
    ],
)
async def test_what_is_no_calendar_in_bounds_is_said(served, path, said):
    assert said in await refused(f"{served}/{path}", may_be_private=True)


async def test_a_server_that_does_not_answer_is_given_up(served, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    assert "no answer" in await refused(f"{served}/slow", may_be_private=True)


async def test_a_server_that_is_not_there_is_said():
    assert "cannot be reached" in await refused("http://127.0.0.1:1/x", may_be_private=True)


@pytest.mark.parametrize(
    "address", ["::127.0.0.1", "fec0::1", "64:ff9b:1::7f00:1", "192.0.0.8", "::ffff:10.0.0.1"]
)
def test_addresses_that_lead_nowhere_outside_are_not(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "2002:5db8:d822::"])
def test_everybodys_addresses_are_public(address):
    assert is_public(address)
