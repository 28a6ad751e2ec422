import os
from datetime import date
from pathlib import Path

import pytest

from knowledge.article import Article
from knowledge.errors import FolderMissingError
from knowledge.library import check_folder, folder_stamp, read_folder, version_of

GOOD = """---
id: {id}
title: Reset a password
questions:
  - {question}
  - I forgot what I sign in with
lang: en
tags: [accounts]
review_by: 2027-01-31
---
Open the page and follow it.
"""


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8", newline="")


def write_good(folder: Path, id_: str, question: str) -> None:
    write(folder, f"{id_}.md", GOOD.format(id=id_, question=question))


def faults_of(folder: Path) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.code) for fault in check_folder(folder)]


def fault_of(folder: Path, text: str) -> tuple[int, str]:
    write(folder, "one.md", text)
    [(_, line, code)] = faults_of(folder)
    return line, code


def test_an_article_is_read_with_all_its_fields(tmp_path):
    write_good(tmp_path, "reset-password", "how do I reset it")
    library = read_folder(tmp_path)
    assert library.faults == ()
    assert library.articles == (
        Article(
            id="reset-password",
            title="Reset a password",
            questions=("how do I reset it", "I forgot what I sign in with"),
            body="Open the page and follow it.",
            lang="en",
            tags=("accounts",),
            review_by=date(2027, 1, 31),
        ),
    )
    assert check_folder(tmp_path) == []


def test_fields_that_may_be_missing_are_filled_in(tmp_path):
    write(tmp_path, "a.md", "---\nid: a\ntitle: A\nquestions:\n- b c\n---\ntext")
    [article] = read_folder(tmp_path).articles
    assert (article.lang, article.tags, article.review_by) == ("en", (), None)


def test_articles_come_by_id_and_other_files_are_left_alone(tmp_path):
    write_good(tmp_path, "b", "one thing")
    write_good(tmp_path, "a", "another matter")
    write(tmp_path, "notes.txt", "x")
    write(tmp_path, ".#a.md", "an editor's leftover")
    assert [article.id for article in read_folder(tmp_path).articles] == ["a", "b"]


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path):
    text = "\ufeff" + GOOD.format(id="a", question="b").replace("\n", "\r\n")
    write(tmp_path, "a.md", text)
    assert len(read_folder(tmp_path).articles) == 1


def test_a_broken_file_hides_no_other(tmp_path):
    write_good(tmp_path, "good", "how do I reset it")
    write(tmp_path, "bad.md", "no front matter")
    library = read_folder(tmp_path)
    assert [article.id for article in library.articles] == ["good"]
    assert [fault.file for fault in library.faults] == ["bad.md"]


@pytest.mark.parametrize("is_file", [True, False])
def test_a_folder_that_is_not_there_is_named(tmp_path, is_file):
    place = tmp_path / "nowhere"
    if is_file:
        place.write_text("x")
    with pytest.raises(FolderMissingError, match="nowhere") as caught:
        read_folder(place)
    assert caught.value.folder == place


def test_the_version_follows_the_content_only(tmp_path):
    write_good(tmp_path, "a", "b")
    before = read_folder(tmp_path).version
    os.utime(tmp_path / "a.md", (1, 1))
    assert read_folder(tmp_path).version == before
    write_good(tmp_path, "a", "c")
    assert read_folder(tmp_path).version != before


def test_the_version_tells_a_missing_review_from_a_set_one():
    bare = Article(id="a", title="A", questions=("b",), body="c")
    dated = Article(id="a", title="A", questions=("b",), body="c", review_by=date(2027, 1, 1))
    assert version_of([bare]) != version_of([dated])


def test_the_stamp_follows_names_and_times_of_files(tmp_path):
    write_good(tmp_path, "a", "b")
    before = folder_stamp(tmp_path)
    assert folder_stamp(tmp_path) == before
    os.utime(tmp_path / "a.md", (1, 1))
    assert folder_stamp(tmp_path) != before


def test_the_stamp_overlooks_a_link_to_nothing(tmp_path):
    before = folder_stamp(tmp_path)
    (tmp_path / "gone.md").symlink_to(tmp_path / "nothing")
    assert folder_stamp(tmp_path) == before


