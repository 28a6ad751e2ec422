"""How does a neutral card look in Slack?

Words of people stand where Slack parses nothing: in rich text and plain text. Where they must
stand in a line of ours they are escaped, and the line is sent `verbatim`, so that no name, channel
or link in it comes alive. Lengths are those of the Block Kit reference; what is too long is cut.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from handlers.cards.card import (
    Article,
    Block,
    Button,
    Card,
    Fields,
    Footnote,
    FormCard,
    FormInput,
    Inline,
    Line,
    Moment,
    MomentStyle,
    Paragraph,
    Person,
    Quote,
    Strong,
    Style,
    Web,
)
from handlers.texts import Texts

HEADER, SECTION, FIELD, BUTTON, TITLE, OPTION = 150, 3000, 2000, 75, 24, 75
ARTICLE, FALLBACK, INPUT, QUOTE, BLOCK_ID = 9000, 3900, 3000, 3000, 255
MOST_FIELDS, MOST_OPTIONS, MOST_BUTTONS, MOST_CHOICES, MOST_BLOCKS = 10, 5, 25, 100, 50
WHOLE = 13_000
"""Characters of all blocks together, as JSON; Slack's own limit is undocumented, near 13,200."""

LEAST = 60
"""Characters that are left to a text, however crowded the card."""

_PLATFORM = "slack"
_MARKUP = re.compile(r"([*_~`])")
_DATES = {MomentStyle.TIME: "{time}", MomentStyle.DATE_TIME: "{date_short_pretty} {time}"}
_UNFINISHED = re.compile(r"(?:&[a-z]{0,3}|<[^>]*)$")
_LIVE = re.compile(r"(<[^<>]*>)")
_ADDRESS = re.compile(r"(:(?=//)|\w[.@](?=\w))")
_INTERNAL = re.compile(r"\[([^\[\]]*)\]\([\w-]+\.md(?:#[\w-]*)?\)")

Drawn = dict[str, Any]


def fallback(card: Card) -> str:
    """The one line for notifications and screen readers."""
    return _cut_marked(escape(card.text), FALLBACK) or "…"


