"""Can a desk be worked from the command line, whether it runs or not, and with clear refusals?"""

import asyncio
import json
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from bot import orders
from bot.channel_names import keep, kept
from bot.cli.place import Place
from bot.config import example, parse
from bot.inner import Order
from bot.wiring import add_web, build, machine_now
from desk.attachment import Attachment, FileState
from desk.inbound import Author
from desk.outcome import Done
from desk.owed import Owed
from desk.people import Address, Identity
from storage.store import Store
from storage.worker_lock import worker_lock
from tests.bot.conftest import CONFIG
from tests.patience import eventually

QUESTION = "The invoices page shows error 500 since this morning"
SAM = "Sam Okafor"


@pytest.fixture(autouse=True)
def indexed_once(monkeypatch, shelf):
    """No order here asks for an article, so each command need not index them anew."""

    async def give(*_):
        return shelf

    monkeypatch.setattr("bot.wiring.Librarian.open", give)


@pytest.fixture
def url(empty_folder, sqlite_template):
    shutil.copy(sqlite_template, empty_folder / "demo.db")
    return f"sqlite:///{empty_folder}/demo.db"


def on(url, work):
    """Do something at the desk that is shipped, as a command does."""

    async def go():
        store = Store.open(url, example().policy(machine_now().date()), clock=machine_now)
        try:
            return await work(Place(url=url, config=example(), ids={}, store=store))
        finally:
            await store.close()

    return asyncio.run(go())


async def sit(store, name, room, account=None):
    """Make somebody an engineer."""
    identity = Identity(platform="web", id=account or name.split()[0].lower())
    async with store.begin() as work:
        person = await work.people.meet(Author(identity=identity, name=name))
        await work.people.join(Address(platform="web", channel=room), person.id)
        await work.commit(Done())


@pytest.fixture(scope="session")
def asked(sqlite_template, tmp_path_factory):
    """A database with one ticket that Maya asked for, and an engineer of L1; made once."""
    file = tmp_path_factory.mktemp("asked") / "demo.db"
    shutil.copy(sqlite_template, file)

    async def ask(place):
        await sit(place.store, SAM, "l1-support")
        maya = Identity(platform="web", id="maya")
        await orders.give(place, Order(identity=maya, by="Maya Rossi", name="new", words=QUESTION))

    on(f"sqlite:///{file}", ask)
    return file


@pytest.fixture
def ticket(url, asked, empty_folder):
    shutil.copy(asked, empty_folder / "demo.db")
    return "SUP-101"


def last_event(url):
    async def look(place):
        return [
            event
            async for _, found in place.store.histories.tickets_with_history()
            for event in found
        ][-1]

    return on(url, look)


def test_tickets_are_listed_and_shown(firstline, ticket):
    listed = firstline("ticket", "list")
    assert listed.exit_code == 0
    assert ticket in listed.stdout
    assert QUESTION in listed.stdout
    shown = firstline("ticket", "show", "101").stdout
    assert f"{ticket}  {QUESTION}" in shown
    assert "by Maya Rossi" in shown
    assert "ticket.opened" in shown


def test_what_is_broken_stands_beside_what_is_due_next(firstline, ticket, url):
    async def break_it(place):
        async with place.store.begin() as work:
            known = await work.tickets.get(101)
            claim = Owed(metric="claim", due_at=known.asked_at, is_broken=True)
            reply = Owed(metric="next_reply", due_at=known.asked_at + timedelta(hours=1))
            await work.tickets.save(replace(known, owed=(claim, reply)))
            await work.commit(Done())

    on(url, break_it)
    heads, row = firstline("ticket", "list").stdout.splitlines()
    assert "Broken" in heads
    assert " claim " in row
    shown = firstline("ticket", "show", ticket).stdout
    assert "(next reply)\nbroken: claim\n" in shown


def test_what_is_read_can_be_read_by_programs(firstline, ticket):
    [row] = json.loads(firstline("ticket", "list", "--json").stdout)
    assert (row["ticket"], row["title"], row["status"]) == (ticket, QUESTION, "new")
    page = json.loads(firstline("ticket", "show", ticket, "--json").stdout)
    assert page["text"] == QUESTION
    assert page["row"]["ticket"] == ticket


