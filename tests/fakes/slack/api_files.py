"""How does a file get into Slack and out again?

Facts: docs.slack.dev/messaging/working-with-files. Uploading takes three calls and is not atomic:
an address, the bytes, and a completion that shares it. `url_private` wants the bot token; without
it Slack sends a login page with status 200, which a careless client keeps as the file.
"""

from typing import Any

from aiohttp import web

from tests.fakes.slack import events
from tests.fakes.slack.core import SlackCore
from tests.fakes.slack.errors import SlackRefusalError, bad_arguments
from tests.fakes.slack.objects import bot_message, file_object
from tests.fakes.slack.spec import read_json
from tests.fakes.slack.world import BOT_USER_ID, Channel, File

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in</body></html>"


def get_upload_url(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    if args["length"] <= 0:
        raise bad_arguments("must be more than 0 [json-pointer:/length]")
    file_id = core.world.new_id("F")
    core.world.files[file_id] = File(
        id=file_id, name=args["filename"], size=args["length"], owner=BOT_USER_ID
    )
    return {"upload_url": f"{core.base_url}/upload/v1/{file_id}", "file_id": file_id}


def complete_upload(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    """Share uploaded files; the answer does not say the message's `ts`, as on slack.com."""
    files = [_uploaded(core, given) for given in _files(args)]
    for channel in _places(core, args):
        _share(core, channel, files, args)
    return {"files": [file_object(file, core.base_url) for file in files]}


def info(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    file = core.world.files.get(args["file"])
    if file is None or file.content is None:
        raise SlackRefusalError("file_not_found")
    return {"file": file_object(file, core.base_url), "comments": []}


async def take_bytes(core: SlackCore, request: web.Request) -> web.Response:
    """Take the bytes of an announced file; a wrong length is refused."""
    file = core.world.files.get(request.match_info["file_id"])
    content = await request.read()
    if file is None or file.content is not None:
        return web.Response(status=404, text="not found")
    if len(content) != file.size:
        return web.Response(status=400, text=f"length is {len(content)}, announced {file.size}")
    file.content = content
    return web.Response(text=f"OK - {len(content)}")


async def give_bytes(core: SlackCore, request: web.Request) -> web.Response:
    """Give the bytes of a file to whoever shows the bot token, and a login page to others."""
    if request.headers.get("Authorization") != f"Bearer {core.bot_token}":
        return web.Response(text=LOGIN_PAGE, content_type="text/html")
    core.need_scope("files:read")
    file = core.world.files.get(request.match_info["file_id"])
    if file is None or file.content is None:
        return web.Response(status=404)
    return web.Response(body=file.content, content_type="application/octet-stream")


def _files(args: dict[str, Any]) -> list[Any]:
    try:
        files = read_json(args["files"])
    except ValueError:
        raise bad_arguments("must be valid JSON [json-pointer:/files]") from None
    if not isinstance(files, list) or not files:
        raise bad_arguments("must be a list of files [json-pointer:/files]")
    return files


def _uploaded(core: SlackCore, given: Any) -> File:
    file = core.world.files.get(given.get("id", ""))
    if file is None or file.content is None or file.is_shared:
        raise SlackRefusalError("file_not_found")
    file.title = given.get("title", file.name)
    return file


def _places(core: SlackCore, args: dict[str, Any]) -> list[Channel]:
    named = [args.get("channel_id", ""), *args.get("channels", "").split(",")]
    channels = [core.channel_of(channel_id) for channel_id in named if channel_id]
    if any(BOT_USER_ID not in channel.members for channel in channels):
        raise SlackRefusalError("not_in_channel")
    return channels


def _share(core: SlackCore, channel: Channel, files: list[File], args: dict[str, Any]) -> None:
    message = bot_message(args.get("initial_comment", ""))
    message |= {"subtype": "file_share", "upload": True}
    message["files"] = [file_object(file, core.base_url) for file in files]
    root = core.world.root_of(channel, args.get("thread_ts"))
    if root is not None:
        message["thread_ts"] = root
    core.world.add_message(channel, message)
    for file in files:
        file.shared_in.append(channel.id)
    core.emit(events.said(channel, message), channel)


def delete(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    """Take a file away, and what shows nothing but it; other people's are not ours to take."""
    file = core.world.files.get(args["file"])
    if file is None:
        raise SlackRefusalError("file_not_found")
    if file.owner != BOT_USER_ID:
        raise SlackRefusalError("cant_delete_file")
    del core.world.files[file.id]
    for channel in core.world.channels.values():
        for message in channel.messages.values():
            kept = [one for one in message.get("files", ()) if one["id"] != file.id]
            if "files" in message:
                message["files"] = kept
    return {}


METHODS = {
    "files.delete": delete,
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
}