def escape(text: str) -> str:
    """Make text that Slack shows and never obeys."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def draw_blocks(card: Card, button: int | None) -> list[Drawn]:
    """Draw the card; its buttons refer to the row `button`, and are left away without one."""
    texts = Texts(card.language)
    head = [] if card.heading is None else [draw_header(card.heading)]
    parts = [one for one in card.blocks if not isinstance(one, Footnote)]
    body = [drawn for one in parts for drawn in _blocks(one, texts)]
    if not (head or body):
        body.append(_section(escape(card.text)))
    foot = [_context(one, texts) for one in card.blocks if isinstance(one, Footnote)]
    if button is not None and card.buttons:
        foot.insert(0, _actions(card.buttons, button, texts))
    drawn = [*head, *body[: MOST_BLOCKS - len(head) - len(foot)], *foot]
    return fit(
        [{**one, "block_id": f"{card.key[: BLOCK_ID - 4]}:{n}"} for n, one in enumerate(drawn)]
    )


def draw_plain(card: Card) -> str:
    """Write the card without blocks, for a workspace that cannot draw them."""
    texts = Texts(card.language)
    lines = [_numb(f"*{_tame(card.heading)}*")] if card.heading else []
    lines += [_plain_block(block, texts) for block in card.blocks]
    return _cut_marked("\n".join(lines), FALLBACK) or fallback(card)


def fit(blocks: list[Drawn]) -> list[Drawn]:
    """Shorten the longest texts until Slack takes the whole; the blocks are changed in place."""
    while (excess := len(json.dumps(blocks, ensure_ascii=False)) - WHOLE) > 0:
        longest = max(_holders(blocks), key=lambda holder: len(holder["text"]))
        room = max(LEAST, len(longest["text"]) - excess)
        if room >= len(longest["text"]):
            break
        longest["text"] = _cut_marked(longest["text"], room)
    return blocks


def _holders(drawn: list[Drawn] | Drawn) -> Iterator[Drawn]:
    """Find everything that holds a text of its own."""
    if isinstance(drawn, dict) and isinstance(drawn.get("text"), str):
        yield drawn
    for part in drawn.values() if isinstance(drawn, dict) else drawn:
        if isinstance(part, dict | list):
            yield from _holders(part)


def draw_modal(form: FormCard) -> Drawn:
    """Draw a form as a modal; its id travels in `private_metadata`."""
    return {
        "type": "modal",
        "callback_id": "form",
        "private_metadata": str(form.form),
        "title": _plain(form.title, TITLE),
        "submit": _plain(form.submit, TITLE),
        "close": _plain(form.cancel, TITLE),
        "blocks": [_input(one) for one in form.inputs],
    }


def draw_window(card: Card, title: str) -> Drawn:
    """Draw a card as a window of its own; a window knows no Markdown, so articles are plain."""
    blocks = [
        {**_section(escape(one["text"])), "block_id": one["block_id"]}
        if one["type"] == "markdown"
        else one
        for one in draw_blocks(card, None)
    ]
    return {"type": "modal", "title": _plain(title, TITLE), "blocks": blocks}


def draw_header(text: str) -> Drawn:
    """Draw a heading."""
    return {"type": "header", "text": _plain(text, HEADER)}


def _plain(text: str, longest: int) -> Drawn:
    return {"type": "plain_text", "text": _cut(text, longest) or "…", "emoji": True}


def draw_row(line: Line, texts: Texts, button: Drawn | None = None) -> Drawn:
    """Draw one line, with a button beside it."""
    section = _section(_line(line, texts))
    return section if button is None else {**section, "accessory": button}


def draw_note(line: Line, texts: Texts) -> Drawn:
    """Draw a line in small."""
    return _context(Footnote(line=line), texts)


def _blocks(block: Block, texts: Texts) -> list[Drawn]:
    """Draw one part; many labelled values take several sections."""
    match block:
        case Paragraph(line=line) | Footnote(line=line):
            return [_section(_line(line, texts))]
        case Quote(text=text):
            return [_quote(text)]
        case Article(markdown=markdown):
            return [{"type": "markdown", "text": _cut(_article(markdown), ARTICLE) or "…"}]
        case Fields(rows=rows):
            starts = range(0, len(rows), MOST_FIELDS)
            return [_fields(rows[start : start + MOST_FIELDS], texts) for start in starts]


def _plain_block(block: Block, texts: Texts) -> str:
    match block:
        case Paragraph(line=line) | Footnote(line=line):
            return _numb(_line(line, texts))
        case Quote(text=text):
            return "\n".join(f"> {_numb(line)}" for line in _tame(text).splitlines())
        case Article(markdown=markdown):
            return escape(_INTERNAL.sub(r"\1", markdown))
        case Fields(rows=rows):
            lines = (f"{escape(label)}: {_line(line, texts)}" for label, line in rows)
            return _numb("\n".join(lines))


def _section(text: str) -> Drawn:
    return {"type": "section", "text": _mrkdwn(text, SECTION)}


def _mrkdwn(text: str, longest: int) -> Drawn:
    return {"type": "mrkdwn", "text": _cut_marked(text, longest) or "…", "verbatim": True}


def _quote(text: str) -> Drawn:
    """Show words of a person in rich text, which parses nothing."""
    words = {"type": "text", "text": _cut(text, QUOTE) or "…"}
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [words]}]}


def _fields(rows: Sequence[tuple[str, Line]], texts: Texts) -> Drawn:
    pairs = (f"*{escape(label)}*\n{_line(line, texts)}" for label, line in rows)
    return {"type": "section", "fields": [_mrkdwn(pair, FIELD) for pair in pairs]}


def _context(note: Footnote, texts: Texts) -> Drawn:
    return {"type": "context", "elements": [_mrkdwn(_line(note.line, texts), SECTION)]}


def _line(line: Line, texts: Texts) -> str:
    return "".join(_inline(part, texts) for part in line)


def _inline(part: Inline, texts: Texts) -> str:
    match part:
        case str():
            return escape(part)
        case Strong(text=text):
            return f"*{_tame(text)}*" if text.strip() else ""
        case Person(name=name, ids=ids):
            account = ids.get(_PLATFORM)
            return f"<@{account}>" if account else _tame(name)
        case Moment():
            return _moment(part, texts)
        case Web(text=text, url=url):
            return f"<{escape(url)}|{escape(text).replace('|', '/')}>"


def _moment(moment: Moment, texts: Texts) -> str:
    """Show it in the reader's own zone; Slack has no words for the future, so those are fixed."""
    shown = escape(texts.moment(moment.at, "UTC"))
    form = _DATES.get(moment.style, "{date_short_pretty} {time}")
    return f"<!date^{int(moment.at.timestamp())}^{form}|{shown}>"