def test_all_faults_come_at_once_with_their_lines(tmp_path):
    write(
        tmp_path,
        "one.md",
        "---\nid: other\ntitle: 3\ncolour: red\nquestions:\n- how do I do it\n- How do I do it?\n"
        "- b: c\n---\n",
    )
    write(tmp_path, "two.md", "---\nid: two\n---\n[x](#nowhere) and [one](one.md)\n")
    assert faults_of(tmp_path) == [
        ("one.md", 2, "id_is_not_stem"),
        ("one.md", 3, "wrong_type"),
        ("one.md", 4, "unknown_field"),
        ("one.md", 8, "wrong_type"),
        ("one.md", 9, "empty_body"),
        ("two.md", 1, "missing_field"),
        ("two.md", 1, "missing_field"),
        ("two.md", 4, "dead_link"),
    ]


FIELDS = "id: one\ntitle: One\nquestions:\n- a way to ask\n"


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "no_front_matter"),
        ("hello", 1, "no_front_matter"),
        ("---\nid: one\n", 1, "unclosed_front_matter"),
        ("---\n---\ntext", 1, "not_fields"),
        ("---\n- a\n---\ntext", 1, "not_fields"),
        ("---\nid: one\ntitle: [\n---\ntext", 4, "bad_yaml"),
        ("---\nid: \x01\n---\ntext", 1, "bad_yaml"),
        ("---\nid: &a one\ntitle: *a\n---\ntext", 1, "not_plain_yaml"),
        ("---\nid: *a\n---\ntext", 1, "not_plain_yaml"),
        ("---\nid: " + "[" * 5000 + "\n---\ntext", 1, "not_plain_yaml"),
        (f"---\n{FIELDS}[x]: y\n---\ntext", 6, "unknown_field"),
        (f"---\n{FIELDS}title: Two\n---\ntext", 6, "repeated_field"),
        (f"---\n{FIELDS}lang: no\n---\ntext", 6, "wrong_type"),
        (f"---\n{FIELDS}tags: one\n---\ntext", 6, "wrong_type"),
        (f"---\n{FIELDS}review_by: 2026-13-45\n---\ntext", 6, "wrong_type"),
        (f"---\n{FIELDS}review_by: 2026-12-01 10:00:00\n---\ntext", 6, "wrong_type"),
        (f"---\n{FIELDS}review_by: soon\n---\ntext", 6, "wrong_type"),
        (f"---\n{FIELDS}tags: !!python/name:os.system\n---\ntext", 6, "wrong_type"),
        (f'---\n{FIELDS}- ""\n---\ntext', 6, "blank_value"),
        (f'---\n{FIELDS}lang: " "\n---\ntext', 6, "blank_value"),
        ("---\ntitle: One\nquestions:\n- a way\n---\ntext", 1, "missing_field"),
        ("---\nid: one\ntitle: One\nquestions: []\n---\ntext", 4, "no_questions"),
        (f"---\n{FIELDS}---\n \n", 6, "empty_body"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, text, line, code):
    assert fault_of(tmp_path, text) == (line, code)


def test_a_text_that_repeats_as_a_question_is_too_much_from_thirteen_on(tmp_path):
    ways = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india"]
    ways += ["juliett", "kilo", "lima", "mike"]
    items = "".join(f"- {way}\n" for way in ways)
    text = f"---\nid: one\ntitle: One\nquestions:\n{items}---\ntext"
    assert fault_of(tmp_path, text) == (4, "too_many_questions")


def test_text_that_is_not_utf8_is_a_fault_on_its_line(tmp_path):
    (tmp_path / "one.md").write_bytes(b"---\nid: one\ntitle: \xff\n---\n")
    assert faults_of(tmp_path) == [("one.md", 3, "not_utf8")]


