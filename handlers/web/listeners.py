"""What did a person do on the page?

`receive` stores what the browser sent before it is answered: words go into the chat's own history
first (here we are the platform) and then into the inbox, both under the form's random key, so that
a double click is one message. `understand` reads a stored body back.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from typing_extensions import override

from desk.attachment import Attachment, FileState
from desk.inbound import (
    Author,
    Commanded,
    Deleted,
    Edited,
    Inbound,
    Pointed,
    Pressed,
    Said,
    Submitted,
)
from desk.outcome import Ask, Done, FieldFaults, Outcome, Refused, Show
from desk.people import Address, Identity
from desk.ports import ChatStore, Inbox, Letter
from desk.views import ChatFile, ChatMessage
from handlers.commands import find, parse
from handlers.handles import Handles
from handlers.listener import Listener
from handlers.web.channels import (
    PLATFORM,
    account_of,
    address_of,
    conversation,
    direct_channel,
    identity_of,
    is_direct,
)

CAN_SHOW = (Done, Show, Ask, Refused, FieldFaults)
"""An open browser request can show whatever comes of it."""

_AWAITED = frozenset({"press", "submit", "command"})
"""What somebody's screen waits for."""

POINT = ("ticket", "")
"""The command that wants a ticket of the message above."""

_LONGEST_WISH = 60

_SLASH = re.compile(r"/([a-z][a-z_-]*)(?:\s+|$)", re.IGNORECASE)


class WebListener(Listener):
    """Understands what the page's own forms stored."""

    platform = PLATFORM
    asks_in_chat = False

    def __init__(self, mention: str = "firstline") -> None:
        called = rf"[ \t]*(?<![\w@])@{re.escape(mention)}(?![\w-])[:,]?[ \t]*"
        self._mention = re.compile(called, re.IGNORECASE)

    @override
    def understand(self, key: str, body: Mapping[str, Any]) -> Inbound | None:
        """Say what the body means; one of another kind means nothing."""
        readers: dict[str, Callable[[Mapping[str, Any]], Inbound]] = {
            "say": self._said,
            "press": _pressed,
            "submit": _submitted,
            "command": _form_command,
            "edit": self._edited,
            "delete": _deleted,
        }
        read = readers.get(str(body["type"]))
        return None if read is None else read(body)

    def _said(self, body: Mapping[str, Any]) -> Said | Commanded | Pointed:
        slash = _slash(body["text"])
        text, mentions = self._mention.subn(" ", body["text"])
        command = parse(text)
        is_for_us = slash is not None or mentions > 0
        if is_for_us and "above" in body and (slash or command) == POINT:
            return _pointed(body, body["above"])
        if slash:
            return _commanded(body, *slash)
        return Said(
            author=_author(body),
            channel=_channel(body),
            message=str(body["message"]),
            text=text.strip(),
            said_at=datetime.fromisoformat(body["at"]),
            answer_in=str(_root(body)),
            anchors=_anchors(body),
            is_direct=is_direct(body["channel"]),
            is_addressed=mentions > 0,
            command=command[0] if command else None,
            files=_files(body),
        )

    def _edited(self, body: Mapping[str, Any]) -> Edited:
        return Edited(
            author=_author(body),
            channel=_channel(body),
            message=str(body["message"]),
            text=self._mention.sub(" ", body["text"]).strip(),
            edited_at=datetime.fromisoformat(body["at"]),
        )


def points(text: str) -> bool:
    """Whether words may want a ticket of the message under which they stand."""
    return text.strip().lower().removeprefix("/").endswith("ticket") and len(text) < _LONGEST_WISH


def _pointed(body: Mapping[str, Any], above: Mapping[str, Any]) -> Pointed:
    """Read whose message it is; one of the bot is nobody's."""
    said = None
    if above["author"] is not None:
        said = Said(
            author=Author(identity=identity_of(above["author"]), name=above["name"]),
            channel=_channel(body),
            message=str(above["message"]),
            text=above["text"],
            said_at=datetime.fromisoformat(above["at"]),
            answer_in=str(_root(body)),
        )
    return Pointed(
        author=_author(body),
        channel=_channel(body),
        pointed_at=datetime.fromisoformat(body["at"]),
        said=said,
        answer_in=str(_root(body)),
    )


