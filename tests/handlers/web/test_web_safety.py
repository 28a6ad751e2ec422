"""What a stranger's page, a stranger's name or a stranger's person cannot do."""

import pytest

from handlers.web.assets import read_assets
from handlers.web.options import WebOptions
from handlers.web.security import LARGEST, form_token
from tests.handlers.web.chat_in_memory import NOW
from tests.handlers.web.desk_in_memory import whole
from tests.handlers.web.visitor import OURS, SCRIPT, Visitor, seen

PAGES = [
    "/",
    "/board",
    "/tickets/9",
    "/kb",
    "/kb/x",
    "/agreement",
    "/sign-in/abc",
    "/livez",
    "/nowhere",
]
WORDS = {"key": "k", "as": "maya", "channel": "dm:maya", "text": "hello"}


@pytest.mark.parametrize("path", PAGES)
async def test_every_answer_forbids_whatever_is_not_ours(visitor, path):
    headers = (await visitor.get(path)).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    for rule in ("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/board", "/kb", "/agreement", "/sign-in/abc"])
async def test_no_page_needs_inline_scripts_or_styles_or_another_host(visitor, told, path):
    page = seen(await visitor.get(path))
    for tag, attributes in page.tags:
        assert tag != "style"
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "href", "action", "formaction"):
            assert attributes.get(name, "/").startswith(("/", "#"))
    assert all(script.get("src") for script in page.all("script"))


async def test_files_of_the_page_are_kept_for_ever_under_the_name_of_their_content(visitor):
    page = seen(await visitor.get("/"))
    script = await visitor.get(page.all("script")[0]["src"])
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]
    assert (await visitor.get("/static/firstline.000000000000.js")).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
    ],
)
async def test_a_form_of_another_site_is_not_taken(desk, visitor, headers):
    answer = await visitor.post("/say", headers=headers, **WORDS)
    assert answer.status_code == 403
    assert not desk.inbox.letters


@pytest.mark.parametrize("headers", [OURS, {"origin": "http://127.0.0.1:8080"}])
async def test_a_form_of_our_own_page_is_taken(desk, visitor, headers):
    assert (await visitor.post("/say", headers=headers, **WORDS)).status_code == 303
    assert len(desk.inbox.letters) == 1


@pytest.mark.parametrize("token", ["", "wrong", "ä", form_token("another browser")])
async def test_a_form_without_this_browsers_token_is_not_taken_but_its_words_are_kept(
    desk, visitor, token
):
    await visitor.get("/")
    answer = await visitor.post("/say", token=token, **WORDS)
    assert answer.status_code == 403
    assert "hello" in seen(answer).words
    assert not desk.inbox.letters


async def test_a_browser_that_keeps_no_cookies_is_told(desk, visitor):
    answer = await visitor.post("/say", token=form_token(""), **WORDS)
    assert answer.status_code == 403
    assert "Reload" in seen(answer).words


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8080", "10.0.0.7:8080"])
async def test_a_strangers_name_that_points_here_gets_nothing(visitor, host):
    for path in ("/", "/kb/quiz", "/stream"):
        assert (await visitor.get(path, headers={"host": host})).status_code == 421


async def test_probes_know_only_an_address(visitor):
    for path in ("/livez", "/readyz"):
        answer = await visitor.get(path, headers={"host": "10.0.0.7:8080"})
        assert (answer.status_code, answer.text) == (200, "ok")


@pytest.mark.parametrize(
    ("base_url", "host", "is_ours"),
    [
        ("http://127.0.0.1:8080", "localhost:8080", True),
        ("http://127.0.0.1:8080", "[::1]:8080", True),
        ("http://127.0.0.1:8080", "[::1]", True),
        ("http://localhost", "127.0.0.1", True),
        ("http://127.0.0.1:8080", "", False),
        ("https://desk.example.com", "desk.example.com", True),
        ("https://desk.example.com", "localhost", False),
        ("https://desk.example.com", "desk.example.com.evil", False),
    ],
)
def test_a_desk_knows_its_own_names(base_url, host, is_ours):
    assert WebOptions(base_url=base_url).is_ours(host) is is_ours


async def test_more_than_a_megabyte_is_refused_in_words(desk, visitor):
    answer = await visitor.post("/say", **{**WORDS, "text": "x" * LARGEST})
    assert answer.status_code == 413
    assert "1 MB" in seen(answer).words
    assert not desk.inbox.letters


async def test_nobody_speaks_in_a_channel_that_they_are_not_in(desk, visitor, told):
    for channel in ("l1-support", "dm:tom", "", "nowhere"):
        answer = await visitor.post("/say", **{**WORDS, "channel": channel})
        assert answer.status_code == 422
        pressed = {"channel": channel, "message": 1, "button": 7, "offer": 0}
        assert (await visitor.post("/press", **{**WORDS, **pressed})).status_code == 422
    assert not desk.inbox.letters


async def test_somebody_made_up_cannot_be_played(desk, visitor):
    answer = await visitor.post("/say", **{**WORDS, "as": "mallory", "channel": "dm:mallory"})
    assert answer.status_code == 401
    assert not desk.inbox.letters


@pytest.mark.parametrize(
    "wrong",
    [
        {"message": "x"},
        {"button": ""},
        {"offer": "-1"},
        {"message": "9" * 30},
        {"button": "\u0664"},
        {"key": ""},
        {"key": "k" * 65},
    ],
)
async def test_a_press_that_our_page_cannot_have_sent_is_refused(desk, visitor, wrong):
    fields = {**WORDS, "message": 1, "button": 7, "offer": 0, **wrong}
    answer = await visitor.post("/press", headers=SCRIPT, **fields)
    assert (answer.status_code, answer.json()["kind"]) == (422, "refused")
    assert not desk.inbox.letters


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "", "x"]
)
async def test_after_a_form_the_browser_stays_here(visitor, back):
    answer = await visitor.post("/say", back=back, **WORDS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_words_of_people_are_shown_and_never_obeyed(desk, visitor):
    nasty = "<script>alert(1)</script> <img src=x onerror=y> https://evil.example [a](javascript:b)"
    await desk.chat.put(
        "k", channel="dm:maya", text=nasty, at=NOW, author="maya", author_name="<b>Maya</b>"
    )
    page = seen(await visitor.get("/"))
    assert nasty in page.words
    assert "<b>Maya</b>" in page.words
    assert not page.all("b")
    assert all("evil" not in str(attributes) for _, attributes in page.tags)


async def test_a_fault_of_ours_is_an_apology_without_its_inside(desk, visitor):
    async def broken(actor, **more):
        raise RuntimeError("secret inside")

    desk.desk.board = broken
    answer = await visitor.get("/board")
    assert answer.status_code == 500
    assert "went wrong on our side" in answer.text
    assert "secret" not in answer.text


async def test_cookies_of_an_encrypted_desk_stay_with_it():
    desk = whole(is_demo=False, base_url="https://desk.example.com")
    visitor = Visitor(desk.services)
    cookie = (await visitor.get("/sign-in/abc")).headers["set-cookie"]
    assert cookie.startswith("__Host-firstline-form=")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie


def test_our_own_script_is_one_that_can_be_read_in_one_go():
    scripts = [asset for asset in read_assets().by_name.values() if asset.type == "text/javascript"]
    lines = [line for script in scripts for line in script.content.decode().splitlines()]
    assert len(lines) < 200
    assert max(map(len, lines)) <= 120, "short is not the same as dense"
