"""What do `firstline kb ask`, `check` and `eval` say?"""

import json

import pytest

from bot.config import example

ARTICLE = """\
---
id: {id}
title: {title}
questions: [{question}]
---
{text}
"""
FIGURES = {
    "n_in", "n_out", "top1", "recall3", "mrr", "auroc", "refused_at_95", "coverage_at_95",
    "coverage_at_90", "ece", "answered", "precision", "suggested", "suggested_right", "refused",
    "n_seen", "build_seconds", "p50_ms", "p99_ms", "peak_mb",
}  # fmt: skip


@pytest.fixture
def articles(empty_folder):
    folder = empty_folder / "texts"
    folder.mkdir()
    for name, title, question in [
        ("printer", "Add a printer", "how do I add a printer"),
        ("vpn", "Reach the VPN", "the vpn does not connect"),
    ]:
        text = ARTICLE.format(id=name, title=title, question=question, text="Do this.")
        (folder / f"{name}.md").write_text(text)
    return folder


@pytest.fixture
def measured(empty_folder):
    """Two articles and four queries as other programs write them."""
    known = [
        {"id": "printer", "title": "Printer", "questions": ["add a printer"], "body": "Do this."},
        {"id": "vpn", "title": "VPN", "questions": ["vpn does not connect"], "body": "Do that."},
    ]
    asked = [
        {"text": "add a printer", "article": "printer", "split": "test"},
        {"text": "vpn does not connect", "article": "vpn", "split": "test"},
        {"text": "where is lunch", "article": None, "split": "test"},
        {"text": "my vpn", "article": "vpn", "split": "dev"},
    ]
    for name, rows in (("articles", known), ("queries", asked)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (empty_folder / f"{name}.jsonl").write_text(text)
    return ["--articles", "articles.jsonl", "--queries", "queries.jsonl"]


def test_asking_shows_article_and_reasons(firstline, articles):
    result = firstline("kb", "ask", "how do I add a printer", "--folder", str(articles))
    assert result.exit_code == 0
    assert "printer" in result.stdout
    assert "exactly" in result.stdout


def test_a_question_needs_no_quotes(firstline, articles):
    asked = ("the", "vpn", "does", "not", "connect")
    loose = firstline("kb", "ask", *asked, "--folder", str(articles)).stdout
    assert loose == firstline("kb", "ask", " ".join(asked), "--folder", str(articles)).stdout
    assert "exactly" in loose


def test_asking_for_programs(firstline, articles):
    result = firstline("kb", "ask", "add a printer", "--folder", str(articles), "--json")
    findings = json.loads(result.stdout)
    assert findings["text"] == "add a printer"
    assert findings["matches"][0]["article_id"] == "printer"


def test_asking_what_nobody_wrote_about(firstline, articles):
    result = firstline("kb", "ask", "zzz", "--folder", str(articles))
    assert result.stdout == "It would not guess, and open a ticket.\n"


def test_asking_reads_the_configured_folder_and_bounds(firstline, empty_folder, articles):
    firstline("init")
    file = empty_folder / "firstline.toml"
    text = file.read_text().replace('# folder = "articles"', 'folder = "texts"   ')
    file.write_text(
        text.replace("suggest_from = 0.4", "suggest_from = 0.0").replace(
            "answer_from = 0.8", "answer_from = 0.0"
        )
    )
    result = firstline("kb", "ask", "add a printer", "--json")
    findings = json.loads(result.stdout)
    assert findings["band"] == "answer"
    assert {match["article_id"] for match in findings["matches"]} <= {"printer", "vpn"}


def test_asking_says_which_files_are_left_out(firstline, articles):
    (articles / "broken.md").write_text("no front matter")
    result = firstline("kb", "ask", "printer", "--folder", str(articles))
    assert "firstline kb check" in result.stderr
    assert result.exit_code == 0


def test_the_shipped_articles_are_in_order(firstline):
    result = firstline("kb", "check")
    assert result.exit_code == 0
    assert "all is in order" in result.stdout


def test_checking_leaves_with_1_when_something_is_wrong(firstline, articles):
    (articles / "broken.md").write_text("no front matter")
    result = firstline("kb", "check", str(articles))
    assert result.exit_code == 1
    assert result.stderr.startswith("broken.md:1: begins without front matter")


def test_checking_for_programs(firstline, articles):
    (articles / "broken.md").write_text("no front matter")
    result = firstline("kb", "check", str(articles), "--json")
    assert result.exit_code == 1
    assert [fault["code"] for fault in json.loads(result.stdout)["faults"]] == ["no_front_matter"]


def test_a_folder_that_is_not_there_is_wrong_usage(firstline):
    result = firstline("kb", "check", "gone")
    assert (result.exit_code, result.stderr) == (2, "There is no folder of articles at 'gone'.\n")


def test_measuring_prints_one_object_with_every_figure(firstline, measured):
    result = firstline("kb", "eval", *measured, "--json")
    figures = json.loads(result.stdout)
    assert result.exit_code == 0
    assert figures.keys() == FIGURES
    assert (figures["n_in"], figures["n_out"], figures["n_seen"]) == (3, 1, 2)
    assert figures["top1"] == 1.0


def test_measuring_one_split(firstline, measured):
    figures = json.loads(firstline("kb", "eval", *measured, "--split", "dev", "--json").stdout)
    assert (figures["n_in"], figures["n_out"]) == (1, 0)
    assert figures["auroc"] is None


def test_measuring_garbled_queries_is_repeatable(firstline, measured):
    def top1(*more):
        words = ["kb", "eval", *measured, "--typos", "13", "--drop", "17", "--lexical-only"]
        return json.loads(firstline(*words, "--json", *more).stdout)["mrr"]

    assert top1() == top1()


def test_measuring_for_people(firstline, measured):
    result = firstline("kb", "eval", *measured)
    assert "top1" in result.stdout
    assert "1.0000" in result.stdout


@pytest.mark.parametrize("bar", ["--min-top1", "--min-precision"])
def test_measuring_below_a_bar_leaves_with_1(firstline, measured, bar):
    assert firstline("kb", "eval", *measured, bar, "0").exit_code == 0
    result = firstline("kb", "eval", *measured, bar, "1.1")
    assert result.exit_code == 1
    assert "short of 1.1" in result.stderr


def test_measuring_a_folder(firstline, measured, articles):
    words = ["--articles", str(articles), *measured[2:]]
    assert json.loads(firstline("kb", "eval", *words, "--json").stdout)["n_in"] == 3


def test_a_line_that_is_wrong_is_named(firstline, measured, empty_folder):
    (empty_folder / "queries.jsonl").write_text("{}\nnope\n")
    result = firstline("kb", "eval", *measured)
    assert result.exit_code == 2
    assert "queries.jsonl', line" in result.stderr


def test_a_question_never_finds_a_runbook_unless_one_asks_for_them(firstline):
    asked = ("kb", "ask", "the", "nightly", "invoice", "run", "did", "not", "finish")
    plain = firstline(*asked, "--json")
    assert "erp-invoice-batch" not in plain.stdout
    inside = json.loads(firstline(*asked, "--runbooks", "--json").stdout)
    assert inside["matches"][0]["article_id"] == "erp-invoice-batch"
    told = firstline(*asked, "--runbooks")
    assert told.stdout.startswith("It would suggest the first to engineers, in the ticket's thread")


def test_runbooks_are_counted_apart(firstline):
    assert firstline("kb", "check").stdout == "44 articles, 6 runbooks, and all is in order.\n"


def test_measuring_a_folder_leaves_runbooks_out(firstline, tmp_path):
    queries = tmp_path / "queries.jsonl"
    asked = {"text": "the nightly invoice run did not finish", "article": None, "split": "test"}
    queries.write_text(json.dumps(asked) + "\n")
    shipped = str(example().articles)
    measured = firstline("kb", "eval", "--articles", shipped, "--queries", str(queries), "--json")
    assert json.loads(measured.stdout)["refused"] == 1.0
