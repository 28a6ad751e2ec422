"""Would Slack draw this card, and if not, where is the fault?

Structure comes from the schema in `tests/specs`, lengths from `block_limits`, and the two rules no
schema can say (ids are unique, a block belongs to its surface) are below. Faults are worded as
Slack words them: `no more than 25 items allowed [json-pointer:/blocks/1/elements]`.
"""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from tests.fakes.slack import block_limits as limits
from tests.fakes.slack.errors import SlackRefusalError, bad_arguments, with_messages
from tests.fakes.slack.spec import load_block_schemas

# Objects without a `type` go by the field that holds them; these fields hold an option.
_AS_OPTION = {"options": "options", "initial_option": "options", "initial_options": "options"}
_NAMED_BY_FIELD = {"confirm": "confirm", "option_groups": "option_groups", **_AS_OPTION}


def check_message_blocks(blocks: Any, *, unknown_here: frozenset[str] = frozenset()) -> None:
    """Refuse blocks that Slack would refuse in a message.

    Args:
        blocks: the decoded argument.
        unknown_here: block types this workspace has not got yet (a new block comes to some first).

    Raises:
        SlackRefusalError: `invalid_blocks_format`, `invalid_blocks` or `msg_blocks_too_long`.
    """
    if not isinstance(blocks, list):
        raise SlackRefusalError("invalid_blocks_format")
    faults = list(block_faults(blocks, surface="message", unknown_here=unknown_here))
    if faults:
        raise with_messages("invalid_blocks", faults)
    if (
        len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))
        > limits.CHARACTERS_PER_MESSAGE
    ):
        raise SlackRefusalError("msg_blocks_too_long")


def check_view(view: Any, *, kinds: tuple[str, ...] = ("modal",)) -> dict[str, Any]:
    """Return the view, or refuse it.

    Raises:
        SlackRefusalError: `invalid_arguments` with pointers below `/view`, or `view_too_large`.
    """
    if not isinstance(view, dict):
        raise bad_arguments("must be a view object [json-pointer:/view]")
    if len(json.dumps(view).encode()) > limits.VIEW_BYTES:
        raise SlackRefusalError("view_too_large")
    faults = list(_view_faults(view, kinds))
    if faults:
        raise bad_arguments(*faults)
    return view


def block_faults(
    blocks: list[Any],
    *,
    surface: str,
    root: str = "/blocks",
    unknown_here: frozenset[str] = frozenset(),
) -> Iterator[str]:
    """Yield what is wrong, each fault with its JSON pointer; nothing means Slack would draw it."""
    most = limits.BLOCKS_PER_MESSAGE if surface == "message" else limits.BLOCKS_PER_VIEW
    if len(blocks) > most:
        yield _at(root, f"no more than {most} items allowed")
    for number, block in enumerate(blocks):
        yield from _one_block(block, surface, f"{root}/{number}", unknown_here)
    yield from _doubles(blocks, root)
    yield from _totals(blocks, root)


def text_of(block: Any) -> Iterator[str]:
    """Yield every text a reader would see, in order; used to look for words on a card."""
    if isinstance(block, dict):
        for field, value in block.items():
            if field in {"text", "title", "alt_text", "caption", "label"} and isinstance(
                value, str
            ):
                yield value
            else:
                yield from text_of(value)
    elif isinstance(block, list):
        for part in block:
            yield from text_of(part)


def _at(pointer: str, sentence: str) -> str:
    return f"{sentence} [json-pointer:{pointer}]"


def _one_block(
    block: Any, surface: str, pointer: str, unknown_here: frozenset[str]
) -> Iterator[str]:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in _validators().keys() - unknown_here - {"plain_text"}:
        yield _at(f"{pointer}/type", f"unsupported type: {kind}")
        return
    faults = _checked(json.dumps(block, sort_keys=True), surface)
    yield from (_at(pointer + place, sentence) for place, sentence in faults)


@lru_cache(maxsize=2048)
def _checked(block_json: str, surface: str) -> tuple[tuple[str, str], ...]:
    """Check one block on its own. Cached, as most cards are drawn again and again."""
    block = json.loads(block_json)
    error = best_match(_validators()[block["type"]].iter_errors(block))
    if error is not None:
        place = "".join(f"/{part}" for part in error.absolute_path)
        return ((place, error.message.replace("\n", " ")[:200]),)
    return (*_surface(block, surface), *_too_long(block, block["type"], ""))


def _surface(block: dict[str, Any], surface: str) -> Iterator[tuple[str, str]]:
    kind = block["type"]
    if surface not in limits.ONLY_IN.get(kind, {surface}):
        yield "/type", f"block type not supported in this context: {kind}"
    element = block.get("element", {}).get("type", "")
    if surface not in limits.ELEMENT_ONLY_IN.get(element, {surface}):
        yield "/element/type", f"element type not supported in this context: {element}"
    if kind == "section" and not (block.get("text") or block.get("fields")):
        yield "", "missing required field: text or fields"


