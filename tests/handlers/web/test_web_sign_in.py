"""How somebody gets in outside a demo, and stays out."""

import pytest

from desk.people import Identity
from handlers.web.identity import Viewer
from handlers.web.rooms import Rooms
from tests.handlers.web.chat_in_memory import NOW
from tests.handlers.web.desk_in_memory import person, whole
from tests.handlers.web.visitor import OURS, SCRIPT, Visitor, seen

LINK = "/sign-in/tok"


@pytest.fixture
def desk():
    production = whole(is_demo=False)
    production.chat.seats.clear()
    production.desk.links["tok"] = "sam"
    return production


async def signed_in(desk) -> Visitor:
    visitor = Visitor(desk.services)
    await visitor.get(LINK)
    answer = await visitor.post(LINK)
    assert answer.status_code == 303
    return visitor


@pytest.mark.parametrize(
    "path", ["/", "/board", "/tickets/1", "/kb", "/kb/x", "/agreement", "/nowhere", "/stream"]
)
async def test_without_a_sign_in_there_is_only_the_way_in(visitor, path):
    answer = await visitor.get(path)
    assert answer.status_code == 401
    if path != "/stream":
        assert "Write “page” to the bot" in seen(answer).words
        assert not seen(answer).all("nav")


@pytest.mark.parametrize("path", ["/say", "/press", "/press/sure", "/submit", "/demo/clock"])
async def test_without_a_sign_in_no_form_is_taken(desk, visitor, path):
    page = await visitor.post(path, text="hi", key="k", channel="dm:sam", **{"as": "sam"})
    assert page.status_code == 401
    told = await visitor.post(path, headers=SCRIPT, text="hi")
    assert told.json()["kind"] == "refused"
    assert not desk.inbox.letters


async def test_looking_at_a_link_does_not_use_it_up(desk, visitor):
    for _ in range(3):
        assert "Continue" in seen(await visitor.get(LINK)).words
    assert desk.desk.links


async def test_a_link_works_once(desk):
    visitor = await signed_in(desk)
    assert "Sam Okafor" in seen(await visitor.get("/")).words
    again = await Visitor(desk.services).post(LINK)
    assert again.status_code == 410
    assert "Write “page” to the bot" in seen(again).words


async def test_a_link_is_not_used_by_a_form_of_another_site(desk, visitor):
    await visitor.get(LINK)
    assert (await visitor.post(LINK, headers={"sec-fetch-site": "cross-site"})).status_code == 403
    assert (await visitor.post(LINK, token="wrong")).status_code == 403
    assert desk.desk.links


async def test_the_session_is_a_cookie_that_no_script_reads(desk, visitor):
    await visitor.get(LINK)
    cookie = (await visitor.post(LINK)).headers["set-cookie"]
    assert cookie.startswith("firstline=session-of-sam;")
    for word in ("HttpOnly", "SameSite=lax", "Max-Age=28800"):
        assert word in cookie


async def test_signing_out_ends_the_session_itself(desk):
    visitor = await signed_in(desk)
    secret = visitor.client.cookies["firstline"]
    assert (await visitor.post("/sign-out", token="wrong")).status_code == 403
    assert (await visitor.post("/sign-out")).status_code == 303
    visitor.client.cookies.set("firstline", secret, domain="127.0.0.1")
    assert (await visitor.get("/")).status_code == 401


async def test_signing_out_twice_is_no_fault(desk, visitor):
    assert (await visitor.post("/sign-out", headers=OURS)).status_code == 303


async def test_an_engineer_gets_a_direct_chat_and_the_own_teams_channel(desk):
    visitor = await signed_in(desk)
    page = seen(await visitor.get("/"))
    assert "#l1-support" in page.words
    assert "l2-engineering" not in page.words
    assert not page.all("select"), "nobody can be played"
    assert desk.chat.seats == {"dm:sam": {"sam"}, "l1-support": {"sam"}}


async def test_whoever_one_wants_to_be_one_stays_oneself(desk):
    visitor = await signed_in(desk)
    await visitor.get("/?left=maya&right=ivy&as=ivy")
    fields = {"as": "maya", "channel": "dm:sam", "key": "k", "text": "hi"}
    assert (await visitor.post("/say", **fields)).status_code == 303
    assert list(desk.inbox.letters) == ["web:sam:k"]
    assert (await visitor.post("/demo/clock", by="day")).status_code == 422
    assert desk.clock.now == NOW


async def test_a_requester_gets_a_direct_chat_only(desk):
    desk.desk.links["tok"] = "maya"
    page = seen(await (await signed_in(desk)).get("/"))
    ids = {attributes.get("id") for _, attributes in page.tags}
    assert "left" in ids
    assert "right" not in ids


async def test_who_is_no_engineer_any_more_finds_the_channel_closed(desk):
    visitor = await signed_in(desk)
    await visitor.get("/")
    desk.desk.actors["sam"] = person(3, "Sam Okafor")
    assert "l1-support" not in seen(await visitor.get("/")).words
    fields = {"channel": "l1-support", "key": "k", "text": "hi"}
    assert (await visitor.post("/say", **fields)).status_code == 422
    viewer = await _viewer(desk, Identity(platform="web", id="sam"))
    assert await Rooms(desk.services).of(viewer) == ("dm:sam",)


async def test_somebody_from_slack_writes_as_the_person_they_are(desk):
    async def account(session, now):
        return Identity(platform="slack", id="U07")

    async def actor(identity):
        return person(9, "Uma Ray") if identity == Identity(platform="slack", id="U07") else None

    desk.desk.account, desk.desk.actor = account, actor
    visitor = await signed_in(desk)
    page = seen(await visitor.get("/"))
    assert "Uma Ray" in page.words
    fields = {"channel": "dm:slack-U07", "key": "k", "text": "hi"}
    assert (await visitor.post("/say", **fields)).status_code == 303
    assert '"platform": "slack", "id": "U07"' in desk.inbox.letters["web:slack-U07:k"].body


async def _viewer(desk, identity):
    return Viewer(identity=identity, actor=desk.desk.actors[identity.id])
