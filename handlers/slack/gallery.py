"""How does Slack draw our blocks? As HTML, for people who look at cards without a Slack.

Only what our cards are made of, and as Slack documents it: what stands in angle brackets is alive,
`*` and `_` mark, all else is words.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from babel.dates import format_date, format_time
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

Block = Mapping[str, Any]
Names = Mapping[str, str]

_LIVE = re.compile(r"<(?P<kind>[@!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_MARKS = (
    (re.compile(r"(?<!\w)\*([^*\n]+)\*(?!\w)"), "strong"),
    (re.compile(r"(?<!\w)_([^_\n]+)_(?!\w)"), "em"),
    (re.compile(r"`([^`\n]+)`"), "code"),
)
_markdown = MarkdownIt("commonmark", {"html": False}).disable("image")


def blocks_html(blocks: Sequence[Block], names: Names, language: str) -> Markup:
    """Draw blocks one below the other; `names` are people by their account."""
    drawn = (_BLOCKS[block["type"]](block, partial(_marked, names, language)) for block in blocks)
    return Markup("\n").join(drawn)


def modal_html(view: Block, names: Names, language: str) -> Markup:
    """Draw a window with its title and buttons."""
    inner = blocks_html(view["blocks"], names, language)
    buttons = [
        _button_html(view[name]["text"], style)
        for name, style in (("close", ""), ("submit", "primary"))
        if name in view
    ]
    return Markup('<div class="modal"><h4>{}</h4>{}<div class="actions end">{}</div></div>').format(
        view["title"]["text"], inner, Markup("").join(buttons)
    )


Marked = Callable[[Block], Markup]


def _marked(names: Names, language: str, text: Block) -> Markup:
    """Draw a text object; Slack has escaped what our renderer wrote, and so has it."""
    if text["type"] == "plain_text":
        return escape(text["text"])
    alive: list[Markup] = []

    def keep(found: re.Match[str]) -> str:
        alive.append(_alive(found, names, language))
        return f"\0{len(alive) - 1}\0"

    plain = _LIVE.sub(keep, text["text"]).replace('"', "&quot;")
    for mark, tag in _MARKS:
        plain = mark.sub(rf"<{tag}>\1</{tag}>", plain)
    whole = re.sub(r"\0(\d+)\0", lambda found: alive[int(found[1])], plain)
    return Markup(whole.replace("\n", "<br>"))  # noqa: S704 - `&`, `<` and `>` are escaped in it


def _alive(found: re.Match[str], names: Names, language: str) -> Markup:
    kind, target, label = found["kind"], found["target"], found["label"] or ""
    if kind == "@":
        return Markup('<span class="mention">@{}</span>').format(names.get(target, target))
    if kind == "!":
        return Markup("<time>{}</time>").format(_moment(target, label, language))
    shown = Markup(label) if label else target  # noqa: S704 - escaped by our renderer
    return Markup('<a href="{}">{}</a>').format(target, shown)


def _moment(target: str, fallback: str, language: str) -> str:
    """Write `date^<seconds>^<form>` as Slack does in the reader's zone, which is UTC here."""
    kind, _, rest = target.partition("^")
    seconds, _, form = rest.partition("^")
    if kind != "date" or not seconds.isdecimal():
        return fallback
    at = datetime.fromtimestamp(int(seconds), UTC)
    shown = {
        "{time}": format_time(at, "short", locale=language),
        "{date_short_pretty}": format_date(at, "d MMM", locale=language),
    }
    for name, words in shown.items():
        form = form.replace(name, words)
    return form


def _header(block: Block, _: Marked) -> Markup:
    return Markup("<h4>{}</h4>").format(block["text"]["text"])


def _section(block: Block, marked: Marked) -> Markup:
    parts = [Markup("<p>{}</p>").format(marked(block["text"]))] if "text" in block else []
    if "fields" in block:
        cells = (Markup("<div>{}</div>").format(marked(one)) for one in block["fields"])
        parts.append(Markup('<div class="fields">{}</div>').format(Markup("").join(cells)))
    if "accessory" in block:
        parts.append(_element(block["accessory"]))
    return Markup('<div class="section">{}</div>').format(Markup("").join(parts))


def _context(block: Block, marked: Marked) -> Markup:
    lines = Markup(" ").join(marked(one) for one in block["elements"])
    return Markup('<p class="context">{}</p>').format(lines)


def _rich(block: Block, _: Marked) -> Markup:
    quotes = (
        Markup("").join(escape(piece["text"]) for piece in part["elements"])
        for part in block["elements"]
    )
    return Markup("").join(Markup("<blockquote>{}</blockquote>").format(one) for one in quotes)


def _article(block: Block, _: Marked) -> Markup:
    html = _markdown.render(block["text"])
    return Markup('<div class="article">{}</div>').format(Markup(html))  # noqa: S704 - raw HTML off


def _actions(block: Block, _: Marked) -> Markup:
    drawn = Markup("").join(_element(one) for one in block["elements"])
    return Markup('<div class="actions">{}</div>').format(drawn)


def _element(one: Block) -> Markup:
    if one["type"] == "overflow":
        rows = (Markup("<li>{}</li>").format(option["text"]["text"]) for option in one["options"])
        return Markup('<details><summary>•••</summary><ul class="menu">{}</ul></details>').format(
            Markup("").join(rows)
        )
    return _button_html(one["text"]["text"], one.get("style", ""), one.get("confirm"))


def _button_html(label: str, style: str, confirm: Block | None = None) -> Markup:
    asks = confirm["text"]["text"] if confirm else ""
    return Markup('<button type="button" class="{}" title="{}">{}</button>').format(
        style, asks, label
    )


def _input(block: Block, _: Marked) -> Markup:
    element = block["element"]
    if element["type"] == "static_select":
        chosen = element.get("initial_option") or element["options"][0]
        shown = Markup('<span class="box">{} ▾</span>').format(chosen["text"]["text"])
    else:
        size = "box tall" if element["multiline"] else "box"
        value = element.get("initial_value", "")
        shown = Markup('<span class="{}">{}</span>').format(size, value)
    hint = block.get("hint", {}).get("text", "")
    optional = " (optional)" if block["optional"] else ""
    return Markup('<div class="input"><b>{}{}</b>{}<small>{}</small></div>').format(
        block["label"]["text"], optional, shown, hint
    )


_BLOCKS: Mapping[str, Callable[[Block, Marked], Markup]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "rich_text": _rich,
    "markdown": _article,
    "actions": _actions,
    "divider": lambda _block, _marked: Markup("<hr>"),
    "input": _input,
}