def _tame(text: str) -> str:
    """Escape words of a person inside a line of ours, and take the effect of its markup."""
    return _MARKUP.sub("\N{WORD JOINER}\\1", escape(text))


def _numb(text: str) -> str:
    """Keep addresses in words of people from becoming links; plain text cannot be `verbatim`."""
    return "".join(
        part if part.startswith("<") else _ADDRESS.sub("\\1\N{WORD JOINER}", part)
        for part in _LIVE.split(text)
    )


def _article(markdown: str) -> str:
    """Keep an article from calling anybody, and turn links inside the base into words."""
    calm = re.sub(r"<(?=[!@#])", "<\N{WORD JOINER}", markdown)
    return _INTERNAL.sub(r"**\1**", calm)


def _actions(buttons: Sequence[Button], row: int, texts: Texts) -> Drawn:
    shown = [one for one in buttons if not one.is_more]
    more = [one for one in buttons if one.is_more]
    elements = [_button(one, row, texts) for one in (*shown, *more[MOST_OPTIONS:])]
    if more:
        elements.append(_overflow(more[:MOST_OPTIONS], row))
    return {"type": "actions", "elements": elements[:MOST_BUTTONS]}


def _button(button: Button, row: int, texts: Texts) -> Drawn:
    value = f"b:{row}.{button.offer}"
    drawn = {
        "type": "button",
        "text": _plain(button.label, BUTTON),
        "action_id": f"{button.verb}:{value}",
        "value": value,
    }
    if button.style is not Style.PLAIN:
        drawn["style"] = button.style.value
    if button.confirm:
        drawn["confirm"] = {
            "title": _plain(texts.say("platform.confirm_title"), 100),
            "text": _plain(button.confirm, 300),
            "confirm": _plain(texts.say("platform.yes"), 30),
            "deny": _plain(texts.say("platform.no"), 30),
        }
    return drawn


def _overflow(buttons: Iterable[Button], row: int) -> Drawn:
    options = [
        {"text": _plain(one.label, OPTION), "value": f"b:{row}.{one.offer}"} for one in buttons
    ]
    return {"type": "overflow", "action_id": f"more:b:{row}", "options": options}


def _input(one: FormInput) -> Drawn:
    drawn = {
        "type": "input",
        "block_id": one.name,
        "label": _plain(one.label, FIELD),
        "element": _select(one) if one.options else _text(one),
        "optional": one.is_optional,
    }
    if one.hint:
        drawn["hint"] = _plain(one.hint, FIELD)
    return drawn


def _text(one: FormInput) -> Drawn:
    drawn = {
        "type": "plain_text_input",
        "action_id": "v",
        "multiline": one.is_long,
        "max_length": min(one.longest, INPUT),
    }
    if one.initial:
        drawn["initial_value"] = _cut(one.initial, min(one.longest, INPUT))
    return drawn


def _select(one: FormInput) -> Drawn:
    options = [
        {"text": _plain(words, OPTION), "value": code} for code, words in one.options[:MOST_CHOICES]
    ]
    drawn: Drawn = {"type": "static_select", "action_id": "v", "options": options}
    chosen = [option for option in options if option["value"] == one.initial]
    if chosen:
        drawn["initial_option"] = chosen[0]
    return drawn


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _cut_marked(text: str, longest: int) -> str:
    """Cut marked-up text without leaving half an escape or half a mention at its end."""
    if len(text) <= longest:
        return text
    return f"{_UNFINISHED.sub('', text[: longest - 1])}…"
