"""How do people, channels, files and the bot look in Slack's answers?

Shapes: docs.slack.dev/reference/objects (user, conversation, file) and the examples of the method
pages.
"""

from typing import Any

from tests.fakes.slack.world import (
    APP_ID,
    BOT_ID,
    BOT_USER_ID,
    TEAM_DOMAIN,
    TEAM_ID,
    Channel,
    File,
    Message,
    User,
)

TEAM_URL = f"https://{TEAM_DOMAIN}.slack.com/"
BOT_NAME = "firstline"
_FLAGS = (
    "deleted",
    "is_admin",
    "is_owner",
    "is_restricted",
    "is_ultra_restricted",
    "is_bot",
    "is_app_user",
)


def user_object(user: User, *, with_email: bool) -> dict[str, Any]:
    """Return a person; the address only for apps with `users:read.email`."""
    profile = {
        "real_name": user.real_name,
        "display_name": user.name,
        "real_name_normalized": user.real_name,
        "display_name_normalized": user.name,
        "team": user.team_id,
    }
    if with_email and not user.flags.get("is_bot"):
        profile["email"] = user.email
    flags = {name: bool(user.flags.get(name, False)) for name in _FLAGS}
    shown = {"id": user.id, "team_id": user.team_id, "name": user.name, "real_name": user.real_name}
    extra = {key: value for key, value in user.flags.items() if key not in flags}
    return {**shown, "tz": user.tz, "tz_offset": 3600, "profile": profile, **flags, **extra}


def channel_object(channel: Channel) -> dict[str, Any]:
    """Return a conversation as the bot sees it."""
    shared = {"id": channel.id, "created": 1795500000, "is_archived": channel.is_archived}
    kinds = {
        "is_im": channel.is_im,
        "is_mpim": channel.kind == "mpim",
        "is_channel": channel.kind == "public_channel",
        "is_group": False,
        "is_private": channel.kind != "public_channel",
        "is_org_shared": False,
    }
    if channel.is_im:
        return {**shared, **kinds, "user": channel.other, "is_open": True}
    own = {"name": channel.name, "name_normalized": channel.name, "creator": "U0CREATOR1"}
    topic = {"value": "", "creator": "", "last_set": 0}
    return {
        **shared,
        **kinds,
        **own,
        "is_member": BOT_USER_ID in channel.members,
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "topic": topic,
        "purpose": topic,
    }


def file_object(file: File, base_url: str) -> dict[str, Any]:
    extension = file.name.rsplit(".", 1)[-1] if "." in file.name else "binary"
    link = f"{base_url}/files-pri/{TEAM_ID}-{file.id}"
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "filetype": extension,
        "mode": "hosted",
        "size": file.size,
        "user": file.owner,
        "is_external": False,
        "url_private": f"{link}/{file.name}",
        "url_private_download": f"{link}/download/{file.name}",
        "permalink": f"{TEAM_URL}files/{file.owner}/{file.id}/{file.name}",
        "channels": [place for place in file.shared_in if place.startswith("C")],
        "groups": [place for place in file.shared_in if place.startswith("G")],
        "ims": [place for place in file.shared_in if place.startswith("D")],
    }


def bot_profile() -> dict[str, Any]:
    return {
        "id": BOT_ID,
        "app_id": APP_ID,
        "user_id": BOT_USER_ID,
        "name": BOT_NAME,
        "deleted": False,
        "updated": 1795500000,
        "team_id": TEAM_ID,
        "icons": {},
    }


def bot_message(text: str) -> Message:
    """Return what a bot's message carries: bot_id, app_id, bot_profile and team, and no subtype."""
    return {
        "type": "message",
        "user": BOT_USER_ID,
        "bot_id": BOT_ID,
        "app_id": APP_ID,
        "team": TEAM_ID,
        "bot_profile": bot_profile(),
        "text": text,
    }


def permalink(channel: Channel, message: Message) -> str:
    link = f"{TEAM_URL}archives/{channel.id}/p{message['ts'].replace('.', '')}"
    root = message.get("thread_ts", message["ts"])
    return link if root == message["ts"] else f"{link}?thread_ts={root}&cid={channel.id}"