def _too_long(thing: dict[str, Any], kind: str, pointer: str) -> Iterator[tuple[str, str]]:
    for field, value in thing.items():
        place = f"{pointer}/{field}"
        most = limits.LENGTHS.get((kind, field), limits.LENGTHS_ANYWHERE.get(field))
        if isinstance(value, list):
            yield from _count(kind, field, value, place)
        for spot, part in _parts(value, place):
            if most is not None:
                yield from _length(part, most, spot)
            if isinstance(part, dict):
                yield from _too_long(part, _kind_of(part, field), spot)


def _parts(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        for number, part in enumerate(value):
            yield f"{place}/{number}", part
    else:
        yield place, value


def _kind_of(part: dict[str, Any], field: str) -> str:
    return str(_NAMED_BY_FIELD.get(field) or part.get("type", field))


def _count(kind: str, field: str, value: list[Any], place: str) -> Iterator[tuple[str, str]]:
    fewest, most = limits.COUNTS.get((kind, field), (0, len(value)))
    if len(value) > most:
        yield place, f"no more than {most} items allowed"
    if len(value) < fewest:
        yield place, f"no fewer than {fewest} items allowed"


def _length(part: Any, most: int, spot: str) -> Iterator[tuple[str, str]]:
    text = part.get("text") if isinstance(part, dict) else part
    if not isinstance(text, str):
        return
    if len(text) > most:
        yield spot, f"must be less than {most + 1} characters"
    if not text:
        yield spot, "must be more than 0 characters"


def _doubles(blocks: list[Any], root: str) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for number, block in enumerate(b for b in blocks if isinstance(b, dict)):
        if block_id := block.get("block_id"):
            seen[block_id] += 1
            if seen[block_id] > 1:
                yield _at(f"{root}/{number}/block_id", f"block_id already exists: {block_id}")
        yield from _doubled_actions(block, f"{root}/{number}")


def _doubled_actions(block: dict[str, Any], pointer: str) -> Iterator[str]:
    elements = block.get("elements")
    named = [e["action_id"] for e in elements or () if isinstance(e, dict) and e.get("action_id")]
    for action_id, times in Counter(named).items():
        if times > 1:
            yield _at(f"{pointer}/elements", f"action_id already exists in this block: {action_id}")


def _totals(blocks: list[Any], root: str) -> Iterator[str]:
    kinds = [block for block in blocks if isinstance(block, dict)]
    markdown = sum(len(str(b.get("text"))) for b in kinds if b.get("type") == "markdown")
    if markdown > limits.MARKDOWN_PER_MESSAGE:
        yield _at(root, f"markdown blocks together exceed {limits.MARKDOWN_PER_MESSAGE} characters")
    charts = sum(b.get("type") == "data_visualization" for b in kinds)
    if charts > limits.CHARTS_PER_MESSAGE:
        yield _at(
            root, f"no more than {limits.CHARTS_PER_MESSAGE} data_visualization blocks allowed"
        )


_VIEW_FIELDS = {
    "modal": {"type", "title", "blocks", "submit", "close", "private_metadata", "callback_id",
              "clear_on_close", "notify_on_close", "external_id", "submit_disabled"},
    "home": {"type", "blocks", "private_metadata", "callback_id", "external_id"},
}  # fmt: skip


def _view_faults(view: dict[str, Any], kinds: tuple[str, ...]) -> Iterator[str]:
    kind = view.get("type")
    if kind not in kinds:
        yield _at("/view/type", f"must be one of {', '.join(kinds)}")
        return
    if not isinstance(view.get("blocks"), list):
        yield _at("/view/blocks", "missing required field: blocks")
        return
    yield from (
        _at(f"/view/{f}", f"invalid additional property: {f}")
        for f in view.keys() - _VIEW_FIELDS[kind]
    )
    yield from _modal_faults(view)
    yield from block_faults(view["blocks"], surface=kind, root="/view/blocks")


def _modal_faults(view: dict[str, Any]) -> Iterator[str]:
    if view["type"] != "modal":
        return
    for field in ("title", "submit", "close"):
        if field in view and not _validators()["plain_text"].is_valid(view[field]):
            yield _at(f"/view/{field}", "must be a plain_text object")
    if "title" not in view:
        yield _at("/view/title", "missing required field: title")
    has_inputs = any(isinstance(b, dict) and b.get("type") == "input" for b in view["blocks"])
    if has_inputs and "submit" not in view:
        yield _at("/view/submit", "missing required field: submit")
    own = {field: value for field, value in view.items() if field != "blocks"}
    yield from (_at(f"/view{place}", sentence) for place, sentence in _too_long(own, "modal", ""))


@cache
def _validators() -> dict[str, Draft7Validator]:
    return {kind: Draft7Validator(schema) for kind, schema in load_block_schemas().items()}