def test_tickets_are_found_by_words_and_filters(firstline, ticket):
    today = machine_now().date().isoformat()
    filters = ("--from", "maya", "--state", "open", "--tier", "L1", "--since", today)
    found = firstline("ticket", "search", "INVOICE", "500", *filters)
    assert (found.exit_code, "SUP-101" in found.stdout) == (0, True)
    page = json.loads(firstline("ticket", "search", "invoice", "--json").stdout)
    assert ([row["ticket"] for row in page["tickets"]], page["has_more"]) == ([ticket], False)
    for words in (("belt",), ("--state", "resolved"), ("invoice", "--page", "2")):
        found = firstline("ticket", "search", *words)
        assert (found.exit_code, "Nothing was found" in found.stderr) == (0, True)


def test_a_person_finds_what_they_may_see(firstline, ticket):
    for who, count in (("web:maya", 1), (SAM, 1)):
        found = firstline("ticket", "search", "invoice", "--as", who, "--json")
        assert len(json.loads(found.stdout)["tickets"]) == count
    assert firstline("ticket", "search", "--as", "Nobody").exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "soon"), "soon is no date. Write it like this: 2026-11-01"),
        (("--state", "asleep"), "asleep is no state. Known are new, open, pending"),
        (("--tier", "L9"), "L9 is no tier. Known are L1, L2"),
        (("--page", "0"), "0 is no page"),
    ],
)
def test_a_filter_that_is_none_is_named(firstline, ticket, words, said):
    refused = firstline("ticket", "search", *words)
    assert refused.exit_code != 0
    assert said in refused.stderr
    assert refused.stdout == ""


def test_files_of_a_ticket_are_named(firstline, ticket, url):
    told = Attachment(name="app.log", size=34_210, state=FileState.KEPT, key="k", ticket=101)

    async def attach(place):
        await place.store.files.announce(replace(told, added_at=machine_now()))
        await place.store.files.announce(
            replace(told, name="film.mp4", size=None, key="f", added_at=machine_now())
        )

    on(url, attach)
    shown = firstline("ticket", "show", ticket).stdout
    assert "file 1     app.log  34 kB  kept" in shown
    assert "film.mp4  -  kept" in shown
    page = json.loads(firstline("ticket", "show", ticket, "--json").stdout)
    assert page["files"][0] == {"id": 1, "name": "app.log", "size": 34210, "state": "kept"}


def test_a_duplicate_is_merged_and_both_tickets_say_so(firstline, ticket, url):
    async def ask(place):
        tom = Identity(platform="web", id="tom")
        words = "Since this morning my invoices show error 500"
        await orders.give(place, Order(identity=tom, by="Tom", name="new", words=words))

    on(url, ask)
    merged = firstline("ticket", "merge", "102", ticket, "--as", SAM.lower())
    assert (merged.exit_code, merged.stdout) == (0, "SUP-102 is merged into SUP-101.\n")
    assert "merged into SUP-101" in firstline("ticket", "show", "102").stdout
    assert "merged in: SUP-102" in firstline("ticket", "show", "101").stdout
    again = firstline("ticket", "merge", "102", "101")
    assert again.exit_code == 1
    assert "everything goes on in SUP-101" in again.stderr
    itself = firstline("ticket", "link", "101", "SUP-101")
    assert "is this ticket itself" in itself.stderr
    assert firstline("ticket", "link", "101", "102").exit_code == 1


