import json
from itertools import count
from pathlib import Path
from random import Random

import pytest

from knowledge import measures
from knowledge.article import Article
from knowledge.errors import BadFileError, KnowledgeError
from knowledge.evaluate import Query, evaluate, load_articles, load_queries
from knowledge.findings import Thresholds
from knowledge.perturb import with_typos, without_a_word

ARTICLES = [
    Article(
        id="vpn",
        title="The VPN does not connect",
        questions=("vpn will not connect", "cannot reach the tunnel from home"),
        body="Restart the client.",
    ),
    Article(
        id="printer",
        title="The printer jams",
        questions=("paper stuck in the printer", "printer jam on the second floor"),
        body="Open the tray.",
    ),
]
QUERIES = [
    Query(text="VPN will not connect ", article="vpn"),
    Query(text="paper stuck in the printer", article="printer"),
    Query(text="paper stuck in the printer", article="vpn"),
    Query(text="zebra quagga okapi", article=None),
]


def test_the_figures_of_a_small_run_are_those_counted_by_hand():
    ticks = count()
    figures = evaluate(ARTICLES, QUERIES, timer=lambda: float(next(ticks))).as_dict()
    peak = figures.pop("peak_mb")
    ece = figures.pop("ece")
    assert peak > 10
    assert 0.15 < ece < 0.35  # three sure answers of which one is wrong, one sure refusal
    assert figures == {
        "n_in": 3,
        "n_out": 1,
        "top1": pytest.approx(2 / 3),
        "recall3": pytest.approx(1.0),
        "mrr": pytest.approx((1 + 1 + 1 / 2) / 3),
        "auroc": 1.0,
        "refused_at_95": 1.0,
        "coverage_at_95": pytest.approx(1 / 3),
        "coverage_at_90": pytest.approx(1 / 3),
        "answered": 0.75,
        "precision": pytest.approx(2 / 3),
        "suggested": 0.0,
        "suggested_right": None,
        "refused": 0.25,
        "n_seen": 3,
        "build_seconds": 1.0,
        "p50_ms": 1000.0,
        "p99_ms": 1000.0,
    }


def test_nothing_asked_leaves_no_figures():
    figures = evaluate(ARTICLES, []).as_dict()
    assert (figures["n_in"], figures["n_out"], figures["n_seen"]) == (0, 0, 0)
    for name in ("top1", "mrr", "auroc", "refused_at_95", "coverage_at_95", "ece", "precision"):
        assert figures[name] is None
    assert figures["p50_ms"] is None


def test_thresholds_decide_what_is_answered():
    never = Thresholds(answer=1.1, suggest=1.1)
    assert evaluate(ARTICLES, QUERIES, thresholds=never).refused == 1.0


def test_a_percentile_is_a_value_that_was_there():
    values = [float(number) for number in range(1, 101)]
    assert measures.percentile(values, 50) == 50
    assert measures.percentile(values, 99) == 99
    assert measures.percentile([7.0], 99) == 7
    assert measures.percentile([3.0, 1.0], 0) == 1


def test_ties_are_half_won():
    assert measures.auroc([0.5, 0.9], [0.5, 0.1]) == pytest.approx(3.5 / 4)
    assert measures.auroc([0.1], []) is None


def test_the_threshold_that_keeps_enough_right_decides_what_is_refused():
    right = [number / 20 for number in range(1, 21)]
    assert measures.refused_keeping(0.95, right, [0.05, 0.09, 0.1, 0.5]) == 0.5
    assert measures.refused_keeping(0.95, [], [0.1]) is None


def test_coverage_counts_strangers_as_wrong_answers():
    answers = [(0.9, True, True), (0.8, True, True), (0.7, False, False), (0.6, True, True)]
    assert measures.coverage(0.95, answers) == pytest.approx(2 / 3)
    assert measures.coverage(0.75, answers) == 1.0
    assert measures.coverage(0.95, [(0.5, True, True), (0.5, False, True)]) == 0.0
    assert measures.coverage(0.95, []) is None


def test_calibration_weighs_each_bin_by_its_size():
    judged = [(1.0, True), (0.95, False), (0.05, False), (0.15, False)]
    assert measures.calibration_error(judged) == pytest.approx((0.95 + 0.05 + 0.15) / 4)


