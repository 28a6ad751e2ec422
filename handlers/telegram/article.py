"""How does an article's Markdown look in the few tags that Telegram knows?"""

from markdown_it import MarkdownIt
from markdown_it.token import Token

from handlers.telegram.markup import LONGEST, escape, quiet

_MARKDOWN = MarkdownIt("commonmark", {"html": False})

_HEADINGS = {"heading_open": "<b>", "heading_close": "</b>\n\n"}
_MARKS = {
    "strong_open": "<b>",
    "strong_close": "</b>",
    "em_open": "<i>",
    "em_close": "</i>",
    "softbreak": "\n",
    "hardbreak": "\n",
}


def draw_article(markdown: str) -> str:
    """Turn Markdown into HTML; its words call nobody, and only its own links are links."""
    walk = _Walk()
    return "".join(walk.block(token) for token in _MARKDOWN.parse(markdown)).strip()


class _Walk:
    """One pass over the tokens of an article."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.links: list[bool] = []

    def block(self, token: Token) -> str:
        """Give a block's text; lists are numbered by hand, for Telegram has none."""
        if token.type == "inline":
            return "".join(self._inline(child) for child in token.children or ())
        if token.type in {"fence", "code_block"}:
            return f"<pre>{escape(token.content)}</pre>\n"
        if token.type == "paragraph_close":
            return "\n" if token.hidden or self.numbers else "\n\n"
        return _HEADINGS.get(token.type) or self._list(token.type)

    def _list(self, kind: str) -> str:
        if kind == "list_item_open":
            return self._item()
        if kind in {"ordered_list_open", "bullet_list_open"}:
            self.numbers.append(1 if kind == "ordered_list_open" else 0)
        if kind in {"ordered_list_close", "bullet_list_close"}:
            self.numbers.pop()
            return "\n"
        return ""

    def _item(self) -> str:
        indent = "   " * (len(self.numbers) - 1)
        number = self.numbers[-1]
        if number:
            self.numbers[-1] += 1
        return f"{indent}{number}. " if number else f"{indent}• "

    def _inline(self, token: Token) -> str:
        if token.type in {"text", "image"}:  # of an image only its description is left
            return self._words(token.content)
        if token.type == "code_inline":
            return f"<code>{escape(token.content)}</code>"
        if token.type == "link_open":
            return self._link(str(token.attrGet("href") or ""))
        if token.type == "link_close":
            return "</a>" if self.links.pop() else ""
        return _MARKS.get(token.type, "")

    def _words(self, text: str) -> str:
        """Write words; within a link Telegram reads nothing into them, and takes no code."""
        return escape(text) if any(self.links) else quiet(text, LONGEST)

    def _link(self, url: str) -> str:
        """Open a link to the outside; one to another article is only its words."""
        is_outside = url.startswith(("https://", "http://"))
        self.links.append(is_outside)
        return f'<a href="{escape(url)}">' if is_outside else ""
