"""Is nothing acknowledged that is not stored, and is who waits told what came of it?

With real Bolt in Socket Mode, on the strict fake.
"""

import json
from time import monotonic

import pytest

from desk.outcome import Ask, Done, FieldFaults, Refused, Show
from handlers.slack import app
from handlers.slack.identity import PATIENCE
from handlers.texts import Texts
from tests.fakes.slack import BOT_USER_ID, FakeSlack, words_of
from tests.handlers.cards.samples import SAMPLES
from tests.handlers.slack.slack_desk import (
    HELP,
    L1,
    LEA,
    MAYA,
    RESOLVE,
    SAM,
    SOON,
    connected,
    furnish,
    running,
)

REFUSED = Refused(code="no_engineer", facts={})


async def acked(rig):
    """Wait until all that was sent is acknowledged."""
    envelopes = rig.slack.deliveries.envelopes
    await rig.eventually(lambda: all(one.is_acked for one in envelopes), "not acknowledged")


async def test_a_message_is_stored_as_it_came_and_then_acknowledged():
    async with connected() as rig:
        ts = rig.slack.say(rig.slack.dm(MAYA), MAYA, "Grüße, das Portal ist weg 😀")
        [letter] = await rig.stored()
        await acked(rig)
        assert letter.key == f"sl:m:T0FIRST001:{rig.slack.dm(MAYA)}:{ts}"
        assert letter.body.isascii()
        said = rig.platform.listener.understand(letter.key, json.loads(letter.body))
        assert (said.text, said.author.name) == ("Grüße, das Portal ist weg 😀", "maya")
        assert not letter.has_handle
        assert rig.slack.problems == []


async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again():
    async with connected(ack_timeout=0.3) as rig:
        await rig.eventually(rig.inbox.rosters, "no roster")
        rig.inbox.puts.clear()
        rig.inbox.is_broken = True
        rig.slack.say(HELP, MAYA, "the portal is down")
        await rig.eventually(lambda: len(rig.inbox.puts) > 1, "it did not come again")
        assert not any(one.is_acked for one in rig.slack.deliveries.envelopes)
        rig.inbox.is_broken = False
        await acked(rig)
        assert len(rig.inbox.happened()) == 1


async def test_a_message_and_its_mention_are_one_happening():
    async with connected() as rig:
        rig.slack.mention(HELP, MAYA, "is the portal down?")
        await acked(rig)
        assert len(rig.slack.deliveries.envelopes) == 2
        [letter] = rig.inbox.happened()
        said = rig.platform.listener.understand(letter.key, json.loads(letter.body))
        assert (said.text, said.is_addressed) == ("is the portal down?", True)


async def test_what_slack_sends_again_is_stored_once():
    async with connected() as rig:
        rig.slack.deliveries.repeat_share = 1.0
        rig.slack.say(HELP, MAYA, "the portal is down")
        await rig.eventually(lambda: len(rig.inbox.puts) > 2, "it was not sent again")
        assert len(rig.inbox.happened()) == 1


async def test_our_own_words_are_acknowledged_and_forgotten():
    async with connected() as rig:
        await rig.card(HELP)
        rig.slack.say(HELP, MAYA, "thanks")
        await rig.stored()
        await acked(rig)
        assert len(rig.inbox.happened()) == 1


async def test_another_program_is_no_requester():
    async with connected() as rig:
        rig.slack.add_user("U0ROBOT001", "robot", is_bot=True)
        rig.slack.world.channels[HELP].members.add("U0ROBOT001")
        rig.slack.say(HELP, "U0ROBOT001", "beep")
        await acked(rig)
        assert rig.inbox.happened() == []


async def test_edits_and_deletions_are_happenings_of_their_own():
    async with connected() as rig:
        ts = rig.slack.say(HELP, MAYA, "the portal is down")
        rig.slack.edit_message(HELP, ts, "the portal is up")
        rig.slack.delete_message(HELP, ts)
        letters = await rig.stored(3)
        understand = rig.platform.listener.understand
        kinds = [type(understand(one.key, json.loads(one.body))).__name__ for one in letters]
        assert sorted(kinds) == ["Deleted", "Edited", "Said"]
        assert len({letter.conversation for letter in letters}) == 1


async def test_a_slow_profile_holds_up_nobody_for_long():
    async with connected() as rig:
        await rig.eventually(rig.inbox.rosters, "no roster")
        rig.slack.faults.delay_next("users.info", 10)
        rig.slack.say(rig.slack.dm(MAYA), MAYA, "the portal is down")
        [letter] = await rig.stored()
        await acked(rig)
        [envelope] = rig.slack.deliveries.envelopes
        assert PATIENCE <= envelope.acked_after < 10
        author = rig.platform.listener.understand("k", json.loads(letter.body)).author
        assert author.identity.id == MAYA
        assert not author.is_trusted


