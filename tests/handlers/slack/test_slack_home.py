"""Is the Home tab drawn whenever it is opened, and anew after somebody acts from it?"""

import json
from dataclasses import replace

import pytest

from desk.outcome import Ask, Done, Refused, Show
from handlers.slack.home import draw_home
from handlers.slack.shortcuts import ASK
from tests.fakes.slack import words_of
from tests.fakes.slack.blocks import check_view
from tests.handlers.cards.samples import SAMPLES
from tests.handlers.slack.slack_desk import L1, MAYA, RESOLVE, SAM, connected

ENGINEER = SAMPLES["home.engineer"]


def drawn(rig, user):
    """How often the tab of somebody was drawn."""
    return len([one for one in rig.slack.calls_of("views.publish") if one.args["user_id"] == user])


async def opened(rig, user):
    """Somebody opens their tab and sees it."""
    rig.inbox.answer = Show(notice=ENGINEER)
    rig.slack.open_home(user)
    return await rig.slack.wait_for_home(user, timeout=20)


def last(rig):
    letter = rig.inbox.happened()[-1]
    return rig.platform.listener.understand(letter.key, json.loads(letter.body))


def act_of(rig):
    """What the last tap on a tab means."""
    [letter] = [one for key, one in rig.inbox.letters.items() if key.startswith("sl:h:")]
    return rig.platform.listener.understand(letter.key, json.loads(letter.body))


async def test_who_opens_it_sees_what_the_desk_shows():
    async with connected() as rig:
        view = await opened(rig, SAM)
        words = words_of("", view["blocks"])
        assert "Free to claim" in words
        assert "SUP-106" in words
        visited = last(rig)
        assert (visited.author.name, visited.author.is_trusted) == ("sam", True)
        assert rig.slack.problems == []


async def test_each_opening_draws_it_anew():
    async with connected() as rig:
        await opened(rig, SAM)
        rig.slack.open_home(SAM)
        await rig.eventually(lambda: drawn(rig, SAM) == 2, "it was not drawn again")


async def test_the_messages_tab_is_no_home():
    async with connected() as rig:
        envelope = rig.slack.open_home(SAM, tab="messages")
        await rig.eventually(lambda: envelope.is_acked, "not acknowledged")
        assert rig.inbox.happened() == []


async def test_a_tap_beside_a_ticket_is_a_command_and_the_tab_is_drawn_anew():
    async with connected() as rig:
        await opened(rig, SAM)
        answers = iter([Done(), Show(notice=ENGINEER)])
        await answering(rig, answers)
        await rig.slack.press_home(SAM, "home:claim:107")
        await rig.eventually(lambda: drawn(rig, SAM) == 2, "it was not drawn again")
        claimed = act_of(rig)
        assert (claimed.name, claimed.words, claimed.author.name) == ("claim", "107", "sam")
        assert (claimed.channel.channel, claimed.is_direct) == (rig.slack.dm(SAM), True)


async def answering(rig, answers):
    """Let the desk give these answers, one a letter."""
    put = rig.inbox.put

    async def putting(letter):
        rig.inbox.answer = next(answers, Done())
        return await put(letter)

    rig.inbox.put = putting


async def test_a_form_opens_from_it_and_once_it_is_filled_the_tab_is_drawn_anew():
    async with connected() as rig:
        await opened(rig, SAM)
        shown = Show(notice=ENGINEER)
        await answering(rig, iter([Ask(form=RESOLVE), shown, Done(), shown]))
        await rig.slack.press_home(SAM, "home:resolve:106")
        view = await rig.slack.wait_for_view(SAM, timeout=20)
        await rig.eventually(lambda: drawn(rig, SAM) == 2, "it was not drawn after the tap")
        await rig.slack.submit(view["id"], SAM, {"text": "Fixed", "category": "defect"})
        await rig.eventually(lambda: drawn(rig, SAM) == 3, "it was not drawn after the form")


