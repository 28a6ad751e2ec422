"""What must every notifier keep to, so that delivery may believe its four answers?

Each platform's own test file gives a `rig` fixture and inherits the classes below: `Carries` is for
all, `Wired` for those with a wire between us and what is said. They are run on the strict fakes and
on the real table of the web chat, so that no twin can lie.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from desk.notice import Op
from desk.people import Address, Identity
from handlers.cards.card import Button, Card, Fields, Paragraph, Quote
from handlers.notifier import LookupFailedError, Notifier, NotSent, Parcel, Refused, Sent, Unknown

CARD = Card(
    key="ticket.card:106:v1",
    text="SUP-106: the printer jams",
    heading="SUP-106",
    blocks=(
        Paragraph(line=("Waits for an engineer",)),
        Quote(text="It jams <!channel> & *smokes* <b>"),
        Fields(rows=(("Priority", ("P2 high",)),)),
    ),
    buttons=(Button(label="Claim", offer=0, verb="claim"), Button(label="More", offer=3, verb="x")),
)
CLAIMED = Card(
    key="ticket.card:106:v2",
    text="SUP-106: claimed",
    heading="SUP-106",
    blocks=(Paragraph(line=("Sam has it",)),),
    buttons=(Button(label="Resolve", offer=1, verb="resolve"),),
)
FACTS = ("SUP-106", "Waits for an engineer", "& *smokes*", "P2 high")
SIGN = Card(key="received", text="eyes")

WAIT = 7
"""Seconds that a platform asks for when it has had enough."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A message of ours as it stands there; `signs` are on it, `buttons` are `b:<row>.<offer>`."""

    id: str
    text: str
    under: str | None = None
    buttons: frozenset[str] = frozenset()


class Rig(Protocol):
    """One platform, as the contract needs it.

    `channel` is a place where `person` and the bot are, `nowhere` one that is not there (None where
    any name is a place); `rooms` one in which rooms can be opened, None where there are none.
    """

    notifier: Notifier
    channel: str
    person: Identity
    nowhere: str | None
    rooms: str | None
    whispers: bool

    async def seen(self, channel: str | None = None) -> Sequence[Seen]:
        """Give our messages that everybody there sees, oldest first."""

    async def seen_by(self, person: Identity) -> Sequence[Seen]:
        """Give those that this person sees in the channel."""

    async def said(self) -> str:
        """Let the person write something; gives the message."""

    async def signs(self, message: str) -> Sequence[str]:
        """Give the signs on a message."""


class WiredRig(Rig, Protocol):
    """A platform at the other end of a wire that can be cut."""

    def fail(self, op: Op, fault: str) -> None:
        """Let the next call for this op go wrong as `FAULTS` names it."""

    def fail_lookup(self) -> None:
        """Let the next look into the history go wrong."""

    async def go_down(self) -> None:
        """Refuse every connection."""

    def lock_out(self) -> None:
        """Take the bot's token away."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is known after it, and whether what was asked for was done all the same."""

    answer: type[NotSent] | type[Unknown]
    is_done: bool = False


FAULTS: Mapping[str, Fault] = {
    "limited": Fault(answer=NotSent),
    "failed_before": Fault(answer=Unknown),
    "failed_after": Fault(answer=Unknown, is_done=True),
    "reset_before": Fault(answer=Unknown),
    "reset_after": Fault(answer=Unknown, is_done=True),
    "late": Fault(answer=Unknown, is_done=True),
}
UNCLEAR = sorted(name for name, fault in FAULTS.items() if fault.answer is Unknown)


@dataclass(kw_only=True)
class Letters:
    """Makes parcels, each with a key of its own."""

    rig: Rig
    count: int = 0
    last: Parcel | None = field(default=None)

    def parcel(self, op=Op.POST, *, channel=None, thread=None, card=CARD, button=7, **more):
        self.count += 1
        address = Address(
            platform=self.rig.notifier.platform,
            channel=channel or self.rig.channel,
            thread=thread,
        )
        key = more.pop("key", f"event:{self.count}@{address}")
        self.last = Parcel(key=key, op=op, address=address, card=card, button=button, **more)
        return self.last

    async def carry(self, op=Op.POST, **more):
        return await self.rig.notifier.carry(self.parcel(op, **more))

    async def post(self, **more) -> str:
        sent = await self.carry(**more)
        assert isinstance(sent, Sent), sent
        return sent.message


