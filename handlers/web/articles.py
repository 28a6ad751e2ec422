"""How does an article look on a page?

Markdown becomes HTML with raw HTML switched off, and what comes out is washed all the same: an
article is edited by people.
"""

import re
from collections.abc import Callable, Iterator, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "del",
    "code",
    "pre",
    "blockquote",
    "ol",
    "ul",
    "li",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
}
_INTERNAL = re.compile(r"(?:\./)?([\w][\w.-]*)\.md(?:#.*)?", re.ASCII)
_EXTERNAL = re.compile(r"https?://\S+", re.IGNORECASE)

_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_parser.disable("image")

Knows = Callable[[str], bool]


def article_html(markdown: str, knows: Knows) -> Markup:
    """Draw it; a link to an article that `knows` does not know stays as its words."""
    tokens = _parser.parse(markdown)
    for token in tokens:
        if token.children:
            token.children = list(_linked(token.children, knows))
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "p"  # a card stands below headings of the page's own
    html = _parser.renderer.render(tokens, _parser.options, {})
    return Markup(nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, link_rel="noopener"))  # noqa: S704 - washed by nh3


def document_html(markdown: str) -> Markup:
    """Draw a document of the house's own; its parts stay headings, its title is the page's."""
    html = nh3.clean(
        _parser.render(markdown.partition("\n")[2]), tags=_TAGS | {"h2"}, attributes={}
    )
    # A table may be wider than a phone; it scrolls by itself, with the keyboard too.
    html = html.replace("<table>", '<div class="wide-table" tabindex="0"><table>')
    return Markup(html.replace("</table>", "</table></div>"))  # noqa: S704 - washed by nh3


def target(href: str, knows: Knows) -> str | None:
    """Say where a link of an article leads, or None when it leads nowhere we would send people."""
    internal = _INTERNAL.fullmatch(href)
    if internal:
        return f"/kb/{internal[1]}" if knows(internal[1]) else None
    return href if _EXTERNAL.fullmatch(href) else None


def _linked(tokens: Sequence[Token], knows: Knows) -> Iterator[Token]:
    is_dropped = False
    for token in tokens:
        if token.type == "link_open":
            href = target(str(token.attrs["href"]), knows)
            is_dropped = href is None
            token.attrs["href"] = href or ""
        if not (is_dropped and token.type in {"link_open", "link_close"}):
            yield token