def _slash(text: str) -> tuple[str, str] | None:
    """Split `/claim 106`; an unknown name counts only alone, `/tmp is full` are words."""
    slash = _SLASH.match(text)
    if slash is None:
        return None
    known, words = find(slash[1]), text[slash.end() :].strip()
    if known is None and words:
        return None
    return (known.name if known else slash[1].lower()), words


def _commanded(body: Mapping[str, Any], name: str, words: str) -> Commanded:
    return Commanded(
        author=_author(body),
        channel=_channel(body),
        name=name,
        words=words,
        said_at=datetime.fromisoformat(body["at"]),
        message=str(body["message"]),
        answer_in=str(_root(body)),
        anchors=_anchors(body),
        is_direct=is_direct(body["channel"]),
        files=_files(body),
    )


def _pressed(body: Mapping[str, Any]) -> Pressed:
    return Pressed(
        author=_author(body),
        channel=_channel(body),
        button=body["button"],
        offer=body["offer"],
        message=str(body["message"]),
    )


def _form_command(body: Mapping[str, Any]) -> Commanded:
    return Commanded(
        author=_author(body),
        channel=_channel(body),
        name=body["name"],
        words=body["words"],
        said_at=datetime.fromisoformat(body["at"]),
    )


def _submitted(body: Mapping[str, Any]) -> Submitted:
    return Submitted(author=_author(body), form=body["form"], values=dict(body["values"]))


def _deleted(body: Mapping[str, Any]) -> Deleted:
    return Deleted(
        channel=_channel(body),
        message=str(body["message"]),
        deleted_at=datetime.fromisoformat(body["at"]),
    )


def _author(body: Mapping[str, Any]) -> Author:
    kept = body["author"]
    return Author(
        identity=Identity(platform=kept["platform"], id=kept["id"]),
        name=kept["name"],
        language=kept["language"],
        timezone=kept["timezone"],
    )


def _channel(body: Mapping[str, Any]) -> Address:
    return address_of(body["channel"])