def test_an_empty_list_says_so_and_is_an_empty_list_in_json(firstline, url):
    result = firstline("ticket", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "There is none open; --all shows the rest.\n"
    assert firstline("ticket", "list", "--all").stderr == "There is none.\n"
    assert json.loads(firstline("ticket", "list", "--json").stdout) == []


def test_a_person_claims_and_resolves_while_no_desk_runs(firstline, ticket, url):
    claimed = firstline("ticket", "claim", "101", "--as", SAM.lower())
    assert (claimed.exit_code, claimed.stdout) == (0, "SUP-101 is claimed.\n")
    done = firstline(
        "ticket", "resolve", "101", "--text", "Restarted it.", "--category", "defect",
        "--as", "web:sam", "--json",
    )  # fmt: skip
    assert json.loads(done.stdout) == {"ticket": ticket, "done": "resolve"}
    assert last_event(url).data["text"] == "Restarted it."
    assert ticket in firstline("ticket", "list", "--all").stdout
    assert "none open" in firstline("ticket", "list").stderr


def test_whoever_reaches_the_database_is_the_operator(firstline, ticket):
    assert firstline("ticket", "claim", ticket).exit_code == 0
    again = firstline("ticket", "claim", ticket, "--as", SAM)
    assert again.exit_code == 1
    assert again.stderr.endswith("has it already. Ask them, or take it over in chat.\n")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["show", "9999"], 1, "There is no ticket SUP-9999."),
        (["claim", "SUP-9999"], 1, "There is no ticket SUP-9999."),
        (["claim", "abc"], 2, '"abc" is no ticket number. Write SUP-106 or 106.'),
        (["claim", "101", "--as", "Sam"], 2, "Nobody is called Sam. Did you mean Sam Okafor (web:sam)?"),
        (["claim", "101", "--as", "X"], 2, "Nobody is called X. Give a name, or an account such as slack:U0123ABCD."),
        (["claim", "101", "--as", "maya"], 1, "That is for the engineers of L1 support. Name one with --as."),
        (["list", "--tier", "L11"], 2, 'There is no tier L11. Did you mean "L1"?'),
        (["list", "--tier", "nine"], 2, "There is no tier nine. Known are L1, L2, L3, L4."),
        (["resolve", "101", "--text", "x", "--category", "defct"], 2, '"defct" is no category. Did you mean "defect"?'),
        (["resolve", "101", "--text", "x", "--category", "7"], 2, "Known are access, "),
        (["resolve", "101", "--text", " ", "--category", "defect"], 2, "--text: Please write a few words here."),
        (["resolve", "101", "--text", "x" * 2001, "--category", "defect"], 2, "--text: Please shorten this"),
        (["resolve", "101"], 2, "--category: Say what the cause was. Known are access, "),
        (["resolve", "101"], 2, "--text: Please write a few words here."),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_a_sentence(firstline, ticket, words, code, said):
    result = firstline("ticket", *words)
    assert said in result.stderr
    assert result.exit_code == code
    assert "Traceback" not in result.output


def test_a_name_that_several_bear_asks_for_the_account(firstline, ticket, url):
    on(url, lambda place: sit(place.store, SAM, "l2-support", "sam2"))
    result = firstline("ticket", "claim", "101", "--as", SAM)
    assert result.exit_code == 2
    assert "2 people are called Sam Okafor: Sam Okafor (web:sam), Sam Okafor (web:sam2)" in (
        result.stderr
    )


def test_times_are_those_of_the_desk_and_not_of_this_computer(firstline, ticket):
    row = json.loads(firstline("ticket", "show", "101", "--json").stdout)["row"]
    local = datetime.fromisoformat(row["asked_at"]).astimezone(ZoneInfo("Europe/Berlin"))
    due = datetime.fromisoformat(row["due_at"]).astimezone(ZoneInfo("Europe/Berlin"))
    shown = firstline("ticket", "show", "101").stdout
    assert f"asked {local:%d %b %H:%M} by Maya Rossi, due {due:%d %b %H:%M}" in shown
    assert f"{due:%d %b %H:%M}" in firstline("ticket", "list").stdout


def test_a_tier_is_found_in_small_letters(firstline, ticket):
    assert "SUP-101" in firstline("ticket", "list", "--tier", "l1").stdout


def test_a_desk_of_its_own_is_not_sent_to_the_demo(firstline, empty_folder):
    assert firstline("init").exit_code == 0
    result = firstline("ticket", "list")
    assert result.stderr == (
        "There is no firstline.db here. Start the desk first: firstline run.\n"
    )


def test_without_a_desk_it_says_how_to_start_one(firstline):
    for words in (
        ["ticket", "list"],
        ["ticket", "claim", "1"],
        ["db", "check"],
        ["db", "rebuild-facts"],
    ):
        result = firstline(*words)
        assert result.exit_code == 2
        assert result.stderr == (
            "There is no demo.db here. Start the desk first: firstline run (or firstline demo).\n"
        )


def test_facts_are_derived_anew(firstline, ticket):
    firstline("ticket", "claim", "101", "--as", SAM)
    counted = json.loads(firstline("db", "rebuild-facts", "--json").stdout)["facts"]
    assert counted > 0
    assert firstline("db", "rebuild-facts").stdout == f"{counted} facts were derived anew.\n"


