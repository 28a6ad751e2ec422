"""What a probe sees of servers that answer, and of servers that fail in every way."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest

from desk.monitors import Probe, ProbeKind
from desk.standing import FaultCode
from handlers import addresses
from handlers.probes.look import look
from handlers.probes.net import Net
from tests.handlers.names import Names
from tests.handlers.probes.servers import HOST, free_port, make_certificates, serving

NOW = datetime.now(UTC)  # noqa: TID251 - certificates are made now, and hold from now on


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("certificates")
    make_certificates(made)
    return made


@pytest.fixture(scope="module")
def ports(folder):
    with serving(folder) as ports:
        yield ports


@pytest.fixture
def net(folder):
    return Net(
        resolver=Names("127.0.0.1"), tls=ssl.create_default_context(cafile=folder / "ca.pem")
    )


def probe(kind: ProbeKind, target: str, **more) -> Probe:
    told = {"timeout": timedelta(seconds=5), "internal": True, **more}
    return Probe(service="erp", name="web", kind=kind, target=target, **told)


def web(ports, path, server="web", **more) -> Probe:
    scheme = "http" if server in {"web", "cut", "silent"} else "https"
    return probe(ProbeKind.HTTP, f"{scheme}://{HOST}:{ports[server]}{path}", **more)


async def fault_of(probe, net, at=NOW):
    return (await look(probe, at, net)).fault


async def test_an_answer_is_fine_and_took_its_time(ports, net):
    seen = await look(web(ports, "/fine", text="good"), NOW, net)
    assert (seen.key, seen.at, seen.fault) == ("erp/web", NOW, None)
    assert timedelta() < seen.took < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("path", "code", "facts"),
    [
        ("/down", FaultCode.STATUS, {"status": 503}),
        ("/half", FaultCode.BROKEN, {}),
        ("/chunk", FaultCode.BROKEN, {}),
        ("/garbage", FaultCode.BROKEN, {}),
        ("/nothing", FaultCode.BROKEN, {}),
        ("/round", FaultCode.REDIRECTS, {"most": 5}),
        ("/nowhere", FaultCode.BROKEN, {}),
        ("/moved?to=file:///etc/passwd", FaultCode.BROKEN, {}),
    ],
)
async def test_a_web_server_that_fails_is_told_apart(ports, net, path, code, facts):
    fault = await fault_of(web(ports, path), net)
    assert (fault.code, fault.facts) == (code, facts)


async def test_what_is_expected_decides(ports, net):
    assert await fault_of(web(ports, "/down", status=(200, 503)), net) is None
    assert await fault_of(web(ports, "/moved", status=(302,)), net) is None
    assert await fault_of(web(ports, "/moved?to=/fine", text="all good"), net) is None
    assert (await fault_of(web(ports, "/fine", text="bad"), net)).code is FaultCode.TEXT


async def test_of_an_endless_answer_only_the_beginning_is_read(ports, net):
    assert await fault_of(web(ports, "/endless", text="xxx"), net) is None
    assert (await fault_of(web(ports, "/endless", text="yyy"), net)).code is FaultCode.TEXT


async def test_who_is_slow_is_given_up_in_time(ports, net):
    for each in (
        web(ports, "/slow", timeout=timedelta(seconds=0.2)),
        probe(
            ProbeKind.TCP,
            f"{HOST}:{ports['silent']}",
            text="220",
            timeout=timedelta(seconds=0.2),
        ),
    ):
        seen = await look(each, NOW, net)
        assert (seen.fault.code, seen.fault.facts) == (FaultCode.TIMEOUT, {"seconds": 0.2})
        assert seen.took is None


async def test_nobody_there_and_a_cut_connection_are_told_apart(ports, net):
    nobody = {"web": free_port()}
    assert (await fault_of(web(nobody, "/"), net)).code is FaultCode.REFUSED
    assert (await fault_of(web(ports, "/", server="cut"), net)).code is FaultCode.BROKEN
    refused = probe(ProbeKind.TCP, f"{HOST}:{nobody['web']}")
    assert (await fault_of(refused, net)).code is FaultCode.REFUSED
    away = probe(ProbeKind.TCP, f"{HOST}:{ports['web']}")
    unreachable = Net(resolver=Names("255.255.255.255"), tls=net.tls)
    assert (await fault_of(away, unreachable)).code is FaultCode.UNREACHABLE


async def test_an_unknown_name_is_said(net):
    nowhere = Net(resolver=Names(), tls=net.tls)
    for kind, target in (
        (ProbeKind.HTTP, f"http://{HOST}/"),
        (ProbeKind.TCP, f"{HOST}:25"),
        (ProbeKind.DNS, HOST),
    ):
        fault = await fault_of(probe(kind, target), nowhere)
        assert fault.code is FaultCode.UNKNOWN_NAME
        assert HOST in fault.facts["host"]


@pytest.mark.parametrize("server", ["other", "expired"])
async def test_a_wrong_certificate_is_an_outage(ports, net, server):
    for each in (
        web(ports, "/fine", server=server),
        probe(ProbeKind.TLS, f"{HOST}:{ports[server]}"),
    ):
        fault = await fault_of(each, net)
        assert fault.code is FaultCode.CERTIFICATE
        assert ("expired" if server == "expired" else "mismatch") in fault.facts["reason"]


async def test_a_certificate_of_an_unknown_authority_is_an_outage(ports):
    fault = await fault_of(web(ports, "/fine", server="good"), Net(resolver=Names("127.0.0.1")))
    assert fault.code is FaultCode.CERTIFICATE


async def test_a_certificate_that_runs_out_is_a_warning(ports, net):
    assert await fault_of(web(ports, "/fine", server="good"), net) is None
    fits = probe(ProbeKind.TLS, f"{HOST}:{ports['good']}", days=20)
    assert await fault_of(fits, net) is None
    seen = await look(fits, NOW + timedelta(days=15, hours=1), net)
    assert (seen.fault.code, seen.fault.facts["days"]) == (FaultCode.EXPIRING, 14)
    assert seen.took is not None
    assert not seen.has_failed


async def test_no_tls_where_it_is_expected_is_broken(ports, net):
    fault = await fault_of(probe(ProbeKind.TLS, f"{HOST}:{ports['greeter']}"), net)
    assert fault.code is FaultCode.BROKEN


async def test_a_greeting_is_waited_for_piece_by_piece(ports, net):
    greeter = f"{HOST}:{ports['greeter']}"
    assert await fault_of(probe(ProbeKind.TCP, greeter), net) is None
    assert await fault_of(probe(ProbeKind.TCP, greeter, text="com ESMTP"), net) is None
    fault = await fault_of(probe(ProbeKind.TCP, greeter, text="IMAP"), net)
    assert fault.code is FaultCode.TEXT


async def test_the_first_address_that_takes_us_is_enough(ports, net):
    both = Net(resolver=Names("255.255.255.255", "127.0.0.1"), tls=net.tls)
    assert await fault_of(probe(ProbeKind.TCP, f"{HOST}:{ports['web']}"), both) is None
    assert await fault_of(probe(ProbeKind.TLS, f"{HOST}:{ports['good']}"), both) is None
    wrong = await fault_of(probe(ProbeKind.TLS, f"{HOST}:{ports['other']}"), both)
    assert wrong.code is FaultCode.CERTIFICATE


async def test_a_name_has_to_stand_for_what_is_expected():
    net = Net(resolver=Names("192.0.2.7", "2001:db8::7"))
    right = probe(ProbeKind.DNS, HOST, addresses=("2001:db8::7", "192.0.2.7"))
    assert await fault_of(right, net) is None
    assert await fault_of(probe(ProbeKind.DNS, HOST), net) is None
    fault = await fault_of(probe(ProbeKind.DNS, HOST, addresses=("192.0.2.7",)), net)
    assert (fault.code, fault.facts) == (FaultCode.ADDRESSES, {"found": "192.0.2.7, 2001:db8::7"})


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "[::1]", "[fd00:ec2::254]", "[::]"]
)
async def test_private_numbers_are_refused_before_anything_is_asked(host):
    names = Names("127.0.0.1")
    for kind, target in (
        (ProbeKind.HTTP, f"http://{host}/"),
        (ProbeKind.TCP, f"{host}:22"),
        (ProbeKind.TLS, f"{host}:443"),
    ):
        fault = await fault_of(probe(kind, target, internal=False), Net(resolver=names))
        assert (fault.code, fault.facts) == (FaultCode.PRIVATE, {"host": host.strip("[]")})
    assert names.asked == []


async def test_names_of_private_addresses_are_refused(ports):
    net = Net(resolver=Names("93.184.216.34", "10.0.0.7"))
    for kind, target in (
        (ProbeKind.HTTP, f"http://{HOST}:{ports['web']}/fine"),
        (ProbeKind.TCP, f"{HOST}:{ports['web']}"),
    ):
        fault = await fault_of(probe(kind, target, internal=False), net)
        assert (fault.code, fault.facts) == (FaultCode.PRIVATE, {"host": HOST})


async def test_being_sent_to_a_private_address_is_refused(ports, net, monkeypatch):
    seen = addresses.is_public
    monkeypatch.setattr(addresses, "is_public", lambda one: one == "127.0.0.1" or seen(one))
    assert await fault_of(web(ports, "/fine", internal=False), net) is None
    fault = await fault_of(web(ports, "/go?to=http://169.254.169.254/", internal=False), net)
    assert (fault.code, fault.facts) == (FaultCode.PRIVATE, {"host": "169.254.169.254"})
