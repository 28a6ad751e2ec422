"""How does the bot get its updates and files?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.files import DOWNLOAD_LIMIT

if TYPE_CHECKING:
    from tests.fakes.telegram.backend import Backend, Json, Method


def get_me(backend: Backend, _: Json) -> Json:
    flags = dict.fromkeys(
        ("supports_inline_queries", "can_connect_to_business", "has_main_web_app"), False
    )
    hears_all = not backend.has_privacy_mode
    me = backend.world.bot.wire()
    return {**me, "can_join_groups": True, "can_read_all_group_messages": hears_all, **flags}


async def get_updates(backend: Backend, asked: Json) -> list[Json]:
    """Clamp as the vendor does: 1 to 100 updates, at most 50 seconds."""
    backend.updates.allow(asked.get("allowed_updates"))
    return await backend.updates.poll(
        offset=asked.get("offset", 0),
        limit=min(max(asked.get("limit", 100), 1), 100),
        timeout=min(max(asked.get("timeout", 0), 0), 50),
    )


def set_webhook(backend: Backend, asked: Json) -> bool:
    if not 1 <= asked.get("max_connections", 40) <= 100:
        raise bad_request("bad webhook: max_connections must be from 1 to 100")
    backend.webhook.set(
        asked["url"], asked.get("secret_token", ""), asked.get("max_connections", 40)
    )
    backend.updates.allow(asked.get("allowed_updates"))
    if asked.get("drop_pending_updates"):
        backend.updates.clear()
    return True


def delete_webhook(backend: Backend, asked: Json) -> bool:
    backend.webhook.set("", "", 40)
    if asked.get("drop_pending_updates"):
        backend.updates.clear()
    return True


def get_webhook_info(backend: Backend, _: Json) -> Json:
    info: Json = {
        "url": backend.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(backend.updates.pending()),
    }
    if backend.webhook.last_error:
        info["last_error_message"] = backend.webhook.last_error
        info["last_error_date"] = backend.world.clock.timestamp()
    if backend.updates.allowed:
        info["allowed_updates"] = sorted(backend.updates.allowed)
    return info


def get_file(backend: Backend, asked: Json) -> Json:
    stored = backend.world.files.get(asked["file_id"])
    if len(stored.content) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**stored.wire(), "file_path": stored.path}


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getFile": get_file,
}