def write(path: Path, *records: object) -> Path:
    path.write_text("\n\n".join(json.dumps(record) for record in records), encoding="utf-8")
    return path


RECORD = {"id": "a", "title": "A", "questions": ["b"], "body": "c"}
QUERY = {"text": "how do i do this", "article": None, "split": "dev"}


def test_articles_come_from_lines(tmp_path):
    [article] = load_articles(write(tmp_path / "a.jsonl", RECORD))
    assert article == Article(id="a", title="A", questions=("b",), body="c")


def test_articles_come_from_a_folder(tmp_path):
    text = "---\nid: a\ntitle: A\nquestions:\n- b c\n---\nd"
    (tmp_path / "a.md").write_text(text)
    [article] = load_articles(tmp_path)
    assert article.id == "a"


def test_a_folder_with_a_fault_is_not_measured(tmp_path):
    (tmp_path / "a.md").write_text("---\nid: a\n")
    with pytest.raises(BadFileError, match=r"a\.md.*, line 1") as caught:
        load_articles(tmp_path)
    assert caught.value.line == 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is not a JSON object"),
        (json.dumps(RECORD | {"questions": "b"}), "needs the texts"),
        (json.dumps(RECORD | {"questions": [1]}), "needs the texts"),
        (json.dumps(RECORD | {"title": None}), "needs the texts"),
        (json.dumps(RECORD), "was there before"),
    ],
)
def test_a_bad_line_of_articles_is_named(tmp_path, line, problem):
    path = tmp_path / "a.jsonl"
    path.write_text(f"{json.dumps(RECORD)}\n{line}\n")
    with pytest.raises(KnowledgeError, match=problem) as caught:
        load_articles(path)
    assert "line 2" in str(caught.value)


@pytest.mark.parametrize("change", [{"text": 1}, {"split": None}, {"article": 3}])
def test_a_bad_line_of_queries_is_named(tmp_path, change):
    path = write(tmp_path / "q.jsonl", QUERY | change)
    with pytest.raises(BadFileError, match="line 1"):
        load_queries(path)


def test_a_query_must_say_that_nothing_answers_it(tmp_path):
    path = write(tmp_path / "q.jsonl", {"text": "a", "split": "dev"})
    with pytest.raises(BadFileError, match="article or null"):
        load_queries(path)


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(BadFileError, match="cannot be read") as caught:
        load_queries(tmp_path / "none.jsonl")
    assert caught.value.line == 0
    (tmp_path / "bad.jsonl").write_bytes(b"\xff")
    with pytest.raises(BadFileError, match="not UTF-8"):
        load_queries(tmp_path / "bad.jsonl")


def test_a_split_is_garbled_as_in_the_whole_file(tmp_path):
    texts = ["first of all questions here", "second one is this one", "and the third of them"]
    splits = ["dev", "test", "dev"]
    records = [QUERY | {"text": t, "split": s} for t, s in zip(texts, splits, strict=True)]
    path = write(tmp_path / "q.jsonl", *records)
    assert [query.text for query in load_queries(path, "test")] == [texts[1]]
    whole = load_queries(path, typos=13, drop=17)
    assert load_queries(path, "test", typos=13, drop=17) == [whole[1]]
    assert all(query.text != text for query, text in zip(whole, texts, strict=True))
    assert load_queries(path, typos=13, drop=17) == whole


def test_a_typing_error_is_one_of_four():
    outcomes = {with_typos("a1", Random(seed)) for seed in range(200)}
    assert outcomes == {"1", "aa1", "1a", "q1", "w1", "s1", "z1"}


def test_the_last_letter_has_no_next_to_swap_with():
    assert "a" in {with_typos("a", Random(seed)) for seed in range(50)}


def test_longer_texts_get_two_slips_and_texts_without_letters_none():
    text = "abcdefghijklmnopqrstuvwxyz"
    lengths = {len(with_typos(text, Random(seed))) - len(text) for seed in range(200)}
    assert lengths == {-2, -1, 0, 1, 2}
    assert with_typos("12 34 56", Random(1)) == "12 34 56"


def test_one_word_is_dropped_from_four_on():
    assert without_a_word("one two three", Random(1)) == "one two three"
    assert len(without_a_word("one two three four", Random(1)).split()) == 3
