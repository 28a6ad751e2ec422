"""What does a posted message say, and may it be said?

Measured on slack.com (see `test_slack_fake.py`): `blocks` that are no JSON list are
`invalid_blocks_format` even beside a text; an empty list counts as no blocks; a text of spaces is
a text.
"""

from typing import Any

from tests.fakes.slack.blocks import check_message_blocks
from tests.fakes.slack.core import SlackCore
from tests.fakes.slack.errors import SlackRefusalError
from tests.fakes.slack.spec import read_json
from tests.fakes.slack.view_shelf import with_block_ids

LONGEST_TEXT = 40_000
LONGEST_EDITED_TEXT = 4_000  # chat.update: "The `text` field cannot exceed 4,000 characters"
MOST_ATTACHMENTS = 100


def content(core: SlackCore, args: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a message, checked; only those that were given."""
    if "markdown_text" in args:
        return _markdown(args)
    blocks = blocks_of(core, args)
    said: dict[str, Any] = {}
    if args.get("text"):
        said["text"] = args["text"][:LONGEST_TEXT]
    if blocks:
        said["blocks"] = blocks
    if attachments := _attachments(args):
        said["attachments"] = attachments
    if not said:
        raise SlackRefusalError("no_text")
    return {**said, **_metadata(args)}


def blocks_of(core: SlackCore, args: dict[str, Any]) -> list[dict[str, Any]]:
    if "blocks" not in args:
        return []
    try:
        blocks = read_json(args["blocks"])
    except ValueError:
        raise SlackRefusalError("invalid_blocks_format") from None
    check_message_blocks(blocks, unknown_here=core.unknown_blocks)
    return with_block_ids(core.world, blocks)


def warnings_for(args: dict[str, Any]) -> dict[str, Any]:
    """Return the warning that goes with an answer, if one does."""
    if len(args.get("text", "")) > LONGEST_TEXT:
        warning = "message_truncated"
        return {"warning": warning, "response_metadata": {"warnings": [warning]}}
    return {}


def _markdown(args: dict[str, Any]) -> dict[str, Any]:
    if args.get("text") or args.get("blocks"):
        raise SlackRefusalError("markdown_text_conflict")
    if not args["markdown_text"]:
        raise SlackRefusalError("no_text")
    return {"text": args["markdown_text"], **_metadata(args)}


def _attachments(args: dict[str, Any]) -> list[Any]:
    try:
        attachments = read_json(args.get("attachments", []))
    except ValueError:
        raise SlackRefusalError("invalid_attachments") from None
    if not isinstance(attachments, list):
        raise SlackRefusalError("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise SlackRefusalError("too_many_attachments")
    return attachments


def _metadata(args: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata; an empty object takes it away (chat.update)."""
    if "metadata" not in args:
        return {}
    try:
        metadata = read_json(args["metadata"])
    except ValueError:
        raise SlackRefusalError("invalid_metadata_format") from None
    if not isinstance(metadata, dict):
        raise SlackRefusalError("invalid_metadata_format")
    if metadata and not _is_metadata(metadata):
        raise SlackRefusalError("invalid_metadata_schema")
    return {"metadata": metadata}


def _is_metadata(metadata: dict[str, Any]) -> bool:
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    is_whole = isinstance(kind, str) and bool(kind) and isinstance(payload, dict)
    return is_whole and metadata.keys() <= {"event_type", "event_payload", "entities"}
