"""Is anything said again before somebody has looked whether it is there?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery import IN_VAIN
from desk.actions.tell_outcome import field_notice
from desk.form import Field
from desk.inbound import Author
from desk.notice import Notice, NoticeKind, Saying, Weight
from desk.outcome import Done
from desk.people import Address, Identity
from handlers.notifier import Sent, Unknown
from tests import nouns
from tests.bot.carrier import Carrier

ROOM = Address(platform="slack", channel="C0L1")


class Story:
    """A desk whose platform answers once that nobody knows."""

    def __init__(self, desk, clock):
        self.desk, self.clock = desk, clock
        self.carrier = desk.notifiers["slack"] = Carrier(Unknown(reason="reset"))

    async def say(self, weight=Weight.CRITICAL):
        async with self.desk.store.begin() as work:
            notice = Notice(kind=NoticeKind.WELCOME, facts={"name": "Maya"})
            await work.say(Saying(cause="event:1", address=ROOM, notice=notice, weight=weight))
            await work.commit(Done())
        await self.desk.delivery().step()

    async def ask(self, form, cause="event:1"):
        async with self.desk.store.begin() as work:
            notice = field_notice(await work.forms.get(form.id), "SUP-101")
            await work.say(Saying(cause=cause, address=ROOM, notice=notice))
            await work.commit(Done())
        await self.desk.delivery().step()

    async def fill(self, form):
        async with self.desk.store.begin() as work:
            filled = await work.forms.get(form.id)
            await work.forms.save(replace(filled, values={"text": "Fixed"}))
            await work.commit(Done())

    async def forget(self, form):
        async with self.desk.store.begin() as work:
            await work.forms.remove(form.id)
            await work.commit(Done())

    async def look(self, times=1):
        for _ in range(times):
            self.clock.move(minutes=2)
            await self.desk.reconciler().step()

    async def deliver(self):
        self.clock.move(seconds=5)
        await self.desk.delivery().step()

    @property
    def said(self):
        return len(self.carrier.carried)


@pytest.fixture
def story(desk, clock):
    return Story(desk, clock)


@pytest.fixture
async def asked(desk):
    """A form of two fields that waits for its first."""
    fields = (Field(name="text"), Field(name="category"))
    async with desk.store.begin() as work:
        sam = await work.people.meet(
            Author(identity=Identity(platform="slack", id="U1"), name="Sam")
        )
        ticket = await work.tickets.add(nouns.ticket(sam.id))
        form = await work.forms.add(nouns.form(ticket.id, sam.id, fields=fields, channel=ROOM))
        await work.commit(Done())
    return form


async def test_what_is_found_is_not_said_again(story):
    await story.say()
    story.carrier.there = Sent(message="m1")
    await story.look(3)
    await story.deliver()
    assert story.said == 1
    assert len(story.carrier.looked_for) == 1


async def test_nobody_looks_before_it_could_have_arrived_late(story):
    await story.say()
    await story.desk.reconciler().step()
    assert story.carrier.looked_for == []


async def test_the_look_goes_back_to_before_the_first_try(story, clock):
    tried_at = clock.at
    await story.say()
    await story.look()
    [(_, since)] = story.carrier.looked_for
    assert since <= tried_at - timedelta(seconds=30)


async def test_it_is_said_again_after_two_misses_on_end_and_not_after_one(story):
    await story.say()
    await story.look()
    await story.deliver()
    assert story.said == 1
    await story.look()
    await story.deliver()
    assert story.said == 2


async def test_a_sender_that_dies_at_the_second_try_is_looked_after_just_as_long(story, clock):
    await story.say()
    await story.look(2)
    clock.move(seconds=5)
    assert await story.desk.store.outbox.lease("dies", now=story.desk.clocks.desk())
    clock.move(minutes=5)
    await story.look()
    await story.deliver()
    assert story.said == 1
    await story.look()
    await story.deliver()
    assert story.said == 2


async def test_a_look_that_failed_is_no_miss(story):
    await story.say()
    story.carrier.is_deaf = True
    await story.look(3)
    story.carrier.is_deaf = False
    await story.look()
    await story.deliver()
    assert story.said == 1
    story.carrier.there = Sent(message="m1")
    await story.look()
    await story.deliver()
    assert story.said == 1


@pytest.mark.parametrize(("weight", "times"), [(Weight.CRITICAL, 2), (Weight.FYI, 1)])
async def test_where_nobody_can_ever_look_its_weight_decides(story, weight, times):
    await story.say(weight)
    story.carrier.is_deaf = True
    await story.look(IN_VAIN - 1)
    await story.deliver()
    assert story.said == 1
    await story.look()
    await story.deliver()
    assert story.said == times


async def test_a_forms_question_is_asked_again_only_while_its_answer_is_missing(story, asked):
    story.carrier.can_find = False
    await story.ask(asked)
    await story.look()
    await story.deliver()
    assert story.said == 2, "nobody knows whether it arrived"

    story.carrier.answers = [Unknown(reason="reset")]
    await story.ask(asked, "event:2")
    await story.fill(asked)
    await story.look()
    await story.deliver()
    assert story.said == 3, "who answered has read it"
    assert await story.desk.store.outbox.live() == (0, None)

    story.carrier.answers = [Unknown(reason="reset")]
    await story.ask(asked, "event:3")
    await story.forget(asked)
    await story.look()
    await story.deliver()
    assert story.said == 4, "nobody waits for it any more"