async def test_a_form_that_was_given_up_is_not_taken_for_the_next_one():
    async with connected() as rig:
        await opened(rig, SAM)
        shown, other = Show(notice=ENGINEER), replace(RESOLVE, id=13)
        await answering(rig, iter([Ask(form=RESOLVE), shown, Ask(form=other), Done()]))
        await rig.slack.press_home(SAM, "home:resolve:106")
        given_up = await rig.slack.wait_for_view(SAM, timeout=20)
        await rig.eventually(lambda: drawn(rig, SAM) == 2, "it was not drawn after the tap")
        await rig.slack.close_view(given_up["id"], SAM)
        await rig.slack.press(SAM, L1, await rig.card(), "Resolve")
        view = await rig.slack.wait_for_view(SAM, timeout=20)
        await rig.slack.submit(view["id"], SAM, {"text": "Fixed", "category": "defect"})
        await rig.slack.news.until(lambda: drawn(rig, SAM) > 2, 0.5)
        assert drawn(rig, SAM) == 2


async def test_it_speaks_the_language_that_was_chosen():
    async with connected() as rig:
        rig.inbox.language = "de"
        await opened(rig, MAYA)
        view = await rig.slack.wait_for_home(MAYA, "Noch frei", timeout=20)
        assert "Free to claim" not in words_of("", view["blocks"])


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Refused(code="not_allowed", facts={"verb": "claim", "tier": "L2"}), "L2"),
        (Show(notice=SAMPLES["status.open"]), "SUP-106"),
    ],
)
async def test_what_there_is_to_say_stands_in_a_window(outcome, told):
    async with connected() as rig:
        await opened(rig, SAM)
        await answering(rig, iter([outcome, Show(notice=ENGINEER)]))
        await rig.slack.press_home(SAM, "home:claim:107")
        view = await rig.slack.wait_for_view(SAM, timeout=20)
        assert told in words_of("", view["blocks"])


async def test_a_question_can_be_asked_from_it():
    async with connected() as rig:
        await opened(rig, MAYA)
        await rig.slack.press_home(MAYA, ASK)
        view = await rig.slack.wait_for_view(MAYA, timeout=20)
        assert view["title"]["text"] == "Ask for help"


async def test_a_tab_that_slack_does_not_take_costs_nothing_else():
    async with connected() as rig:
        rig.slack.faults.fail_next("views.publish", error="internal_error")
        rig.inbox.answer = Show(notice=ENGINEER)
        rig.slack.open_home(SAM)
        await rig.eventually(lambda: rig.slack.faults.happened, "it was not tried")
        assert (await opened(rig, SAM))["type"] == "home"


def page_of(own, free, **facts):
    """What the tab says in a workspace, line by line."""
    row = ENGINEER.facts["mine"]["rows"][0]
    told = {
        "own": {"rows": [{**row, **own}], "more": 0},
        "free": {"rows": [{**row, **free}], "more": 0},
    }
    notice = replace(ENGINEER, facts={**told, **facts})
    view = draw_home(notice, "en", "D0MAYA0001", "https://harbour.slack.com/")
    check_view(view, kinds=("home",))
    return words_of("", view["blocks"]).splitlines()


def test_a_ticket_leads_to_where_it_was_asked_or_else_to_its_page():
    place, page = "slack:C0HELP0001:171.5", "https://desk.example.com/tickets/106"
    lines = page_of({"place": place, "page": page}, {"place": place, "page": page})
    asked, free = (line for line in lines if "SUP-106" in line)
    assert "<https://harbour.slack.com/archives/C0HELP0001/p1715|where it was asked>" in asked
    assert f"<{page}|its page>" in free
    asked, free = (line for line in page_of({"place": "web:maya"}, {}) if "SUP-106" in line)
    assert "http" not in asked + free


def test_it_says_whether_somebody_is_there():
    assert "Support is there now." in page_of({}, {}, hours={"is_open": True, "back_at": None})
    back = {"is_open": False, "back_at": "2026-11-25T09:00:00+00:00"}
    assert any("support is back <!date^" in line for line in page_of({}, {}, hours=back))
    assert not any("upport is" in line for line in page_of({}, {}, hours={}))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", [name for name in SAMPLES if name.startswith("home.")])
def test_every_page_is_one_that_slack_takes(name, language):
    view = draw_home(SAMPLES[name], language, "D0MAYA0001")
    assert check_view(view, kinds=("home",))["private_metadata"] == "D0MAYA0001"
    assert len(view["blocks"]) <= 100
