"""The web chat keeps to what every notifier keeps to, on its real table."""

import pytest

from desk.people import Identity
from handlers.web.card_json import decode
from handlers.web.notifier import WebNotifier
from storage.store import Store
from tests.handlers.notifier_contract import Carries, Seen, letters
from tests.handlers.web.chat_in_memory import NOW
from tests.nouns import POLICY

__all__ = ["letters"]

L1 = "l1-support"


class WebRig:
    channel, nowhere, rooms, whispers = L1, None, None, True
    person = Identity(platform="web", id="sam")

    def __init__(self, store, notifier):
        self.store, self.notifier = store, notifier

    async def seen(self, channel=None, viewer="lea"):
        shown = await self.store.chat_pages.messages(channel or L1, viewer=viewer)
        return [_seen(m) for m in shown if m.author is None and not m.is_deleted]

    async def seen_by(self, person):
        return await self.seen(viewer=person.id)

    async def said(self):
        put = self.store.chat.put("web:sam:1", channel=L1, text="it smokes", at=NOW, author="sam")
        return str(await put)

    async def signs(self, message):
        shown = await self.store.chat_pages.messages(L1, viewer="sam")
        return next(m.reactions for m in shown if m.id == int(message))


def _seen(message):
    drawn = decode(message.card)
    offers = [] if drawn.button is None else drawn.card.buttons
    return Seen(
        id=str(message.id),
        text=f"{message.text} {drawn.card}",
        under=str(message.thread) if message.thread else None,
        buttons=frozenset(f"b:{drawn.button}.{one.offer}" for one in offers),
    )


@pytest.fixture
async def rig(sqlite_url):
    store = Store.open(sqlite_url, POLICY, clock=lambda: NOW)
    await store.chat.seat(L1, ["sam", "lea"])
    notifier = WebNotifier(store.chat, now=lambda: NOW, changed=lambda: None, name="Harbour")
    yield WebRig(store, notifier)
    await store.close()


class TestWeb(Carries):
    """Inherits every test that needs no wire."""
