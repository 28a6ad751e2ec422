"""Which articles are runbooks, what are their steps, and does everybody else never see them?"""

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.library import check_folder, read_folder
from knowledge.runbook import MOST_STEPS, Step

HEAD = "---\nid: {id}\ntitle: {id}\nquestions: [how about {id}]\n{more}---\n"
BODY = """When the disk of a server is full.

- [ ] Look how full it is
    ```
- [ ] this is output, no step
    df -h
    ```
- [x] Find what is large

  Ask before you delete.

* [ ] Watch it

Tell the owner.

- as a list
"""


def write(folder: Path, id: str, body: str = BODY, more: str = "audience: engineers\n"):  # noqa: A002
    (folder / f"{id}.md").write_text(HEAD.format(id=id, more=more) + body, encoding="utf-8")


def codes(folder: Path) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in check_folder(folder)]


def test_a_runbook_is_taken_apart_into_its_steps(tmp_path: Path):
    write(tmp_path, "disk")
    (runbook,) = read_folder(tmp_path).runbooks
    assert runbook.intro == "When the disk of a server is full."
    assert runbook.steps == (
        Step(
            text="Look how full it is",
            detail="```\n- [ ] this is output, no step\n    df -h\n    ```",
        ),
        Step(text="Find what is large", detail="Ask before you delete."),
        Step(text="Watch it"),
    )
    assert runbook.outro == "Tell the owner.\n\n- as a list"
    assert codes(tmp_path) == []


def test_runbooks_are_never_among_the_articles(tmp_path: Path):
    write(tmp_path, "disk")
    write(tmp_path, "erp", more="audience: [L2, L3]\n")
    write(tmp_path, "plain", "Do this.", more="")
    write(tmp_path, "open", more="audience: requesters\n")
    library = read_folder(tmp_path)
    assert [one.id for one in library.articles] == ["open", "plain"]
    assert [one.id for one in library.runbooks] == ["disk", "erp"]
    for_all, for_some = library.runbooks
    assert [for_all.is_for(tier) for tier in ("L1", "L2")] == [True, True]
    assert [for_some.is_for(tier) for tier in ("L1", "L2")] == [False, True]


def test_runbooks_change_nothing_for_requesters(tmp_path: Path):
    write(tmp_path, "plain", "Do this.", more="")
    before = read_folder(tmp_path)
    write(tmp_path, "disk")
    after = read_folder(tmp_path)
    assert after.version == before.version
    assert replace(after, runbooks=()) == before


@pytest.mark.parametrize("audience", ["engineer", "[]", "[1]", "''", "everyone", "{L1: yes}"])
def test_an_audience_that_nobody_knows_keeps_the_file_from_everybody(tmp_path: Path, audience: str):
    write(tmp_path, "disk", more=f"audience: {audience}\n")
    library = read_folder(tmp_path)
    assert (library.articles, library.runbooks) == ((), ())
    assert codes(tmp_path) == [(5, "wrong_type")]


def test_steps_without_an_audience_are_kept_from_everybody_and_named(tmp_path: Path):
    write(tmp_path, "disk", more="")
    assert read_folder(tmp_path).articles == ()
    (fault,) = check_folder(tmp_path)
    assert fault.message == (
        "disk.md:8: has steps to tick off, as 'Look how full it is', and no audience; write"
        " 'audience: engineers', or 'audience: requesters' if everybody may read it."
    )


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ("Only words.", [(6, "no_steps")]),
        ("- [ ] a\n" * (MOST_STEPS + 1), [(7 + MOST_STEPS, "too_many_steps")]),
        (f"- [ ] {'a' * 151}", [(7, "long_step")]),
        ("- [ ] a\n  - [ ] b\n- [ ]\n[ ] c", [(8, "bad_step"), (9, "bad_step"), (10, "bad_step")]),
        ("- [ ] a\nwords\nmore\n- [ ] b", [(8, "between_steps")]),
        (f"- [ ] a\n\n{'words ' * 500}", [(7, "long_runbook")]),
        ("- [ ] [a](https://example.com)\n  [b](disk.md)", []),
    ],
)
def test_what_cannot_be_ticked_off_is_named(tmp_path: Path, body: str, faults):
    write(tmp_path, "disk", body)
    assert codes(tmp_path) == faults


def test_an_article_may_not_link_to_a_runbook_but_a_runbook_may(tmp_path: Path):
    write(tmp_path, "disk", "- [ ] Read [the other](erp.md) and [this](plain.md)")
    write(tmp_path, "erp")
    write(tmp_path, "plain", "Read [how we do it](disk.md).", more="")
    (fault,) = check_folder(tmp_path)
    assert fault.message == (
        "plain.md:6: links to 'disk.md', a runbook, which requesters may not read."
    )


def test_a_runbook_may_share_a_question_with_an_article_but_not_with_a_runbook(tmp_path: Path):
    asked = "audience: engineers\n"
    for name, more in (("a", ""), ("b", asked), ("c", asked)):
        head = f"---\nid: {name}\ntitle: {name}\nquestions: [the same]\n{more}---\n"
        (tmp_path / f"{name}.md").write_text(f"{head}- [ ] x" if more else f"{head}x")
    assert codes(tmp_path) == [(4, "shared_question")]


def test_what_it_says_to_do_has_a_version(tmp_path: Path):
    write(tmp_path, "disk")
    (before,) = read_folder(tmp_path).runbooks
    write(tmp_path, "disk", BODY.replace("Watch", "Guard"))
    (after,) = read_folder(tmp_path).runbooks
    assert before.version != after.version
    assert replace(after, steps=before.steps).version == before.version
    assert "Ask before you delete." in before.article.body
