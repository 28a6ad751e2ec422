"""How do people hand files over, and which files does the bot hand to them?"""

import mimetypes
from dataclasses import replace

from bot.wiring import machine_now
from desk.attachment import Attachment, FileState, picture_of
from desk.views import ChatFile
from handlers.web.listeners import Place
from tests.scenarios.waiting import eventually


async def give(people, who, place, files, text="", under=None):
    """Send files, each a name and its bytes, with words or without."""
    await _GIVE[people.name](people, who, place, files, text, under)


async def handed(people, place, viewer):
    """The files that the bot put in a place, each a name and its bytes."""
    return await _HANDED[people.name](people, place, viewer)


async def gets(people, place, viewer, name, content):
    """Wait until the bot has put this very file in a place."""

    async def look():
        return (name, content) in await handed(people, place, viewer)

    async def tell():
        names = [given for given, _ in await handed(people, place, viewer)]
        raise AssertionError(f"{name} is not among {names}:\n{await people.read(place, viewer)}")

    try:
        await eventually(look, "")
    except AssertionError:
        await tell()


async def _give_on_the_page(web, who, place, files, text, under):
    shelf, kept = web.desk.store.files, []
    actor = await web.desk.store.people.actor(web.identity(who))
    for name, content in files:
        web.count += 1
        told = Attachment(name=name, key=f"upload{web.count}", added_at=machine_now())
        by = actor.person.id if actor else None
        file = await shelf.announce(replace(told, by=by))
        await shelf.write(file.id, _once(content))
        picture, size = picture_of(content), len(content)
        state = FileState.KEPT
        await shelf.settle(replace(file, state=state, size=size, picture=picture))
        kept.append(ChatFile(id=file.id, name=name, size=size, is_picture=picture is not None))
    spot = Place(channel=place, thread=under and (under.under or under.id))
    await web.receiver.say(web._sender(who), spot, text, machine_now(), files=kept)


async def _handed_on_the_page(web, place, viewer):
    found = []
    for message in await web._messages(place, viewer):
        if message.author is None and not message.is_deleted:
            for file in message.files:
                parts = [part async for part in web.desk.store.files.read(file.id)]
                found.append((file.name, b"".join(parts)))
    return found


async def _give_in_slack(slack, who, place, files, text, under):
    thread = under and (under.under or under.id)
    slack.slack.say(place, slack.ids[who], text, thread_ts=thread, files=files)


async def _handed_in_slack(slack, place, _viewer):
    files = slack.slack.world.files
    return [
        (one["name"], files[one["id"]].content)
        for message in slack.slack.messages(place)
        if message.get("bot_id")
        for one in message.get("files", ())
    ]


async def _give_in_telegram(telegram, who, place, files, text, under):
    """Several files are an album, whose first part has the words."""
    where = {}
    if under is not None:
        where = {"topic": under.under} if under.under else {"reply_to": under.id}
    if len(files) > 1:
        where["extra"] = {"media_group_id": f"album of {who} {files[0][0]}"}
    for name, content in files:
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        user = telegram.ids[who]
        telegram.telegram.send_document(
            user,
            place,
            name,
            content,
            mime=mime,
            caption=text,
            **where,
        )
        text = ""


async def _handed_in_telegram(telegram, place, _viewer):
    found = []
    for message in telegram.telegram.from_bot(place):
        for size in [message.media.get("document"), *message.media.get("photo", ())[-1:]]:
            if size is not None:
                stored = telegram.telegram.world.files.get(size["file_id"])
                found.append((stored.name, stored.content))
    return found


async def _once(content):
    yield content


_GIVE = {"web": _give_on_the_page, "slack": _give_in_slack, "telegram": _give_in_telegram}
_HANDED = {"web": _handed_on_the_page, "slack": _handed_in_slack, "telegram": _handed_in_telegram}