async def test_a_tap_that_is_done_is_acknowledged_with_nothing():
    async with connected() as rig:
        ack = await rig.slack.press(SAM, L1, await rig.card(), "Claim")
        assert (ack.is_acked, ack.payload) == (True, None)
        [letter] = rig.inbox.happened()
        assert letter.has_handle
        pressed = rig.platform.listener.understand(letter.key, json.loads(letter.body))
        assert (pressed.button, pressed.offer) == (7, 0)
        assert rig.slack.problems == []


async def test_a_refusal_is_in_the_language_that_was_chosen():
    async with connected() as rig:
        rig.inbox.answer = Refused(code="already_claimed", facts={"by": "Lea", "at": None})
        rig.inbox.language = "de"
        await rig.slack.press(SAM, L1, await rig.card(), "Claim")
        assert await rig.slack.wait_for_ephemeral(SAM, "Lea hat es schon", timeout=SOON)


@pytest.mark.parametrize("is_in_thread", [False, True])
async def test_a_refusal_is_shown_where_it_was_tapped_to_who_tapped(is_in_thread):
    async with connected() as rig:
        rig.inbox.answer = REFUSED
        root = await rig.card()
        ts = await rig.card(thread=root) if is_in_thread else root
        assert (await rig.slack.press(SAM, L1, ts, "Claim")).is_acked
        shown = await rig.slack.wait_for_ephemeral(SAM, timeout=SOON)
        assert shown.channel == L1
        assert shown.thread_ts == (root if is_in_thread else None)
        assert words_of(shown.text, shown.blocks)


async def test_a_form_is_opened_at_once_and_holds_its_number():
    async with connected() as rig:
        rig.inbox.answer = Ask(form=RESOLVE)
        assert (await rig.slack.press(SAM, L1, await rig.card(), "Resolve")).is_acked
        view = await rig.slack.wait_for_view(SAM, timeout=SOON)
        assert view["private_metadata"] == "12"
        assert "SUP-106" in view["title"]["text"]
        assert [block["block_id"] for block in view["blocks"]] == ["text", "category"]


async def form_of(rig):
    rig.inbox.answer = Ask(form=RESOLVE)
    await rig.slack.press(SAM, L1, await rig.card(), "Resolve")
    return (await rig.slack.wait_for_view(SAM, timeout=SOON))["id"]


async def fill(rig, view):
    return await rig.slack.submit(view, SAM, {"text": "Fixed in 5.12.2", "category": "defect"})


async def test_a_filled_form_is_stored_whole_and_closes():
    async with connected() as rig:
        view = await form_of(rig)
        rig.inbox.answer = Done()
        assert (await fill(rig, view)).is_acked
        assert rig.slack.views_open(SAM) == []
        letter = rig.inbox.happened()[-1]
        filled = rig.platform.listener.understand(letter.key, json.loads(letter.body))
        assert (filled.form, filled.values) == (
            12,
            {"text": "Fixed in 5.12.2", "category": "defect"},
        )


async def test_what_is_wrong_with_a_field_stands_beside_it_and_the_form_stays():
    async with connected() as rig:
        view = await form_of(rig)
        rig.inbox.answer = FieldFaults(form=12, faults={"text": "too_long"})
        ack = await fill(rig, view)
        assert set(ack.errors) == {"text"}
        assert ack.errors["text"]
        assert len(rig.slack.views_open(SAM)) == 1


async def test_a_refused_form_keeps_what_was_typed():
    async with connected() as rig:
        view = await form_of(rig)
        rig.inbox.answer = REFUSED
        ack = await fill(rig, view)
        assert set(ack.errors) == {"text"}
        assert len(rig.slack.views_open(SAM)) == 1


async def test_what_a_form_has_to_say_takes_its_place():
    async with connected() as rig:
        view = await form_of(rig)
        rig.inbox.answer = Show(notice=SAMPLES["welcome"])
        await fill(rig, view)
        [shown] = rig.slack.views_open(SAM)
        assert "submit" not in shown or not shown["submit"]


async def test_a_command_is_answered_to_who_typed_it():
    async with connected() as rig:
        rig.inbox.answer = Show(notice=SAMPLES["welcome"])
        ack = await rig.slack.command(MAYA, HELP, "/support", "help")
        assert ack.is_acked
        assert ack.payload["response_type"] == "ephemeral"
        shown = await rig.slack.wait_for_ephemeral(MAYA, timeout=SOON)
        assert words_of(shown.text, shown.blocks)


async def test_a_command_that_is_done_says_nothing():
    async with connected() as rig:
        ack = await rig.slack.command(MAYA, HELP, "/support", "status SUP-106")
        assert (ack.is_acked, ack.payload) == (True, None)


async def test_a_command_may_open_a_form():
    async with connected() as rig:
        rig.inbox.answer = Ask(form=RESOLVE)
        assert (await rig.slack.command(SAM, L1, "/support", "resolve SUP-106")).is_acked
        assert await rig.slack.wait_for_view(SAM, timeout=SOON)