async def test_a_running_desk_does_the_order(sqlite_url, clock, shelf):
    """The command only stores the row: the desk that holds the lock works on it."""
    desk = await build(sqlite_url, parse(CONFIG, "firstline.toml"), librarian=shelf)
    add_web(desk, changed=lambda: None)
    await sit(desk.store, SAM, "l1")
    place = SimpleNamespace(url=sqlite_url, store=desk.store, config=desk.config, ids={})
    maya = Order(
        identity=Identity(platform="web", id="maya"), by="Maya", name="new", words=QUESTION
    )
    with worker_lock(sqlite_url):
        giving = asyncio.create_task(orders.give(place, maya))
        await eventually(desk.processor().step, "the order was not stored")
        await giving
    assert await desk.store.audits.last_ticket() == 101
    await desk.close()


async def test_an_order_that_no_desk_takes_is_kept(desk):
    place = SimpleNamespace(url=desk.url, store=desk.store, config=desk.config, ids={})
    order = Order(identity=Identity(platform="desk", id="ada"), by="ada", name="claim", words="101")
    with worker_lock(desk.url), pytest.raises(orders.RefusedError, match="It is stored"):
        await orders.give(place, order, patience=0.05)
    assert (await desk.store.inbox.undone())[0] == 1


async def test_a_command_leaves_the_rows_of_platforms_alone(desk):
    """They need their listeners; without them they would be buried after five tries."""
    from tests import nouns

    await desk.store.inbox.put(nouns.letter("slack:1", platform="slack"))
    place = SimpleNamespace(url=desk.url, store=desk.store, config=desk.config, ids={})
    order = Order(identity=Identity(platform="web", id="maya"), by="Maya", name="help", words="")
    await orders.give(place, order)
    letter = await desk.store.inbox.oldest("slack:D0MAYA", machine_now())
    assert (letter.key, letter.tries) == ("slack:1", 0)


async def test_a_form_is_more_than_a_command_can_fill(desk, meet):
    await meet("sam", "l1")
    place = SimpleNamespace(url=desk.url, store=desk.store, config=desk.config, ids={})
    maya = Order(
        identity=Identity(platform="web", id="maya"), by="Maya", name="new", words=QUESTION
    )
    await orders.give(place, maya)
    sam = Order(identity=Identity(platform="web", id="sam"), by="Sam", name="note", words="101")
    with pytest.raises(orders.RefusedError, match="Do it in chat"):
        await orders.give(place, sam)


async def test_ids_of_named_channels_are_remembered_for_commands(desk):
    text = CONFIG.replace('"web:l1"', '"slack:#l1", "slack:#l2"')
    config = parse(text, "firstline.toml")
    today = machine_now().date()
    assert await kept(desk.url, config, today) == {}
    await keep(desk.store.marks, {"#l1": "C1", "#gone": "C9"})
    assert await kept(desk.url, config, today) == {"#l1": "C1"}
    assert await kept(desk.url, desk.config, today) == {}


def test_a_ticket_is_opened_for_somebody_who_has_written_before(firstline, url, ticket):
    async def write(place):
        maya = Identity(platform="web", id="maya")
        direct = Address(platform="web", channel="dm:maya")
        async with place.store.begin() as work:
            person = await work.people.meet(Author(identity=maya, name="Maya Rossi"))
            await work.people.spoke_directly(person.id, direct)
            await work.commit(Done())

    silent = firstline("ticket", "open", "--for", "Maya Rossi", "Her badge is broken")
    assert silent.exit_code == 1
    assert "has never written to the desk directly" in silent.stderr
    on(url, write)
    told = json.loads(
        firstline("ticket", "open", "--for", "maya rossi", "Her badge is broken", "--json").stdout
    )
    assert told == {"ticket": "SUP-102", "done": "open"}
    again = firstline("ticket", "open", "--for", "web:maya", "--as", SAM, "And her key")
    assert again.stdout == "SUP-103 is opened for web:maya.\n"
    listed = json.loads(firstline("ticket", "list", "--json").stdout)
    assert [row["title"] for row in listed][:2] == ["And her key", "Her badge is broken"]
    assert {row["requester"] for row in listed} == {"Maya Rossi"}


def test_for_somebody_whom_nobody_knows_no_ticket_is_opened(firstline, ticket):
    refused = firstline("ticket", "open", "--for", "Nobody", "Words")
    assert refused.exit_code == 2
    assert "Nobody is called Nobody" in refused.stderr