@pytest.fixture
def letters(rig: Rig) -> Letters:
    return Letters(rig=rig)


def a_while_ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)  # noqa: TID251 - a platform's own clock


class Carries:
    """What a notifier does where nothing goes wrong."""

    async def test_a_card_is_posted_once_with_all_it_says(self, rig, letters):
        sent = await letters.carry()
        assert isinstance(sent, Sent)
        assert sent.drawn
        [seen] = await rig.seen()
        assert seen.id == sent.message
        for fact in FACTS:
            assert fact in seen.text
        assert seen.buttons == {"b:7.0", "b:7.3"}

    async def test_without_a_row_there_is_nothing_to_tap(self, rig, letters):
        await letters.post(button=None)
        [seen] = await rig.seen()
        assert seen.buttons == frozenset()

    async def test_a_second_try_says_the_same_words(self, rig, letters):
        await letters.post(is_repeat=True)
        [seen] = await rig.seen()
        assert all(fact in seen.text for fact in FACTS)

    async def test_words_hang_under_the_card_that_they_belong_to(self, rig, letters):
        root = await letters.post()
        await letters.post(card=CLAIMED, under=root)
        assert [seen.under for seen in await rig.seen()] == [None, root]

    async def test_words_hang_where_the_address_says(self, rig, letters):
        root = await letters.post()
        await letters.post(card=CLAIMED, thread=root)
        assert [seen.under for seen in await rig.seen()] == [None, root]

    async def test_a_card_is_redrawn_where_it_stands(self, rig, letters):
        message = await letters.post()
        sent = await letters.carry(Op.EDIT, message=message, card=CLAIMED, button=8)
        assert isinstance(sent, Sent)
        assert (sent.message, bool(sent.drawn)) == (message, True)
        [seen] = await rig.seen()
        assert "Sam has it" in seen.text
        assert "Waits" not in seen.text
        assert seen.buttons == {"b:8.1"}

    async def test_redrawing_the_same_again_changes_nothing(self, rig, letters):
        message = await letters.post()
        for _ in range(2):
            sent = await letters.carry(Op.EDIT, message=message, card=CLAIMED)
            assert isinstance(sent, Sent)
            assert sent.message == message
        assert len(await rig.seen()) == 1

    async def test_what_was_taken_away_can_not_be_redrawn(self, letters):
        message = await letters.post()
        await letters.carry(Op.DELETE, message=message, card=None)
        answer = await letters.carry(Op.EDIT, message=message, card=CLAIMED)
        assert isinstance(answer, Refused)

    async def test_taking_away_twice_is_no_fault(self, rig, letters):
        message = await letters.post()
        for _ in range(2):
            answer = await letters.carry(Op.DELETE, message=message, card=None)
            assert isinstance(answer, Sent)
            assert answer.message == message
        assert await rig.seen() == []

    async def test_a_sign_is_put_on_a_persons_message_once(self, rig, letters):
        message = await rig.said()
        for _ in range(2):
            answer = await letters.carry(Op.REACT, message=message, on=message, card=SIGN)
            assert isinstance(answer, Sent)
        assert len(await rig.signs(message)) == 1

    async def test_a_room_is_opened_or_refused_and_nothing_in_between(self, rig, letters):
        answer = await letters.carry(Op.ROOM, channel=rig.rooms, title="SUP-106", card=None)
        if rig.rooms is None:
            assert answer == Refused(reason="no_rooms")
            return
        await letters.post(channel=rig.rooms, under=answer.message)
        [seen] = await rig.seen(rig.rooms)
        assert seen.under == answer.message

    async def test_what_is_for_one_person_reaches_that_person(self, rig, letters):
        await letters.post(only=rig.person)
        assert any("Waits" in seen.text for seen in await rig.seen_by(rig.person))
        assert bool(await rig.seen()) is not rig.whispers

    async def test_nothing_to_say_is_refused(self, rig, letters):
        assert isinstance(await letters.carry(card=None), Refused)
        assert isinstance(await letters.carry(Op.EDIT, message=None), Refused)
        assert await rig.seen() == []

    async def test_a_place_that_is_not_there_is_refused(self, rig, letters):
        if rig.nowhere is not None:
            assert isinstance(await letters.carry(channel=rig.nowhere), Refused)

    async def test_a_key_is_found_again_or_nobody_claims_that_it_could_be(self, rig, letters):
        message = await letters.post()
        posted = letters.last
        if not rig.notifier.can_find:
            with pytest.raises(LookupFailedError):
                await rig.notifier.find(posted, a_while_ago())
            return
        for parcel, wanted in ((posted, message), (letters.parcel(), None)):
            found = await rig.notifier.find(parcel, a_while_ago())
            assert (found.message if found else None) == wanted

    async def test_a_key_in_a_thread_is_found_there(self, rig, letters):
        root = await letters.post()
        message = await letters.post(under=root)
        if rig.notifier.can_find:
            found = await rig.notifier.find(letters.last, a_while_ago())
            assert found.message == message

    async def test_closing_is_quiet(self, rig, letters):
        await letters.post()
        await rig.notifier.close()


