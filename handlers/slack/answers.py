"""What does the acknowledgement itself say, to a command or a filled form?"""

from collections.abc import Mapping
from typing import Any

from slack_bolt import BoltResponse

from desk.outcome import Done, FieldFaults, Outcome, Refused
from handlers.cards.card import Card
from handlers.cards.catalogue import draw_outcome, fault_words
from handlers.reading import FAULTS
from handlers.slack.render import TITLE, draw_blocks, draw_window, fallback
from handlers.slack.shortcuts import is_question
from handlers.texts import Texts

Body = Mapping[str, Any]


def answer_command(outcome: Outcome | None, language: str) -> BoltResponse:
    """Tell the person alone what came of it; that it is being worked on when nothing has yet."""
    if isinstance(outcome, Done):
        return BoltResponse(status=200, body="")
    card = draw_outcome(outcome, language) if outcome is not None else None
    told: dict[str, Any] = {"response_type": "ephemeral"}
    if isinstance(card, Card):
        told |= {"text": fallback(card), "blocks": draw_blocks(card, None)}
    else:
        told["text"] = Texts(language).say("platform.working")
    return BoltResponse(status=200, body=told)


def answer_view(body: Body, outcome: Outcome | None, language: str) -> BoltResponse:
    """Close the form, or keep it open with what is wrong beside its fields.

    A refusal stands at the first field, so that what was typed can still be copied.
    """
    if isinstance(outcome, Done) and is_question(body):
        return BoltResponse(status=200, body=_asked(language))
    if isinstance(outcome, FieldFaults):
        return _errors(fault_words(outcome, language))
    card = draw_outcome(outcome, language) if outcome is not None else None
    if not isinstance(card, Card):
        return BoltResponse(status=200, body="")
    first = _first_input(body)
    if isinstance(outcome, Refused) and first is not None:
        return _errors({first: card.text})
    return BoltResponse(status=200, body=_shown(card, language))


def answer_unread(body: Body) -> BoltResponse:
    """Tell who looks that it did not work, as far as the body can be read at all.

    A form stays open, so that what was typed can still be copied.
    """
    sorry, language = Refused(code="broken"), "en"
    if "command" in body:
        return answer_command(sorry, language)
    try:
        if body["type"] == "view_submission":
            return answer_view(body, sorry, language)
    except FAULTS:
        pass
    return BoltResponse(status=200, body="")


def _errors(words: Mapping[str, str]) -> BoltResponse:
    told = {"response_action": "errors", "errors": dict(words)}
    return BoltResponse(status=200, body=told)


def _first_input(body: Body) -> str | None:
    inputs = (block for block in body["view"].get("blocks") or () if block["type"] == "input")
    return next((str(block["block_id"]) for block in inputs), None)


def _asked(language: str) -> dict[str, Any]:
    """Say where the answer is: it stands in another place than the window."""
    words = Texts(language).say("platform.asked")
    return _shown(Card(key="asked", text=words, language=language), language)


def _shown(card: Card, language: str) -> dict[str, Any]:
    title = Texts(language).say("platform.done")[:TITLE]
    return {"response_action": "update", "view": draw_window(card, title)}