async def test_who_waits_too_long_is_told_that_it_is_being_worked_on():
    async with connected() as rig:
        rig.inbox.answer = None
        ack = await rig.slack.command(MAYA, HELP, "/support", "the portal is down")
        assert ack.text == Texts("en").say("platform.working")
        assert 2 <= ack.after < 10


async def test_a_form_that_slack_will_not_open_any_more_breaks_nothing():
    async with connected(trigger_seconds=0.0) as rig:
        rig.inbox.answer = Ask(form=RESOLVE)
        assert (await rig.slack.press(SAM, L1, await rig.card(), "Resolve")).is_acked
        rig.slack.say(HELP, MAYA, "the portal is down")
        await rig.stored(2)


async def test_the_engineers_are_read_from_the_tiers_channel():
    async with connected() as rig:
        [roster] = await rig.eventually(rig.inbox.rosters, "no roster")
        assert {one["id"] for one in roster["people"]} == {SAM, LEA}
        assert roster["is_whole"]


async def test_a_profile_that_comes_late_keeps_its_engineer():
    async with furnish(FakeSlack()) as slack:
        slack.faults.fail_next("users.info", status=429, retry_after=1, times=2)
        async with running(slack) as rig:
            [roster] = await rig.eventually(rig.inbox.rosters, "no roster")
            assert {one["id"] for one in roster["people"]} == {SAM, LEA}
            assert roster["is_whole"]


async def test_who_becomes_a_guest_loses_the_seat_at_once_and_gets_it_back():
    async with connected() as rig:
        await rig.eventually(rig.inbox.rosters, "no roster")
        rig.slack.make_guest(LEA)
        await rig.eventually(lambda: len(rig.inbox.rosters()) == 2, "nobody looked again")
        rig.slack.make_guest(LEA, is_guest=False)
        await rig.eventually(lambda: len(rig.inbox.rosters()) == 3, "nobody looked again")
        keys = [key for key in rig.inbox.letters if key.startswith("roster:")]
        facts = [
            rig.platform.listener.understand(key, json.loads(rig.inbox.letters[key].body))
            for key in keys
        ]
        seated = [{one.name for one in fact.people} for fact in facts]
        assert seated == [{"sam", "lea"}, {"sam"}, {"sam", "lea"}]
        assert rig.inbox.happened() == []


async def test_with_somebody_unknown_in_it_a_roster_takes_nobody_out():
    async with furnish(FakeSlack()) as slack:
        slack.faults.fail_next("users.info", error="user_not_visible", times=2)
        async with running(slack) as rig:
            [roster] = await rig.eventually(rig.inbox.rosters, "no roster")
            assert len(roster["people"]) < 2
            assert not roster["is_whole"]


async def test_a_roster_that_could_not_be_read_or_stored_is_tried_again(monkeypatch):
    monkeypatch.setattr(app, "_AGAIN", 0.05)
    async with furnish(FakeSlack()) as slack:
        slack.faults.fail_next("auth.test", status=500)
        slack.faults.drop_next("auth.test")
        async with running(slack) as rig:
            rig.inbox.is_broken = True
            await rig.eventually(lambda: rig.inbox.puts, "no roster")
            rig.inbox.is_broken = False
            assert await rig.eventually(rig.inbox.rosters, "no roster")


async def test_a_roster_that_slack_is_too_busy_for_is_waited_for():
    async with furnish(FakeSlack()) as slack:
        slack.faults.fail_next("conversations.members", status=429, retry_after=1)
        async with running(slack) as rig:
            assert await rig.eventually(rig.inbox.rosters, "no roster")


async def test_whoever_invites_us_later_is_known_at_once():
    async with furnish(FakeSlack()) as slack:
        slack.world.channels[L1].members.discard(BOT_USER_ID)
        async with running(slack) as rig:
            await slack.wait_for_sockets(1, timeout=SOON)
            await rig.eventually(
                lambda: any(c.method == "conversations.members" for c in slack.attempts), "no look"
            )
            assert rig.inbox.rosters() == []
            slack.join(BOT_USER_ID, L1)
            roster, *_ = await rig.eventually(rig.inbox.rosters, "no roster")
            assert {one["id"] for one in roster["people"]} == {SAM, LEA}
            assert rig.inbox.happened() == []


async def test_it_stops_within_a_second_of_being_told():
    async with connected() as rig:
        began = monotonic()
        rig.stop.set()
        await rig.eventually(lambda: not rig.slack.sockets.open_sockets, "the socket stays open")
        assert monotonic() - began < 5


async def test_a_busy_hour_keeps_all_of_it():
    # On a busy machine the connection may be made anew; what was under way is then told again.
    async with connected(ack_timeout=2.0) as rig:
        for number in range(100):
            rig.slack.say(HELP, MAYA, f"question {number}")
        await acked(rig)
        assert len(rig.inbox.happened()) == 100