def test_folders_pipes_and_giants_are_no_articles(tmp_path):
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "giant.md").write_bytes(b"x" * 300_000)
    (tmp_path / "link.md").symlink_to(tmp_path / "nothing")
    assert faults_of(tmp_path) == [
        ("folder.md", 0, "not_a_file"),
        ("giant.md", 0, "too_large"),
        ("link.md", 0, "unreadable"),
        ("pipe.md", 0, "not_a_file"),
    ]


def test_a_hostile_file_name_is_a_fault_that_can_be_printed(tmp_path):
    name = "a\n\x1b[31m\udcff.md"
    (tmp_path / name).write_bytes(GOOD.format(id="a", question="b").encode())
    [fault] = check_folder(tmp_path)
    assert (fault.code, fault.line) == ("id_is_not_stem", 2)
    assert fault.message.isprintable()
    assert fault.message.encode()
    assert folder_stamp(tmp_path)


def test_an_id_must_be_fit_for_a_link(tmp_path):
    write(tmp_path, "a b.md", GOOD.format(id="a b", question="c"))
    assert faults_of(tmp_path) == [("a b.md", 2, "bad_id")]


def test_ids_that_differ_in_case_only_are_one(tmp_path):
    write_good(tmp_path, "Mail", "one thing")
    write(
        tmp_path,
        "mail.md",
        "---\nid: mail\ntitle: M\nquestions:\n- something else\n---\ntext",
    )
    assert faults_of(tmp_path) == [("mail.md", 2, "repeated_id")]


def test_one_question_leads_to_one_article(tmp_path):
    write_good(tmp_path, "a", "where is it")
    write(tmp_path, "b.md", "---\nid: b\ntitle: B\nquestions:\n- ' Where IS it'\n---\ntext")
    [fault] = check_folder(tmp_path)
    assert (fault.file, fault.line, fault.code) == ("b.md", 5, "shared_question")
    assert fault.message == "b.md:5: has the question ' Where IS it', which 'a.md' has too."


def test_twins_differ_in_order_or_case_only(tmp_path):
    text = f"---\n{FIELDS}- A way to ASK\n- ask a way to\n- ask it elsewhere\n---\ntext"
    write(tmp_path, "one.md", text)
    assert (
        faults_of(tmp_path)
        == [
            ("one.md", 6, "shared_question"),
            ("one.md", 6, "twin_questions"),
            ("one.md", 7, "twin_questions"),
            ("one.md", 7, "twin_questions"),
        ][1:]
    )


@pytest.mark.parametrize(
    "link", ["two.md", "./two.md", "#two", "two.md#part", "#a-heading-of-ours", "two", "<two.md>"]
)
def test_a_link_to_an_article_or_a_heading_is_alive(tmp_path, link):
    write_good(tmp_path, "two", "somewhere else")
    body = f"## A heading of ours\nSee [this]({link}) and [that](https://example.org/x.md)."
    write(tmp_path, "one.md", f"---\n{FIELDS}---\n{body}\n[mail](mailto:a@b.c) [root](/x)\n")
    assert faults_of(tmp_path) == []


@pytest.mark.parametrize("link", ["three.md", "#three", "three", "picture.png", "three.md#part"])
def test_a_link_to_nothing_is_dead(tmp_path, link):
    text = f"---\n{FIELDS}---\nfine\n\nSee [this]({link}).\n"
    assert fault_of(tmp_path, text) == (9, "dead_link")


def test_code_is_not_searched_for_links(tmp_path):
    body = "```\n[a](b.md)\n```\n~~~\n[a](b.md)\n~~~\n`[a](b.md)`\n"
    write(tmp_path, "one.md", f"---\n{FIELDS}---\n{body}")
    assert faults_of(tmp_path) == []


def test_a_link_to_an_article_with_a_fault_is_not_dead(tmp_path):
    write(tmp_path, "broken.md", "nothing of use")
    write(tmp_path, "one.md", f"---\n{FIELDS}---\n[a](broken.md)")
    assert faults_of(tmp_path) == [("broken.md", 1, "no_front_matter")]


def test_the_shipped_articles_are_in_order():
    shipped = Path(__file__).parents[2] / "knowledge" / "articles"
    assert check_folder(shipped) == []
    assert read_folder(shipped).articles