class Wired(Carries):
    """What a notifier knows when something went wrong between us and the platform."""

    @pytest.mark.parametrize("name", sorted(FAULTS))
    async def test_an_answer_says_no_more_about_a_post_than_is_known(self, rig, letters, name):
        rig.fail(Op.POST, name)
        answer = await letters.carry()
        fault = FAULTS[name]
        assert isinstance(answer, fault.answer), answer
        assert len(await rig.seen()) == fault.is_done
        if isinstance(answer, NotSent):
            assert answer.retry_after >= WAIT
            assert not answer.is_for_all

    @pytest.mark.parametrize("name", UNCLEAR)
    @pytest.mark.parametrize("op", [Op.EDIT, Op.DELETE, Op.REACT])
    async def test_what_may_be_done_already_can_be_done_again(self, rig, letters, op, name):
        message = await (rig.said() if op is Op.REACT else letters.post())
        card = {Op.EDIT: CLAIMED, Op.DELETE: None, Op.REACT: SIGN}[op]
        rig.fail(op, name)
        first = await letters.carry(op, message=message, on=message, card=card)
        assert isinstance(first, Unknown), first
        again = await letters.carry(op, message=message, on=message, card=card)
        assert isinstance(again, Sent)
        if op is Op.REACT:
            assert len(await rig.signs(message)) == 1
        else:
            texts = [seen.text for seen in await rig.seen()]
            assert len(texts) == (op is Op.EDIT)
            assert all("Sam has it" in text for text in texts)

    @pytest.mark.parametrize("name", UNCLEAR)
    async def test_looking_tells_whether_it_arrived(self, rig, letters, name):
        if not rig.notifier.can_find:
            return
        rig.fail(Op.POST, name)
        await letters.carry()
        found = await rig.notifier.find(letters.last, a_while_ago())
        assert [found.message] if found else [seen.id for seen in await rig.seen()] == []
        assert bool(found) is FAULTS[name].is_done

    async def test_a_look_that_fails_says_so(self, rig, letters):
        await letters.post()
        rig.fail_lookup()
        with pytest.raises(LookupFailedError):
            await rig.notifier.find(letters.last, a_while_ago())

    @pytest.mark.parametrize("op", [Op.POST, Op.EDIT, Op.DELETE, Op.REACT])
    async def test_without_a_connection_nothing_was_sent(self, rig, letters, op):
        message = await rig.said()
        await rig.go_down()
        answer = await letters.carry(op, message=message, on=message)
        assert isinstance(answer, NotSent)
        assert not answer.is_for_all
        with pytest.raises(LookupFailedError):
            await rig.notifier.find(letters.last, a_while_ago())

    async def test_who_is_locked_out_asks_the_whole_platform_to_wait(self, rig, letters):
        rig.lock_out()
        answer = await letters.carry()
        assert isinstance(answer, NotSent)
        assert answer.is_for_all
        assert answer.retry_after >= WAIT
        assert await rig.seen() == []
