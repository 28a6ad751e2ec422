"""Are the texts that engineers send in order, and is the right one found and filled in?"""

import re
from pathlib import Path

import pytest

import knowledge
from knowledge.library import check_folder, folder_stamp, read_folder
from knowledge.macros import PLACEHOLDERS, Macro, choose, read_macros

SHIPPED = Path(knowledge.__file__).parent / "articles"
GOOD = "---\nid: thanks\ntitle: Thank\nlang: en\n---\n\nThank you, {requester}: {ticket}.\n"


@pytest.fixture
def write(tmp_path):
    (tmp_path / "macros").mkdir()

    def write(text, name="thanks.en.md"):
        (tmp_path / "macros" / name).write_text(text, encoding="utf-8")

    return write


def test_one_is_read_with_its_fields(write, tmp_path):
    write(GOOD)
    wanted = Macro(id="thanks", title="Thank", lang="en", body="Thank you, {requester}: {ticket}.")
    assert read_folder(tmp_path).macros == (wanted,)
    assert check_folder(tmp_path) == []


def test_a_folder_without_any_has_none(tmp_path):
    assert read_folder(tmp_path).macros == ()
    assert check_folder(tmp_path) == []


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        ("{ticket}", "{number}", (7, "unknown_placeholder")),
        ("{ticket}", "{}", (7, "unknown_placeholder")),
        ("Thank you, {requester}: {ticket}.", "", (6, "empty_body")),
        ("Thank you", "x" * 1500, (6, "long_macro")),
        ("id: thanks", "id: Thanks!", (2, "bad_macro_id")),
        ("id: thanks", "id: other", (2, "macro_name")),
        ("lang: en", "lang: de", (2, "macro_name")),
        ("lang: en\n", "", (1, "missing_field")),
        ("lang: en", "lang: en\nquestions: [a]", (5, "unknown_field")),
        ("title: Thank", "title: [a]", (3, "wrong_type")),
        ("---\nid", "id", (1, "no_front_matter")),
    ],
)
def test_a_fault_is_named_with_its_line_and_the_text_is_not_offered(
    was, now, fault, write, tmp_path
):
    write(GOOD.replace(was, now))
    [found] = check_folder(tmp_path)
    assert (found.file, found.line, found.code) == ("macros/thanks.en.md", *fault)
    assert found.message.startswith("macros/thanks.en.md:")
    assert read_folder(tmp_path).macros == ()


def test_an_edit_changes_the_stamp_but_not_the_version_of_the_articles(write, tmp_path):
    write(GOOD)
    stamp, version = folder_stamp(tmp_path), read_folder(tmp_path).version
    write(GOOD + "\nBye.\n")
    assert folder_stamp(tmp_path) != stamp
    assert read_folder(tmp_path).version == version


def test_the_first_language_that_there_is_holds_else_any():
    de, en = (Macro(id="a", title="A", lang=lang, body=lang) for lang in ("de", "en"))
    assert choose([de, en], "a", ["en_GB", "de"]) is en
    assert choose([de, en], "a", ["fr", "en"]) is en
    assert choose([de, en], "a", ["fr"]) is de
    assert choose([de, en], "b", ["en"]) is None


def test_only_placeholders_are_filled_and_a_name_that_looks_like_one_stays():
    macro = Macro(id="a", title="A", lang="en", body="{requester} {other} { {ticket}")
    filled = macro.filled({"requester": "{ticket}", "ticket": "SUP-1"})
    assert filled == "{ticket} {other} { SUP-1"


def test_the_shipped_ones_are_in_english_and_german_and_use_what_is_filled_in():
    macros = read_macros(SHIPPED)
    keys = {macro.id for macro in macros}
    assert len(keys) >= 5
    assert {(macro.id, macro.lang) for macro in macros} == {
        (key, lang) for key in keys for lang in ("en", "de")
    }
    used = set(re.findall(r"{(\w+)}", "".join(macro.body for macro in macros)))
    assert used <= set(PLACEHOLDERS)
    assert check_folder(SHIPPED) == []
