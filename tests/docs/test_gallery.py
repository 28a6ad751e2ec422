"""Is the page of all cards made of the very samples that the golden files show?"""

import json
import re
from pathlib import Path

import pytest

from bot import gallery
from handlers.texts import languages
from storage.codec import form_to_tree, notice_to_tree
from tests.handlers.cards.samples import FORMS, SAMPLES
from tests.handlers.web.visitor import Seen

FILE = Path(gallery.__file__).parents[1] / "handlers" / "cards" / gallery.SAMPLES


def written():
    rows = [{"name": name, "notice": notice_to_tree(one)} for name, one in SAMPLES.items()]
    rows += [{"name": name, "form": form_to_tree(one)} for name, one in FORMS.items()]
    return "".join(f"{json.dumps(row)}\n" for row in rows)


@pytest.fixture(scope="module")
def page():
    return gallery.page()


def test_the_shipped_samples_are_those_of_the_golden_files(request):
    if request.config.option.update_snapshots:
        FILE.write_text(written(), encoding="utf-8")
    now = FILE.read_text(encoding="utf-8")
    assert now == written(), "write them anew: pytest tests/docs/test_gallery.py --snapshot-update"
    assert gallery.samples().notices == SAMPLES
    assert gallery.samples().forms == FORMS


def test_every_card_is_there_on_every_platform_in_every_language(page):
    seen = Seen(page)
    rows = [one["class"] for one in seen.all("div") if one.get("class", "").startswith("row ")]
    for language in languages():
        assert rows.count(f"row in-{language}") == len(SAMPLES) + len(FORMS)
    cells = [one["class"] for one in seen.all("div") if one.get("class", "").startswith("on ")]
    count = len(languages())
    for platform in ("slack", "web"):
        assert cells.count(f"on {platform}") == count * (len(SAMPLES) + len(FORMS))
    assert cells.count("on telegram") == count * len(SAMPLES)


def test_the_page_needs_nothing_and_runs_nothing(page):
    seen = Seen(page)
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in seen.tags}
    assert "url(" not in page.partition("</style>")[0]
    ids = [attributes["id"] for _, attributes in seen.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_no_words_of_a_person_come_alive(page):
    """The samples hold words that try to: a mention of all, markup, a link, a tag."""
    body = page.partition("<main")[2]
    assert "&lt;b&gt;x&lt;/b&gt;" in body
    assert "<b>x</b> &amp;" not in body
    assert not [one for one in Seen(body).all("a") if "evil.example" in one.get("href", "")]
    assert not re.search(r'class="mention">@?!channel', body)


def test_both_looks_can_be_chosen(page):
    for look in ("light", "dark"):
        rule = re.search(rf":root:has\(#look-{look}:checked\) \{{(.*?)\}}", page, re.DOTALL)
        assert rule
        assert "--ground:" in rule[1]
        assert f"color-scheme: {look};" in rule[1]
    assert "--ground: #14161b" in page
