"""How does a card get into the web chat?

The history of the web chat is ours, so nothing is ever unknown: a message of a key is there or not.
"""

from collections.abc import Callable
from datetime import datetime

from typing_extensions import override

from desk.notice import Op
from desk.ports import ChatStore
from handlers.cards.card import Card
from handlers.notifier import Delivered, Notifier, Parcel, Refused, Sent
from handlers.web.card_json import Drawn, encode
from handlers.web.channels import account_of

_RECEIVED = "eyes"


class WebNotifier(Notifier):
    """Puts cards into the web chat and tells the open pages that something changed."""

    platform = "web"
    can_find = True

    def __init__(
        self,
        chat: ChatStore,
        *,
        now: Callable[[], datetime],
        changed: Callable[[], None],
        name: str = "Firstline",
    ) -> None:
        self._chat = chat
        self._now = now
        self._changed = changed
        self._name = name

    @override
    async def carry(self, parcel: Parcel) -> Delivered:
        """Do it; the same key again posts nothing new."""
        delivered = await self._carry(parcel)
        if isinstance(delivered, Sent):
            self._changed()
        return delivered

    @override
    async def find(self, parcel: Parcel, since: datetime) -> Sent | None:
        """Look the key up; `since` does not matter to a history that forgets nothing."""
        message = await self._chat.find(parcel.key)
        return None if message is None else Sent(message=str(message))

    @override
    async def close(self) -> None:
        """Nothing is held open."""

    async def _carry(self, parcel: Parcel) -> Delivered:
        match parcel.op:
            case Op.POST:
                return await self._post(parcel)
            case Op.EDIT:
                return await self._edit(parcel)
            case Op.DELETE:
                return await self._delete(parcel)
            case Op.REACT:
                return await self._react(parcel)
            case Op.ROOM | Op.RENAME | Op.UPLOAD | Op.FETCH:
                return Refused(reason=f"no_{parcel.op.value}s")

    async def _post(self, parcel: Parcel) -> Delivered:
        if parcel.card is None:
            return Refused(reason="no_card")
        drawn = _drawn(parcel, parcel.card)
        message = await self._chat.put(
            parcel.key,
            channel=parcel.address.channel,
            text=parcel.card.text,
            at=self._now(),
            thread=_thread(parcel),
            author_name=self._name,
            card=drawn,
            only=account_of(parcel.only) if parcel.only else None,
        )
        return Sent(message=str(message), drawn=drawn)

    async def _edit(self, parcel: Parcel) -> Delivered:
        if parcel.card is None or parcel.message is None:
            return Refused(reason="no_card")
        drawn = _drawn(parcel, parcel.card)
        is_there = await self._chat.change(int(parcel.message), text=parcel.card.text, card=drawn)
        return _answer(parcel.message, drawn, is_there=is_there)

    async def _delete(self, parcel: Parcel) -> Delivered:
        if parcel.message is None:
            return Refused(reason="no_message")
        # Gone already is as good as taken away now: a repeat after a crash must not fail.
        await self._chat.remove(int(parcel.message))
        return Sent(message=parcel.message)

    async def _react(self, parcel: Parcel) -> Delivered:
        on = parcel.message or parcel.on
        if on is None:
            return Refused(reason="no_message")
        sign = parcel.card.text if parcel.card and parcel.card.text else _RECEIVED
        return _answer(on, sign, is_there=await self._chat.react(int(on), sign))


def _answer(message: str, drawn: str, *, is_there: bool) -> Delivered:
    return Sent(message=message, drawn=drawn) if is_there else Refused(reason="message_not_found")


def _drawn(parcel: Parcel, card: Card) -> str:
    return encode(Drawn(card=card, button=parcel.button))


def _thread(parcel: Parcel) -> int | None:
    """Give the root of the thread: the address knows it where the card above is itself a reply."""
    root = parcel.address.thread or parcel.under
    return None if root is None else int(root)