def _files(body: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Read files that are here already; they were stored before the words were."""
    return tuple(
        Attachment(id=file["id"], name=file["name"], size=file["size"], state=FileState.KEPT)
        for file in body.get("files", ())
    )


def _root(body: Mapping[str, Any]) -> int:
    thread: int | None = body["thread"]
    message: int = body["message"]
    return message if thread is None else thread


def _anchors(body: Mapping[str, Any]) -> tuple[str, ...]:
    above = (body.get("reply_to"), body["thread"])
    return tuple(dict.fromkeys(str(anchor) for anchor in above if anchor is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where on the page it was done: a channel, and the thread in it."""

    channel: str
    thread: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sent a form, and the random key that the form carried."""

    author: Author
    form_key: str

    @property
    def account(self) -> str:
        """The author's web id."""
        return account_of(self.author.identity)

    @property
    def key(self) -> str:
        """The inbox key: the same form sent twice is one letter."""
        return f"{PLATFORM}:{self.account}:{self.form_key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A tap on the `offer`-th button of what `button` refers to, on a message."""

    place: Place
    message: int
    button: int
    offer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A filled form, and the place where it was opened."""

    place: Place
    form: int
    values: Mapping[str, str] = field(default_factory=dict)


class Receiver:
    """The first half: stores what the browser sent, and waits where somebody's screen waits."""

    def __init__(self, *, inbox: Inbox, handles: Handles, chat: ChatStore) -> None:
        self._inbox = inbox
        self._handles = handles
        self._chat = chat

    async def say(
        self,
        sender: Sender,
        place: Place,
        text: str,
        now: datetime,
        *,
        files: Sequence[ChatFile] = (),
        above: ChatMessage | None = None,
    ) -> int:
        """Put the words into the history and the inbox; gives the message's id.

        `above` is the message under which they stand, where they want a ticket of that.
        """
        message = await self._chat.put(
            sender.key,
            channel=place.channel,
            text=text,
            at=now,
            thread=place.thread,
            author=sender.account,
            author_name=sender.author.name,
            files=files,
        )
        body = {**_where(place), "message": message, "text": text, "at": now.isoformat()}
        body["files"] = [asdict(file) for file in files]
        if above is not None:
            body["above"] = {
                "message": above.id,
                "author": above.author,
                "name": above.author_name,
                "text": above.text,
                "at": above.at.isoformat(),
            }
        root = message if place.thread is None else place.thread
        await self._inbox.put(_letter("say", sender, place.channel, root, now, body))
        return message

    async def edit(
        self, sender: Sender, place: Place, message: int, text: str, now: datetime
    ) -> None:
        """Change the words in the history, and let the desk know."""
        await self._chat.change(message, text=text)
        body = {"message": message, "text": text, "at": now.isoformat()}
        await self._inbox.put(_amendment("edit", sender, place, now, body))

    async def take_back(self, sender: Sender, place: Place, message: int, now: datetime) -> None:
        """Take the message out of the history, and let the desk know."""
        await self._chat.remove(message)
        body = {"message": message, "at": now.isoformat()}
        await self._inbox.put(_amendment("delete", sender, place, now, body))

    async def press(self, sender: Sender, press: Press, now: datetime) -> Outcome | None:
        """Store a tap and wait for what comes of it."""
        return await self._wait(_press_letter(sender, press, now))

    async def tap(self, sender: Sender, press: Press, now: datetime) -> None:
        """Store a tap for which no screen waits."""
        await self._inbox.put(_press_letter(sender, press, now))

    async def submit(self, sender: Sender, filled: Submission, now: datetime) -> Outcome | None:
        """Store a filled form and wait for what comes of it."""
        body = {**_where(filled.place), "form": filled.form, "values": dict(filled.values)}
        letter = _letter("submit", sender, filled.place.channel, filled.place.thread, now, body)
        return await self._wait(letter)

    async def command(self, sender: Sender, name: str, words: str, now: datetime) -> Outcome | None:
        """Store a command that a form stands for, and wait for what comes of it."""
        channel = direct_channel(sender.account)
        body = {"channel": channel, "thread": None, "name": name, "words": words}
        letter = _letter("command", sender, channel, None, now, {**body, "at": now.isoformat()})
        return await self._wait(letter)

    async def _wait(self, letter: Letter) -> Outcome | None:
        async with self._handles.waiting(letter.key, CAN_SHOW) as waiting:
            await self._inbox.put(letter)
            return await waiting.outcome()


def _press_letter(sender: Sender, press: Press, now: datetime) -> Letter:
    body = {
        **_where(press.place),
        "message": press.message,
        "button": press.button,
        "offer": press.offer,
    }
    root = press.message if press.place.thread is None else press.place.thread
    return _letter("press", sender, press.place.channel, root, now, body)


def _amendment(
    kind: str, sender: Sender, place: Place, now: datetime, body: Mapping[str, Any]
) -> Letter:
    root = body["message"] if place.thread is None else place.thread
    return _letter(kind, sender, place.channel, root, now, {**_where(place), **body})


def _where(place: Place) -> dict[str, Any]:
    return {"channel": place.channel, "thread": place.thread}


def _letter(  # noqa: PLR0917 - a letter has this many sides
    kind: str,
    sender: Sender,
    channel: str,
    root: int | None,
    now: datetime,
    body: Mapping[str, Any],
) -> Letter:
    author = {
        "platform": sender.author.identity.platform,
        "id": sender.author.identity.id,
        "name": sender.author.name,
        "language": sender.author.language,
        "timezone": sender.author.timezone,
    }
    return Letter(
        key=sender.key,
        platform=PLATFORM,
        conversation=conversation(channel, root),
        sort_at=now,
        body=json.dumps({"v": 1, "type": kind, "author": author, **body}),
        has_handle=kind in _AWAITED,
    )
