"""What does every card look like on every platform? One page that needs nothing else.

The cards are the samples of the golden files; the page has a switch for language and look and no
script, and asks nobody for anything.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import count
from typing import Any

from markupsafe import Markup

from desk.form import Form
from desk.notice import Notice, NoticeKind
from handlers.cards.catalogue import draw, draw_form
from handlers.slack.gallery import blocks_html, modal_html
from handlers.slack.home import draw_home
from handlers.slack.render import draw_blocks, draw_modal
from handlers.telegram.gallery import message_html
from handlers.texts import languages
from handlers.web import gallery as web
from storage.codec import form_from_tree, notice_from_tree

SAMPLES = "samples.jsonl"
NUMBER = "SUP-106"
BOT = "firstline_bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """A notice in each of its states and a form of each verb, by telling names."""

    notices: Mapping[str, Notice]
    forms: Mapping[str, Form]


@cache
def samples() -> Samples:
    """Read what is shipped."""
    text = (resources.files("handlers.cards") / SAMPLES).read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    notices = {row["name"]: notice_from_tree(row["notice"]) for row in rows if "notice" in row}
    forms = {row["name"]: form_from_tree(row["form"]) for row in rows if "form" in row}
    return Samples(notices=notices, forms=forms)


def page() -> str:
    """Write the page."""
    style = resources.files("bot").joinpath("gallery.css").read_text(encoding="utf-8")
    groups: dict[str, list[str]] = {}
    for name in samples().notices:
        groups.setdefault(name.partition(".")[0], []).append(name)
    numbers = count(1)
    parts = [_group(kind, [_notice(name, numbers) for name in groups[kind]]) for kind in groups]
    parts.append(_group("forms", [_form(name, numbers) for name in samples().forms]))
    links = (f'<a href="#{kind}">{kind}</a>' for kind in (*groups, "forms"))
    return _PAGE.format(
        style=f"{web.style()}\n{style}\n{_language_style()}",
        languages=_switches("language", languages()),
        looks=_switches("look", ["light", "dark"]),
        links="\n".join(links),
        body="\n".join(parts),
    )


def _group(kind: str, drawn: list[str]) -> str:
    return f'<section id="{kind}"><h2>{kind}</h2>\n' + "\n".join(drawn) + "\n</section>"


def _notice(name: str, numbers: Iterator[int]) -> str:
    notice = samples().notices[name]
    return _sample(name, "".join(_drawn(notice, language, numbers) for language in languages()))


def _drawn(notice: Notice, language: str, numbers: Iterator[int]) -> str:
    card, names = draw(notice, language), dict(_people(notice.facts))
    if notice.kind is NoticeKind.HOME:
        blocks = draw_home(notice, language, "D1")["blocks"]
    else:
        blocks = draw_blocks(card, 1)
    return _row(
        language,
        slack=blocks_html(blocks, names, language),
        telegram=message_html(card, BOT, web.SEEN_AT),
        web=web.card_html(card, next(numbers)),
    )


def _form(name: str, numbers: Iterator[int]) -> str:
    """Show a form where it is shown whole; Telegram asks for its fields one by one."""
    form, rows = samples().forms[name], []
    for language in languages():
        drawn = replace(draw_form(form, language, NUMBER), form=next(numbers))
        rows.append(
            _row(
                language,
                slack=modal_html(draw_modal(drawn), {}, language),
                web=Markup('<div class="dialog">{}</div>').format(web.form_html(drawn)),
            )
        )
    return _sample(name, "".join(rows))


def _sample(name: str, rows: str) -> str:
    return f'<article class="sample"><h3>{name}</h3>{rows}</article>'


def _row(language: str, **drawn: Markup) -> str:
    cells = "".join(
        f'<div class="on {platform}"><small>{platform.title()}</small>{html}</div>'
        for platform, html in drawn.items()
    )
    return f'<div class="row in-{language}" lang="{language}">{cells}</div>'


def _people(part: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    """Find who is named in the facts, by their account on Slack."""
    if isinstance(part, Mapping):
        ids = part.get("ids")
        if isinstance(ids, Mapping) and "slack" in ids:
            yield str(ids["slack"]), str(part["name"])
        for inner in part.values():
            yield from _people(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _people(inner)


def _switches(name: str, values: list[str] | tuple[str, ...]) -> str:
    """One of several: which language, or which look; without a choice the system's look holds."""
    chosen = values[0] if name == "language" else ""
    return "\n".join(
        f'<label><input type="radio" name="{name}" id="{name}-{value}"'
        f"{' checked' if value == chosen else ''}> {value}</label>"
        for value in values
    )


def _language_style() -> str:
    """Hide the rows of all languages but the chosen one."""
    return "\n".join(
        f":root:has(#language-{chosen}:checked) .in-{other} {{ display: none; }}"
        for chosen in languages()
        for other in languages()
        if other != chosen
    )


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'">
<title>Every card of Firstline</title>
<style>
{style}
</style>
</head>
<body class="gallery">
<a class="skip" href="#cards">To the cards</a>
<header>
<h1>Every card of Firstline</h1>
<fieldset><legend>Language</legend>{languages}</fieldset>
<fieldset><legend>Look</legend>{looks}</fieldset>
</header>
<nav aria-label="Kinds of cards">
{links}
</nav>
<main id="cards" tabindex="-1">
{body}
</main>
</body>
</html>
"""
