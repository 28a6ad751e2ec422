"""What does a request want written, once its markup is read?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.html import parse_html
from tests.fakes.telegram.text import Entity, trim, utf16_length

if TYPE_CHECKING:
    from tests.fakes.telegram.backend import Json
    from tests.fakes.telegram.world import World

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_ENTITY_LIMIT = 100


def worded_text(world: World, asked: Json) -> tuple[str, list[Entity]]:
    """Read `text`; it must say something, and not too much."""
    text, entities = _worded(world, asked, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text, entities


def worded_caption(world: World, asked: Json) -> tuple[str, list[Entity]]:
    """Read `caption`, which may be empty."""
    text, entities = _worded(world, asked, "caption", "caption_entities")
    if utf16_length(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text, entities


def _worded(world: World, asked: Json, name: str, marks: str) -> tuple[str, list[Entity]]:
    text, mode = asked.get(name, ""), asked.get("parse_mode")
    if mode not in (None, "", "HTML"):
        raise bad_request(f"strict: this server reads parse_mode HTML only, not {mode}")
    text, entities = parse_html(text) if mode else (text, asked.get(marks, []))
    if len(entities) > _ENTITY_LIMIT:
        raise bad_request("ENTITIES_TOO_LONG")
    if any(e["offset"] + e["length"] > utf16_length(text) for e in entities):
        raise bad_request("ENTITY_BOUNDS_INVALID")
    text, entities = trim(text, entities)
    return text, [known for entity in entities if (known := _with_user(world, entity))]


def _with_user(world: World, entity: Entity) -> Entity | None:
    """Put the person into a mention by id; a stranger's mention is no mention."""
    if "user_id" not in entity:
        return entity
    user = world.users.get(entity["user_id"])
    bare = {key: value for key, value in entity.items() if key != "user_id"}
    return {**bare, "user": user.wire()} if user else None
